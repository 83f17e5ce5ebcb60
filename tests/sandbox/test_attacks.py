"""Every attack is contained, and the next test of the same batch is judged rightly."""

import pytest

from sandbox.attacks.running import CLASSES, cases_of, problems_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("attacks", CLASSES)
async def test_attacks_are_contained(attacks: str) -> None:
    assert await problems_of(attacks) == []


def test_the_corpus_is_large_and_no_case_stands_twice() -> None:
    names = [(name, case.name) for name in CLASSES for case in cases_of(name)]
    assert len(CLASSES) >= 11
    assert len(set(names)) == len(names) >= 200
