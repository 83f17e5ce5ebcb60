class Solution {
public:
    optional<long long> runSolution(long long towns, vector<vector<long long>>& roads, long long coupons) {
        vector<vector<pair<int, long long>>> leaving(towns);
        for (auto& road : roads) {
            leaving[road[0]].push_back({road[1], road[2]});
            leaving[road[1]].push_back({road[0], road[2]});
        }
        // Dijkstra over pairs of a town and the coupons that are left.
        set<pair<int, int>> settled;
        priority_queue<tuple<long long, int, int>, vector<tuple<long long, int, int>>, greater<>> queue;
        queue.push({0, 0, coupons});
        while (!queue.empty()) {
            auto [paid, town, left] = queue.top();
            queue.pop();
            if (town == towns - 1) return paid;
            if (!settled.insert({town, left}).second) continue;
            for (auto [there, toll] : leaving[town]) {
                queue.push({paid + toll, there, left});
                if (left) queue.push({paid + toll / 2, there, left - 1}); // fault: if (left) queue.push({paid + (toll + 1) / 2, there, left - 1});
            }
        }
        return nullopt;
    }
};
