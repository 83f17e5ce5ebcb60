def run_solution(widths: list[int], top: int, bottom: int) -> list[int]:
    widths = sorted(widths)
    fills = [1]
    for width in widths:
        fills.append(fills[-1] | fills[-1] << width)
    total = sum(widths)
    fitting = [f for f in range(max(0, total - bottom), min(top, total) + 1) if fills[-1] >> f & 1]
    if not fitting:
        return []
    on_top = fitting[0]
    shelves = [1] * len(widths)
    for book in range(len(widths) - 1, -1, -1):
        if not fills[book] >> on_top & 1:
            shelves[book] = 0
            on_top -= widths[book]
    return shelves
