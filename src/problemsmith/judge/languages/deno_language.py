"""What JavaScript and TypeScript share: the box, the plan and the words of Deno."""

import json
import re
import signal
from pathlib import Path

from problemsmith.judge.harness.commands.plan import Plan
from problemsmith.judge.harness_files import harness_files
from problemsmith.judge.languages.deno_runtime import (
    DENO_PROGRAM,
    RUNNER_FOLDER,
    deno_binds,
    deno_share,
    find_deno,
    runner_files,
)
from problemsmith.judge.languages.names import snake_case
from problemsmith.judge.languages.python_runtime import interpreter_binds
from problemsmith.judge.languages.typescript_types import (
    class_notes,
    identifier,
    placeholder,
    type_definitions,
    type_text,
)
from problemsmith.judge.program import Program
from problemsmith.problem.problem import Limits
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import Type
from problemsmith.sandbox import BoxFile, BoxSpec
from problemsmith.sandbox.seccomp import command_filter

_FOLDER = "/work"
_ENTRY = "problemsmithEntry"
_STACK_KB = 48 * 1024  # of the 64 MiB that a child's main thread has
_CHECKER_BYTES = 1 << 30  # what the compiler of TypeScript itself takes to check types
_NOTHING_ELSE = ("--no-config", "--no-lock", "--no-remote", "--no-npm")
_GLOBALS = """
declare global {
  class ListNode { constructor(val?: any, next?: ListNode | null); val: any; next: ListNode | null }
  class TreeNode {
    constructor(val?: any, left?: TreeNode | null, right?: TreeNode | null);
    val: any; left: TreeNode | null; right: TreeNode | null;
  }
}
"""
_ADDRESS = re.compile(r"file:///\w+/")

# glibc asks this file for the stack of the main thread; a box has no /proc. One mapping over the
# whole of user space makes it take the size from RLIMIT_STACK.
_MAPS = b"0000000000000000-7ffffffff000 rw-p 00000000 00:00 0 [stack]\n"


