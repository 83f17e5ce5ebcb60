"""Secrets in the environment, in /proc, and in memory."""

from sandbox.attacks.case import Attack, verdicts

CASES = (
    Attack(
        "the environment",
        "return 'ESCAPED' if '{token}' in str(os.environ) else 'nothing'",
    ),
    Attack(
        "more in the environment than is needed",
        """
        known = {'LD_LIBRARY_PATH', 'LANG', 'TZ', 'MALLOC_ARENA_MAX', 'PWD', 'LC_CTYPE'}
        return 'ESCAPED ' + str(set(os.environ) - known) if set(os.environ) - known else 'nothing'
        """,
    ),
    Attack("the environment of process 1", "return 'ESCAPED ' + open('/proc/1/environ').read()"),
    Attack("its own memory map", "return 'ESCAPED ' + open('/proc/self/maps').read()"),
    Attack("any process at all", "return 'ESCAPED ' + str(os.listdir('/proc'))"),
    Attack("the kernel's settings", "return 'ESCAPED ' + str(os.listdir('/sys'))"),
    Attack("the host's name", "return 'ESCAPED' if os.uname().nodename == '{hostname}' else 'no'"),
    Attack(
        "the environment on its own stack",
        """
        environ = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, 'environ')
        values, index = [], 0
        while environ[index]:
            values.append(environ[index])
            index += 1
        return 'ESCAPED' if b'{token}' in b''.join(values) else 'nothing'
        """,
    ),
    Attack(
        "secrets and the inputs of other tests in memory",
        """
        # write(2) reads memory for us, and answers EFAULT where there is none. The needles are
        # kept in halves, so that this program does not find itself.
        regions = {id(item) >> 20 for item in gc.get_objects()} | {id(len) >> 20}
        libc.sbrk.restype = ctypes.c_void_p
        regions |= {(libc.sbrk(0) >> 20) - back for back in range(32)}
        pages, found = 0, []
        for region in regions:
            for address in range(region << 20, (region + 1) << 20, 4096):
                os.lseek(2, 0, 0)
                if libc.write(2, ctypes.c_void_p(address), 4096) <= 0:
                    continue
                pages += 1
                page = os.pread(2, 4096, 0)
                for first, second in ((b'{half1}', b'{half2}'), (b'{mark1}', b'{mark2}')):
                    place = page.find(first)
                    while place >= 0:
                        if page[place + len(first):].startswith(second):
                            found.append(hex(address))
                        place = page.find(first, place + 1)
        os.ftruncate(2, 0)
        assert pages > 500, pages
        return 'ESCAPED ' + str(found) if found else 'nothing'
        """,
        verdicts("accepted"),
        alone=True,
    ),
    Attack(
        "every open descriptor",
        """
        found = []
        for number in range(4096):
            try:
                os.lseek(number, 0, os.SEEK_SET)
                data = os.read(number, 4096)
            except OSError:
                continue
            if b'{token}' in data:
                found.append(number)
        return 'ESCAPED ' + str(found) if found else 'nothing'
        """,
    ),
    Attack(
        "more descriptors than are its own",
        """
        own = []
        for number in range(4096):
            try:
                os.fstat(number)
                own.append(number)
            except OSError:
                pass
        return 'nothing' if own == [0, 1, 2, 3] else 'ESCAPED ' + str(own)
        """,
    ),
    Attack(
        "the user's identity",
        "return 'ESCAPED' if {os.getuid(), os.getgid()} != {65534} else 'nobody'",
    ),
    Attack("become root", "os.setuid(0); return 'ESCAPED'"),
    Attack("become root by real, effective, saved", "os.setresuid(0, 0, 0); return 'ESCAPED'"),
    Attack("join a group", "os.setgroups([0]); return 'ESCAPED'"),
)
