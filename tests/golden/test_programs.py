"""Golden programs get the verdicts they must. Each run of the tests judges a fifth of them, from
each problem and each language some; `program_corpus.py` judges all."""

from collections.abc import AsyncIterator

import pytest

from golden.program_corpus import GoldenProgram, golden_programs
from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.judge.judge import Judge
from problemsmith.judge.languages import find_language

pytestmark = pytest.mark.anyio

_SHARE = 5


@pytest.fixture
async def judge(pytestconfig: pytest.Config) -> AsyncIterator[Judge]:
    assert pytestconfig.cache is not None
    async with Judge(warm=0, kept=pytestconfig.cache.mkdir("kept")) as judge:
        yield judge


@pytest.mark.parametrize("program", list(golden_programs())[::_SHARE], ids=lambda it: it.name)
async def test_a_golden_program_gets_its_verdict(judge: Judge, program: GoldenProgram) -> None:
    try:
        find_language(program.language)
    except EnvironmentNotReadyError as error:
        pytest.skip(str(error))
    judgement = await program.judged(judge)
    assert judgement.verdict is program.verdict, judgement.message
