from heapq import heappop, heappush


def run_solution(towns: int, roads: list, coupons: int) -> int | None:
    leaving = [[] for _ in range(towns)]
    for a, b, toll in roads:
        leaving[a].append((b, toll))
    settled = set()
    heap = [(0, 0, coupons)]
    while heap:
        paid, town, left = heappop(heap)
        if town == towns - 1:
            return paid
        if (town, left) in settled:
            continue
        settled.add((town, left))
        for there, toll in leaving[town]:
            heappush(heap, (paid + toll, there, left))
            if left:
                heappush(heap, (paid + toll // 2, there, left - 1))
    return None
