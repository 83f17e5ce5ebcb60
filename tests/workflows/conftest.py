"""Engines on a fresh SQLite file, stopped after the test whatever happened."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from problemsmith.workflows import Workflow, WorkflowEngine


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'database.sqlite'}"


@pytest.fixture
def worker(database_url: str) -> Callable[..., Any]:
    """`async with worker(workflow) as engine`: a worker on the test's database."""

    @asynccontextmanager
    async def open_worker(*workflows: Workflow[Any, Any], **options: Any) -> AsyncIterator[Any]:
        engine = WorkflowEngine(options.pop("url", database_url), workflows=workflows, **options)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.stop()

    return open_worker
