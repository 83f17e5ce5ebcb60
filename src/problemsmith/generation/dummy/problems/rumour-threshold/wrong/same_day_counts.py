def run_solution(friends: list[list[int]], starters: list[int], threshold: int) -> list[int]:
    days = [-1] * len(friends)
    for person in starters:
        days[person] = 0
    day, changed = 0, True
    while changed:
        day, changed = day + 1, False
        for person, circle in enumerate(friends):
            if days[person] == -1 and sum(days[f] != -1 for f in circle) >= threshold:
                days[person] = day
                changed = True
    return days
