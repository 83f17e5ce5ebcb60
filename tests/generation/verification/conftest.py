"""A real judge, one a test."""

from collections.abc import AsyncIterator

import pytest

from problemsmith.judge.judge import Judge


@pytest.fixture
async def judge() -> AsyncIterator[Judge]:
    async with Judge() as judge:
        yield judge
