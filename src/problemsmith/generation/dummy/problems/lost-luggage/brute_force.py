def run_solution(tags: list[list[str]], shared: int) -> list[list[int]]:
    def tied(first, second):
        common = 0
        for tag in sorted(set(tags[first])):
            if tag in tags[second]:
                common += 1
        return common >= shared

    # Each pile grows until no bag outside is tied to one inside.
    left = list(range(len(tags)))
    piles = []
    while left:
        pile = [left.pop(0)]
        for inside in pile:
            joining = [bag for bag in left if tied(inside, bag)]
            pile += joining
            left = [bag for bag in left if bag not in joining]
        piles.append(pile)
    return piles
