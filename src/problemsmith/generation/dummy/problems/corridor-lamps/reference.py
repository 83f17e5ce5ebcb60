def run_solution(lamps: list[bool]) -> bool:
    for press_first in (False, True):
        # Once button 0 is settled, lamp i - 1 settles button i.
        before, here = False, press_first
        for lamp in lamps[:-1]:
            before, here = here, lamp ^ before ^ here
        if lamps[-1] ^ before ^ here == 0:
            return True
    return False
