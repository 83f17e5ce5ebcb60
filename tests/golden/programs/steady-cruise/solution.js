function runSolution(depths, tolerance) {
  let best = [0, 0];
  for (let start = 0; start < depths.length; start++) {
    let [low, high] = [depths[start], depths[start]];
    for (let end = start; end < depths.length; end++) {
      [low, high] = [Math.min(low, depths[end]), Math.max(high, depths[end])];
      if (high - low > tolerance) break;
      if (end - start > best[1] - best[0]) best = [start, end]; // fault: if (end - start >= best[1] - best[0]) best = [start, end];
    }
  }
  return best;
}
