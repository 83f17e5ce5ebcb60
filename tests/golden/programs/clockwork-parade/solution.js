const gcd = (a, b) => b === 0n ? a : gcd(b, a % b);
const mod = (a, b) => (a % b + b) % b;

function inverse(value, modulus) {
  let [left, right, before, here] = [modulus, mod(value, modulus), 0n, 1n];
  while (right > 1n) {
    const times = left / right;
    [left, right] = [right, left % right];
    [before, here] = [here, before - times * here];
  }
  return modulus === 1n ? 0n : mod(here, modulus);
}

function runSolution(figures) {
  // Those treated so far meet at the minutes that leave `rest` when divided by `cycle`.
  let [rest, cycle, latest] = [0n, 1n, 0n];
  for (const [first, period] of figures.map((figure) => figure.map(BigInt))) {
    if (first > latest) latest = first; // fault: latest = 0n;
    const common = gcd(cycle, period);
    if ((first - rest) % common !== 0n) return null;
    const reduced = period / common;
    rest += cycle * mod((first - rest) / common * inverse(cycle / common, reduced), reduced);
    cycle *= reduced;
  }
  return latest + mod(rest - latest, cycle);
}
