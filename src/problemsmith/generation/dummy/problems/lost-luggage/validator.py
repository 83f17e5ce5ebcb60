LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


def validate(tags, shared) -> bool:
    if not isinstance(tags, list) or not 1 <= len(tags) <= 120:
        raise ValueError("tags must be a list for 1 to 120 bags")
    for bag in tags:
        if not isinstance(bag, list) or len(bag) > 12:
            raise ValueError("a bag must be a list of at most 12 tags")
        for tag in bag:
            if not isinstance(tag, str) or not 1 <= len(tag) <= 8 or not LETTERS.issuperset(tag):
                raise ValueError("a tag must be 1 to 8 letters a to z")
    if not isinstance(shared, int) or isinstance(shared, bool) or not 1 <= shared <= 12:
        raise ValueError("shared must be an int, 1 to 12")
    return True
