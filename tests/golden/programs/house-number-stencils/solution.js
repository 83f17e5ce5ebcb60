function runSolution(first, last, digit) {
  const parity = BigInt(first) % 2n;
  return upTo(BigInt(last), parity, BigInt(digit)) - upTo(BigInt(first) - 1n, parity, BigInt(digit));
}

// How often the digit stands in the numbers 1..bound of this parity.
function upTo(bound, parity, digit) {
  let uses = 0n;
  if (digit % 2n === parity && bound >= digit) uses += (bound - digit) / 10n + (digit ? 1n : 0n);
  for (let place = 10n; place <= bound; place *= 10n) {
    const [high, rest] = [bound / (place * 10n), bound % (place * 10n)];
    const [here, low] = [rest / place, rest % place];
    uses += (digit ? high : high - 1n) * (place / 2n);
    if (here > digit) uses += place / 2n; // fault: if (here >= digit) uses += place / 2n;
    else if (here === digit) uses += parity ? (low + 1n) / 2n : low / 2n + 1n;
  }
  return uses;
}
