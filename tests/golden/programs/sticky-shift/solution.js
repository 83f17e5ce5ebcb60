function runSolution(keys) {
  const paper = [];
  let held = false;
  for (const key of keys) {
    if (key === "^") held = !held;
    else if (key === "<") paper.pop();
    else if (key === " ") paper.push(key);
    else {
      paper.push(held ? key.toUpperCase() : key); // fault: paper.push(key.toUpperCase());
      held = false;
    }
  }
  return paper.join("");
}
