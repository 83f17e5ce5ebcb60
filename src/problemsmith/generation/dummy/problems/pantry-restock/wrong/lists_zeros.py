def run_solution(pantry: dict, recipe: dict, batches: int, packs: dict) -> dict:
    shopping = {}
    for name, amount in recipe.items():
        missing = max(0, amount * batches - pantry.get(name, 0))
        shopping[name] = -(-missing // packs.get(name, 1))
    return shopping
