// Records as `harness/protocol.py` describes them, written to standard output.
const MAX_PRINTED_BYTES = 8 * 1024 * 1024;
const FLUSH_BYTES = 4096;
const PROMPT_FLUSHES = 64;

const deno = Deno;
const encoder = new TextEncoder();
const pending = { O: [], E: [] };
const pendingBytes = { O: 0, E: 0 };
let printedBytes = 0;
let flushes = 0;

export function record(kind, text = "", cpuNs = 0) {
  const body = encoder.encode(text);
  const content = new Uint8Array(17 + body.length);
  const view = new DataView(content.buffer);
  content[0] = kind.charCodeAt(0);
  view.setUint32(1, body.length);
  view.setBigUint64(5, BigInt(Math.max(0, Math.round(cpuNs))));
  content.set(body, 17);
  for (let at = 0; at < content.length;) at += deno.stdout.writeSync(content.subarray(at));
}

export function failure(kind, stage, message, cpuNs = 0) {
  flush();
  record("X", JSON.stringify({ kind, stage, message }), cpuNs);
}

export function flush() {
  for (const kind of ["O", "E"]) {
    if (pending[kind].length) record(kind, pending[kind].join(""));
    pending[kind] = [];
    pendingBytes[kind] = 0;
  }
}

export function print(kind, text) {
  printedBytes += text.length;
  if (printedBytes > MAX_PRINTED_BYTES) {
    throw new Error("The program printed too much.");
  }
  pending[kind].push(text);
  pendingBytes[kind] += text.length;
  // The first lines go out at once, so that they are seen even of a program that is killed.
  if (pendingBytes[kind] > FLUSH_BYTES || flushes++ < PROMPT_FLUSHES) flush();
}

export function hasPrintedTooMuch() {
  return printedBytes > MAX_PRINTED_BYTES;
}

export function forgetPrinted() {
  printedBytes = 0;
}
