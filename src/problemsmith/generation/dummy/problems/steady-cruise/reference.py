from collections import deque


def run_solution(depths: list[int], tolerance: int) -> list[int]:
    # Places that may still become the greatest or the least of the window, best first.
    greatest, least = deque(), deque()
    start = 0
    best = [0, 0]
    for end, depth in enumerate(depths):
        while greatest and depths[greatest[-1]] <= depth:
            greatest.pop()
        greatest.append(end)
        while least and depths[least[-1]] >= depth:
            least.pop()
        least.append(end)
        while depths[greatest[0]] - depths[least[0]] > tolerance:
            start += 1
            if greatest[0] < start:
                greatest.popleft()
            if least[0] < start:
                least.popleft()
        if end - start > best[1] - best[0]:
            best = [start, end]
    return best
