def run_solution(tags: list[list[str]], shared: int) -> list[list[int]]:
    groups = []
    for bag in range(len(tags)):
        members, seen = [bag], set(tags[bag])
        apart = []
        for other, other_seen in groups:
            if len(other_seen & seen) >= shared:
                members, seen = other + members, other_seen | seen
            else:
                apart.append((other, other_seen))
        groups = [*apart, (members, seen)]
    return [members for members, _ in groups]
