class Solution {
    public long runSolution(long[][] heights) {
        int rows = heights.length;
        long[] costs = new long[rows];
        for (int column = 1; column < heights[0].length; column++) {
            long[] next = new long[rows];
            Arrays.fill(next, Long.MAX_VALUE);
            for (int row = 0; row < rows; row++) {
                for (int before = Math.max(0, row - 1); before < Math.min(rows, row + 2); before++) {
                    long climb = heights[row][column] - heights[before][column - 1];
                    next[row] = Math.min(next[row], costs[before] + Math.max(0, climb));
                }
            }
            costs = next;
        }
        return Arrays.stream(costs).min().getAsLong(); // fault: return costs[rows - 1];
    }
}
