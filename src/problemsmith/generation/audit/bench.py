"""The bench: one problem's solution and tests, ready to be run in the sandbox."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from problemsmith.generation.audit.entry import FunctionEntry
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

TEST_LIMITS = Limits(time_seconds=10.0, memory_mb=1024)
"""For all the tests of a reference together; the public sets allow 3 s."""
CALL_LIMITS = Limits(time_seconds=10.0, memory_mb=512)
"""For any other call; those of programs are bounded more closely in the box itself."""
ANSWER_SECONDS = 0.3
"""Of CPU, for an answer to one input."""
BLOCK = 30
"""Inputs given to a program in one call."""

_FILES = ("packing.py", "documentation.py", "views.py", "running.py")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that the tests made: packed arguments, and the packed result or the error."""

    input: Json
    result: Json = None
    error: str | None = None
    type: str | None = None
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """How a program fared on its tests: passed, failed, crashed, broken_test, does_not_load,
    timed_out, killed or lost; and the calls that it got."""

    outcome: str
    message: str = ""
    calls: tuple[Call, ...] = ()
    seconds: float = 0.0
    """CPU time of all the tests."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program gave for one input: a value as the tests look at it, or an error.

    `is_lost` says that nothing is known: it ran into a limit, or the input is against the contract.
    """

    result: Json = None
    views: tuple[Json, ...] = ()
    type: str = ""
    error: str | None = None
    is_rejection: bool = False
    """The error was raised on purpose, by `raise` or `assert`."""
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """How the tests look at answers, see `box/views.py`."""

    expressions: tuple[str, ...] = ("the_result",)
    tolerance: float = 0.0
    is_property: bool = False


class Bench:
    """Runs one entry's programs. Every text of the data set goes into the sandbox only."""

    def __init__(self, judge: Judge, entry: FunctionEntry) -> None:
        self._judge = judge
        self.entry = entry
        self.view = View()
        self._parameters: list[str] = []
        self._expected: list[Json] = [None] * len(entry.inputs)
        self._inputs = [_packed_from_json(one) for one in entry.inputs]

    async def study(self) -> dict[str, Any]:
        """The documentation, see `box/documentation.py`; learn how the tests look at answers."""
        entry = self.entry
        [run] = await self._call("study", [[entry.source, entry.name, entry.test]])
        if not _returned(run):
            return {}
        studied = cast("dict[str, Any]", run.value)
        described = cast("dict[str, Any]", studied["documentation"])
        self._parameters = [name for name, _ in described.get("parameters", [])]
        if entry.test is None:
            self.view = View(tolerance=max(entry.atol, 1e-6))
        elif studied["views"] is not None:
            views = cast("dict[str, Any]", studied["views"])
            self.view = View(
                tuple(views["expressions"]), float(views["tolerance"]), views["isProperty"]
            )
        return described

    async def record(self, source: str, times: int = 1) -> list[Recording]:
        """Run the tests on a program, each time in a process of its own."""
        runs = await self._call("record", [[source]] * times, RunMode.ISOLATED, TEST_LIMITS)
        return [_recording(run) for run in runs]

    def expect(self, calls: Sequence[Call]) -> None:
        """Of the EvalPlus form: what the reference gave is what is expected."""
        if self.entry.test is None:
            self._expected = [
                None if call.error is not None else {"value": call.result} for call in calls
            ]

    async def passing(self, sources: Sequence[str], seconds: float) -> list[bool]:
        """Which programs pass all the tests within so many seconds of CPU, all in one process."""
        runs = await self._call("passes", [[source, seconds] for source in sources])
        return [_returned(run) and run.value is True for run in runs]

    async def answers(
        self, source: str, inputs: Sequence[Json], *, mode: RunMode = RunMode.BULK
    ) -> list[Answer]:
        """What a program gives for each of the packed inputs, in one process."""
        blocks = [list(inputs[at : at + BLOCK]) for at in range(0, len(inputs), BLOCK)]
        [found] = await self.answers_of([source], blocks, mode=mode)
        return found

    async def answers_of(
        self,
        sources: Sequence[str],
        blocks: Sequence[list[Json]],
        *,
        mode: RunMode = RunMode.BULK,
        seconds: float = ANSWER_SECONDS,
    ) -> list[list[Answer]]:
        """What each program gives for each input of the blocks, within so many seconds each."""
        calls: list[list[Json]] = [
            [source, block, seconds] for source in sources for block in blocks
        ]
        runs = iter(await self._call("answers", calls, mode))
        return [
            [answer for block in blocks for answer in _answers(next(runs), len(block))]
            for _ in sources
        ]

    async def _call(
        self,
        function: str,
        inputs: Sequence[Sequence[Json]],
        mode: RunMode = RunMode.BULK,
        limits: Limits = CALL_LIMITS,
    ) -> list[Run]:
        task = {
            "name": self.entry.name,
            "test": self.entry.test,
            "inputs": self._inputs,
            "expected": self._expected,
            "atol": self.entry.atol,
            "views": list(self.view.expressions),
            "contract": self.entry.contract,
            "parameters": self._parameters,
        }
        code = f"{_library()}\nimport json\nTASK = json.loads({json.dumps(task)!r})\n"
        return await self._judge.run(
            Program(code=code, entry_point=function), inputs, limits=limits, mode=mode
        )


@cache
def _library() -> str:
    """The sandbox's files as one program, without the imports that join them on this side."""
    folder = files("problemsmith.generation.audit.box")
    text = "\n".join(folder.joinpath(name).read_text("utf-8") for name in _FILES)
    return "\n".join(line for line in text.split("\n") if not line.startswith("from problemsmith."))


def _packed_from_json(arguments: list[Json]) -> Json:
    return [_packed_value(one) for one in arguments]


def _packed_value(value: Json) -> Json:
    match value:
        case list():
            return [_packed_value(one) for one in value]
        case dict():
            return {"dict": [[key, _packed_value(one)] for key, one in value.items()]}
        case _:
            return value


def _returned(run: Run) -> bool:
    return run.verdict is Verdict.ACCEPTED


def _recording(run: Run) -> Recording:
    match run.verdict:
        case Verdict.ACCEPTED:
            value = cast("dict[str, Any]", run.value)
            calls = tuple(
                Call(
                    one["input"],
                    one.get("result"),
                    one.get("error"),
                    one.get("type"),
                    one["isNamed"],
                )
                for one in value["calls"]
            )
            return Recording(value["outcome"], value["message"], calls, run.time_ms / 1e3)
        case Verdict.TIME_LIMIT_EXCEEDED:
            return Recording("timed_out", run.message)
        case Verdict.INTERNAL_ERROR:
            return Recording("lost", run.message)
        case _:
            return Recording("killed", run.message or run.verdict.value)


def _answers(run: Run, count: int) -> list[Answer]:
    if not _returned(run):
        return [Answer(is_lost=True)] * count
    return [_answer(one) for one in cast("list[dict[str, Any]]", run.value)]


def _answer(value: dict[str, Any]) -> Answer:
    if "lost" in value:
        return Answer(is_lost=True)
    if "error" in value:
        return Answer(error=value["error"], is_rejection=value["isRejection"])
    return Answer(value["result"], tuple(value["views"]), value["type"])
