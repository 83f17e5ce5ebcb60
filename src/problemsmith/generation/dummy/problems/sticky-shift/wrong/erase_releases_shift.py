def run_solution(keys: str) -> str:
    paper = []
    held = False
    for key in keys:
        if key == "^":
            held = not held
        elif key == "<":
            if paper:
                paper.pop()
            held = False
        elif key == " ":
            paper.append(key)
        else:
            paper.append(key.upper() if held else key)
            held = False
    return "".join(paper)
