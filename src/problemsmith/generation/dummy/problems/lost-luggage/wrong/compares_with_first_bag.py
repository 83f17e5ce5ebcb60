def run_solution(tags: list[list[str]], shared: int) -> list[list[int]]:
    groups = []
    for bag in range(len(tags)):
        for group in groups:
            if len(set(tags[group[0]]) & set(tags[bag])) >= shared:
                group.append(bag)
                break
        else:
            groups.append([bag])
    return groups
