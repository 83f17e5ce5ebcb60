"""The whole application in this process, beside a scripted model."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from problemsmith.generation.env import StepPolicy
from problemsmith.service.application import Application, open_application
from problemsmith.settings import Settings

OpenApplication = Callable[..., AbstractAsyncContextManager[Application]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def working_application(tmp_path: Path) -> OpenApplication:
    """`async with working_application(**settings) as app`: it runs jobs, with one short retry."""

    @asynccontextmanager
    async def opened(**settings: Any) -> AsyncIterator[Application]:
        async with open_application(Settings(data_dir=tmp_path, **settings)) as app:
            app.env = replace(app.env, policy=StepPolicy(retries=1, retry_delay=0.02))
            assert await app.try_to_work() is None
            yield app

    return opened
