function runSolution(readings) {
  const order = (a, b) => a.meter < b.meter ? -1 : a.meter > b.meter ? 1 : a.day - b.day;
  const reports = new Map();
  let latest = 0;
  for (const { meter, value } of [...readings].sort(order)) {
    const report = reports.get(meter);
    if (!report) reports.set(meter, { meter, used: 0, resets: 0 });
    else if (value < latest) {
      report.used += value; // fault: report.used += 0;
      report.resets++;
    } else report.used += value - latest;
    latest = value;
  }
  return [...reports.values()];
}
