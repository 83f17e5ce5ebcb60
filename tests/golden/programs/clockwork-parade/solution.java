class Solution {
    public BigInteger runSolution(BigInteger[][] figures) {
        // Those treated so far meet at the minutes that leave `rest` when divided by `cycle`.
        BigInteger rest = BigInteger.ZERO, cycle = BigInteger.ONE, latest = BigInteger.ZERO;
        for (BigInteger[] figure : figures) {
            latest = latest.max(figure[0]);
            BigInteger common = cycle.gcd(figure[1]), apart = figure[0].subtract(rest);
            if (apart.mod(common).signum() != 0) return null; // fault: if (apart.mod(common).signum() != 0) return latest;
            BigInteger reduced = figure[1].divide(common);
            BigInteger inverse = cycle.divide(common).modInverse(reduced);
            rest = rest.add(cycle.multiply(apart.divide(common).multiply(inverse).mod(reduced)));
            cycle = cycle.multiply(reduced);
        }
        return latest.add(rest.subtract(latest).mod(cycle));
    }
}
