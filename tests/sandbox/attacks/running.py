"""Runs a class of attacks against a real judge and tells every sign of an escape.

Also a program of its own, `python -m sandbox.attacks.running CGROUPS CLASS ...`, so that the tests
can run it as another user: it prints what went wrong as a JSON array.
"""

import asyncio
import importlib
import itertools
import json
import sys
from pathlib import Path

from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run
from problemsmith.problem.problem import Limits
from problemsmith.sandbox.cgroups import CgroupKind, Cgroups
from processes import children_of_this_process, eventually
from sandbox.attacks.case import Attack, program
from sandbox.attacks.host import Host, watched_host

LIMITS = Limits(time_seconds=0.6, memory_mb=64)
AT_ONCE = 4

CLASSES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if "CASES" in path.read_text(encoding="utf-8") and path.stem != Path(__file__).stem
)


def languages_of(name: str) -> tuple[str, ...]:
    """The languages that the attacks of a class are written in: the programs take turns."""
    module = importlib.import_module(f"sandbox.attacks.{name}")
    languages: tuple[str, ...] = getattr(module, "LANGUAGES", ("python",))
    return languages


def cases_of(name: str) -> tuple[Attack, ...]:
    """The attacks of a class."""
    cases: tuple[Attack, ...] = importlib.import_module(f"sandbox.attacks.{name}").CASES
    return cases


async def problems_of(name: str, *, cgroups: bool) -> list[str]:
    """Run every attack of a class; what went wrong, in words."""
    if cgroups and Cgroups.find().kind is CgroupKind.NONE:
        return ["no cgroups may be made here"]
    with watched_host() as host:
        async with Judge(concurrency=AT_ONCE, cgroups=cgroups) as judge:
            languages = itertools.cycle(languages_of(name))
            found = await asyncio.gather(
                *(
                    _problems(judge, group, host, language)
                    for group, language in zip(_groups(cases_of(name)), languages, strict=False)
                )
            )
        await eventually(lambda: not children_of_this_process())
        return [problem for problems in found for problem in problems] + host.harm()


def _groups(cases: tuple[Attack, ...]) -> list[list[Attack]]:
    """The cases by the programs they stand in together."""
    alone = [[case] for case in cases if case.alone or case.while_loading]
    others = [case for case in cases if not case.alone and not case.while_loading]
    shared = [others[start::AT_ONCE] for start in range(AT_ONCE)]
    return [group for group in (*alone, *shared) if group]


async def _problems(judge: Judge, attacks: list[Attack], host: Host, language: str) -> list[str]:
    """Run the attacks of one program, each between two honest tests."""
    code = Program(program(attacks, host.names, language), language)
    inputs: list[list[int | str | None]] = [[3, None, host.mark]]
    for index in range(len(attacks)):
        inputs += [[0, index, ""], [index, None, ""]]
    runs = await judge.run(code, inputs, limits=LIMITS)
    found: list[str] = []
    for index, attack in enumerate(attacks):
        attacked, after = runs[2 * index + 1], runs[2 * index + 2]
        if attacked.verdict.value not in attack.verdicts:
            found.append(f"{attack.name}: judged {_told(attacked)}")
        if "ESCAPED" in json.dumps(attacked.value):
            found.append(f"{attack.name}: got through: {_told(attacked)}")
        if not attack.while_loading and after.value != index * 7:
            found.append(f"{attack.name}: spoilt the next test: {_told(after)}")
    if not attacks[0].while_loading and runs[0].value != 21:
        found.append(f"{attacks[0].name}: spoilt the test before: {_told(runs[0])}")
    return found


def _told(run: Run) -> str:
    return f"{run.verdict.value} {json.dumps(run.value)[:200]} {run.message[-300:]!r}"


async def _problems_of_all(names: list[str], *, cgroups: bool) -> list[str]:
    return [problem for name in names for problem in await problems_of(name, cgroups=cgroups)]


if __name__ == "__main__":
    found = asyncio.run(_problems_of_all(sys.argv[2:], cgroups=sys.argv[1] == "yes"))
    sys.stdout.write(json.dumps(found))
