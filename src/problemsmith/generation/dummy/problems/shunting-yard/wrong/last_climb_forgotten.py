def run_solution(head, shortest: int):
    front = ListNode(0)
    tail = front
    climb = []
    wagon = head
    while wagon is not None:
        if climb and wagon.val <= climb[-1]:
            for weight in climb[::-1] if len(climb) >= shortest else climb:
                tail.next = ListNode(weight)
                tail = tail.next
            climb = []
        climb.append(wagon.val)
        wagon = wagon.next
    for weight in climb:
        tail.next = ListNode(weight)
        tail = tail.next
    return front.next
