"""JavaScript: Deno's own intrinsics, the runner's modules, forged records and a changed world."""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

LANGUAGES = ("javascript", "typescript")
FAILED = verdicts("runtime_error")

_RECORD = """
        const fs = await import("node:fs");
        const forge = (kind, length, body) => {
          const bytes = new Uint8Array(17 + body.length);
          bytes[0] = kind.charCodeAt(0);
          new DataView(bytes.buffer).setUint32(1, length);
          bytes.set(new TextEncoder().encode(body), 17);
          fs.writeSync(1, bytes);
        };
"""

CASES = (
    Attack(
        "find Deno again",
        """
        const found = [
          globalThis.Deno, (0, eval)("typeof Deno === 'undefined' ? null : Deno"),
          new Function("return globalThis.Deno")(), globalThis.__bootstrap, globalThis.Worker,
          globalThis[Symbol.for("Deno.internal")], globalThis.window?.Deno, globalThis.self?.Deno,
        ];
        const real = found.find((it) => it && it !== liar && it.version?.deno !== liar);
        return real ? "ESCAPED " + Object.keys(real) : "nothing";
        """,
        verdicts("accepted"),
    ),
    Attack(
        "the runtime's internal modules",
        """
        const names = ["ext:core/ops", "ext:core/mod.js", "ext:runtime/98_global_scope_shared.js",
          "ext:deno_fs/30_fs.js", "ext:deno_process/40_process.js", "node:internal/errors",
          "deno:core", "internal:deno"];
        for (const name of names) {
          try { return "ESCAPED " + Object.keys(await import(name)); } catch {}
        }
        return "nothing";
        """,
        verdicts("accepted"),
    ),
    Attack(
        "the frames above",
        """
        Error.prepareStackTrace = (_, frames) => frames;
        const frames = new Error().stack;
        const reached = frames.filter?.((it) => it.getThis() || it.getFunction()) ?? [];
        Error.prepareStackTrace = undefined;
        return reached.some((it) => String(it.getFunction()).includes("record(")) ? "ESCAPED" : "";
        """,
    ),
    Attack(
        "a realm of its own",
        """
        const vm = await import("node:vm");
        const made = vm.runInNewContext("this.constructor.constructor('return globalThis')()");
        return made.Deno && made.Deno !== liar ? "ESCAPED" : "nothing";
        """,
    ),
    Attack(
        "flags of the engine",
        """
        const v8 = await import("node:v8");
        v8.setFlagsFromString("--allow-natives-syntax");
        v8.setFlagsFromString("--max-old-space-size=9999");
        v8.setFlagsFromString("--stack-size=999999");
        return (0, eval)("%SystemBreak()");
        """,
        CONTAINED | verdicts("memory_limit_exceeded"),
    ),
    Attack(
        "a snapshot of the heap, an inspector",
        """
        const tries = [
          async () => (await import("node:v8")).writeHeapSnapshot("/work/{token}"),
          async () => (await import("node:inspector")).open({port}, "127.0.0.1"),
          async () => (await import("node:process")).default.report.writeReport("/work/{token}"),
        ];
        for (const attempt of tries) {
          try { if (await attempt()) return "ESCAPED"; } catch {}
        }
        return "nothing";
        """,
        CONTAINED | verdicts("memory_limit_exceeded", "time_limit_exceeded"),
    ),
    Attack(
        "a system interface for WebAssembly",
        """
        const { WASI } = await import("node:wasi");
        new WASI({ version: "preview1", preopens: { "/": "/" } });
        return "made";
        """,
    ),
    Attack("exit", "(await import('node:process')).default.exit(0)"),
    Attack("exit really", "(await import('node:process')).default.reallyExit(0)"),
    Attack("abort", "(await import('node:process')).default.abort()", FAILED),
    Attack("close the window", "close(); return 1", CONTAINED),
    Attack(
        "words of an engine without memory, and abort",
        """
        console.error("# Fatal JavaScript out of memory: CALL_AND_RETRY_LAST");
        const fs = await import("node:fs");
        fs.writeSync(2, "# Fatal process out of memory: Zone");
        (await import("node:process")).default.abort();
        """,
        FAILED,
    ),
    Attack(
        "forge a result, and fail",
        _RECORD + """forge("V", 9, '"ESCAPED"'); throw new Error("and fail");""",
        FAILED,
    ),
    Attack(
        "forge a result that never ends",
        _RECORD + """forge("V", 4294967295, ""); for (;;);""",
        verdicts("time_limit_exceeded", "runtime_error"),
    ),
    Attack(
        "forge a record of no kind",
        _RECORD + """forge("?", 3, "abc"); forge("D", 0, ""); forge("F", 1, "x"); return 1;""",
    ),
    Attack(
        "random bytes as a result",
        """
        const fs = await import("node:fs");
        fs.writeSync(1, crypto.getRandomValues(new Uint8Array(5000)));
        return 1;
        """,
        CONTAINED,
    ),
    Attack(
        "cut the result file",
        """
        const fs = await import("node:fs");
        fs.ftruncateSync(1, 0);
        fs.closeSync(1);
        return "fine";
        """,
        CONTAINED,
    ),
    Attack(
        "take the input",
        """
        const fs = await import("node:fs");
        fs.closeSync(0);
        return fs.readFileSync("/dev/stdin", "utf8");
        """,
    ),
    Attack(
        "changed prototypes",
        """
        for (const kind of [Array, String, Map, Set, Promise, Uint8Array, DataView, TextEncoder]) {
          for (const name of Object.getOwnPropertyNames(kind.prototype)) {
            if (name === "constructor") continue;
            try { kind.prototype[name] = () => "ESCAPED"; } catch {}
          }
        }
        return 7;
        """,
        CONTAINED,
    ),
    Attack(
        "changed JSON, Object and Reflect",
        """
        JSON.stringify = JSON.parse = () => '"ESCAPED"';
        for (const name of Object.getOwnPropertyNames(Object)) {
          try { Object[name] = () => { throw new Error("changed"); }; } catch {}
        }
        Number.isSafeInteger = BigInt.asIntN = Array.isArray = () => false;
        return { a: 7 };
        """,
        CONTAINED,
    ),
    Attack(
        "setters on every object",
        """
        for (const name of ["value", "kind", "stage", "message", "then", "0", "get", "writable"]) {
          Object.defineProperty(Object.prototype, name, { set() { throw new Error(name); } });
        }
        return [1, { value: 2 }];
        """,
        CONTAINED,
    ),
    Attack(
        "every object can be awaited",
        "Object.prototype.then = (resolve) => resolve('ESCAPED'.slice(1)); return {};",
        CONTAINED | verdicts("time_limit_exceeded"),
    ),
    Attack(
        "a changed console and clock",
        """
        performance.now = Date.now = () => -1e9;
        console.log = () => { throw new Error("no"); };
        globalThis.console = null;
        return 7;
        """,
        verdicts("accepted"),
    ),
    Attack(
        "fail in a timer, in a promise, in a listener",
        """
        setTimeout(() => { throw new Error("later"); });
        Promise.reject(new Error("nobody"));
        globalThis.addEventListener("unload", () => { throw new Error("unload"); });
        await new Promise((resolve) => setTimeout(resolve, 50));
        return 7;
        """,
    ),
    Attack(
        "catch what should end it",
        """
        globalThis.addEventListener("error", (event) => event.preventDefault());
        globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault());
        setTimeout(() => { throw new Error("later"); });
        await new Promise((resolve) => setTimeout(resolve, 20));
        return 7;
        """,
    ),
    Attack(
        "exit while loading",
        "import own from 'node:process'; own.exit(0);",
        FAILED,
        while_loading=True,
    ),
    Attack(
        "Deno while loading",
        "if (Deno !== liar) Deno.exit(0);",
        verdicts("accepted"),
        while_loading=True,
    ),
    Attack(
        "the runner's modules, and a forged load and result",
        """
        import { record } from "file:///box/deno/records.js";
        record("L");
        record("V", '"ESCAPED"');
        throw new Error("and fail");
        """,
        verdicts("compile_error", "runtime_error"),
        while_loading=True,
    ),
    Attack(
        "changed prototypes while loading",
        """
        Array.prototype.map = Array.prototype.push = Array.prototype.filter = () => [];
        Promise.prototype.then = function () { return this; };
        JSON.stringify = JSON.parse = () => 7;
        """,
        CONTAINED | verdicts("time_limit_exceeded"),
        while_loading=True,
    ),
)
