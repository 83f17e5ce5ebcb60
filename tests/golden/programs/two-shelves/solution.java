class Solution {
    public long[] runSolution(long[] widths, long top, long bottom) {
        // Bit s of fills[i] tells whether some of the first i books are together s wide.
        BigInteger[] fills = new BigInteger[widths.length + 1];
        fills[0] = BigInteger.ONE;
        long total = 0;
        for (int book = 0; book < widths.length; book++) {
            fills[book + 1] = fills[book].or(fills[book].shiftLeft((int) widths[book]));
            total += widths[book];
        }
        int onTop = -1;
        for (long fill = Math.max(0, total - bottom); fill <= Math.min(top, total); fill++) {
            if (fills[widths.length].testBit((int) fill)) onTop = (int) fill;
        }
        if (onTop < 0) return new long[0]; // fault: if (onTop < 0) return new long[widths.length];
        long[] shelves = new long[widths.length];
        for (int book = widths.length - 1; book >= 0; book--) {
            shelves[book] = 1;
            if (fills[book].testBit(onTop)) continue;
            shelves[book] = 0;
            onTop -= (int) widths[book];
        }
        return shelves;
    }
}
