class Solution {
public:
    vector<optional<double>> runSolution(vector<optional<double>>& readings) {
        vector<optional<double>> filled = readings;
        int before = -1;
        for (int hour = 0; hour < (int)readings.size(); hour++) {
            if (!readings[hour]) continue; // fault: if (!readings[hour].value_or(0)) continue;
            for (int gap = before + 1; before >= 0 && gap < hour; gap++) {
                double slope = (*readings[hour] - *readings[before]) / (hour - before);
                filled[gap] = *readings[before] + slope * (gap - before);
            }
            before = hour;
        }
        return filled;
    }
};
