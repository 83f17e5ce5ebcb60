"""What an attack is, and the host's side of it."""

from dataclasses import dataclass
from textwrap import dedent, indent

CONTAINED = frozenset({"accepted", "runtime_error"})
"""Most attacks either are refused with an exception or come back empty-handed."""


@dataclass(frozen=True)
class Attack:
    """A hostile body of `attack()`. It returns `ESCAPED` and what it got if it gets through.

    Names in braces stand for what the host has: see `host.Host.names`.
    """

    name: str
    body: str
    verdicts: frozenset[str] = CONTAINED
    """What the attacking test may be judged as."""
    while_loading: bool = False
    """The body stands at the top of the module: no test of that program can come out well."""

    def program(self, host: dict[str, str]) -> str:
        """The program's code: honest for every step but 1."""
        body = dedent(self.body).strip("\n")
        for name, value in host.items():
            body = body.replace("{" + name + "}", value)
        if self.while_loading:
            return f"{_IMPORTS}\n{body}\n{_HONEST}"
        return f"{_IMPORTS}\ndef attack():\n{indent(body, '    ')}\n{_ATTACKED}"


_IMPORTS = """\
import atexit, builtins, ctypes, errno, gc, json, mmap, os, resource, signal, socket, struct, sys
import threading, time
libc = ctypes.CDLL(None, use_errno=True)
"""

_HONEST = """
def run_solution(step, note):
    return step * 7
"""

_ATTACKED = """
def run_solution(step, note):
    return attack() if step == 1 else step * 7
"""


def verdicts(*names: str) -> frozenset[str]:
    """A set of verdicts by their wire names."""
    return frozenset(names)
