class Solution {
public:
    pair<long long, long long> runSolution(vector<long long>& depths, long long tolerance) {
        multiset<long long> window;
        size_t start = 0;
        pair<long long, long long> best{0, 0};
        for (size_t end = 0; end < depths.size(); end++) {
            window.insert(depths[end]);
            while (*window.rbegin() - *window.begin() > tolerance) window.erase(window.find(depths[start++]));
            if ((long long)(end - start) > best.second - best.first) best = {start, end}; // fault: if ((long long)(end - start) >= best.second - best.first) best = {start, end};
        }
        return best;
    }
};
