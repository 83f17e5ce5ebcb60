"""What safe judging costs: the judge against bare interpreters and against one bubblewrap a test.

All take the same program and inputs as JSON and give the same results. They run in turns on the
same machine; the median of the rounds counts. "Bare" has no isolation at all: one interpreter a
test for submissions, one loop in one interpreter for bulk runs. Ratios above 1 mean that the judge
is faster, but for bulk runs, where the figure is how many times longer it takes than the bare loop.
"""

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from problemsmith.judge.judge import Judge
from problemsmith.judge.languages.python_runtime import interpreter_binds
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.wire import Json
from problemsmith.sandbox.bubblewrap import bubblewrap_command, find_bubblewrap
from problemsmith.sandbox.identity import Identity
from problemsmith.sandbox.spec import BoxSpec
from problemsmith.sandbox.starter import Starter

ROUNDS = 5
TEST_COUNTS = {15: 3.0, 200: 6.0}
"""How many times faster than a bare interpreter for each test the judge should be."""
BULK_RUNS = 10_000
BULK_TARGET = 3.0

CODE = """
def run_solution(numbers, target):
    seen = {}
    for index, number in enumerate(numbers):
        if target - number in seen:
            return [seen[target - number], index]
        seen[number] = index
    return []
"""

ONE_CALL = """
import json, sys
code, arguments = json.load(sys.stdin)
scope = {}
exec(code, scope)
json.dump(scope["run_solution"](*arguments), sys.stdout)
"""

LOOP = """
import json, sys
scope = {}
exec(json.loads(sys.stdin.readline()), scope)
function = scope["run_solution"]
for line in sys.stdin:
    print(json.dumps(function(*json.loads(line))))
"""


def test_input(number: int) -> list[Json]:
    """Twenty numbers and a target that the last two make."""
    numbers = [(number * 31 + index * index) % 10_007 for index in range(20)]
    return [list(numbers), numbers[-1] + numbers[-2]]


def main() -> None:
    asyncio.run(_main())


async def _main() -> None:
    binds = Binds()
    async with Judge() as judge:
        for count, target in TEST_COUNTS.items():
            inputs = [test_input(number) for number in range(count)]
            figures = await _in_turns(
                {
                    "judge": lambda inputs=inputs: _judged(judge, inputs),
                    "interpreter": lambda inputs=inputs: asyncio.to_thread(_each, [], inputs),
                    "bubblewrap": lambda inputs=inputs: binds.each(inputs),
                }
            )
            ours = figures["judge"]
            print(f"{count} tests: judge {ours * 1e3:.0f} ms ({ours * 1e3 / count:.1f} ms a test)")
            for peer in ("interpreter", "bubblewrap"):
                wanted = f", wanted at least {target:g}" if peer == "interpreter" else ""
                print(
                    f"  {peer} for each test: {figures[peer] * 1e3:.0f} ms, "
                    f"judge is {figures[peer] / ours:.1f} times faster{wanted}"
                )
        inputs = [test_input(number) for number in range(BULK_RUNS)]
        figures = await _in_turns(
            {
                "judge": lambda: _judged(judge, inputs, RunMode.BULK),
                "loop": lambda: asyncio.to_thread(_loop, inputs),
            }
        )
        ratio = figures["judge"] / figures["loop"]
        print(
            f"{BULK_RUNS} bulk runs: judge {figures['judge'] * 1e3:.0f} ms, bare loop "
            f"{figures['loop'] * 1e3:.0f} ms: {ratio:.2f} times as long, "
            f"wanted at most {BULK_TARGET:g}"
        )
        await _fifty_at_once(judge)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(f"the judge's own process: {usage.ru_maxrss >> 10} MiB at most")


async def _in_turns(peers: dict[str, Callable[[], Awaitable[None]]]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(ROUNDS):
        for name, run in peers.items():
            await asyncio.sleep(0.2)  # the warm pool fills up between submissions
            start = time.perf_counter()
            await run()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


async def _judged(judge: Judge, inputs: list[list[Json]], mode: RunMode = RunMode.ISOLATED) -> None:
    runs: list[Run] = await judge.run(Program(CODE), inputs, mode=mode)
    assert all(run.value == [18, 19] for run in runs)


def _each(prefix: list[str], inputs: list[list[Json]]) -> None:
    for arguments in inputs:
        done = subprocess.run(
            [*(prefix or [sys.executable, "-I", "-S"]), "-c", ONE_CALL],
            input=json.dumps([CODE, arguments]),
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(done.stdout) == [18, 19]


def _loop(inputs: list[list[Json]]) -> None:
    lines = [json.dumps(CODE), *map(json.dumps, inputs)]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LOOP],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(json.loads(line) == [18, 19] for line in done.stdout.splitlines())


async def _fifty_at_once(judge: Judge) -> None:
    inputs = [test_input(number) for number in range(15)]
    waits: list[float] = []
    start = time.perf_counter()

    async def submit() -> None:
        await _judged(judge, inputs)
        waits.append(time.perf_counter() - start)

    await asyncio.gather(*(submit() for _ in range(50)))
    waits.sort()
    print(
        f"50 submissions of 15 tests at once: all done in {waits[-1] * 1e3:.0f} ms; the first "
        f"waited {waits[0] * 1e3:.0f} ms, the median {waits[25] * 1e3:.0f} ms"
    )


class Binds:
    """The same box as the judge's, started anew for every test."""

    def __init__(self) -> None:
        self._identity = Identity.current()
        self._starter = Starter(self._identity)

    async def each(self, inputs: list[list[Json]]) -> None:
        await self._starter.call(lambda: self._run_each(inputs))

    def _run_each(self, inputs: list[list[Json]]) -> None:
        runtime = interpreter_binds()
        spec = BoxSpec(
            (runtime.program, "-I", "-S", "-c", ONE_CALL),
            binds=runtime.binds,
            hidden=runtime.hidden,
            environment={"LD_LIBRARY_PATH": runtime.library_folder},
        )
        sources = [self._starter.reachable(bind.source) for bind in runtime.binds]
        drops = self._identity.drops_root
        for arguments in inputs:
            with Path("/dev/null").open("w") as info:
                command = bubblewrap_command(
                    find_bubblewrap(),
                    spec,
                    sources=sources,
                    files=[],
                    seccomp=0,
                    info=info.fileno(),
                )
                at = command.index("--seccomp")
                del command[at : at + 2]
                done = subprocess.run(
                    command,
                    input=json.dumps([CODE, arguments]),
                    capture_output=True,
                    text=True,
                    check=True,
                    pass_fds=[info.fileno()],
                    cwd="/",
                    user=self._identity.uid if drops else None,
                    group=self._identity.gid if drops else None,
                    extra_groups=[] if drops else None,
                )
            assert json.loads(done.stdout) == [18, 19]


if __name__ == "__main__":
    main()
