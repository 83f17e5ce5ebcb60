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


def program(attacks: list[Attack], host: dict[str, str], language: str = "python") -> str:
    """A program with these attacks: `run_solution(number, which)` is honest unless `which` names
    one of them by its place."""
    form = _FORMS[language]
    if attacks[0].while_loading:
        return f"{form.start}\n{attacks[0].text(host)}\n{form.honest}"
    functions = [
        form.attack.replace("INDEX", str(index)).replace("BODY", indent(it.text(host), "    "))
        for index, it in enumerate(attacks)
    ]
    return "\n".join([form.start, *functions, form.attacked])


@dataclass(frozen=True)
class _Form:
    """How a language writes such a program."""

    start: str
    attack: str
    honest: str
    attacked: str


_PYTHON = _Form(
    start="""\
import atexit, builtins, ctypes, errno, gc, json, mmap, os, resource, signal, socket, struct, sys
import threading, time
libc = ctypes.CDLL(None, use_errno=True)
""",
    attack="def attack_INDEX():\nBODY\n",
    honest="""
def run_solution(number, which, note):
    return number * 7
""",
    attacked="""
def run_solution(number, which, note):
    return globals()[f"attack_{which}"]() if which is not None else number * 7
""",
)

_JAVASCRIPT = _Form(
    # Modules of node do not load without Deno: this stands in for it and is anything they ask for.
    start="""\
const attacks = [];
const liar = new Proxy(function () {}, {
  get: (_, name) => name === Symbol.toPrimitive ? () => "" : liar,
  apply: () => false,
  construct: () => liar,
});
globalThis.Deno ??= liar;
""",
    attack="attacks.push(async () => {\nBODY\n});\n",
    honest="const runSolution = (number) => number * 7;",
    attacked="""
function runSolution(number, which, note) {
  return which === null ? number * 7 : attacks[which]();
}
""",
)

_FORMS = {"python": _PYTHON, "javascript": _JAVASCRIPT, "typescript": _JAVASCRIPT}


def verdicts(*names: str) -> frozenset[str]:
    """A set of verdicts by their wire names."""
    return frozenset(names)
