def run_solution(root, limit: int):
    if root is None:
        return None
    order = [root]
    for node in order:
        order.extend(child for child in (node.left, node.right) if child is not None)
    kept = {}
    for node in reversed(order):
        if node.left is None and node.right is None and node.val < limit:
            continue
        kept[id(node)] = TreeNode(node.val, kept.get(id(node.left)), kept.get(id(node.right)))
    return kept.get(id(root))
