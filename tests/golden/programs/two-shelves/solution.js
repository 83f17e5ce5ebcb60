function runSolution(widths, top, bottom) {
  const fills = [1n];
  for (const width of widths) fills.push(fills.at(-1) | fills.at(-1) << BigInt(width));
  const total = widths.reduce((sum, width) => sum + width, 0);
  const has = (fill, at) => (fills[at] >> BigInt(fill)) & 1n;
  let onTop = Math.max(0, total - bottom);
  while (onTop <= Math.min(top, total) && !has(onTop, widths.length)) onTop++;
  if (onTop > Math.min(top, total)) return [];
  const shelves = widths.map(() => 1);
  for (let book = widths.length - 1; book >= 0; book--) {
    if (has(onTop, book)) continue;
    shelves[book] = 0; // fault: shelves[book] = 1;
    onTop -= widths[book];
  }
  return shelves;
}
