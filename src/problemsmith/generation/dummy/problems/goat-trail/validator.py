def validate(heights) -> bool:
    if not isinstance(heights, list) or not 1 <= len(heights) <= 100:
        raise ValueError("heights must be a list of 1 to 100 rows")
    for row in heights:
        if not isinstance(row, list) or not 1 <= len(row) <= 100:
            raise ValueError("each row must be a list of 1 to 100 heights")
        if len(row) != len(heights[0]):
            raise ValueError("the rows differ in length")
        for height in row:
            if not isinstance(height, int) or isinstance(height, bool):
                raise ValueError("each height must be an int")
            if not 0 <= height <= 10**6:
                raise ValueError("a height is not 0 to 10^6")
    return True
