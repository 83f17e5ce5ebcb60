"""Running a solution on its tests, and on inputs, and telling what came of it.

Run in the sandbox, behind the other files of this folder. `TASK` is the problem, as `bench.py`
writes it below: {"name", "test", "inputs", "expected", "atol", "views", "contract"}.
"""

import ast
import copy
import io
import math
import signal
import sys
import traceback
import types
from collections.abc import Callable, Generator
from contextlib import contextmanager, redirect_stdout
from typing import Any

from problemsmith.generation.audit.box.documentation import describe
from problemsmith.generation.audit.box.packing import pack, unpack
from problemsmith.generation.audit.box.views import RESULT, Views

TASK: dict[str, Any] = {}
FILE = "solution.py"
MAX_CALLS = 3_000
SHOWN = 500
PATIENCE = 2
"""Inputs on which a program may run out of its time before the rest is given up."""

Function = Callable[..., Any]


class NotATestError(Exception):
    """The test can't be run; the message says why."""


def study(source: str, name: str, test: str | None) -> dict[str, Any]:
    """The documentation of the function, and how the test looks at answers (None when it does not
    parse, or there is none)."""
    try:
        views = None if test is None else Views(test).to_json()
    except (SyntaxError, ValueError, RecursionError):
        views = None
    return {"documentation": describe(source, name), "views": views}


def record(source: str) -> dict[str, Any]:
    """Run the tests on a solution and keep its calls.

    {"outcome": "passed" | "failed" | "crashed" | "broken_test" | "does_not_load", "message",
    "calls": [{"input", "result"?, "error"?}]}, with inputs and results packed.
    """
    calls: list[dict[str, Any]] = []
    try:
        solve = _loaded(source)
    except NotATestError as error:
        return {"outcome": "does_not_load", "message": str(error), "calls": []}
    recorder = _Recorder(solve, calls)
    outcome, message = "passed", ""
    try:
        with redirect_stdout(io.StringIO()):
            _test(recorder)
    except NotATestError as error:
        outcome, message = "broken_test", str(error)
    except AssertionError as error:
        outcome, message = ("crashed" if recorder.raised is error else "failed"), str(error)
    except Exception as error:  # noqa: BLE001 - whatever it raises is told
        message = f"{type(error).__name__}: {error}"
        if recorder.raised is error:
            outcome = "crashed"
        else:
            is_ours = isinstance(error, NameError | ImportError)
            outcome = "broken_test" if is_ours or not calls else "failed"
    return {"outcome": outcome, "message": message[:SHOWN], "calls": calls}


class _OutOfTimeError(BaseException):
    """No `except Exception` of a program catches it."""


@contextmanager
def _at_most(seconds: float) -> Generator[None]:
    """Bound the CPU time of what is inside, at less cost than a new process has.

    A program that spins in C, or catches everything, is ended by the judge's own limit.
    """

    def stop(*_: object) -> None:
        raise _OutOfTimeError

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 0.05)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def passes(source: str, seconds: float) -> bool:
    """Whether a program passes all the tests within so many seconds of CPU."""
    try:
        with redirect_stdout(io.StringIO()), _at_most(seconds):
            _test(_loaded(source))
    except _OutOfTimeError:
        return False
    except Exception:  # noqa: BLE001 - any failure is a failure
        return False
    return True


def answers(source: str, inputs: list[Any], seconds: float) -> list[Any]:
    """What a program gives for each packed input within so many seconds of CPU, see `_answer`."""
    solve = _loaded(source)
    guard = _contract()
    views = [
        eval(compile(f"lambda {RESULT}: {view}", "view", "eval"), _room())  # noqa: S307 - in the box
        for view in TASK["views"]
    ]
    found: list[dict[str, Any]] = []
    late = 0
    with redirect_stdout(io.StringIO()):
        for given in inputs:
            if late == PATIENCE:
                found.append({"lost": True})
                continue
            try:
                with _at_most(seconds):
                    found.append(_answer(solve, guard, views, given, source))
            except _OutOfTimeError:
                late += 1
                found.append({"lost": True})
    return found


def _answer(
    solve: Function, guard: Function | None, views: list[Function], packed: Any, source: str
) -> dict[str, Any]:
    """{"result", "views", "type"} packed; or {"error", "isRejection"}; or {"lost": true} for an
    input against the contract."""
    arguments = unpack(packed)
    if guard is not None:
        try:
            guard(*copy.deepcopy(arguments))
        except Exception:  # noqa: BLE001 - the contract says no
            return {"lost": True}
    try:
        result = solve(*arguments)
        seen = [pack(view(copy.deepcopy(result))) for view in views]
    except Exception as error:  # noqa: BLE001 - whatever it raises is told
        return {
            "error": f"{type(error).__name__}: {error}"[:SHOWN],
            "isRejection": _is_rejection(error, source),
        }
    return {"result": pack(result), "views": seen, "type": type(result).__name__}


