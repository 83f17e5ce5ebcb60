class Solution {
public:
    ListNode* runSolution(ListNode* head, long long shortest) {
        ListNode front;
        ListNode* tail = &front;
        while (head) {
            vector<long long> climb{head->val};
            for (head = head->next; head && head->val > climb.back(); head = head->next) // fault: for (head = head->next; head && head->val >= climb.back(); head = head->next)
                climb.push_back(head->val);
            if ((long long)climb.size() >= shortest) reverse(climb.begin(), climb.end());
            for (long long weight : climb) tail = tail->next = new ListNode(weight);
        }
        return front.next;
    }
};
