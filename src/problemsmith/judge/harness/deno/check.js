// Loads and links the program without evaluating it: `stop.js` comes first and throws.
const [file] = Deno.args;
const write = (text) => Deno.stderr.writeSync(new TextEncoder().encode(text));
try {
  await import(file);
} catch (error) {
  if (error !== "stop") {
    write(String(error?.message ?? error));
    Deno.exit(1);
  }
}
Deno.exit(0);
