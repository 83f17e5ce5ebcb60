def run_solution(words: list[str]) -> list[str]:
    straight = set(words)
    turned = {word[::-1] for word in words}
    return [
        word
        for word in words
        if any(word[:cut] in straight and word[cut:] in turned for cut in range(1, len(word) - 1))
    ]
