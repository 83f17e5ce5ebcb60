function runSolution(root, limit) {
  function pruned(node) {
    if (node === null) return [0, null];
    const [leftTotal, left] = pruned(node.left);
    const [rightTotal, right] = pruned(node.right);
    const total = node.val + leftTotal + rightTotal; // fault: const total = node.val;
    return total >= limit ? [total, new TreeNode(node.val, left, right)] : [0, null];
  }
  return pruned(root)[1];
}
