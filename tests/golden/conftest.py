"""A real judge for each test."""

from collections.abc import AsyncIterator

import pytest

from problemsmith.judge.judge import Judge


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def judge() -> AsyncIterator[Judge]:
    async with Judge() as judge:
        yield judge
