def run_solution(depths: list[int], tolerance: int) -> list[int]:
    best = [0, 0]
    start = 0
    for end in range(1, len(depths)):
        if abs(depths[end] - depths[end - 1]) > tolerance:
            start = end
        if end - start > best[1] - best[0]:
            best = [start, end]
    return best
