class Solution {
public:
    map<string, long long> runSolution(map<string, long long>& pantry, map<string, long long>& recipe,
                                       long long batches, map<string, long long>& packs) {
        map<string, long long> shopping;
        for (auto& [name, amount] : recipe) {
            long long missing = amount * batches - pantry[name];
            long long pack = packs.count(name) ? packs[name] : 1;
            if (missing > 0) shopping[name] = (missing + pack - 1) / pack; // fault: if (missing > 0) shopping[name] = missing / pack;
        }
        return shopping;
    }
};
