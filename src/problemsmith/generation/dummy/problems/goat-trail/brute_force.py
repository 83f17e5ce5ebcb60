def run_solution(heights: list[list[int]]) -> int:
    rows, columns = len(heights), len(heights[0])
    best = None
    # Every trail is walked to its end; a stack of (row, column, climbed) holds the open ones.
    trails = [(row, 0, 0) for row in range(rows)]
    while trails:
        row, column, climbed = trails.pop()
        if column == columns - 1:
            if best is None or climbed < best:
                best = climbed
            continue
        for there in (row - 1, row, row + 1):
            if 0 <= there < rows:
                step = heights[there][column + 1] - heights[row][column]
                trails.append((there, column + 1, climbed + (step if step > 0 else 0)))
    return best
