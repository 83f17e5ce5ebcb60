class Solution {
public:
    vector<long long> runSolution(vector<long long>& widths, long long top, long long bottom) {
        using Fill = bitset<60'001>;
        vector<Fill> fills(1, Fill(1));
        for (long long width : widths) fills.push_back(fills.back() | fills.back() << width);
        long long total = accumulate(widths.begin(), widths.end(), 0LL), onTop = -1;
        for (long long fill = max(0LL, total - bottom); fill <= min(top, total); fill++) {
            if (fills.back()[fill]) {
                onTop = fill;
                break;
            }
        }
        if (onTop < 0) return {};
        vector<long long> shelves(widths.size(), 1);
        for (int book = widths.size() - 1; book >= 0; book--) {
            if (fills[book][onTop]) continue;
            shelves[book] = 0; // fault: shelves[book] = 1;
            onTop -= widths[book];
        }
        return shelves;
    }
};
