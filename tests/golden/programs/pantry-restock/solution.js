function runSolution(pantry, recipe, batches, packs) {
  const shopping = {};
  for (const [name, amount] of Object.entries(recipe)) {
    const missing = BigInt(amount) * BigInt(batches) - BigInt(pantry[name] ?? 0); // fault: const missing = BigInt(amount) * BigInt(batches);
    const pack = BigInt(packs[name] ?? 1);
    if (missing > 0n) shopping[name] = (missing + pack - 1n) / pack;
  }
  return shopping;
}
