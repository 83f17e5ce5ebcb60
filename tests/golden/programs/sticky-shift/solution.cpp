class Solution {
public:
    string runSolution(string& keys) {
        string paper;
        bool held = false;
        for (char key : keys) {
            if (key == '^') {
                held = !held; // fault: held = true;
            } else if (key == '<') {
                if (!paper.empty()) paper.pop_back();
            } else if (key == ' ') {
                paper += key;
            } else {
                paper += held ? toupper(key) : key;
                held = false;
            }
        }
        return paper;
    }
};
