"""More memory than allowed, by every way there is to get some."""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

TOO_MUCH = verdicts("memory_limit_exceeded")
TOO_LONG = verdicts("time_limit_exceeded")

CASES = (
    Attack("one large block", "return len(bytearray(2 << 30))", TOO_MUCH),
    Attack("a large list", "return len([0] * (1 << 30))", TOO_MUCH),
    Attack(
        "many small objects",
        """
        kept = []
        while True:
            kept.append([kept])
        """,
        TOO_MUCH | TOO_LONG,
    ),
    Attack(
        "a string that doubles",
        """
        text = 'x'
        while True:
            text += text
        """,
        TOO_MUCH,
    ),
    Attack("a huge integer", "return (1 << (1 << 34)).bit_length()", TOO_MUCH),
    Attack(
        "an error that is caught, again and again",
        """
        got = 0
        kept = []
        for _ in range(200):
            try:
                kept.append(bytearray(8 << 20))
                got += 8
            except MemoryError:
                pass
        return 'ESCAPED %d' % got if got > 64 else 'bounded'
        """,
        CONTAINED | TOO_MUCH,
    ),
    Attack(
        "private mappings",
        """
        kept = []
        while len(kept) < 100:
            kept.append(mmap.mmap(-1, 8 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
        return 'ESCAPED'
        """,
        CONTAINED | TOO_MUCH,
    ),
    Attack(
        "shared mappings",
        """
        kept = []
        while len(kept) < 100:
            kept.append(mmap.mmap(-1, 8 << 20))
            for page in range(0, 8 << 20, 4096):
                kept[-1][page] = 1
        return 'ESCAPED'
        """,
        CONTAINED | TOO_MUCH,
    ),
    Attack("a memory file", "os.memfd_create('more'); return 'ESCAPED'"),
    Attack(
        "its own result file as memory",
        """
        try:
            os.ftruncate(3, 1 << 30)
        except OSError:
            return 'bounded'
        return 'ESCAPED'
        """,
        CONTAINED | verdicts("output_limit_exceeded"),
    ),
    Attack(
        "System V memory",
        "assert libc.shmget(0, 1 << 26, 0o1666) >= 0; return 'ESCAPED'",
    ),
    Attack(
        "POSIX shared memory",
        """
        from multiprocessing import shared_memory
        shared_memory.SharedMemory(create=True, size=1 << 26)
        return 'ESCAPED'
        """,
    ),
    Attack(
        "locked memory",
        """
        block = ctypes.create_string_buffer(1 << 20)
        assert libc.mlock(block, 1 << 20) == 0
        return 'ESCAPED'
        """,
    ),
    Attack(
        "a higher limit",
        """
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
        return 'ESCAPED'
        """,
    ),
    Attack(
        "memory while loading",
        "kept = bytearray(2 << 30)",
        TOO_MUCH,
        while_loading=True,
    ),
    Attack(
        "a deep stack in C",
        """
        import functools
        @functools.cache
        def deeper(n):
            return deeper(n + 1)
        sys.setrecursionlimit(10**9)
        return deeper(0)
        """,
        CONTAINED | TOO_MUCH,
    ),
    Attack(
        "a regular expression's memory",
        """
        import re
        return bool(re.match('(' * 90 + 'a?' * 50 + ')' * 90, 'a' * 100)) and len('x' * (1 << 30))
        """,
        TOO_MUCH,
    ),
    Attack(
        "decompression bomb",
        """
        import zlib
        return len(zlib.decompress(zlib.compress(bytes(30 << 20)), bufsize=1 << 30))
        """,
        TOO_MUCH | CONTAINED,
    ),
)
