"""What safe judging costs: the judge against bare runtimes, and against one bubblewrap a test.

All take the same program and inputs as JSON and give the same results. They run in turns on the
same machine, so that a busy one slows all of them down; the ratio is taken in each round, and the
median of the rounds counts. "Bare" has no isolation at all: one process of the runtime a test.
Ratios above 1 mean that the judge is faster. CPU is of all processes together.
"""

import asyncio
import contextlib
import json
import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from problemsmith.judge.judge import Judge
from problemsmith.judge.languages import find_language
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.wire import Json
from problemsmith.sandbox import ReadOnlyBind
from problemsmith.sandbox.bubblewrap import bubblewrap_command, find_bubblewrap
from problemsmith.sandbox.identity import Identity
from problemsmith.sandbox.spec import BoxSpec
from problemsmith.sandbox.starter import Starter

ROUNDS = 3
TEST_COUNTS = (15, 200)
AT_ONCE = 50


@dataclass(frozen=True)
class Bare:
    """One process for one test: arguments as JSON on standard input, the result as JSON on
    standard output.

    `files` stand in a folder whose path takes the place of `{folder}` in the commands: `compile`,
    run once before anything is timed, and `command` are of this machine, `boxed` of a box of the
    language.
    """

    files: Mapping[str, str]
    command: tuple[str, ...]
    boxed: tuple[str, ...]
    compile: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contest:
    """A program, its bare form, and by how much the judge should be faster than that."""

    program: Program
    bare: Bare
    wanted: Mapping[int, float]


def test_input(number: int) -> list[Json]:
    """Twenty numbers and a target that the last two make."""
    numbers = [(number * 31 + index * index) % 10_007 for index in range(20)]
    return [list(numbers), numbers[-1] + numbers[-2]]


EXPECTED: Json = [18, 19]


async def compare(contest: Contest) -> None:
    """Print what the judge and its peers take for submissions, alone and fifty at once."""
    with _folder_of(contest.bare) as folder:
        bare = _Each(_filled(contest.bare.command, folder))
        boxed = _Boxed(contest, folder)
        async with Judge() as judge:
            start = time.perf_counter()
            await judged(judge, contest.program, [test_input(0)])
            print(f"the first test, with all that is made once: {_ms_since(start):.0f} ms")
            for count in TEST_COUNTS:
                inputs = [test_input(number) for number in range(count)]
                rounds = await in_turns(
                    {
                        "judge": lambda inputs=inputs: judged(judge, contest.program, inputs),
                        "runtime": lambda inputs=inputs: asyncio.to_thread(bare.run, inputs),
                        "bubblewrap": lambda inputs=inputs: boxed.run(inputs),
                    }
                )
                _print_submission(count, rounds, contest.wanted.get(count))
            await _many_at_once(judge, contest.program)
            await _print_usage(judge, contest.program)


@contextlib.contextmanager
def _folder_of(bare: Bare) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the box runs as another user
        for name, content in bare.files.items():
            Path(folder, name).write_text(content, encoding="utf-8")
        if bare.compile:
            subprocess.run(_filled(bare.compile, folder), check=True)
        yield folder


def _filled(command: tuple[str, ...], folder: str) -> list[str]:
    return [part.format(folder=folder) for part in command]


def _ms_since(start: float) -> float:
    return (time.perf_counter() - start) * 1e3


async def judged(
    judge: Judge,
    program: Program,
    inputs: list[list[Json]],
    mode: RunMode = RunMode.ISOLATED,
) -> None:
    """Run the program on the inputs with the judge, and check the results."""
    runs = await judge.run(program, inputs, mode=mode)
    for run in runs:
        assert run.value == EXPECTED, run


async def in_turns(peers: Mapping[str, Callable[[], Awaitable[None]]]) -> dict[str, list[float]]:
    """Seconds that each peer took in each round."""
    taken: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(ROUNDS):
        for name, run in peers.items():
            await asyncio.sleep(0.3)  # the warm pool fills up between submissions
            start = time.perf_counter()
            await run()
            taken[name].append(time.perf_counter() - start)
    return taken


def ratio(rounds: Mapping[str, list[float]], peer: str) -> float:
    """How many times longer a peer took than the judge: the median of the rounds."""
    pairs = zip(rounds[peer], rounds["judge"], strict=True)
    return statistics.median(theirs / ours for theirs, ours in pairs)


