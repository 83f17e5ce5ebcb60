class Solution {
    public double[] runSolution(double capacity, double[][] pours) {
        double volume = 0, temperature = 0;
        double[] log = new double[pours.length];
        for (int at = 0; at < pours.length; at++) {
            double litres = pours[at][0], degrees = pours[at][1];
            temperature = (volume * temperature + litres * degrees) / (volume + litres); // fault: temperature = (temperature + degrees) / 2;
            volume = Math.min(capacity, volume + litres);
            log[at] = temperature;
        }
        return log;
    }
}
