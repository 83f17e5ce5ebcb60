"""Judging Python: submissions and bulk runs; see `_judging` for how they are compared."""

import asyncio
import json
import statistics
import subprocess
import sys

from benchmarks._judging import EXPECTED, Bare, Contest, compare, in_turns, judged, test_input
from problemsmith.judge.judge import Judge
from problemsmith.judge.languages.python_runtime import interpreter_binds
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.wire import Json

BULK_RUNS = 10_000
BULK_TARGET = 3.0
"""How many times as long as a loop in one bare interpreter bulk runs may take."""

CODE = """
def run_solution(numbers, target):
    seen = {}
    for index, number in enumerate(numbers):
        if target - number in seen:
            return [seen[target - number], index]
        seen[number] = index
    return []
"""

ONE_CALL = f"""{CODE}
import json, sys
json.dump(run_solution(*json.load(sys.stdin)), sys.stdout)
"""

LOOP = f"""{CODE}
import json, sys
for line in sys.stdin:
    print(json.dumps(run_solution(*json.loads(line))))
"""


def main() -> None:
    asyncio.run(_main())


async def _main() -> None:
    interpreter = interpreter_binds().program
    bare = Bare(
        files={"one_call.py": ONE_CALL},
        command=(sys.executable, "-I", "-S", "{folder}/one_call.py"),
        boxed=(interpreter, "-I", "-S", "{folder}/one_call.py"),
    )
    await compare(Contest(Program(CODE), bare, wanted={15: 3, 200: 6}))
    await _bulk()


async def _bulk() -> None:
    inputs = [test_input(number) for number in range(BULK_RUNS)]
    async with Judge() as judge:
        rounds = await in_turns(
            {
                "judge": lambda: judged(judge, Program(CODE), inputs, RunMode.BULK),
                "loop": lambda: asyncio.to_thread(_loop, inputs),
            }
        )
    pairs = zip(rounds["judge"], rounds["loop"], strict=True)
    times = statistics.median(judge / loop for judge, loop in pairs)
    ours, bare = (statistics.median(rounds[name]) * 1e3 for name in ("judge", "loop"))
    print(
        f"{BULK_RUNS} bulk runs: judge {ours:.0f} ms, bare loop {bare:.0f} ms: "
        f"{times:.2f} times as long, wanted at most {BULK_TARGET:g}"
    )


def _loop(inputs: list[list[Json]]) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LOOP],
        input="\n".join(map(json.dumps, inputs)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(json.loads(line) == EXPECTED for line in done.stdout.splitlines())


if __name__ == "__main__":
    main()
