class Solution {
    public Double[] runSolution(Double[] readings) {
        Double[] filled = readings.clone();
        int before = -1;
        for (int hour = 0; hour < readings.length; hour++) {
            if (readings[hour] == null) continue;
            for (int gap = before + 1; before >= 0 && gap < hour; gap++) {
                double slope = (readings[hour] - readings[before]) / (hour - before);
                filled[gap] = readings[before] + slope * (gap - before); // fault: filled[gap] = readings[before];
            }
            before = hour;
        }
        return filled;
    }
}
