def run_solution(pantry: dict, recipe: dict, batches: int, packs: dict) -> dict:
    shopping = {}
    for name, amount in recipe.items():
        missing = amount * batches - pantry.get(name, 0)
        if missing > 0:
            # Rounds up in whole numbers.
            shopping[name] = -(-missing // packs.get(name, 1))
    return shopping
