def run_solution(pantry: dict, recipe: dict, batches: int, packs: dict) -> dict:
    shopping = {}
    for name, amount in recipe.items():
        count = -(-amount * batches // packs.get(name, 1))
        if count > 0:
            shopping[name] = count
    return shopping
