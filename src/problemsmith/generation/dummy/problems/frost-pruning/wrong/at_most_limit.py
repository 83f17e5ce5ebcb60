def run_solution(root, limit: int):
    if root is None:
        return None
    order = [root]
    for node in order:
        order.extend(child for child in (node.left, node.right) if child is not None)
    kept = {}
    for node in reversed(order):
        left_total, left = kept.get(id(node.left), (0, None))
        right_total, right = kept.get(id(node.right), (0, None))
        total = node.val + left_total + right_total
        if total > limit:
            kept[id(node)] = (total, TreeNode(node.val, left, right))
    return kept[id(root)][1] if id(root) in kept else None
