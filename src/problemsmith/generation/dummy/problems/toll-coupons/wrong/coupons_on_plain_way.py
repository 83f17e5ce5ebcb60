from heapq import heappop, heappush


def run_solution(towns: int, roads: list, coupons: int) -> int | None:
    leaving = [[] for _ in range(towns)]
    for a, b, toll in roads:
        leaving[a].append((b, toll))
        leaving[b].append((a, toll))
    came_by = {}
    heap = [(0, 0, None, 0)]
    while heap:
        paid, town, before, last_toll = heappop(heap)
        if town in came_by:
            continue
        came_by[town] = (before, last_toll)
        for there, toll in leaving[town]:
            if there not in came_by:
                heappush(heap, (paid + toll, there, town, toll))
    if towns - 1 not in came_by:
        return None
    tolls = []
    town = towns - 1
    while town != 0:
        town, toll = came_by[town]
        tolls.append(toll)
    tolls.sort(reverse=True)
    return sum(toll // 2 for toll in tolls[:coupons]) + sum(tolls[coupons:])
