function runSolution(tags, shared) {
  const different = tags.map((bag) => new Set(bag)); // fault: const different = tags.map((bag) => new Set(bag.map((tag, at) => tag + at)));
  const owner = tags.map((_, bag) => bag);
  for (let second = 0; second < tags.length; second++) {
    for (let first = 0; first < second; first++) {
      const common = [...different[first]].filter((tag) => different[second].has(tag));
      if (common.length < shared) continue;
      const [from, to] = [owner[second], owner[first]];
      owner.forEach((it, bag) => owner[bag] = it === from ? to : it);
    }
  }
  const groups = new Map();
  owner.forEach((it, bag) => groups.set(it, [...(groups.get(it) ?? []), bag]));
  return [...groups.values()];
}
