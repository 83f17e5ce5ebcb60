function runSolution(friends, starters, threshold) {
  const days = friends.map(() => -1);
  const believing = friends.map(() => 0);
  for (const person of starters) days[person] = 0;
  let newest = starters; // fault: let newest = starters.slice(0, 1);
  for (let day = 1; newest.length; day++) {
    const convinced = [];
    for (const person of newest) {
      for (const friend of friends[person]) {
        if (++believing[friend] !== threshold || days[friend] >= 0) continue;
        days[friend] = day;
        convinced.push(friend);
      }
    }
    newest = convinced;
  }
  return days;
}
