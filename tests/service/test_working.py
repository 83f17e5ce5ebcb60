"""What becomes of a process that begins to work."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from problemsmith.service.application import SWITCH_SECONDS, open_application
from problemsmith.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def switch_interval() -> Iterator[None]:
    """It is the whole process's: put back for other tests."""
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


async def test_the_threads_of_a_worker_wait_less_for_the_interpreter(tmp_path: Path) -> None:
    async with open_application(Settings.load(data_dir=tmp_path)) as app:
        assert await app.try_to_work() is None
        assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS)
