// What a program prints becomes records; standard output itself is the result file.
import { print } from "./records.js";

const inspect = Deno.inspect;

function text(values) {
  const parts = values.map((it) => typeof it === "string" ? it : inspect(it, { colors: false }));
  return parts.join(" ") + "\n";
}

export function takeConsole() {
  for (const name of ["log", "info", "debug", "dir", "table"]) {
    console[name] = (...values) => print("O", text(values));
  }
  for (const name of ["error", "warn", "trace"]) {
    console[name] = (...values) => print("E", text(values));
  }
  const stream = (kind) => ({ write: (value) => (print(kind, String(value)), true) });
  Object.defineProperty(globalThis, "process", {
    value: { stdout: stream("O"), stderr: stream("E"), env: {}, argv: [] },
    configurable: true,
    writable: true,
  });
}
