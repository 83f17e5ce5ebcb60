def run_solution(words: list[str]) -> list[str]:
    listed = set(words)
    folded = []
    for word in words:
        for cut in range(1, len(word)):
            first, second = word[:cut], word[cut:][::-1]
            if first != second and first in listed and second in listed:
                folded.append(word)
                break
    return folded
