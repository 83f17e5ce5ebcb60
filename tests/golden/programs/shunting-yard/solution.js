function runSolution(head, shortest) {
  const front = new ListNode();
  let tail = front;
  while (head) {
    const climb = [head.val];
    for (head = head.next; head && head.val > climb.at(-1); head = head.next) climb.push(head.val);
    if (climb.length >= shortest) climb.reverse(); // fault: climb.reverse();
    for (const weight of climb) tail = tail.next = new ListNode(weight);
  }
  return front.next;
}
