def uses_up_to(bound, parity, digit):
    uses = 0
    if digit % 2 == parity and bound >= digit:
        uses += (bound - digit) // 10 + (1 if digit else 0)
    place = 10
    while place <= bound:
        high, rest = divmod(bound, place * 10)
        here, low = divmod(rest, place)
        uses += high * (place // 2)
        if here > digit:
            uses += place // 2
        elif here == digit:
            uses += (low + 1) // 2 if parity else low // 2 + 1
        place *= 10
    return uses


def run_solution(first: int, last: int, digit: int) -> int:
    parity = first % 2
    return uses_up_to(last, parity, digit) - uses_up_to(first - 1, parity, digit)
