def uses_up_to(bound, digit):
    uses = 0
    place = 1
    while place <= bound:
        high, rest = divmod(bound, place * 10)
        here, low = divmod(rest, place)
        uses += (high if digit else high - 1) * place
        if here > digit:
            uses += place
        elif here == digit:
            uses += low + 1
        place *= 10
    return uses


def run_solution(first: int, last: int, digit: int) -> int:
    return uses_up_to(last, digit) - uses_up_to(first - 1, digit)
