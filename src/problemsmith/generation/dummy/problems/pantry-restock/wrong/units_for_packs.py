def run_solution(pantry: dict, recipe: dict, batches: int, packs: dict) -> dict:
    shopping = {}
    for name, amount in recipe.items():
        missing = amount * batches - pantry.get(name, 0)
        if missing > 0:
            shopping[name] = missing
    return shopping
