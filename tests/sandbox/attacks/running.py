"""Runs a class of attacks against a real judge and tells every sign of an escape.

Also a program of its own, `python -m sandbox.attacks.running CLASS`, so that the tests can run it
as another user: it prints what went wrong as a JSON array.
"""

import asyncio
import importlib
import json
import sys
from pathlib import Path

from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run
from problemsmith.problem.problem import Limits
from processes import children_of_this_process, eventually
from sandbox.attacks.case import Attack
from sandbox.attacks.host import Host, watched_host

LIMITS = Limits(time_seconds=0.5, memory_mb=64)
AT_ONCE = 4

CLASSES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if "CASES" in path.read_text(encoding="utf-8") and path.stem != Path(__file__).stem
)


def cases_of(name: str) -> tuple[Attack, ...]:
    """The attacks of a class."""
    cases: tuple[Attack, ...] = importlib.import_module(f"sandbox.attacks.{name}").CASES
    return cases


async def problems_of(name: str) -> list[str]:
    """Run every attack of a class; what went wrong, in words."""
    with watched_host() as host:
        async with Judge(concurrency=AT_ONCE) as judge:
            found = await asyncio.gather(
                *(_problems(judge, attack, host) for attack in cases_of(name))
            )
        await eventually(lambda: not children_of_this_process())
        return [problem for problems in found for problem in problems] + host.harm()


async def _problems(judge: Judge, attack: Attack, host: Host) -> list[str]:
    program = Program(attack.program(host.names))
    inputs: list[list[int | str]] = [[0, host.mark], [1, ""], [2, ""]]
    before, attacked, after = await judge.run(program, inputs, limits=LIMITS)
    found: list[str] = []
    if attacked.verdict.value not in attack.verdicts:
        found.append(f"judged {attacked.verdict}: {_told(attacked)}")
    if "ESCAPED" in json.dumps(attacked.value):
        found.append(f"got through: {_told(attacked)}")
    if not attack.while_loading:
        honest = [(run.verdict.value, run.value) for run in (before, after)]
        if honest != [("accepted", 0), ("accepted", 14)]:
            found.append(f"spoilt the tests beside it: {_told(before)}, {_told(after)}")
    return [f"{attack.name}: {problem}" for problem in found]


def _told(run: Run) -> str:
    return f"{run.verdict.value} {json.dumps(run.value)[:200]} {run.message[-300:]!r}"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(problems_of(sys.argv[1]))))
