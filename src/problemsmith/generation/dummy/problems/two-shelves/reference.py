def run_solution(widths: list[int], top: int, bottom: int) -> list[int]:
    # Bit s of fills[i] tells whether some of the first i books are together s wide.
    fills = [1]
    for width in widths:
        fills.append(fills[-1] | fills[-1] << width)
    total = sum(widths)
    on_top = -1
    for fill in range(max(0, total - bottom), min(top, total) + 1):
        if fills[-1] >> fill & 1:
            on_top = fill
            break
    if on_top < 0:
        return []
    shelves = [1] * len(widths)
    for book in range(len(widths) - 1, -1, -1):
        if not fills[book] >> on_top & 1:
            shelves[book] = 0
            on_top -= widths[book]
    return shelves
