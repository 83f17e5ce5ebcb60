function runSolution(heights) {
  let costs = heights.map(() => 0);
  for (let at = 1; at < heights[0].length; at++) {
    costs = heights.map((row, y) => {
      const ways = [y - 1, y, y + 1].filter((it) => it >= 0 && it < heights.length); // fault: const ways = [y];
      const climb = (it) => Math.max(0, row[at] - heights[it][at - 1]);
      return Math.min(...ways.map((it) => costs[it] + climb(it)));
    });
  }
  return Math.min(...costs);
}
