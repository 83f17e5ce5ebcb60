class Solution {
public:
    vector<string> runSolution(vector<string>& words) {
        unordered_set<string> straight(words.begin(), words.end()), turned;
        for (const string& word : words) turned.insert(string(word.rbegin(), word.rend()));
        vector<string> folded;
        for (const string& word : words) {
            for (size_t cut = 1; cut < word.size(); cut++) {
                if (straight.count(word.substr(0, cut)) && turned.count(word.substr(cut))) {
                    folded.push_back(word);
                    break; // fault: ;
                }
            }
        }
        return folded;
    }
};
