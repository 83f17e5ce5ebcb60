def run_solution(first: int, last: int, digit: int) -> int:
    uses = 0
    for house in range(first, last + 1, 2):
        uses += str(house).count(str(digit))
    return uses
