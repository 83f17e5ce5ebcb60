def is_int(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def validate(root, limit) -> bool:
    if not isinstance(root, list):
        raise ValueError("root must be a tree in level order")
    if root and (root[0] is None or root[-1] is None):
        raise ValueError("level order neither begins nor ends with null")
    places = 1
    nodes = 0
    for value in root:
        if places == 0:
            raise ValueError("level order goes on behind the last node's children")
        places -= 1
        if value is None:
            continue
        if not is_int(value) or not -1000 <= value <= 1000:
            raise ValueError("each value must be an int, -1000 to 1000")
        places += 2
        nodes += 1
    if nodes > 2000:
        raise ValueError("the tree has more than 2000 nodes")
    if not is_int(limit) or not -(10**6) <= limit <= 10**6:
        raise ValueError("limit must be an int, -10^6 to 10^6")
    return True
