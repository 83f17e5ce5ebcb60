class Solution {
    public TreeNode runSolution(TreeNode root, long limit) {
        return total(root, limit) == null ? null : root;
    }

    private Long total(TreeNode node, long limit) {
        if (node == null) return null;
        Long left = total(node.left, limit);
        Long right = total(node.right, limit);
        if (left == null) node.left = null;
        if (right == null) node.right = null; // fault: if (right == null) right = null;
        long sum = node.val + (left == null ? 0 : left) + (right == null ? 0 : right);
        return sum < limit ? null : sum;
    }
}
