"""A sample of the golden corpus; `python -m benchmarks verification_rates` judges all of it."""

from collections import Counter

import pytest

from golden.problems.fault import Fault
from golden.problems.plants import Planted, planted
from golden.problems.reading import sound_problems
from golden.problems.rig import Trial, unverified, verified
from problemsmith.judge.judge import Judge

pytestmark = pytest.mark.anyio

SOUND = ("letter-tally", "shelf-codes")


def one_of_each_class() -> list[Planted]:
    """The first planted fault of each class that a pattern gave, on one of the small problems."""
    found: dict[Fault, Planted] = {}
    for one in planted():
        found.setdefault(one.fault, one)
    return list(found.values())


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(sound_problems()) >= 40
    assert len(planted()) >= 120
    counts = Counter((one.fault, one.subtle) for one in planted())
    assert all(counts[fault, subtle] >= 3 for fault in Fault for subtle in (True, False))


def test_every_name_is_given_once() -> None:
    names = [one.name for one in planted()] + [one.name for one in sound_problems()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", SOUND)
async def test_a_sound_problem_is_verified(judge: Judge, name: str) -> None:
    problem = next(one for one in sound_problems() if one.name == name)
    opinion = await verified(judge, Trial(problem, mend=True))
    assert opinion.verified, opinion.reasons


@pytest.mark.parametrize("one", one_of_each_class(), ids=lambda one: one.name)
async def test_a_planted_fault_is_rejected(judge: Judge, one: Planted) -> None:
    opinion = await verified(judge, one.trial)
    assert not opinion.verified


async def test_without_checks_a_wrong_reference_is_kept(judge: Judge) -> None:
    [wrong] = [one for one in one_of_each_class() if one.fault is Fault.WRONG_REFERENCE]
    assert (await unverified(judge, wrong.trial)).verified
