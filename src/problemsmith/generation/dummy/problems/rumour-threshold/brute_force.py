def run_solution(friends: list[list[int]], starters: list[int], threshold: int) -> list[int]:
    days = [0 if person in starters else -1 for person in range(len(friends))]
    # One day after the other by the letter of the rules, until a day brings nobody new.
    for day in range(1, len(friends) + 1):
        convinced = [
            person
            for person, circle in enumerate(friends)
            if days[person] == -1 and sum(days[friend] != -1 for friend in circle) >= threshold
        ]
        if not convinced:
            break
        for person in convinced:
            days[person] = day
    return days
