def run_solution(tags: list[list[str]], shared: int) -> list[list[int]]:
    groups = []
    for bag in range(len(tags)):
        for group in groups:
            if any(len(set(tags[other]) & set(tags[bag])) >= shared for other in group):
                group.append(bag)
                break
        else:
            groups.append([bag])
    return groups
