class Solution {
public:
    optional<__int128> runSolution(vector<pair<long long, long long>>& figures) {
        // Those treated so far meet at the minutes that leave `rest` when divided by `cycle`.
        __int128 rest = 0, cycle = 1, latest = 0;
        for (auto [first, period] : figures) {
            latest = max<__int128>(latest, first);
            __int128 common = gcd(cycle, period), reduced = period / common;
            if ((first - rest) % common != 0) return nullopt;
            __int128 rounds = (first - rest) / common % reduced * inverse(cycle / common % reduced, reduced) % reduced;
            rest += cycle * rounds;
            cycle *= reduced;
            rest = (rest % cycle + cycle) % cycle;
        }
        __int128 wait = ((rest - latest) % cycle + cycle) % cycle;
        return latest + wait; // fault: return rest;
    }

private:
    __int128 gcd(__int128 a, __int128 b) { return b == 0 ? a : gcd(b, a % b); }

    __int128 inverse(__int128 value, __int128 modulus) {
        __int128 before = 0, here = 1, left = modulus, right = value;
        while (right > 1) {
            __int128 times = left / right;
            swap(left, right);
            right -= times * left;
            swap(before, here);
            here -= times * before;
        }
        return modulus == 1 ? 0 : (here % modulus + modulus) % modulus;
    }
};
