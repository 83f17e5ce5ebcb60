import re


def run_solution(keys: str) -> str:
    # First settle the capitals: a letter is large after an odd number of shifts since the last one.
    def settle(match) -> str:
        between, letter = match.groups()
        large = between.count("^") % 2 == 1
        return between.replace("^", "") + (letter.upper() if large else letter)

    text = re.sub(r"([^a-z]*)([a-z])", settle, keys).replace("^", "")
    # Then cancel a printed character with the erasure right behind it until nothing changes.
    while True:
        shorter = re.sub(r"[^<]<", "", text)
        if shorter == text:
            return text.lstrip("<")
        text = shorter
