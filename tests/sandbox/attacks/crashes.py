"""Ends that Python knows nothing of."""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

CRASH = verdicts("runtime_error")

CASES = (
    Attack("read address zero", "ctypes.string_at(0)", CRASH),
    Attack("write to code", "ctypes.memset(id(len), 0, 4096); len([])", CRASH),
    Attack("abort", "os.abort()", CRASH),
    Attack(
        "overflow the stack",
        """
        sys.setrecursionlimit(10**9)
        class Deep:
            def __repr__(self):
                return repr([self])
        return repr(Deep())
        """,
        CRASH | verdicts("memory_limit_exceeded", "time_limit_exceeded"),
    ),
    Attack("raise a fatal signal", "signal.raise_signal(signal.SIGSEGV)", CRASH),
    Attack("raise SIGTERM", "signal.raise_signal(signal.SIGTERM)", CRASH),
    Attack(
        "raise SIGKILL by thread",
        "libc.syscall({tgkill}, os.getpid(), os.getpid(), 9); return 'tried'",
    ),
    Attack("raise SIGSYS", "signal.raise_signal(signal.SIGSYS)", CRASH),
    Attack("a fatal error of the interpreter", "ctypes.pythonapi.Py_FatalError(b'over')", CRASH),
    Attack("jump into nothing", "ctypes.CFUNCTYPE(None)(8)()", CRASH),
    Attack("a crash while loading", "ctypes.string_at(0)", CRASH, while_loading=True),
    Attack(
        "a crash in a thread",
        """
        thread = threading.Thread(target=lambda: ctypes.string_at(0))
        thread.start()
        thread.join()
        return 'survived'
        """,
        CRASH,
    ),
    Attack(
        "free what is not one's own",
        "libc.free(ctypes.c_void_p(8)); return 'fine'",
        CRASH | CONTAINED,
    ),
    Attack("finish the interpreter", "ctypes.pythonapi.Py_Finalize(); return 'fine'", CRASH),
)
