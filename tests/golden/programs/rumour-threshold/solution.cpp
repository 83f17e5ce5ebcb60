class Solution {
public:
    vector<int> runSolution(vector<vector<int>>& friends, vector<int>& starters, int threshold) {
        vector<int> days(friends.size(), -1), believing(friends.size()), newest = starters;
        for (int person : starters) days[person] = 0;
        for (int day = 1; !newest.empty(); day++) {
            vector<int> convinced;
            for (int person : newest) {
                for (int other : friends[person]) {
                    if (++believing[other] != threshold || days[other] >= 0) continue; // fault: if (++believing[other] != 1 || days[other] >= 0) continue;
                    days[other] = day;
                    convinced.push_back(other);
                }
            }
            newest = convinced;
        }
        return days;
    }
};
