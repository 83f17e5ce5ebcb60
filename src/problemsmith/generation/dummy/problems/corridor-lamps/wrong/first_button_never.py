def run_solution(lamps: list[bool]) -> bool:
    before, here = False, False
    for lamp in lamps[:-1]:
        before, here = here, lamp ^ before ^ here
    return not lamps[-1] ^ before ^ here
