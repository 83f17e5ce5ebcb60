def run_solution(words: list[str]) -> list[str]:
    listed = set(words)
    folded = []
    for word in words:
        half, odd = divmod(len(word), 2)
        if not odd and word[:half] in listed and word[half:][::-1] in listed:
            folded.append(word)
    return folded
