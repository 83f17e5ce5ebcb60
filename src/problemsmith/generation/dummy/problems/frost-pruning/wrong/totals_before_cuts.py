def run_solution(root, limit: int):
    if root is None:
        return None
    order = [root]
    for node in order:
        order.extend(child for child in (node.left, node.right) if child is not None)
    totals = {}
    kept = {}
    for node in reversed(order):
        total = node.val + totals.get(id(node.left), 0) + totals.get(id(node.right), 0)
        totals[id(node)] = total
        if total >= limit:
            kept[id(node)] = TreeNode(node.val, kept.get(id(node.left)), kept.get(id(node.right)))
    return kept.get(id(root))
