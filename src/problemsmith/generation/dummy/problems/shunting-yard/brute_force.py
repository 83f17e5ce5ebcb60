def run_solution(head, shortest: int):
    weights = []
    while head is not None:
        weights.append(head.val)
        head = head.next
    arranged = None
    # From the last wagon to the first, each place asks anew which climb it lies in.
    for place in range(len(weights) - 1, -1, -1):
        start = end = place
        while start > 0 and weights[start - 1] < weights[start]:
            start -= 1
        while end + 1 < len(weights) and weights[end] < weights[end + 1]:
            end += 1
        turned = end - start + 1 >= shortest
        arranged = ListNode(weights[start + end - place] if turned else weights[place], arranged)
    return arranged
