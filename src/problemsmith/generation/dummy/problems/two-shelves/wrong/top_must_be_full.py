def run_solution(widths: list[int], top: int, bottom: int) -> list[int]:
    fills = [1]
    for width in widths:
        fills.append(fills[-1] | fills[-1] << width)
    on_top = top
    if sum(widths) - top > bottom or not fills[-1] >> on_top & 1:
        return []
    shelves = [1] * len(widths)
    for book in range(len(widths) - 1, -1, -1):
        if not fills[book] >> on_top & 1:
            shelves[book] = 0
            on_top -= widths[book]
    return shelves
