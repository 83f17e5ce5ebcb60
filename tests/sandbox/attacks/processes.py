"""Starting processes, outliving the test, and threads without end."""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

CASES = (
    Attack("fork", "os.fork(); return 'ESCAPED'"),
    Attack(
        "fork bomb",
        """
        while True:
            os.fork()
        """,
    ),
    Attack(
        "a fork that ignores errors",
        """
        got = 0
        for _ in range(1000):
            try:
                got += os.fork() >= 0
            except OSError:
                pass
        return 'ESCAPED' if got else 'nothing'
        """,
    ),
    Attack("vfork", "assert libc.vfork() >= 0; return 'ESCAPED'"),
    Attack("run a program", "os.execv(sys.executable, ['python', '-c', 'print(1)'])"),
    Attack("spawn", "os.posix_spawn('/py/bin/python3', ['x'], {}); return 'ESCAPED'"),
    Attack("subprocess", "import subprocess; subprocess.run(['true']); return 'ESCAPED'"),
    Attack("a shell", "return 'ESCAPED' if os.system('true') == 0 else 'nothing'"),
    Attack(
        "multiprocessing",
        """
        import multiprocessing
        process = multiprocessing.get_context('fork').Process(target=print)
        process.start()
        return 'ESCAPED'
        """,
    ),
    Attack(
        "a daemon that outlives the test",
        """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(3600)
        return 'ESCAPED'
        """,
    ),
    Attack(
        "a thread that outlives the call",
        """
        def later():
            while True:
                time.sleep(0.001)
        threading.Thread(target=later, daemon=True).start()
        return 'fine'
        """,
    ),
    Attack(
        "a thread that never ends",
        """
        threading.Thread(target=lambda: time.sleep(3600)).start()
        return 'fine'
        """,
    ),
    Attack(
        "threads without end",
        """
        started = 0
        try:
            while True:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                started += 1
        except RuntimeError:
            return 'ESCAPED' if started > 64 else 'bounded'
        """,
        CONTAINED | verdicts("memory_limit_exceeded"),
    ),
    Attack("an own session", "os.setsid(); return 'ESCAPED'"),
    Attack(
        "a new user namespace",
        "assert libc.unshare(0x10000000) == 0; return 'ESCAPED'",
    ),
    Attack("a new mount namespace", "assert libc.unshare(0x20000) == 0; return 'ESCAPED'"),
    Attack("another's namespace", "assert libc.setns(3, 0) == 0; return 'ESCAPED'"),
    Attack("a higher priority", "os.nice(-5); return 'ESCAPED'"),
    Attack(
        "real-time scheduling",
        "os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)); return 'ESCAPED'",
    ),
)
