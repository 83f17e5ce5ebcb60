def generate(seed: int) -> list:
    return [["sun", "ray", "sunray", "nussun", "nusyar", "nusray", "sunyar", "rayyar", "raynus"]]
