class Solution {
public:
    vector<double> runSolution(double capacity, vector<pair<double, double>>& pours) {
        double volume = 0, temperature = 0;
        vector<double> log;
        for (auto [litres, degrees] : pours) {
            temperature = (volume * temperature + litres * degrees) / (volume + litres);
            volume = min(capacity, volume + litres); // fault: volume += litres;
            log.push_back(temperature);
        }
        return log;
    }
};
