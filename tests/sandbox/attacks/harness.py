"""Turning against the harness: its process, its frames, its results."""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

CASES = (
    Attack("kill process 1", "os.kill(1, signal.SIGKILL); return 'tried'"),
    Attack("kill the parent", "os.kill(os.getppid(), signal.SIGKILL); return 'tried'"),
    Attack("kill everything", "os.kill(-1, signal.SIGKILL); return 'tried'"),
    Attack("interrupt process 1", "os.kill(1, signal.SIGINT); return 'tried'"),
    Attack(
        "interrupt a thread of process 1",
        """
        for number in range(1, 65):
            libc.syscall({tgkill}, 1, 1, number)
        return 'tried'
        """,
    ),
    Attack("trace process 1", "assert libc.ptrace(16, 1, 0, 0) == 0; return 'ESCAPED'"),
    Attack("ask to be traced", "assert libc.ptrace(0, 0, 0, 0) == 0; return 'ESCAPED'"),
    Attack(
        "read the memory of process 1",
        """
        buffer = ctypes.create_string_buffer(64)
        local = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
        remote = (ctypes.c_void_p * 2)(0x400000, 64)
        assert libc.process_vm_readv(1, local, 1, remote, 1, 0) >= 0
        return 'ESCAPED'
        """,
    ),
    Attack("a descriptor of process 1", "os.pidfd_open(1); return 'ESCAPED'"),
    Attack(
        "forge a result",
        """
        os.write(3, struct.pack('>cIQI', b'V', 9, 0, 0) + b'"ESCAPED"')
        raise ValueError('and fail')
        """,
        verdicts("runtime_error"),
    ),
    Attack(
        "forge a result that never ends",
        "os.write(3, struct.pack('>cIQI', b'V', 2**32 - 1, 0, 0)); os._exit(0)",
        verdicts("runtime_error"),
    ),
    Attack(
        "forge a result that is no JSON",
        "os.write(3, struct.pack('>cIQI', b'V', 3, 0, 0) + b'{]x'); os._exit(0)",
        verdicts("runtime_error"),
    ),
    Attack(
        "forge an error of the wrong shape",
        "os.write(3, struct.pack('>cIQI', b'X', 2, 0, 0) + b'[]'); os._exit(0)",
        verdicts("runtime_error"),
    ),
    Attack(
        "forge a number beyond every float",
        "os.write(3, struct.pack('>cIQI', b'V', 5, 0, 0) + b'1e999'); os._exit(0)",
        verdicts("accepted"),
    ),
    Attack(
        "forge a key that stands twice",
        "os.write(3, struct.pack('>cIQI', b'V', 13, 0, 0) + b'{\"a\":1,\"a\":2}'); os._exit(0)",
        CONTAINED,
    ),
    Attack(
        "random bytes as a result",
        "os.write(3, os.urandom(5000)); os._exit(0)",
        verdicts("runtime_error"),
    ),
    Attack("no result", "os.ftruncate(3, 0); os._exit(0)", verdicts("runtime_error")),
    Attack("close the result file", "os.close(3); return 1", verdicts("runtime_error")),
    Attack("sys.exit", "sys.exit(0)", verdicts("runtime_error")),
    Attack("os._exit", "os._exit(0)", verdicts("runtime_error")),
    Attack("exit as the harness does when it fails", "os._exit(70)", verdicts("runtime_error")),
    Attack(
        "a handler at exit",
        "atexit.register(lambda: os.write(3, b'ESCAPED')); return 'fine'",
        verdicts("accepted"),
    ),
    Attack(
        "changed builtins",
        """
        for name in ('len', 'isinstance', 'getattr', 'memoryview', 'callable', 'max', 'zip'):
            setattr(builtins, name, None)
        return 'fine'
        """,
    ),
    Attack(
        "changed json",
        """
        json.dumps = json.loads = lambda *_, **__: 'ESCAPED'
        json.JSONEncoder.encode = json.JSONDecoder.decode = lambda *_: 'ESCAPED'
        json.encoder.c_make_encoder = None
        return 'fine'
        """,
        CONTAINED,
    ),
    Attack(
        "changed os",
        """
        os.write = os._exit = os.fork = os.waitpid = lambda *_: 0
        return 'fine'
        """,
        verdicts("accepted"),
    ),
    Attack(
        "the harness's own modules",
        """
        for name, module in list(sys.modules.items()):
            if name.startswith('harness'):
                for attribute in list(vars(module)):
                    if not attribute.startswith('__'):
                        setattr(module, attribute, None)
        return 'fine'
        """,
    ),
    Attack(
        "the frames above",
        """
        frame = sys._getframe()
        while frame:
            for name, value in list(frame.f_locals.items()):
                if hasattr(value, '__dict__'):
                    try:
                        value.__dict__.clear()
                    except Exception:
                        pass
            frame = frame.f_back
        return 'fine'
        """,
    ),
    Attack(
        "a trace function",
        """
        def trace(frame, event, argument):
            frame.f_locals.clear()
            raise ValueError
        sys.settrace(trace)
        sys.setprofile(trace)
        return 'fine'
        """,
    ),
    Attack(
        "an audit hook that refuses everything",
        """
        def refuse(event, arguments):
            raise RuntimeError(event)
        sys.addaudithook(refuse)
        return 'fine'
        """,
    ),
    Attack("a filter of its own", "assert libc.prctl(22, 1, 0, 0, 0) == 0; return 'ESCAPED'"),
    Attack("a lower recursion limit", "sys.setrecursionlimit(30); return 'fine'", CONTAINED),
    Attack(
        "switch the collector off and freeze",
        "gc.disable(); gc.freeze(); return 'fine'",
        verdicts("accepted"),
    ),
    Attack(
        "changed builtins while loading",
        "builtins.len = builtins.callable = builtins.isinstance = None",
        CONTAINED,
        while_loading=True,
    ),
    Attack("os._exit while loading", "os._exit(0)", verdicts("runtime_error"), while_loading=True),
    Attack("sys.exit while loading", "sys.exit()", verdicts("runtime_error"), while_loading=True),
    Attack(
        "a forged load and result while loading",
        """
        head = struct.pack('>cIQI', b'L', 0, 0, 0)
        os.write(3, head + struct.pack('>cIQI', b'V', 1, 0, 0) + b'5')
        os._exit(0)
        """,
        verdicts("accepted"),
        while_loading=True,
    ),
)
