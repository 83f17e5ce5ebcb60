def run_solution(pantry: dict, recipe: dict, batches: int, packs: dict) -> dict:
    shopping = {}
    for name, amount in recipe.items():
        missing = amount * batches - pantry[name]
        if missing > 0:
            shopping[name] = -(-missing // packs[name])
    return shopping
