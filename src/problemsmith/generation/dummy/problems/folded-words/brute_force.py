def run_solution(words: list[str]) -> list[str]:
    found = set()
    for first in words:
        for second in words:
            folded = first + "".join(reversed(second))
            if len(folded) <= 30 and folded in words:
                found.add(folded)
    return sorted(found)
