"""Every attack is contained, and the next test of the same batch is judged rightly.

In four settings: as whoever runs the tests (in CI and on a developer's server often root) and as an
ordinary user, with cgroups and without.
"""

import asyncio
import json

import pytest

from ordinary_user import IS_ROOT, run_as_ordinary_user
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program
from problemsmith.problem.problem import Limits
from problemsmith.sandbox.cgroups import CgroupKind, Cgroups
from sandbox.attacks.case import program
from sandbox.attacks.host import watched_host
from sandbox.attacks.running import CLASSES, cases_of, problems_of

pytestmark = pytest.mark.anyio

CGROUPS = Cgroups.find()

with_cgroups = pytest.mark.parametrize(
    "cgroups",
    [
        pytest.param(
            True,
            id="cgroups",
            marks=pytest.mark.skipif(
                CGROUPS.kind is CgroupKind.NONE, reason="no cgroups may be made here"
            ),
        ),
        pytest.param(False, id="no cgroups"),
    ],
)


@with_cgroups
@pytest.mark.parametrize("attacks", CLASSES)
async def test_attacks_are_contained(attacks: str, cgroups: bool) -> None:
    assert await problems_of(attacks, cgroups=cgroups) == []


@pytest.mark.skipif(not IS_ROOT, reason="the tests run as an ordinary user already")
@with_cgroups
@pytest.mark.parametrize("attacks", [CLASSES[start::3] for start in range(3)], ids=str)
async def test_attacks_are_contained_for_an_ordinary_user(
    attacks: list[str], cgroups: bool
) -> None:
    done = await asyncio.to_thread(
        run_as_ordinary_user,
        "sandbox.attacks.running",
        "yes" if cgroups else "no",
        *attacks,
        delegates=CGROUPS if cgroups else None,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


async def test_the_memory_scan_finds_what_is_in_its_own_memory() -> None:
    """The control of the scan that finds nothing of the other tests."""
    (scan,) = [case for case in cases_of("environment") if case.alone]
    with watched_host() as host:
        async with Judge() as judge:
            code = Program(program([scan], host.names))
            (run,) = await judge.run(code, [[0, 0, host.mark]], limits=Limits(time_seconds=10))
    assert "ESCAPED" in str(run.value), run


def test_the_corpus_is_large_and_no_case_stands_twice() -> None:
    names = [(name, case.name) for name in CLASSES for case in cases_of(name)]
    assert len(CLASSES) >= 11
    assert len(set(names)) == len(names) >= 200
