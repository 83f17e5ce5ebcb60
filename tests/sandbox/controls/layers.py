"""Taking single layers off, and the attack that each of them stops.

No code of problemsmith can do this: a control changes the modules of its own process, which runs
inside an outer box (`outer_box`). Where two layers stop the same attack, the other is off, too.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from unittest.mock import patch

from problemsmith.judge import harness_files
from problemsmith.judge.languages import python
from problemsmith.sandbox import BoxFile, sandbox


@dataclass(frozen=True)
class Control:
    """A layer, what takes it off, and an attack that gives a true `escaped` when it gets through.

    Names in braces stand for what the outer box has; see `running`. `in_child` attacks run as a
    program of the judge, the others as the command of a box.
    """

    layer: str
    take_off: tuple[str, ...]
    attack: str
    beside: tuple[str, ...] = ()
    in_child: bool = False


CONTROLS = (
    Control(
        "network namespace",
        ("--unshare-net",),
        "socket.socket(socket.AF_UNIX).connect('\\0{abstract}'); escaped = True",
    ),
    Control(
        "process namespace",
        ("--unshare-pid", "--as-pid-1"),
        "os.kill({victim}, signal.SIGKILL); escaped = True",
    ),
    Control(
        "host name namespace",
        ("--unshare-uts", "--hostname"),
        "escaped = os.uname().nodename == '{hostname}'",
    ),
    Control(
        "namespace of shared memory",
        ("--unshare-ipc",),
        "escaped = libc.shmget({key}, 0, 0) >= 0",
        beside=("--seccomp",),
    ),
    Control(
        "no further user namespaces",
        ("--disable-userns",),
        "escaped = libc.unshare(0x10000000) == 0",
        beside=("--seccomp",),
    ),
    Control(
        "read-only file tree",
        ("--remount-ro",),
        "open('/left-behind', 'w').write('x'); escaped = True",
    ),
    Control(
        "the box's filter of system calls",
        ("--seccomp",),
        "escaped = libc.personality(0x0040000) != -1",
    ),
    Control("clean environment", ("--clearenv",), "escaped = '{token}' in str(os.environ)"),
    Control(
        "closed descriptors of the host",
        ("close_fds",),
        """
for number in range(3, 64):
    try:
        escaped = escaped or b'{token}' in os.pread(number, 64, 0)
    except OSError:
        pass
""",
    ),
    Control(
        "the child's filter of system calls",
        ("child filter",),
        "child = os.fork() or os._exit(0); os.waitpid(child, 0); escaped = True",
        in_child=True,
    ),
    Control(
        "limit of memory",
        ("set_limit(resource.RLIMIT_AS",),
        "escaped = len(bytearray(200 << 20)) > 0",
        in_child=True,
    ),
    Control(
        "limit of files' sizes",
        ("set_limit(resource.RLIMIT_FSIZE",),
        """
for _ in range(40):
    os.write(2, bytes(1 << 20))
os.ftruncate(2, 0)
escaped = True
""",
        in_child=True,
    ),
    Control(
        "limit of open files",
        ("set_limit(resource.RLIMIT_NOFILE",),
        "escaped = len([os.dup(1) for _ in range(100)]) > 0",
        in_child=True,
    ),
    Control(
        "limit of threads",
        ("set_limit(resource.RLIMIT_NPROC",),
        """
threading.stack_size(1 << 16)
for _ in range(60):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
escaped = True
""",
        in_child=True,
    ),
    Control(
        "closed descriptors of the harness",
        ("os.closerange(READY_FD",),
        "escaped = bool(os.fstat(10))",
        in_child=True,
    ),
)


@contextmanager
def without(parts: tuple[str, ...]) -> Iterator[None]:
    """Take off arguments of bubblewrap, statements of the child's lockdown, and other parts."""
    options = [part for part in parts if part.startswith("--")]
    statements = [part for part in parts if "(" in part]
    with ExitStack() as stack:
        stack.enter_context(patch.object(sandbox, "bubblewrap_command", _command_without(options)))
        if statements:
            changed = _harness_without(statements)
            stack.enter_context(patch.object(python, "harness_files", lambda: changed))
        if "child filter" in parts:
            stack.enter_context(patch.object(python, "child_filter", lambda: _ALLOW_ALL))
        if "close_fds" in parts:
            stack.enter_context(patch.object(sandbox, "subprocess", _inheriting()))
        yield


_ALLOW_ALL = (6).to_bytes(2, "little") + bytes(2) + (0x7FFF0000).to_bytes(4, "little")
"""The one instruction "return SECCOMP_RET_ALLOW" (linux/bpf_common.h, linux/seccomp.h)."""

_ARGUMENTS = {"--hostname": 1, "--remount-ro": 1, "--seccomp": 1}


def _command_without(options: list[str]) -> Callable[..., list[str]]:
    original = sandbox.bubblewrap_command

    def command(*arguments: object, **named: object) -> list[str]:
        words = iter(original(*arguments, **named))
        kept: list[str] = []
        for word in words:
            if word in options:
                for _ in range(_ARGUMENTS.get(word, 0)):
                    next(words)
            else:
                kept.append(word)
        return kept

    return command


def _harness_without(statements: list[str]) -> tuple[BoxFile, ...]:
    name = "lockdown"
    source = (harness_files._SOURCE / f"{name}.py").read_text()
    for statement in statements:
        assert source.count(statement) == 1, statement
        source = source.replace(statement, f"None and {statement}")
    code = harness_files._byte_code(source, f"harness/{name}.py")
    target = f"{harness_files.BOX_FOLDER}/harness/{name}.pyc"
    return tuple(
        BoxFile(target, code) if file.target == target else file
        for file in harness_files.harness_files()
    )


def _inheriting() -> SimpleNamespace:
    """The module `subprocess` with a `Popen` that hands every inheritable descriptor on."""
    original = sandbox.subprocess

    def start(command: list[str], **named: object) -> object:
        for descriptor in named.pop("pass_fds"):
            sandbox.os.set_inheritable(descriptor, True)
        return original.Popen(command, close_fds=False, **named)

    return SimpleNamespace(Popen=start, DEVNULL=original.DEVNULL)
