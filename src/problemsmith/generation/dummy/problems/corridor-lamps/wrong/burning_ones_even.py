def run_solution(lamps: list[bool]) -> bool:
    return len(lamps) % 3 != 2 or sum(lamps) % 2 == 0
