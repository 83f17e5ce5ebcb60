def run_solution(depths: list[int], tolerance: int) -> list[int]:
    best = [0, 0]
    for start, first in enumerate(depths):
        for end in range(start, len(depths)):
            if abs(depths[end] - first) > tolerance:
                break
            if end - start > best[1] - best[0]:
                best = [start, end]
    return best
