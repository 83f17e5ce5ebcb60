def run_solution(head, shortest: int):
    climbs = [[head.val]]
    while head.next is not None:
        head = head.next
        if head.val > climbs[-1][-1]:
            climbs[-1].append(head.val)
        else:
            climbs.append([head.val])
    front = None
    for climb in reversed(climbs):
        for weight in climb if len(climb) >= shortest else reversed(climb):
            front = ListNode(weight, front)
    return front
