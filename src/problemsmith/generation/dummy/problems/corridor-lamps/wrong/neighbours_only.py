def run_solution(lamps: list[bool]) -> bool:
    for press_first in (False, True):
        before, here = False, press_first
        for lamp in lamps[:-1]:
            before, here = here, lamp ^ before
        if not lamps[-1] ^ before:
            return True
    return False
