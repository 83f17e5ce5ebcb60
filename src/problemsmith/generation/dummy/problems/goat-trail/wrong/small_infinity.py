def run_solution(heights: list[list[int]]) -> int:
    rows = len(heights)
    costs = [0] * rows
    for column in range(1, len(heights[0])):
        following = []
        for row in range(rows):
            best = 10**6
            for before in range(max(0, row - 1), min(rows, row + 2)):
                step = max(0, heights[row][column] - heights[before][column - 1])
                best = min(best, costs[before] + step)
            following.append(best)
        costs = following
    return min(costs)
