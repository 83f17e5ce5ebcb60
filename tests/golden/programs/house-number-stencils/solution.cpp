class Solution {
public:
    long long runSolution(long long first, long long last, long long digit) {
        int parity = first % 2;
        return upTo(last, parity, digit) - upTo(first - 1, parity, digit); // fault: return upTo(last, parity, digit) - upTo(first, parity, digit);
    }

private:
    // How often the digit stands in the numbers 1..bound of this parity.
    long long upTo(long long bound, int parity, long long digit) {
        long long uses = 0;
        if (digit % 2 == parity && bound >= digit) uses += (bound - digit) / 10 + (digit > 0);
        for (__int128 place = 10; place <= bound; place *= 10) {
            long long high = bound / (place * 10), rest = bound % (place * 10);
            long long here = rest / place, low = rest % place;
            uses += (digit ? high : high - 1) * (long long)(place / 2);
            if (here > digit) uses += place / 2;
            else if (here == digit) uses += parity ? (low + 1) / 2 : low / 2 + 1;
        }
        return uses;
    }
};
