"""JavaScript: memory, time and output without end."""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

LANGUAGES = ("javascript", "typescript")
TOO_MUCH = verdicts("memory_limit_exceeded")
TOO_LONG = verdicts("time_limit_exceeded")
FLOOD = verdicts("output_limit_exceeded")

CASES = (
    # memory
    Attack(
        "array buffers",
        "const kept = []; for (;;) kept.push(new Uint8Array(4e6).fill(1));",
        TOO_MUCH,
    ),
    Attack("one huge buffer", "return new ArrayBuffer(8e9).byteLength", TOO_MUCH),
    Attack(
        "a shared buffer",
        "return new Uint8Array(new SharedArrayBuffer(1e9)).fill(1).length",
        TOO_MUCH | CONTAINED,
    ),
    Attack(
        "a buffer that grows",
        """
        const buffer = new ArrayBuffer(8, { maxByteLength: 4e9 });
        for (let size = 1 << 20; ; size += 1 << 20) {
          buffer.resize(size);
          new Uint8Array(buffer).fill(1);
          if (size > 120e6) return "ESCAPED";
        }
        """,
        TOO_MUCH | CONTAINED,
    ),
    Attack(
        "memory of WebAssembly",
        """
        const kept = [];
        for (let total = 0; ; total += 4) {
          const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
          new Uint8Array(memory.buffer).fill(1);
          kept.push(memory);
          if (total > 120) return "ESCAPED";
        }
        """,
        TOO_MUCH | CONTAINED,
    ),
    Attack("objects", "const kept = []; for (;;) kept.push({ kept });", TOO_MUCH | TOO_LONG),
    Attack(
        "a large array", "return new Array(1e9).fill(0).length", TOO_MUCH | TOO_LONG | CONTAINED
    ),
    Attack(
        "strings that double",
        "let text = 'x'; const kept = []; for (;;) { text += text; kept.push(text.split('')); }",
        TOO_MUCH | TOO_LONG | CONTAINED,
    ),
    Attack(
        "an error that is caught, again and again",
        """
        const kept = [];
        for (let turn = 0; turn < 200; turn++) {
          try { kept.push(new Uint8Array(8e6).fill(1)); } catch {}
        }
        return kept.length > 8 ? "ESCAPED " + kept.length : "bounded";
        """,
        TOO_MUCH | TOO_LONG | CONTAINED,
    ),
    Attack(
        "memory that other engines' heaps have",
        """
        const { Worker: Thread } = await import("node:worker_threads");
        const code = "const k = []; for (;;) k.push(new Uint8Array(4e6).fill(1))";
        for (let turn = 0; turn < 4; turn++) new Thread(code, { eval: true });
        await new Promise(() => 0);
        """,
        TOO_MUCH | TOO_LONG | CONTAINED,
    ),
    Attack(
        "deep recursion",
        "const deep = (n) => n + deep(n + 1); return deep(0);",
        verdicts("runtime_error"),
    ),
    # time
    Attack("spin", "for (;;);", TOO_LONG),
    Attack("spin in a regular expression", "return /(a+)+$/.test('a'.repeat(60) + 'b')", TOO_LONG),
    Attack(
        "spin in WebAssembly",
        """
        const code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102,
          0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11];
        new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code))).exports.f();
        """,
        TOO_LONG,
    ),
    Attack(
        "wait for a change that never comes",
        "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
        TOO_LONG | CONTAINED,
    ),
    Attack("spin in microtasks", "for (;;) await null;", TOO_LONG),
    Attack(
        "keep the loop alive",
        "setInterval(() => 0, 5); await new Promise(() => 0);",
        TOO_LONG | CONTAINED,
    ),
    Attack("never answer", "await new Promise(() => 0)", verdicts("runtime_error")),
    Attack(
        "a result that never comes",
        "return { then() {} };",
        verdicts("runtime_error"),
    ),
    Attack("spin while the result is written", "return { get a() { for (;;); } };", TOO_LONG),
    Attack(
        "claim that the result came in time",
        """
        const fs = await import("node:fs");
        const bytes = new Uint8Array(18);
        bytes.set([86, 0, 0, 0, 1]);
        bytes[17] = 55;
        fs.writeSync(1, bytes);
        for (;;);
        """,
        TOO_LONG | verdicts("runtime_error"),
    ),
    Attack(
        "a thread that goes on after the result",
        """
        const { Worker: Thread } = await import("node:worker_threads");
        new Thread("for (;;);", { eval: true });
        return 7;
        """,
        CONTAINED | TOO_LONG | TOO_MUCH,
    ),
    Attack("spin while loading", "for (;;);", TOO_LONG, while_loading=True),
    Attack("wait while loading", "await new Promise(() => 0);", CONTAINED, while_loading=True),
    # output
    Attack("print without end", "for (;;) console.log('x'.repeat(999));", FLOOD | TOO_LONG),
    Attack("one huge line", "console.log('x'.repeat(3e7)); return 'fine'", FLOOD | TOO_MUCH),
    Attack(
        "a flood beside the console",
        """
        const fs = await import("node:fs");
        for (;;) { try { fs.writeSync(2, "x".repeat(1e5)); } catch {} }
        """,
        FLOOD | TOO_LONG | verdicts("runtime_error"),
    ),
    Attack(
        "a flood into the result",
        """
        const fs = await import("node:fs");
        for (;;) { try { fs.writeSync(1, "x".repeat(1e5)); } catch {} }
        """,
        FLOOD | TOO_LONG | verdicts("runtime_error"),
    ),
    Attack(
        "no output stream",
        "globalThis.console = globalThis.process = undefined; return 'fine'",
        verdicts("accepted"),
    ),
    Attack("a result too large", "return 'x'.repeat(34e6)", FLOOD | TOO_MUCH | CONTAINED),
)
