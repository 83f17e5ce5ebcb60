"""Results made to confuse whoever reads them."""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

FAILS = verdicts("runtime_error")

CASES = (
    Attack(
        "equal to everything",
        """
        class Equal(int):
            def __eq__(self, other):
                return True
            __hash__ = int.__hash__
        return Equal(5)
        """,
    ),
    Attack(
        "a text that lies",
        """
        class Liar(int):
            def __repr__(self):
                return '"ESCAPED"'
            __str__ = __repr__
        return Liar(5)
        """,
        verdicts("accepted"),
    ),
    Attack("a value in itself", "a = []; a.append(a); return a", FAILS),
    Attack("a record in itself", "a = {}; a['a'] = a; return a", FAILS),
    Attack(
        "too deep",
        """
        value = []
        for _ in range(100_000):
            value = [value]
        return value
        """,
        FAILS | verdicts("memory_limit_exceeded"),
    ),
    Attack(
        "deep and forged",
        """
        deep = b'[' * 100_000 + b']' * 100_000
        os.write(3, struct.pack('>cIQI', b'V', len(deep), 0, 0) + deep)
        os._exit(0)
        """,
        FAILS,
    ),
    Attack("a huge integer", "return 1 << 3_000_000", FAILS),
    Attack(
        "a forged integer of a million digits",
        "os.write(3, struct.pack('>cIQI', b'V', 10**6, 0, 0) + b'9' * 10**6); os._exit(0)",
        FAILS,
    ),
    Attack("not a number", "return float('nan')", verdicts("accepted")),
    Attack("odd keys", "return {(1, 2): 3}", FAILS),
    Attack("keys of many kinds", "return {1: 1, None: 2, True: 3, 1.5: 4, 'x': 5}", CONTAINED),
    Attack("a lone surrogate", "return '\\ud800'", verdicts("accepted")),
    Attack(
        "an iterator without end",
        """
        class Endless(list):
            def __iter__(self):
                while True:
                    yield 1
            def __len__(self):
                return 3
        return Endless([1])
        """,
        CONTAINED | verdicts("memory_limit_exceeded", "time_limit_exceeded"),
    ),
    Attack(
        "a record that grows while it is read",
        """
        class Growing(dict):
            def items(self):
                return ((str(n), n) for n in iter(int, 1))
        return Growing(a=1)
        """,
        CONTAINED | verdicts("memory_limit_exceeded", "time_limit_exceeded"),
    ),
    Attack("bytes", "return b'x'", FAILS),
    Attack("a module", "return os", FAILS),
    Attack("a coroutine", "async def later(): pass\nreturn later()", FAILS),
    Attack(
        "an exception whose text raises",
        """
        class Odd(Exception):
            def __str__(self):
                raise RuntimeError('again')
            __repr__ = __str__
        raise Odd
        """,
        FAILS,
    ),
    Attack("an exception with a huge text", "raise ValueError('x' * 10_000_000)", FAILS),
    Attack("an exception with markup", "raise ValueError('</script><b>\\x1b[31m\\0')", FAILS),
    Attack(
        "an exception whose class has no name",
        "raise type('', (Exception,), {'__module__': None})",
        FAILS,
    ),
    Attack(
        "a chain of exceptions in a circle",
        """
        first, second = ValueError(1), ValueError(2)
        first.__cause__, second.__cause__ = second, first
        raise first
        """,
        FAILS,
    ),
)
