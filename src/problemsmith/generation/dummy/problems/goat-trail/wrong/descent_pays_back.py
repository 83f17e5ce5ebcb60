def run_solution(heights: list[list[int]]) -> int:
    rows = len(heights)
    costs = [0] * rows
    for column in range(1, len(heights[0])):
        costs = [
            min(
                costs[before] + heights[row][column] - heights[before][column - 1]
                for before in range(max(0, row - 1), min(rows, row + 2))
            )
            for row in range(rows)
        ]
    return max(0, min(costs))
