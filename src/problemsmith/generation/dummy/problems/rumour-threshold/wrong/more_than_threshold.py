def run_solution(friends: list[list[int]], starters: list[int], threshold: int) -> list[int]:
    days = [-1] * len(friends)
    believing_friends = [0] * len(friends)
    for person in starters:
        days[person] = 0
    newest = list(starters)
    day = 0
    while newest:
        day += 1
        convinced = []
        for person in newest:
            for friend in friends[person]:
                believing_friends[friend] += 1
                if days[friend] == -1 and believing_friends[friend] > threshold:
                    days[friend] = day
                    convinced.append(friend)
        newest = convinced
    return days
