function runSolution(lamps) {
  return [false, true].some((first) => {
    let [before, here] = [false, first];
    for (const lamp of lamps.slice(0, -1)) [before, here] = [here, (lamp !== before) !== here];
    return (lamps.at(-1) !== before) === here; // fault: return lamps.at(-1) === here;
  });
}
