def run_solution(lamps: list[bool]) -> bool:
    return len(lamps) % 3 != 2
