class Solution {
    public ListNode runSolution(ListNode head, long shortest) {
        ListNode front = new ListNode();
        ListNode tail = front;
        while (head != null) {
            List<Long> climb = new ArrayList<>();
            long last = head.val - 1;
            while (head != null && head.val > last) {
                last = head.val;
                climb.add(last);
                head = head.next;
            }
            if (climb.size() >= shortest) Collections.reverse(climb); // fault: if (climb.size() > shortest) Collections.reverse(climb);
            for (long weight : climb) {
                tail.next = new ListNode(weight);
                tail = tail.next;
            }
        }
        return front.next;
    }
}
