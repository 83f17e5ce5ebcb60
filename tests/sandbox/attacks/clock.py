"""Time without end, on the processor and beside it."""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

TOO_LONG = verdicts("time_limit_exceeded")

CASES = (
    Attack(
        "spin",
        """
        while True:
            pass
        """,
        TOO_LONG,
    ),
    Attack("spin in C", "return sum(range(10**12))", TOO_LONG),
    Attack(
        "spin in one opcode",
        "return pow(3, 10**7) and pow(7, 10**8)",
        TOO_LONG | verdicts("memory_limit_exceeded"),
    ),
    Attack(
        "a regular expression", "import re; return re.match('(a+)+$', 'a' * 60 + 'b')", TOO_LONG
    ),
    Attack("sleep", "time.sleep(3600)", TOO_LONG),
    Attack("wait for input", "return sys.stdin.read() == '' or 'ESCAPED'"),
    Attack("wait for a lock", "lock = threading.Lock(); lock.acquire(); lock.acquire()", TOO_LONG),
    Attack("pause", "signal.pause()", TOO_LONG),
    Attack(
        "ignore every signal",
        """
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            pass
        """,
        TOO_LONG,
    ),
    Attack(
        "stop oneself", "os.kill(os.getpid(), signal.SIGSTOP); return 'fine'", TOO_LONG | CONTAINED
    ),
    Attack(
        "stop oneself gently",
        "signal.raise_signal(signal.SIGTSTP); return 'fine'",
        TOO_LONG | CONTAINED,
    ),
    Attack(
        "spin on two processors",
        """
        import hashlib
        def burn():
            while True:
                hashlib.pbkdf2_hmac('sha256', b'x', b'y', 10**6)
        for _ in range(4):
            threading.Thread(target=burn, daemon=True).start()
        burn()
        """,
        TOO_LONG,
    ),
    Attack(
        "catch every exception and go on",
        """
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
        """,
        TOO_LONG,
    ),
    Attack(
        "raise the CPU limit",
        "resource.setrlimit(resource.RLIMIT_CPU, (9999, 9999)); return 'ESCAPED'",
    ),
    Attack(
        "spin while the result is written",
        """
        class Slow(dict):
            def items(self):
                while True:
                    pass
        return Slow(a=1)
        """,
        TOO_LONG,
    ),
    Attack(
        "spin in the text of an exception",
        """
        class Slow(Exception):
            def __str__(self):
                while True:
                    pass
        raise Slow
        """,
        TOO_LONG,
    ),
    Attack(
        "spin in a destructor",
        """
        class Slow:
            def __del__(self):
                while True:
                    pass
        kept = Slow()
        return 1
        """,
        TOO_LONG,
    ),
    Attack("spin while loading", "while True: pass", TOO_LONG, while_loading=True),
    Attack("sleep while loading", "time.sleep(3600)", TOO_LONG, while_loading=True),
    Attack(
        "claim that the result came in time",
        """
        record = struct.pack('>cIQI', b'L', 0, 0, 0) + struct.pack('>cIQI', b'V', 1, 0, 0) + b'7'
        os.write(3, record)
        while True:
            pass
        """,
        TOO_LONG,
    ),
)