class DenoLanguage:
    """A language that Deno runs; `is_typed` is whether its programs carry types."""

    def __init__(self, extension: str, *, is_typed: bool) -> None:
        self._file = f"solution{extension}"
        self._is_typed = is_typed

    def require(self) -> None:
        """Raises EnvironmentNotReadyError where Deno is missing."""
        find_deno()

    def entry_points(self, program: Program) -> tuple[str, ...]:
        """The signature's `runSolution`; the form that Python gives it will do too."""
        if program.entry_point is not None:
            return (program.entry_point,)
        name = program.signature.function_name if program.signature else "runSolution"
        return tuple(dict.fromkeys((name, snake_case(name))))

    def plan(self, program: Program, limits: Limits) -> Plan:
        """Compiling loads and links the program without evaluating it, or checks its types."""
        names = self.entry_points(program)
        found = "undefined"
        for name in reversed(names):
            found = f'typeof {name} !== "undefined" ? {name} : {found}'
        signature = program.signature
        task = {
            "folder": _FOLDER,
            "file": self._file,
            "entry": _ENTRY,
            "names": names,
            "signature": signature.to_wire() if signature is not None else None,
        }
        ending = f"\n// @ts-ignore: not of the author\nexport const {_ENTRY} = () => {found};"
        if self._is_typed:
            ending += _GLOBALS
        share = deno_share()
        engine = f"--v8-flags=--stack-size={_STACK_KB},--max-old-space-size={limits.memory_mb}"
        command = (
            *(DENO_PROGRAM, "run", *_NOTHING_ELSE),
            *("--no-prompt", f"--allow-read={_FOLDER}", engine),
        )
        compiling = (*command, f"{RUNNER_FOLDER}/check.js", f"file://{_FOLDER}/check.js")
        compiler_memory = limits.memory_mb << 20
        if self._is_typed and program.check_types:
            compiling = (
                DENO_PROGRAM,
                "check",
                "--quiet",
                *_NOTHING_ELSE,
                f"{_FOLDER}/{self._file}",
            )
            compiler_memory = _CHECKER_BYTES
        return Plan(
            files={
                f"{_FOLDER}/{self._file}": program.code + ending,
                f"{_FOLDER}/stop.js": 'throw "stop";',
                f"{_FOLDER}/check.js": f'import "./stop.js";\nimport "./{self._file}";',
                f"{_FOLDER}/task.json": json.dumps(task),
            },
            compile=compiling,
            run=(*command, f"{RUNNER_FOLDER}/run.js", f"{_FOLDER}/task.json"),
            compiler_forks=False,
            result_is_stdout=True,
            memory_kind="data",
            memory_bytes=share.data_bytes + (limits.memory_mb << 20),
            compiler_memory_bytes=share.data_bytes + compiler_memory,
            startup_ns=share.startup_ns,
            runtime_bytes=share.resident_bytes,
            memory_signal=signal.SIGTRAP,
        )

    def compile_message(self, complaints: str) -> str:
        """Deno's words with the file as its author knows it."""
        return _ADDRESS.sub("", complaints).strip()

    def child_filter(self) -> bytes:
        """What a runtime of its own needs, and no more."""
        return command_filter()

    def box(self, extra_files: tuple[BoxFile, ...], kept: Path) -> BoxSpec:  # noqa: ARG002  # other languages do
        """The harness's interpreter, and Deno with its runner."""
        python = interpreter_binds()
        deno_share()  # measured here, in a thread, so that no program waits for it
        binds = {bind.target: bind for bind in (*deno_binds(), *python.binds)}
        return BoxSpec(
            command=(python.program, "-I", "-S", "-X", "utf8", "/box"),
            binds=tuple(binds.values()),
            hidden=python.hidden,
            files=(
                *harness_files(),
                *runner_files(),
                BoxFile("/proc/self/maps", _MAPS),
                *extra_files,
            ),
            links={"/proc/self/exe": DENO_PROGRAM},
            scratch=_FOLDER,
            environment={
                "LD_LIBRARY_PATH": python.library_folder,
                "LANG": "C.UTF-8",
                "TZ": "UTC",
                "NO_COLOR": "1",
                "DENO_DIR": "/nowhere",
                # Nothing can be written there; each try to keep a translation would take 150 ms.
                "DENO_EMIT_CACHE_MODE": "disable",
                "DENO_NO_UPDATE_CHECK": "1",
            },
        )

    def type_text(self, type_: Type, signature: Signature) -> str:  # noqa: ARG002  # other languages do
        """`number[]`, `Record<string, number>`, `ListNode | null`, ..."""
        return type_text(type_)

    def starter_code(self, signature: Signature) -> str:
        """Notes on the nodes, the named types, and the function with its types or their notes."""
        returns = type_text(signature.return_type)
        names = [identifier(it.name) for it in signature.parameters]
        types = [
            type_text(it.type) + (" | null" if it.optional else "") for it in signature.parameters
        ]
        body = (
            "{\n  // Write your solution here.\n"
            f"  return {placeholder(signature.return_type, signature, ())};\n}}\n"
        )
        notes = class_notes(signature)
        if self._is_typed:
            marks = ["?" if it.optional else "" for it in signature.parameters]
            listed = zip(names, marks, types, strict=True)
            parameters = ", ".join(f"{name}{mark}: {text}" for name, mark, text in listed)
            function = f"function {signature.function_name}({parameters}): {returns} {body}"
            return "\n".join([*notes, *type_definitions(signature), function])
        lines = [
            f" * @typedef {{{type_text(it.definition)}}} {it.name}" for it in signature.named_types
        ]
        lines += [f" * @param {{{text}}} {name}" for name, text in zip(names, types, strict=True)]
        documentation = "\n".join(["/**", *lines, f" * @returns {{{returns}}}", " */"])
        function = f"function {signature.function_name}({', '.join(names)}) {body}"
        return "\n".join([*notes, f"{documentation}\n{function}"])
