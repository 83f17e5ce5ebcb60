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
    alone: bool = False
    """The case needs a program to itself."""

    def text(self, host: dict[str, str]) -> str:
        """The body with the host's names filled in."""
        body = dedent(self.body).strip("\n")
        for name, value in host.items():
            body = body.replace("{" + name + "}", value)
        return body


def program(attacks: list[Attack], host: dict[str, str]) -> str:
    """A program with these attacks: `run_solution(number, which)` is honest unless `which` names
    one of them by its place."""
    if attacks[0].while_loading:
        return f"{_IMPORTS}\n{attacks[0].text(host)}\n{_HONEST}"
    functions = [
        f"def attack_{index}():\n{indent(attack.text(host), '    ')}\n"
        for index, attack in enumerate(attacks)
    ]
    return "\n".join([_IMPORTS, *functions, _ATTACKED])


_IMPORTS = """\
import atexit, builtins, ctypes, errno, gc, json, mmap, os, resource, signal, socket, struct, sys
import threading, time
libc = ctypes.CDLL(None, use_errno=True)
"""

_HONEST = """
def run_solution(number, which, note):
    return number * 7
"""

_ATTACKED = """
def run_solution(number, which, note):
    return globals()[f"attack_{which}"]() if which is not None else number * 7
"""


def verdicts(*names: str) -> frozenset[str]:
    """A set of verdicts by their wire names."""
    return frozenset(names)
