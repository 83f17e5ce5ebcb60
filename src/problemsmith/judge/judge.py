"""The judge: runs programs on inputs in the sandbox, and decides verdicts outside of it."""

import asyncio
import contextlib
import copy
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from problemsmith.errors import JudgeFaultError, ValidationError
from problemsmith.judge.boxes import Boxes
from problemsmith.judge.bulk import run_in_blocks
from problemsmith.judge.checking import CheckerRun, decide
from problemsmith.judge.fixed_width import refused
from problemsmith.judge.isolated import IsolatedRuns
from problemsmith.judge.kept_files import KeptFiles
from problemsmith.judge.languages import LANGUAGES, find_language
from problemsmith.judge.program import Judgement, JudgeTest, Program, Run, RunMode, TestResult
from problemsmith.judge.progress import Progress
from problemsmith.judge.records import HarnessFaultError
from problemsmith.judge.session import Session
from problemsmith.judge.turns import Turns
from problemsmith.judge.values import encode_arguments
from problemsmith.problem.checker import Checker, ExactChecker
from problemsmith.problem.json_text import JsonError
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json
from problemsmith.sandbox import BoxGoneError, Sandbox
from problemsmith.traces import TRACER

_ATTEMPTS = 2
_OUR_FAULT = "The judge failed twice while running this test; the program is not to blame: {fault}"


