LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


def validate(words) -> bool:
    if not isinstance(words, list) or not 1 <= len(words) <= 800:
        raise ValueError("words must be a list of 1 to 800 words")
    for word in words:
        if not isinstance(word, str) or not 1 <= len(word) <= 30:
            raise ValueError("each word must be a string of 1 to 30 letters")
        if not LETTERS.issuperset(word):
            raise ValueError("a word holds something else than a to z")
    if len(set(words)) != len(words):
        raise ValueError("a word is listed twice")
    return True
