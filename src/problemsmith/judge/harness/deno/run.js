// Loads the program, calls its function once for each line of standard input, reports by records.
import { takeConsole } from "./console.js";
import { ListNode, TreeNode, WrongType } from "./nodes.js";
import { failure, flush, forgetPrinted, hasPrintedTooMuch, record } from "./records.js";
import { parse, plainJson, Values } from "./values.js";

const SHOWN_FRAMES = 8;
const FRAME = /^\s+at /;
const [taskFile] = Deno.args;
const deno = Deno;
const task = JSON.parse(deno.readTextFileSync(taskFile));
const values = new Values(task.signature?.namedTypes ?? []);
const parameters = task.signature?.parameters ?? [];
const now = performance.now.bind(performance);

function standardInput() {
  const chunks = [];
  for (;;) {
    const chunk = new Uint8Array(1 << 18);
    const count = deno.stdin.readSync(chunk);
    if (count === null) break;
    chunks.push(chunk.subarray(0, count));
  }
  const decoder = new TextDecoder();
  return chunks.map((it) => decoder.decode(it, { stream: true })).join("") + decoder.decode();
}

function describe(error) {
  try {
    if (!(error instanceof Error)) return `Uncaught ${plainText(error)}`;
    const isOwn = (line) => line.includes(task.file);
    // The message of a module that fails to load holds the frames of the runtime.
    const text = `${error.name}: ${error.message}`.split("\n").filter((it) => !FRAME.test(it));
    const frames = String(error.stack ?? "").split("\n").filter((it) => FRAME.test(it) && isOwn(it));
    const shown = frames.slice(0, SHOWN_FRAMES).map((it) => it.replace(/file:\/\/\/\w+\//, ""));
    return [...text, ...shown].join("\n");
  } catch {
    return "Uncaught error, whose text cannot be read";
  }
}

function plainText(value) {
  try {
    return plainJson(value);
  } catch {
    return typeof value;
  }
}

function report(error, stage, cpuNs) {
  const isMemory = error instanceof RangeError && /allocation failed/.test(error.message);
  if (hasPrintedTooMuch()) failure("output", stage, "", cpuNs);
  else if (isMemory) failure("memory", stage, "", cpuNs);
  else if (error instanceof WrongType) failure("exception", stage, error.sentence(), cpuNs);
  else failure("exception", stage, describe(error), cpuNs);
}

async function load() {
  let found;
  try {
    found = (await import(`file://${task.folder}/${task.file}`))[task.entry]();
  } catch (error) {
    report(error, "load");
    deno.exit(0);
  }
  if (typeof found === "function") return found;
  failure("exception", "load", `The program defines no function named ${task.names[0]}.`);
  deno.exit(0);
}

async function call(run, line) {
  const given = parse(line);
  const parts = given.map((value, at) => {
    const isLeftOut = value === null && parameters[at]?.optional;
    return parameters[at] && !isLeftOut ? values.read(parameters[at].type, value) : value;
  });
  const start = now();
  try {
    const result = await run(...parts);
    const text = task.signature
      ? values.write(task.signature.returnType, result)
      : plainJson(result);
    const cpuNs = (now() - start) * 1e6;
    flush();
    if (hasPrintedTooMuch()) failure("output", "call", "", cpuNs);
    else record("V", text, cpuNs);
  } catch (error) {
    report(error, "call", (now() - start) * 1e6);
  }
  forgetPrinted();
}

const lines = standardInput().split("\n").filter((line) => line !== "");
takeConsole();
globalThis.ListNode = ListNode;
globalThis.TreeNode = TreeNode;
delete globalThis.Deno;
delete globalThis.Worker; // its engine would count twice against the memory limit
const run = await load();
record("L");
for (const line of lines) await call(run, line);
deno.exit(0);