class Judge:
    """Runs programs. Use it as an async context manager, in one event loop.

    `concurrency` bounds how many programs run at once (default: the number of cores); further ones
    wait their turn (`turns`). `warm` boxes are booted ahead. `cgroups=False` does
    without control groups where there are some. `kept` is the folder where compiled programs are
    kept for the next time; without one they are kept until the judge is closed.

    Entering raises EnvironmentNotReadyError where the machine lacks something.
    """

    def __init__(
        self,
        *,
        concurrency: int | None = None,
        warm: int = 1,
        cgroups: bool = True,
        kept: Path | None = None,
    ) -> None:
        self._strict = False
        self._turns = Turns(concurrency or len(os.sched_getaffinity(0)))
        self._sandbox = Sandbox(cgroups=cgroups)
        self._kept = KeptFiles(kept)
        self._boxes = {
            name: Boxes(self._sandbox, language, self._kept, warm=warm)
            for name, language in LANGUAGES.items()
        }

    async def __aenter__(self) -> Self:
        await self._sandbox.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End every box, and wait until no process is left."""
        for boxes in self._boxes.values():
            await boxes.close()
        await self._sandbox.close()
        await asyncio.to_thread(self._kept.close)

    def strict(self) -> "Judge":
        """The same judge, which raises JudgeFaultError where it would say `internal_error`.

        For those who draw conclusions about a problem: a fault of ours must refute none. Whoever
        opened this one closes it.
        """
        view = copy.copy(self)
        view._strict = True
        return view

    async def compile(self, program: Program) -> Run | None:
        """Compile without running: None when it compiles, else the `compile_error`."""
        progress = Progress(1)
        await self._run(program, [b"[]"], Limits(), RunMode.ISOLATED, progress, only_compile=True)
        return progress.runs[0]

    async def run(
        self,
        program: Program,
        inputs: Sequence[Sequence[Json]],
        *,
        limits: Limits | None = None,
        mode: RunMode = RunMode.ISOLATED,
        on_run: Callable[[int, Run], None] | None = None,
        caller: Hashable = None,
    ) -> list[Run]:
        """Call the program's function with each array of arguments; one run each, in their order.

        A program that does not compile or load gives the same run for every input. `on_run` is
        called with the index and the run as each comes, in order. Callers take turns when more is
        to be run than may run at once; without a name each call is one of its own. Cancelling kills
        the box at once. Raises ValidationError for an unknown language or an input that JSON cannot
        hold, and EnvironmentNotReadyError.
        """
        encoded = [_encoded(index, arguments) for index, arguments in enumerate(inputs)]
        progress = Progress(len(inputs), on_run)
        if encoded:
            await self._run(program, encoded, limits or Limits(), mode, progress, caller=caller)
        runs = [run for run in progress.runs if run is not None]
        if self._strict:
            for run in runs:
                if run.verdict is Verdict.INTERNAL_ERROR:
                    raise JudgeFaultError(run.message)
        return runs

    async def judge(
        self,
        program: Program,
        tests: Sequence[JudgeTest],
        *,
        checker: Checker | None = None,
        limits: Limits | None = None,
        on_result: Callable[[int, TestResult], None] | None = None,
        caller: Hashable = None,
    ) -> Judgement:
        """Run the program on every test, each in a process of its own, and decide.

        The verdict is `accepted` when every test's is, else that of the first failing test. A test
        without an expected output is accepted when the function returned. `on_result` is called
        with the index and the result as each is decided.
        """
        results: dict[int, TestResult] = {}
        stream = self.stream(program, tests, checker=checker, limits=limits, caller=caller)
        async for index, result in stream:
            results[index] = result
            if on_result is not None:
                on_result(index, result)
        ordered = [results[index] for index in range(len(tests))]
        failed = next((it for it in ordered if it.verdict is not Verdict.ACCEPTED), None)
        if failed is None:
            return Judgement(Verdict.ACCEPTED, ordered)
        return Judgement(failed.verdict, ordered, failed.run.message)

    async def stream(
        self,
        program: Program,
        tests: Sequence[JudgeTest],
        *,
        checker: Checker | None = None,
        limits: Limits | None = None,
        caller: Hashable = None,
    ) -> AsyncIterator[tuple[int, TestResult]]:
        """The results of `judge` with their indices, as they come.

        Close the iterator, or cancel, to stop early: the box is killed at once.
        """
        ready: asyncio.Queue[tuple[int, Run] | None] = asyncio.Queue()
        running = asyncio.create_task(
            self.run(
                program,
                [test.input for test in tests],
                limits=limits,
                on_run=lambda index, run: ready.put_nowait((index, run)),
                caller=caller,
            )
        )
        running.add_done_callback(lambda _: ready.put_nowait(None))
        try:
            while (item := await ready.get()) is not None:
                index, run = item
                test = tests[index]
                result = await self._decided(test, run, checker or ExactChecker())
                yield index, refused(program, test, result)
            await running
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _decided(self, test: JudgeTest, run: Run, checker: Checker) -> TestResult:
        run_checker: CheckerRun = self.run
        return await decide(test, run, checker, run_checker)

    @TRACER.start_as_current_span("sandbox")
    async def _run(
        self,
        program: Program,
        inputs: Sequence[bytes],
        limits: Limits,
        mode: RunMode,
        progress: Progress,
        *,
        caller: Hashable = None,
        only_compile: bool = False,
    ) -> None:
        language = find_language(program.language)

        @contextlib.asynccontextmanager
        async def open_session() -> AsyncGenerator[Session]:
            async with self._boxes[language.name].take() as box:
                yield Session(box, program, language, limits, self._kept)

        isolated = IsolatedRuns(inputs, progress, self._turns, open_session)
        faults: list[str] = []
        async with self._turns.take(caller) as turn:
            while len(faults) < _ATTEMPTS:
                try:
                    async with open_session() as session:
                        failure = await session.compile()
                        if failure is not None:
                            progress.settle_rest(failure)
                        elif only_compile:
                            return
                        elif mode is RunMode.BULK:
                            await run_in_blocks(session, inputs, progress, turn)
                        else:
                            await isolated.run(session, turn)
                except (BoxGoneError, HarnessFaultError, OSError) as error:
                    faults.append(str(error) or type(error).__name__)
                if progress.is_complete:
                    return
                if turn.is_over:
                    await turn.swap()
        progress.settle_rest(
            Run(Verdict.INTERNAL_ERROR, message=_OUR_FAULT.format(fault=faults[-1]))
        )


def _encoded(index: int, arguments: Sequence[Json]) -> bytes:
    try:
        return encode_arguments(list(arguments))
    except JsonError as error:
        raise ValidationError(f"Input {index}: {error}.") from error
