def run_solution(widths: list[int], top: int, bottom: int) -> list[int]:
    shelves = []
    for width in widths:
        if width <= top:
            top -= width
            shelves.append(0)
        elif width <= bottom:
            bottom -= width
            shelves.append(1)
        else:
            return []
    return shelves
