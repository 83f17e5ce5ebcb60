def is_int(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def validate(friends, starters, threshold) -> bool:
    if not isinstance(friends, list) or not 1 <= len(friends) <= 1000:
        raise ValueError("friends must be a list of 1 to 1000 lists")
    people = len(friends)
    pairs = set()
    for person, circle in enumerate(friends):
        if not isinstance(circle, list):
            raise ValueError("each person's friends must be a list")
        for friend in circle:
            if not is_int(friend) or not 0 <= friend < people or friend == person:
                raise ValueError("a friend must be the number of another person")
            if (person, friend) in pairs:
                raise ValueError("a friend is listed twice")
            pairs.add((person, friend))
    if any((friend, person) not in pairs for person, friend in pairs):
        raise ValueError("a friendship goes one way only")
    if len(pairs) > 16000:
        raise ValueError("there are more than 8000 friendships")
    if not isinstance(starters, list):
        raise ValueError("starters must be a list")
    if not all(is_int(person) and 0 <= person < people for person in starters):
        raise ValueError("a starter must be the number of a person")
    if len(set(starters)) != len(starters):
        raise ValueError("a starter is listed twice")
    if not is_int(threshold) or not 1 <= threshold <= people:
        raise ValueError("threshold must be an int, 1 to the number of people")
    return True
