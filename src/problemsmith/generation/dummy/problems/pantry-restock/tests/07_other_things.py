def generate(seed: int) -> list:
    things = ["nut", "fig", "plum", "pear", "lime", "kale", "leek", "dill", "mint", "corn"]
    pantry = {name: place for place, name in enumerate(things)}
    packs = {name: place + 2 for place, name in enumerate(things)}
    return [pantry, {"plum": 3, "yeast": 2, "corn": 2}, 6, packs]
