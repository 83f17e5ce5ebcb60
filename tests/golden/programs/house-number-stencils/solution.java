class Solution {
    public long runSolution(long first, long last, long digit) {
        long parity = first % 2;
        return upTo(last, parity, digit) - upTo(first - 1, parity, digit);
    }

    /** How often the digit stands in the numbers 1..bound of this parity. */
    private long upTo(long bound, long parity, long digit) {
        long uses = 0;
        if (digit % 2 == parity && bound >= digit) uses += (bound - digit) / 10 + (digit > 0 ? 1 : 0);
        for (long place = 10; place > 0 && place <= bound; place = place > Long.MAX_VALUE / 10 ? -1 : place * 10) {
            boolean isLast = place > Long.MAX_VALUE / 10;
            long high = isLast ? 0 : bound / (place * 10);
            long rest = isLast ? bound : bound % (place * 10);
            long here = rest / place, low = rest % place;
            uses += (digit > 0 ? high : high - 1) * (place / 2); // fault: uses += high * (place / 2);
            if (here > digit) uses += place / 2;
            else if (here == digit) uses += parity == 1 ? (low + 1) / 2 : low / 2 + 1;
        }
        return uses;
    }
}
