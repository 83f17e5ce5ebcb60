function runSolution(capacity, pours) {
  let [volume, temperature] = [0, 0];
  return pours.map(([litres, degrees]) => {
    temperature = (volume * temperature + litres * degrees) / (volume + litres);
    volume = Math.min(capacity, volume + litres); // fault: volume = capacity;
    return temperature;
  });
}
