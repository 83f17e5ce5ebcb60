def uses_up_to(bound: int, parity: int, digit: int) -> int:
    """How often the digit stands in the numbers 1..bound of this parity."""
    uses = 0
    if digit % 2 == parity:
        # The last place: every tenth number, and zero itself is no house.
        uses += (bound - digit) // 10 + (1 if digit else 0) if bound >= digit else 0
    place = 10
    while place <= bound:
        high, rest = divmod(bound, place * 10)
        here, low = divmod(rest, place)
        # Whatever stands before this place, half of the endings behind it have the right parity.
        blocks = high if digit else high - 1
        uses += blocks * (place // 2)
        if here > digit:
            uses += place // 2
        elif here == digit:
            uses += (low + 1) // 2 if parity else low // 2 + 1
        place *= 10
    return uses


def run_solution(first: int, last: int, digit: int) -> int:
    parity = first % 2
    return uses_up_to(last, parity, digit) - uses_up_to(first - 1, parity, digit)
