def run_solution(tags: list[list[str]], shared: int) -> list[list[int]]:
    parents = list(range(len(tags)))

    def owner(bag: int) -> int:
        while parents[bag] != bag:
            parents[bag] = parents[parents[bag]]
            bag = parents[bag]
        return bag

    different = [set(bag) for bag in tags]
    for second in range(len(tags)):
        for first in range(second):
            if len(different[first] & different[second]) >= shared:
                parents[owner(second)] = owner(first)
    groups = {}
    for bag in range(len(tags)):
        groups.setdefault(owner(bag), []).append(bag)
    return list(groups.values())