def _is_rejection(error: Exception, source: str) -> bool:
    """Whether the program raised it on purpose, by a `raise` or an `assert`."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == FILE and frame.lineno is not None
    ]
    return bool(lines) and any(
        isinstance(node, ast.Raise | ast.Assert) and node.lineno <= lines[-1] <= _end(node)
        for node in ast.walk(ast.parse(source))
    )


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


class _Recorder:
    """The candidate that a test is given: it notes its calls."""

    def __init__(self, solve: Function, calls: list[dict[str, Any]]) -> None:
        self._solve = solve
        self._calls = calls
        self.raised: Exception | None = None

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call, and note what was given and what came."""
        call: dict[str, Any] = {"input": pack(list(arguments)), "isNamed": bool(named)}
        if len(self._calls) < MAX_CALLS:
            self._calls.append(call)
        try:
            result = self._solve(*arguments, **named)
        except Exception as error:
            self.raised = error
            call["error"] = f"{type(error).__name__}: {error}"[:SHOWN]
            raise
        call["result"] = pack(result)
        call["type"] = type(result).__name__
        return result


def _test(candidate: Function) -> None:
    """Run the tests; raises what they raise, and NotATestError when there is nothing to run."""
    if TASK["test"] is None:
        for packed, expected in zip(TASK["inputs"], TASK["expected"], strict=False):
            arguments = unpack(packed)
            result = candidate(*arguments)
            if expected is not None and not _equal(result, unpack(expected["value"])):
                raise AssertionError("the answer is not the expected one")
        return
    room = _room()
    check = room.get("check")
    if not callable(check):
        raise NotATestError("the test defines no function check(candidate)")
    check(candidate)


def _room() -> dict[str, Any]:
    """The test's module, or an empty one."""
    room: dict[str, Any] = {"__name__": "test"}
    if TASK["test"] is None:
        return room
    sys.modules.setdefault("numpy", _numpy())
    try:
        exec(compile(TASK["test"], "test.py", "exec", dont_inherit=True), room)  # noqa: S102
    except Exception as error:
        raise NotATestError(f"the test does not load: {type(error).__name__}: {error}") from error
    return room


def _numpy() -> types.ModuleType:
    """Tests of the EvalPlus form import numpy for `allclose` alone, and the box has none."""
    module = types.ModuleType("numpy")

    def allclose(one: Any, two: Any, rtol: float = 1e-5, atol: float = 1e-8) -> bool:
        return _close(one, two, rtol, atol)

    vars(module).update(allclose=allclose, isclose=allclose)
    return module


def _equal(result: Any, expected: Any) -> bool:
    """Equal as EvalPlus has it: floats within its tolerance, all else as Python says."""
    try:
        return result == expected or _close(result, expected, 1e-7, TASK["atol"] or 1e-6)
    except Exception:  # noqa: BLE001 - values that can't be compared are not equal
        return False


def _close(one: Any, two: Any, rtol: float, atol: float) -> bool:
    kinds: set[type[Any]] = {type(one), type(two)}
    if kinds <= {list, tuple}:
        return len(one) == len(two) and all(
            _close(left, right, rtol, atol) for left, right in zip(one, two, strict=True)
        )
    if float in kinds and kinds <= {float, int}:
        return math.isclose(one, two, rel_tol=rtol, abs_tol=atol)
    return bool(one == two)


def _contract() -> Function | None:
    """The data set's own rule for inputs, as a function that raises for a bad one."""
    contract = TASK["contract"]
    if not contract:
        return None
    names = ", ".join(TASK["parameters"])
    room: dict[str, Any] = {}
    try:
        exec(f"import math\ndef guard({names}):\n{contract}\n    return True\n", room)  # noqa: S102
    except SyntaxError:
        return None
    return room["guard"]


def _loaded(source: str) -> Function:
    room: dict[str, Any] = {"__name__": "solution", "__file__": FILE}
    try:
        exec(compile(source, FILE, "exec", dont_inherit=True), room)  # noqa: S102 - in the box
    except Exception as error:
        raise NotATestError(f"{type(error).__name__}: {error}") from error
    solve = room.get(TASK["name"])
    if not callable(solve):
        raise NotATestError(f"NameError: it defines no function {TASK['name']}")
    return solve
