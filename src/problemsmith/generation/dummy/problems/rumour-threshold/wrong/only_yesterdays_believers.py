def run_solution(friends: list[list[int]], starters: list[int], threshold: int) -> list[int]:
    days = [-1] * len(friends)
    for person in starters:
        days[person] = 0
    newest = list(starters)
    day = 0
    while newest:
        day += 1
        counts = {}
        for person in newest:
            for friend in friends[person]:
                counts[friend] = counts.get(friend, 0) + 1
        newest = [p for p, count in counts.items() if days[p] == -1 and count >= threshold]
        for person in newest:
            days[person] = day
    return days
