"""Every system call that is not allowed, by number, and the ways around a filter by number."""

import platform

import pyseccomp

from problemsmith.sandbox.syscalls import ALLOWED_IN_CHILD
from sandbox.attacks.case import Attack, verdicts

CONDITIONAL = ("clone", "clone3", "ioctl", "prlimit64", "tgkill")
"""Allowed with some arguments; each has a case of its own."""

PROBES = (335, 336) if platform.machine() == "x86_64" else ()
"""uretprobe and uprobe: the kernel lets them past every filter and answers SIGILL outside of a
probe (Linux 6.14)."""

HIGHEST = 480
BLOCK = 40


def _number(name: str) -> int:
    try:
        return int(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name))
    except OSError:
        return -1


ALLOWED = {_number(name) for name in (*ALLOWED_IN_CHILD, *CONDITIONAL)} | set(PROBES)


def _refused(first: int) -> Attack:
    numbers = [number for number in range(first, first + BLOCK) if number not in ALLOWED]
    return Attack(
        f"calls {first} to {first + BLOCK - 1}",
        f"""
        done = []
        for number in {numbers}:
            ctypes.set_errno(0)
            result = libc.syscall(number, 0, 0, 0, 0, 0, 0)
            if result != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
                done.append((number, result, ctypes.get_errno()))
        return 'ESCAPED ' + str(done) if done else len({numbers})
        """,
        verdicts("accepted"),
    )


def _call(name: str, call: str, *arguments: str) -> Attack:
    return Attack(
        name,
        f"""
        ctypes.set_errno(0)
        result = libc.syscall({_number(call)}, {", ".join(arguments)})
        refused = result == -1 and ctypes.get_errno() in (errno.EPERM, errno.ENOSYS)
        return 'refused' if refused else 'ESCAPED %d %d' % (result, ctypes.get_errno())
        """,
        verdicts("accepted"),
    )


_FOREIGN = (
    Attack(
        "the 32-bit entry of the kernel",
        """
        # mov eax, 20 (getpid); int 0x80; ret
        code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        code.write(bytes.fromhex('b814000000cd80c3'))
        address = ctypes.addressof(ctypes.c_char.from_buffer(code))
        return 'ESCAPED %d' % ctypes.CFUNCTYPE(ctypes.c_int)(address)()
        """,
        verdicts("runtime_error"),
    ),
    Attack(
        "the x32 entry of the kernel",
        "return 'ESCAPED %d' % libc.syscall(0x40000000 | 39)",
        verdicts("runtime_error"),
    ),
)

CASES = (
    *(_refused(first) for first in range(0, HIGHEST, BLOCK)),
    *(_FOREIGN if platform.machine() == "x86_64" else ()),
    _call("clone a process", "clone", "17", "0", "0", "0", "0"),
    _call("clone with a namespace", "clone", "0x10000011", "0", "0", "0", "0"),
    _call("clone a thread with a namespace", "clone", "0x10010f00", "0", "0", "0", "0"),
    _call("clone3", "clone3", "0", "0"),
    _call("push input into a terminal", "ioctl", "0", "0x5412", "0"),
    _call("push input, hidden by high bits", "ioctl", "0", "ctypes.c_ulong(0x100005412)", "b'x'"),
    _call("set a limit", "prlimit64", "0", "9", "struct.pack('QQ', 2**40, 2**40)", "0"),
    _call("SIGKILL by thread", "tgkill", "1", "1", "9"),
    _call("SIGSTOP by thread", "tgkill", "1", "1", "19"),
    _call("SIGKILL hidden by high bits", "tgkill", "1", "1", "ctypes.c_ulong(0x100000009)"),
)
