"""Loads a program, calls its function, and reports what came of it."""

import gc
import json
import marshal
import os
import sys
import types
import warnings
from collections.abc import Callable
from typing import Any

from ..protocol import (
    CHANGED,
    EXCEPTION,
    LOADED,
    MAX_PRINTED_BYTES,
    MEMORY,
    OUTPUT,
    RESULT_FD,
    STDERR,
    STDOUT,
    SYNTAX,
    VALUE,
)
from .complaints import FILE_NAME, describe
from .nodes import ListNode, TreeNode, WrongTypeError
from .reading import Reader, Readers
from .reporting import Report, cpu_ns, mark_ready
from .writing import Writer, Writers

_RECURSION_LIMIT = 50_000
_COMPARED_BYTES = 64 * 1024
_OUT_OF_MEMORY = "The program needed more memory than it may have."

_decode = json.JSONDecoder().decode
_encode = json.JSONEncoder(separators=(",", ":")).encode
_flush_stdout = sys.stdout.flush
_flush_stderr = sys.stderr.flush

Task = Callable[[], None]


def compile_task(source: str) -> Callable[[], None]:
    """A task that compiles and leaves the code in the result file, or an ERROR record and exit
    status 1. A child does it: a compiler may crash or take for ever."""

    def task() -> None:
        mark_ready()
        warnings.simplefilter("ignore")
        try:
            code = compile(source, FILE_NAME, "exec", dont_inherit=True)
            content = marshal.dumps(code)
        except (SyntaxError, ValueError) as error:
            Report().error(SYNTAX, "compile", describe(error.with_traceback(None), source))
            os._exit(1)
        except (MemoryError, RecursionError):
            Report().error(SYNTAX, "compile", "The program is too long or nested too deeply.")
            os._exit(1)
        view = memoryview(content)
        while view:
            view = view[os.write(RESULT_FD, view) :]
        os._exit(0)

    return task


class Driver:
    """One program, ready to be run by children."""

    def __init__(self, config: dict[str, Any], source: str, compiled: bytes) -> None:
        self._source = source
        self._compiled = compiled
        self._names: list[str] = config["names"]
        self._readers: list[Reader | None] = []
        self._undo: list[Writer] = []
        self._write: Writer | None = None
        signature = config["signature"]
        if signature is not None:
            readers = Readers(signature["namedTypes"])
            writers = Writers(signature["namedTypes"])
            types_ = [parameter["type"] for parameter in signature["parameters"]]
            self._readers = [readers.reader(tree) for tree in types_]
            self._undo = [writers.writer(tree) for tree in types_]
            self._write = writers.writer(signature["returnType"])

    def test_task(self, payload: bytearray) -> Task:
        """One call. Called while the child is trusted; the task is run when it no longer is."""
        text = payload.decode()
        arguments = self._arguments(text)

        def task() -> None:
            report = Report()
            mark_ready()
            function = self._load(report)
            self._call(function, arguments, text, report)
            report.end()

        return task

    def block_task(self, payload: bytearray) -> Task:
        """Many calls, one after another, in one process."""
        lines = payload.decode().splitlines()

        def task() -> None:
            report = Report()
            mark_ready()
            function = self._load(report)
            for line in lines:
                arguments = self._arguments(line)
                goes_on = self._call(function, arguments, line, report, in_block=True)
                if not goes_on or not report.has_room():
                    break  # the rest is for a fresh child
            report.end()

        return task

    def _arguments(self, text: str) -> list[Any]:
        arguments: list[Any] = _decode(text)
        for index, reader in enumerate(self._readers[: len(arguments)]):
            if reader is not None and arguments[index] is not None:
                arguments[index] = reader(arguments[index])
        return arguments

    def _load(self, report: Report) -> Callable[..., Any]:
        """The program's function. Ends the child when there is none."""
        sys.setrecursionlimit(_RECURSION_LIMIT)
        gc.enable()
        module = types.ModuleType("solution")
        sys.modules["solution"] = module
        namespace = module.__dict__
        namespace["ListNode"] = ListNode
        namespace["TreeNode"] = TreeNode
        namespace["__file__"] = FILE_NAME
        try:
            exec(marshal.loads(self._compiled), namespace)  # noqa: S102, S302  # what this child is for
        except BaseException as error:  # noqa: BLE001  # whatever the program raises is its own
            self._report_failure(error, "load", report)
            report.end()
        for name in self._names:
            function = namespace.get(name)
            if callable(function):
                report.record(LOADED)
                return function
        report.error(EXCEPTION, "load", f"The program defines no function named {self._names[0]}.")
        report.end()
        raise SystemExit  # never reached: the child has ended

    def _call(
        self,
        function: Callable[..., Any],
        arguments: list[Any],
        text: str,
        report: Report,
        *,
        in_block: bool = False,
    ) -> bool:
        """Call and report; tell whether this process is fit for another call."""
        start = cpu_ns()
        fit = True
        body = b""
        failure: BaseException | None = None
        try:
            result = function(*arguments)
            if self._write is not None:
                result = self._write(result)
            body = _encode(result).encode()
        except BaseException as error:  # noqa: BLE001  # whatever the program raises is its own
            # Its frames hold what filled the memory.
            failure = error.with_traceback(None) if isinstance(error, MemoryError) else error
        cpu = cpu_ns() - start
        if failure is None and len(text) <= _COMPARED_BYTES and self._changed(arguments, text):
            report.record(CHANGED)
        try:
            _flush_stdout()
            _flush_stderr()
        except BaseException as error:  # noqa: BLE001  # the flood's end, or a stream the program broke
            failure = failure or error
        if in_block:
            printed = max(report.printed(STDOUT, 1), report.printed(STDERR, 2))
            if printed > MAX_PRINTED_BYTES:
                report.error(OUTPUT, "call", "", cpu)
                return fit
        if failure is None:
            report.record(VALUE, body, cpu)
        else:
            fit = not isinstance(failure, MemoryError)
            self._report_failure(failure, "call", report, cpu)
        return fit

    def _changed(self, arguments: list[Any], text: str) -> bool:
        try:
            given = _decode(text)
            if not self._undo:
                return arguments != given
            # An optional argument that was left out is null whatever its type; an empty list or
            # tree is None here and [] in the text.
            written = [
                None if argument is None and sent is None else write(argument)
                for write, argument, sent in zip(self._undo, arguments, given, strict=False)
            ]
            return written != given  # noqa: TRY300  # comparing may raise, too
        except BaseException:  # noqa: BLE001  # arguments that can no longer be written were changed
            return True

    def _report_failure(
        self, error: BaseException, stage: str, report: Report, cpu: int = 0
    ) -> None:
        if isinstance(error, MemoryError):
            error.__traceback__ = None
            report.error(MEMORY, stage, _OUT_OF_MEMORY, cpu)
            return
        if isinstance(error, WrongTypeError):
            message = f"The function {error.message()}."
        elif isinstance(error, SystemExit):
            message = "The program ended itself (sys.exit) before its function returned."
        elif isinstance(error, TypeError) and "JSON serializable" in str(error):
            message = f"The function returned a value that is not JSON: {error}"
        else:
            message = describe(error, self._source)
        report.error(EXCEPTION, stage, message, cpu)
