def run_solution(tags: list[list[str]], shared: int) -> list[list[int]]:
    left = list(range(len(tags)))
    piles = []
    while left:
        pile = [left.pop(0)]
        for inside in pile:
            joining = [bag for bag in left if len(set(tags[bag]) & set(tags[inside])) >= shared]
            pile += joining
            left = [bag for bag in left if bag not in joining]
        if len(pile) > 1:
            piles.append(pile)
    return piles
