def run_solution(head, shortest: int):
    weights = []
    while head is not None:
        weights.append(head.val)
        head = head.next
    start = 0
    while start < len(weights):
        end = start + 1
        while end < len(weights) and weights[end] > weights[end - 1]:
            end += 1
        if end - start >= shortest:
            weights[start:end] = weights[start:end][::-1]
            # Goes on from the last wagon of the climb, which is now its lightest.
            start = max(end - 1, start + 1)
        else:
            start = end
    front = None
    for weight in reversed(weights):
        front = ListNode(weight, front)
    return front
