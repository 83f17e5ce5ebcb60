def run_solution(widths: list[int], top: int, bottom: int) -> list[int]:
    shelves = [0] * len(widths)
    for book in sorted(range(len(widths)), key=lambda book: -widths[book]):
        if widths[book] <= top:
            top -= widths[book]
        elif widths[book] <= bottom:
            bottom -= widths[book]
            shelves[book] = 1
        else:
            return []
    return shelves
