from heapq import heappop, heappush


def run_solution(towns: int, roads: list, coupons: int) -> int | None:
    leaving = [[] for _ in range(towns)]
    for a, b, toll in roads:
        leaving[a].append((b, toll))
        leaving[b].append((a, toll))
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
            for used in range(left + 1):
                heappush(heap, (paid + (toll >> used), there, left - used))
    return None
