/** A linked list. Stands ready for every program. */
public class ListNode {
    public long val;
    public ListNode next;

    public ListNode() {}

    public ListNode(long val) {
        this.val = val;
    }

    public ListNode(long val, ListNode next) {
        this.val = val;
        this.next = next;
    }
}
