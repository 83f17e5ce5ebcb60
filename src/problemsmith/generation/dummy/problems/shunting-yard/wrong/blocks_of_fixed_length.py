def run_solution(head, shortest: int):
    weights = []
    while head is not None:
        weights.append(head.val)
        head = head.next
    arranged = []
    for start in range(0, len(weights), shortest):
        block = weights[start : start + shortest]
        arranged += block[::-1] if len(block) == shortest else block
    front = None
    for weight in reversed(arranged):
        front = ListNode(weight, front)
    return front
