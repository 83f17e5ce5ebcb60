def run_solution(keys: str) -> str:
    paper = ""
    held = False
    for key in keys:
        if key == "^":
            held = not held
        elif key == "<":
            paper = paper[:-1]
        elif key == " ":
            paper += key
        else:
            paper += key.upper() if held else key
            held = False
    return paper.strip()
