def run_solution(root, limit: int):
    if root is None:
        return None
    order = [root]
    for node in order:
        order.extend(child for child in (node.left, node.right) if child is not None)
    kept = {}
    for node in reversed(order):
        children = [kept[id(c)] for c in (node.left, node.right) if id(c) in kept]
        total = node.val + sum(child_total for child_total, _ in children)
        if total >= limit:
            kept[id(node)] = (total, TreeNode(node.val, *(child for _, child in children)))
    return kept[id(root)][1] if id(root) in kept else None
