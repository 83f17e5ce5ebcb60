"""JavaScript: results that are no plain value, or that act while they are read."""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

LANGUAGES = ("javascript", "typescript")
FAILED = verdicts("runtime_error")

CASES = (
    Attack("toJSON", "return { toJSON: () => 'x', a: 1 };"),
    Attack("toJSON of another kind", "return new Date(NaN);", CONTAINED),
    Attack("a getter that throws", "return { get a() { throw null; } };", FAILED),
    Attack("a cycle", "const a = []; a.push(a); return a;", FAILED),
    Attack("a cycle of maps", "const a = new Map(); a.set('a', a); return a;", FAILED),
    Attack("no number", "return [NaN, Infinity, -Infinity, -0];", verdicts("accepted")),
    Attack(
        "depth",
        "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a;",
        FAILED | verdicts("memory_limit_exceeded"),
    ),
    Attack(
        "depth below the stack's",
        "let a = []; for (let i = 0; i < 3000; i++) a = [a]; return a;",
        FAILED,
    ),
    Attack(
        "a proxy of everything",
        """
        const liar = new Proxy({}, {
          get: () => liar, has: () => true, ownKeys: () => ["a"],
          getOwnPropertyDescriptor: () => ({ value: liar, enumerable: true, configurable: true }),
        });
        return [liar];
        """,
        CONTAINED | verdicts("time_limit_exceeded", "memory_limit_exceeded"),
    ),
    Attack(
        "a revoked proxy",
        "const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy;",
        FAILED,
    ),
    Attack(
        "an array that lies about its length",
        "const a = []; a.length = 4294967295; return a;",
        verdicts(
            "runtime_error", "time_limit_exceeded", "memory_limit_exceeded", "output_limit_exceeded"
        ),
    ),
    Attack("a function", "return () => 1;", FAILED),
    Attack("a symbol", "return Symbol('x');", FAILED),
    Attack("undefined", "return undefined;", verdicts("accepted")),
    Attack("a huge integer", "return 10n ** 120_000n;", FAILED | verdicts("time_limit_exceeded")),
    Attack("typed arrays", "return [new Uint8Array(3), new ArrayBuffer(3)];"),
    Attack("lone surrogates", "return { ['\\ud800']: '\\udfff' };", verdicts("accepted")),
    Attack(
        "a key that is the prototype",
        'return JSON.parse(\'{"__proto__": {"a": 1}, "constructor": 2}\');',
        verdicts("accepted"),
    ),
    Attack("an object without a prototype", "return Object.create(null);", verdicts("accepted")),
    Attack("a class with private parts", "return new (class { #a = 1; b = 2; })();"),
    Attack(
        "keys that are no text", "return new Map([[{}, 1], [[], 2], [Symbol(), 3]]);", CONTAINED
    ),
    Attack("throw nothing", "throw undefined;", FAILED),
    Attack("throw a proxy", "throw new Proxy({}, { get() { throw 1; } });", FAILED),
    Attack(
        "an error whose parts throw",
        """
        const error = new Error("x");
        for (const name of ["name", "message", "stack"]) {
          Object.defineProperty(error, name, { get() { throw new Error("again"); } });
        }
        throw error;
        """,
        FAILED,
    ),
    Attack(
        "an error with a long text",
        "throw new Error('x'.repeat(5e6));",
        FAILED | verdicts("memory_limit_exceeded", "output_limit_exceeded"),
    ),
    Attack(
        "a promise of a promise that fails later",
        "return { then(resolve, reject) { setTimeout(() => reject(new Error('late')), 20); } };",
        FAILED,
    ),
)
