def generate(seed: int) -> list:
    # Five times 10 and a coupon: 45. Once 80 and a coupon: 40. Twice 45 and a coupon: 67.
    chain = [[town, town + 1, 10] for town in range(5)]
    return [7, [*chain[:4], [4, 6, 10], [0, 6, 80], [0, 5, 45], [5, 6, 45]], 1]
