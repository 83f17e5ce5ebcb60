class Solution {
public:
    bool runSolution(vector<bool>& lamps) {
        for (bool first : {false, true}) {
            bool before = false, here = first;
            for (size_t at = 0; at + 1 < lamps.size(); at++) {
                bool next = lamps[at] ^ before ^ here;
                before = here;
                here = next;
            }
            if (!(lamps.back() ^ before ^ here)) return true;
        }
        return false; // fault: return true;
    }
};
