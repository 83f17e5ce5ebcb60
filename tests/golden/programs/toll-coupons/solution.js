function runSolution(towns, roads, coupons) {
  // best[left][town] is the least paid with so many coupons left.
  let best = Array.from({ length: coupons + 1 }, () => Array(towns).fill(Infinity));
  best[coupons][0] = 0;
  for (let left = coupons; left >= 0; left--) {
    for (let changed = true; changed;) {
      changed = false;
      for (const [a, b, toll] of roads) {
        for (const [from, to] of [[a, b], [b, a]]) {
          const paid = best[left][from];
          if (paid + toll < best[left][to]) [best[left][to], changed] = [paid + toll, true];
          if (left && paid + Math.floor(toll / 2) < best[left - 1][to]) {
            best[left - 1][to] = paid + Math.floor(toll / 2); // fault: best[left - 1][to] = paid + Math.ceil(toll / 2);
          }
        }
      }
    }
  }
  const least = Math.min(...best.map((row) => row[towns - 1]));
  return least === Infinity ? null : least;
}
