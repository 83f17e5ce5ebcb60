"""How a program that is not Python is compiled and run inside its box."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Plan:
    """The files to write, the two commands, and what the runtime itself needs.

    Commands are absolute paths and arguments. The one that runs gets its inputs, JSON arrays one a
    line, as standard input, and writes records (`harness.protocol`) to `RESULT_FD`, or to standard
    output where `result_is_stdout`.
    """

    files: dict[str, str]
    """Contents by absolute path, all below the box's scratch folder."""
    compile: tuple[str, ...]
    """Ends with status 0, or with 1 and its complaints on standard error."""
    run: tuple[str, ...]
    compiler_forks: bool
    """Whether the compiler starts processes of its own. It never executes the program."""
    result_is_stdout: bool
    memory_kind: str
    """`address_space` or `data`: the limit of setrlimit(2) that bounds its memory."""
    memory_bytes: int
    """That limit, the runtime's own share included."""
    compiler_memory_bytes: int
    """The same limit for each process of the compiler; for one that forks, of its address space."""
    startup_ns: int
    """CPU that the runtime takes before the program begins."""
    artifact: str = ""
    """Path of the one file that compiling makes and running needs, where there is one. The compiler
    writes it there, or to standard output where `result_is_stdout`. It is kept by its content's
    origin: the files, the compiler's command and `toolchain`."""
    toolchain: str = ""
    """What the compiler is, so that another one compiles again."""
    runtime_bytes: int = 0
    """What the runtime has resident before the program begins: not counted against the program."""
    memory_signal: int = 0
    """The signal by which the runtime ends itself for want of memory, if the program cannot raise
    it; else 0."""

    def to_json(self) -> str:
        """The form in which it travels to the box."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """The plan of that text."""
        values: dict[str, Any] = json.loads(text)
        values["compile"], values["run"] = tuple(values["compile"]), tuple(values["run"])
        return cls(**values)
