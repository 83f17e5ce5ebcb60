class Solution {
public:
    long long runSolution(vector<vector<long long>>& heights) {
        int rows = heights.size(), columns = heights[0].size();
        vector<long long> costs(rows);
        for (int column = 1; column < columns; column++) {
            vector<long long> next(rows, LLONG_MAX);
            for (int row = 0; row < rows; row++) {
                for (int before = max(0, row - 1); before <= min(rows - 1, row + 1); before++) {
                    long long climb = heights[row][column] - heights[before][column - 1];
                    next[row] = min(next[row], costs[before] + max(0LL, climb)); // fault: next[row] = min(next[row], costs[before] + abs(climb));
                }
            }
            costs = next;
        }
        return *min_element(costs.begin(), costs.end());
    }
};
