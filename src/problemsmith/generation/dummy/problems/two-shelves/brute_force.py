from itertools import product


def run_solution(widths: list[int], top: int, bottom: int) -> list[int]:
    for shelves in product((0, 1), repeat=len(widths)):
        on_bottom = sum(width for width, shelf in zip(widths, shelves, strict=True) if shelf)
        if on_bottom <= bottom and sum(widths) - on_bottom <= top:
            return list(shelves)
    return []
