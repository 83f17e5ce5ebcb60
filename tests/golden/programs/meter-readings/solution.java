class Solution {
    public Result[] runSolution(Readings[] readings) {
        Arrays.sort(readings, Comparator.comparing((Readings it) -> it.meter).thenComparing(it -> it.day)); // fault: Arrays.sort(readings, Comparator.comparing((Readings it) -> it.meter));
        List<Result> reports = new ArrayList<>();
        Result report = null;
        long latest = 0;
        for (Readings it : readings) {
            if (report == null || !report.meter.equals(it.meter)) {
                report = new Result();
                report.meter = it.meter;
                reports.add(report);
            } else if (it.value < latest) {
                report.used += it.value;
                report.resets++;
            } else {
                report.used += it.value - latest;
            }
            latest = it.value;
        }
        return reports.toArray(new Result[0]);
    }
}
