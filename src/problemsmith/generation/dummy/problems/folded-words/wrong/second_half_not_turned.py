def run_solution(words: list[str]) -> list[str]:
    listed = set(words)
    return [
        word
        for word in words
        if any(word[:cut] in listed and word[cut:] in listed for cut in range(1, len(word)))
    ]
