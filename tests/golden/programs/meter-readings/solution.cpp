class Solution {
public:
    vector<Result> runSolution(vector<Readings>& readings) {
        sort(readings.begin(), readings.end(), [](const Readings& a, const Readings& b) {
            return tie(a.meter, a.day) < tie(b.meter, b.day);
        });
        vector<Result> reports;
        long long latest = 0;
        for (const Readings& it : readings) {
            if (reports.empty() || reports.back().meter != it.meter) {
                reports.push_back({it.meter, 0, 0});
            } else if (it.value < latest) { // fault: } else if (it.value <= latest) {
                reports.back().used += it.value;
                reports.back().resets++;
            } else {
                reports.back().used += it.value - latest;
            }
            latest = it.value;
        }
        return reports;
    }
};
