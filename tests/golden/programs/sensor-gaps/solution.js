function runSolution(readings) {
  const filled = [...readings];
  let before = -1;
  readings.forEach((reading, hour) => {
    if (reading === null) return;
    for (let gap = before + 1; before >= 0 && gap < hour; gap++) {
      const slope = (reading - readings[before]) / (hour - before); // fault: const slope = (reading - readings[before]) / 2;
      filled[gap] = readings[before] + slope * (gap - before);
    }
    before = hour;
  });
  return filled;
}
