class Solution {
public:
    vector<vector<long long>> runSolution(vector<vector<string>>& tags, long long shared) {
        vector<set<string>> different;
        for (auto& bag : tags) different.emplace_back(bag.begin(), bag.end());
        vector<int> owner(tags.size());
        iota(owner.begin(), owner.end(), 0);
        for (size_t second = 0; second < tags.size(); second++) {
            for (size_t first = 0; first < second; first++) {
                long long common = 0;
                for (auto& tag : different[first]) common += different[second].count(tag);
                if (common < shared) continue; // fault: if (common <= shared) continue;
                int from = owner[second], to = owner[first];
                for (int& it : owner) if (it == from) it = to;
            }
        }
        map<int, vector<long long>> groups;
        for (size_t bag = 0; bag < tags.size(); bag++) groups[owner[bag]].push_back(bag);
        vector<vector<long long>> all;
        for (auto& [_, group] : groups) all.push_back(group);
        return all;
    }
};
