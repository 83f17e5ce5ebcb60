"""What the judge needs to know of a language."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from problemsmith.judge.harness.commands.plan import Plan
from problemsmith.judge.program import Program
from problemsmith.problem.problem import Limits
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import Type
from problemsmith.problem.wire import Json
from problemsmith.sandbox import BoxFile, BoxSpec


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """A small program and what it must give: proves that the language works on this machine."""

    program: Program
    input: tuple[Json, ...]
    expected: Json


class Language(Protocol):
    """One language: one file beside this one."""

    @property
    def name(self) -> str:
        """The name on the wire, such as `python`."""
        ...

    @property
    def title(self) -> str:
        """The name for people, such as `Python`."""
        ...

    @property
    def extension(self) -> str:
        """The extension of its files, such as `.py`."""
        ...

    @property
    def self_check(self) -> SelfCheck:
        """The program that `doctor` runs."""
        ...

    def require(self) -> None:
        """Raises EnvironmentNotReadyError, naming what to install, where the runtime is missing.
        Quick: it looks for files only."""
        ...

    def entry_points(self, program: Program) -> tuple[str, ...]:
        """The names that the function to call may have, the language's own form first."""
        ...

    def plan(self, program: Program, limits: Limits) -> Plan | None:
        """How the program is compiled and run; None for one that the harness's own interpreter
        runs."""
        ...

    def compile_message(self, complaints: str) -> str:
        """What a compiler complained of, with the author's file name and line numbers."""
        ...

    def child_filter(self) -> bytes:
        """The system-call filter of the children that run the program."""
        ...

    def box(self, extra_files: tuple[BoxFile, ...], kept: Path) -> BoxSpec:
        """A box with the language's runtime and the harness; what a runtime has to be prepared with
        once on a machine is kept in the folder. May take some milliseconds, or seconds the first
        time; raises EnvironmentNotReadyError where the runtime is missing."""
        ...

    def type_text(self, type_: Type, signature: Signature) -> str:
        """A type as a program writes it."""
        ...

    def starter_code(self, signature: Signature) -> str:
        """A program with the right function that runs as it is, and gives no right answer yet."""
        ...
