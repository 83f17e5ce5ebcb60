def run_solution(pantry: dict, recipe: dict, batches: int, packs: dict) -> dict:
    stock = dict(pantry)
    shopping = {}
    # Bakes batch by batch and fetches a pack whenever something runs short.
    for _ in range(batches):
        for name, amount in recipe.items():
            stock.setdefault(name, 0)
            while stock[name] < amount:
                shopping[name] = shopping.get(name, 0) + 1
                stock[name] += packs[name] if name in packs else 1
            stock[name] -= amount
    return shopping
