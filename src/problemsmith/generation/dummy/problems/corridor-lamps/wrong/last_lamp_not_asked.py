def run_solution(lamps: list[bool]) -> bool:
    for press_first in (False, True):
        before, here = False, press_first
        for lamp in lamps[:-2]:
            before, here = here, lamp ^ before ^ here
        if not lamps[max(0, len(lamps) - 2)] ^ before ^ here:
            return True
    return False
