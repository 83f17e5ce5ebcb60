class Solution {
public:
    TreeNode* runSolution(TreeNode* root, long long limit) {
        return total(root, limit) ? root : nullptr;
    }

private:
    // The node's total, and whether it stays.
    optional<long long> total(TreeNode* node, long long limit) {
        if (!node) return nullopt;
        auto left = total(node->left, limit), right = total(node->right, limit);
        if (!left) node->left = nullptr;
        if (!right) node->right = nullptr;
        long long sum = node->val + left.value_or(0) + right.value_or(0);
        if (sum < limit) return nullopt; // fault: if (sum <= limit) return nullopt;
        return sum;
    }
};
