def generate(seed: int) -> list:
    return [["q", "table", "tableq", "qelbat", "qtable", "elbatq", "t", "qq"]]