def _print_submission(count: int, rounds: dict[str, list[float]], wanted: float | None) -> None:
    ours = statistics.median(rounds["judge"]) * 1e3
    print(f"{count} tests: judge {ours:.0f} ms ({ours / count:.1f} ms a test)")
    for peer in ("runtime", "bubblewrap"):
        told = f", wanted at least {wanted:g}" if peer == "runtime" and wanted else ""
        print(
            f"  one {peer} a test: {statistics.median(rounds[peer]) * 1e3:.0f} ms, "
            f"judge is {ratio(rounds, peer):.1f} times faster{told}"
        )


async def _many_at_once(judge: Judge, program: Program) -> None:
    inputs = [test_input(number) for number in range(15)]
    waits: list[float] = []
    start = time.perf_counter()

    async def submit() -> None:
        await judged(judge, program, inputs)
        waits.append(time.perf_counter() - start)

    busy = psutil.cpu_times()
    await asyncio.gather(*(submit() for _ in range(AT_ONCE)))
    now = psutil.cpu_times()
    idle = (now.idle + now.iowait - busy.idle - busy.iowait) / (time.perf_counter() - start)
    cores = os.cpu_count() or 1
    waits.sort()
    print(
        f"{AT_ONCE} submissions of 15 tests at once: all done in {waits[-1] * 1e3:.0f} ms; waited "
        f"at least {waits[0] * 1e3:.0f} ms, median {waits[AT_ONCE // 2] * 1e3:.0f} ms; "
        f"{cores - idle:.1f} of {cores} cores busy"
    )


async def _print_usage(judge: Judge, program: Program) -> None:
    inputs = [test_input(number) for number in range(200)]
    before = resource.getrusage(resource.RUSAGE_SELF)
    await judged(judge, program, inputs)
    after = resource.getrusage(resource.RUSAGE_SELF)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    await asyncio.sleep(0.3)
    boxes = [child.memory_full_info().pss for child in psutil.Process().children(recursive=True)]
    print(
        f"the judge's own process: {own / len(inputs) * 1e3:.2f} ms of CPU a test, "
        f"{after.ru_maxrss >> 10} MiB at most; its warm box: {sum(boxes) >> 20} MiB"
    )


class _Each:
    """One process a test."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.popen: dict[str, Any] = {}

    def run(self, inputs: list[list[Json]]) -> None:
        for arguments in inputs:
            done = subprocess.run(
                self.command,
                input=json.dumps(arguments),
                capture_output=True,
                text=True,
                check=True,
                **self.popen,
            )
            assert json.loads(done.stdout) == EXPECTED


class _Boxed:
    """The same box as the judge's, started anew for every test, without the filters."""

    def __init__(self, contest: Contest, folder: str) -> None:
        self._folder = Path(folder)
        self._identity = Identity.current()
        self._starter = Starter(self._identity)
        self._contest = contest

    async def run(self, inputs: list[list[Json]]) -> None:
        await self._starter.call(lambda: self._run(inputs))

    def _run(self, inputs: list[list[Json]]) -> None:
        for arguments in inputs:
            each, opened = self._prepared()
            try:
                each.run([arguments])
            finally:
                for descriptor in opened:
                    os.close(descriptor)

    def _prepared(self) -> tuple[_Each, list[int]]:
        spec = self._spec()
        info = os.open("/dev/null", os.O_WRONLY)
        files = [_memory_file(file.content) for file in spec.files]
        command = bubblewrap_command(
            find_bubblewrap(),
            spec,
            sources=[self._starter.reachable(bind.source) for bind in spec.binds],
            files=files,
            seccomp=0,
            info=info,
        )
        at = command.index("--seccomp")
        del command[at : at + 2]
        each = _Each(command)
        drops = self._identity.drops_root
        each.popen = {
            "pass_fds": [info, *files],
            "cwd": "/",
            "user": self._identity.uid if drops else None,
            "group": self._identity.gid if drops else None,
            "extra_groups": [] if drops else None,
        }
        return each, [info, *files]

    def _spec(self) -> BoxSpec:
        language = find_language(self._contest.program.language)
        spec = language.box((), Path(tempfile.gettempdir()))
        return replace(
            spec,
            command=tuple(_filled(self._contest.bare.boxed, "/bare")),
            binds=(*spec.binds, ReadOnlyBind(self._folder, "/bare")),
            files=tuple(file for file in spec.files if file.target.startswith("/proc")),
        )


def _memory_file(content: bytes) -> int:
    descriptor = os.memfd_create("content")
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
