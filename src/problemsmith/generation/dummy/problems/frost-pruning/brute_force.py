def run_solution(root, limit: int):
    levels = [[root]] if root is not None else []
    while levels:
        below = [child for node in levels[-1] for child in (node.left, node.right) if child]
        if not below:
            break
        levels.append(below)
    cut = set()

    def standing(node):
        return [c for c in (node.left, node.right) if c is not None and id(c) not in cut]

    # Level by level from the lowest, the total of each branch is counted afresh by walking it.
    for level in reversed(levels):
        for node in level:
            total, branch = 0, [node]
            while branch:
                part = branch.pop()
                total += part.val
                branch.extend(standing(part))
            if total < limit:
                cut.add(id(node))

    if root is None or id(root) in cut:
        return None
    copy = TreeNode(root.val)
    open_pairs = [(root, copy)]
    while open_pairs:
        node, twin = open_pairs.pop()
        for child in standing(node):
            child_twin = TreeNode(child.val)
            if child is node.left:
                twin.left = child_twin
            else:
                twin.right = child_twin
            open_pairs.append((child, child_twin))
    return copy
