def run_solution(depths: list[int], tolerance: int) -> list[int]:
    best = [0, 0]
    for start, first in enumerate(depths):
        top = bottom = first
        for end in range(start, len(depths)):
            top, bottom = max(top, depths[end]), min(bottom, depths[end])
            if top - bottom >= tolerance:
                break
            if end - start > best[1] - best[0]:
                best = [start, end]
    return best
