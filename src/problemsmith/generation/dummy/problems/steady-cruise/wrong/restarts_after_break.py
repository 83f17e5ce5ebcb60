def run_solution(depths: list[int], tolerance: int) -> list[int]:
    best = [0, 0]
    start = 0
    top = bottom = depths[0]
    for end, depth in enumerate(depths):
        top, bottom = max(top, depth), min(bottom, depth)
        if top - bottom > tolerance:
            start, top, bottom = end, depth, depth
        if end - start > best[1] - best[0]:
            best = [start, end]
    return best
