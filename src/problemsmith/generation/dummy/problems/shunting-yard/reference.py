def run_solution(head, shortest: int):
    front = ListNode(0)
    tail = front
    wagon = head
    while wagon is not None:
        climb = [wagon.val]
        while wagon.next is not None and wagon.next.val > wagon.val:
            wagon = wagon.next
            climb.append(wagon.val)
        wagon = wagon.next
        if len(climb) >= shortest:
            climb.reverse()
        for weight in climb:
            tail.next = ListNode(weight)
            tail = tail.next
    return front.next
