"""A server that goes away and comes back: no failure of it is taken for what a step came to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from dbos._utils import retriable_postgres_exception
from sqlalchemy import event

from problemsmith.workflows import InstanceStatus
from problemsmith.workflows.database import normal_url, open_engine
from workflows.scenario import scripted, three_steps


@contextmanager
def first_record_fails(engine: sa.Engine) -> Iterator[None]:
    """The first attempt to keep a step's result fails as it does without a server."""
    failed = False

    def fail(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        nonlocal failed
        if not failed and "INSERT" in statement and "operation_outputs" in statement:
            failed = True
            raise sa.exc.OperationalError(
                statement, {}, psycopg.OperationalError("connection is bad")
            )

    event.listen(engine, "before_cursor_execute", fail)
    yield
    event.remove(engine, "before_cursor_execute", fail)
    assert failed, "nothing was recorded at all"


def test_a_result_that_could_not_be_kept_is_made_anew_and_its_job_ends(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        stage.released["second"].set()
        async with worker(workflow) as engine:
            with first_record_fails(engine.storage.writing):
                instance = await workflow.create(id="unlucky", params=None)
                summary = await instance.wait(20)
        assert summary.status is InstanceStatus.COMPLETE
        assert stage.calls == {"first": 2, "second": 1, "third": 1}

    asyncio.run(scenario())


def test_a_server_without_its_socket_is_waited_for_before_a_result_is_given_up(
    tmp_path: Path,
) -> None:
    url = normal_url(f"postgresql:///none?host={tmp_path}")
    engine = open_engine(url, pool_size=1, process="any")
    with pytest.raises(sa.exc.OperationalError) as failure, engine.connect():
        pass
    assert retriable_postgres_exception(failure.value), "or DBOS would not try again"
