class Solution {
    public long[] runSolution(long[] depths, long tolerance) {
        long[] best = {0, 0};
        for (int start = 0; start < depths.length; start++) {
            long low = depths[start], high = depths[start];
            for (int end = start; end < depths.length; end++) {
                low = Math.min(low, depths[end]);
                high = Math.max(high, depths[end]);
                if (high - low > tolerance) break; // fault: if (high - low >= tolerance) break;
                if (end - start > best[1] - best[0]) best = new long[] {start, end};
            }
        }
        return best;
    }
}
