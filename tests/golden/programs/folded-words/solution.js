function runSolution(words) {
  const straight = new Set(words);
  const turned = new Set(words.map((word) => [...word].reverse().join(""))); // fault: const turned = straight;
  return words.filter((word) => {
    for (let cut = 1; cut < word.length; cut++) {
      if (straight.has(word.slice(0, cut)) && turned.has(word.slice(cut))) return true;
    }
    return false;
  });
}
