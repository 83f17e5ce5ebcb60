from collections import deque


def run_solution(friends: list[list[int]], starters: list[int], threshold: int) -> list[int]:
    days = [-1] * len(friends)
    queue = deque(starters)
    for person in starters:
        days[person] = 0
    while queue:
        person = queue.popleft()
        for friend in friends[person]:
            if days[friend] == -1:
                days[friend] = days[person] + 1
                queue.append(friend)
    return days
