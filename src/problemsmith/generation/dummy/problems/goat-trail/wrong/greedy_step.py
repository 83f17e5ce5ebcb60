def run_solution(heights: list[list[int]]) -> int:
    rows, columns = len(heights), len(heights[0])
    best = None
    for start in range(rows):
        row, climbed = start, 0
        for column in range(1, columns):
            choices = range(max(0, row - 1), min(rows, row + 2))
            here = heights[row][column - 1]
            row = min(choices, key=lambda r: max(0, heights[r][column] - here))
            climbed += max(0, heights[row][column] - here)
        best = climbed if best is None else min(best, climbed)
    return best
