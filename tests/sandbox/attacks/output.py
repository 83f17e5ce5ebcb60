"""Floods, odd bytes, and writing where nothing is expected."""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

FLOOD = verdicts("output_limit_exceeded")

CASES = (
    Attack(
        "print without end",
        """
        while True:
            print('x' * 1000)
        """,
        FLOOD | verdicts("time_limit_exceeded"),
    ),
    Attack(
        "write errors without end",
        """
        while True:
            os.write(2, b'x' * 100_000)
        """,
        FLOOD,
    ),
    Attack(
        "one huge line",
        "print('x' * 30_000_000); return 'fine'",
        FLOOD | verdicts("memory_limit_exceeded"),
    ),
    Attack(
        "a flood that catches the error",
        """
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        written = 0
        while True:
            try:
                written += os.write(1, b'x' * 1_000_000)
            except OSError:
                return written
        """,
        FLOOD,
    ),
    Attack(
        "raw bytes", "os.write(1, bytes(range(256)) * 100); return 'fine'", verdicts("accepted")
    ),
    Attack(
        "no text at all",
        "sys.stdout.buffer.write(b'\\xff\\xfe\\x00'); return 'fine'",
        verdicts("accepted"),
    ),
    Attack("lone surrogates", "print('\\ud800'); return 'fine'", CONTAINED),
    Attack(
        "a result too large", "return 'x' * 34_000_000", FLOOD | verdicts("memory_limit_exceeded")
    ),
    Attack(
        "close the output", "os.close(1); os.close(2); sys.stdout.close(); return 'fine'", CONTAINED
    ),
    Attack(
        "no output stream",
        "sys.stdout = None; sys.stderr = None; return 'fine'",
        verdicts("accepted"),
    ),
    Attack(
        "another object for the output",
        "sys.stdout = object(); return 'fine'",
        verdicts("accepted"),
    ),
    Attack(
        "write after the return",
        """
        def later():
            while True:
                os.write(1, b'late ')
                os.write(3, b'late ')
        threading.Thread(target=later, daemon=True).start()
        return 'fine'
        """,
        CONTAINED | FLOOD,
    ),
    Attack(
        "shrink the output", "print('x'); os.ftruncate(1, 0); return 'fine'", verdicts("accepted")
    ),
    Attack(
        "a sparse output",
        "os.lseek(1, 31 << 20, 0); os.write(1, b'x'); return 'fine'",
        FLOOD,
    ),
)
