"""The one writer: each caller gets an answer, whatever goes wrong for the others."""

import asyncio
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from problemsmith.workflows.database import create_tables, normal_url, open_engine
from problemsmith.workflows.events import EventType, NewEvent, read_events
from problemsmith.workflows.journal import Journal, Transaction


@pytest.fixture
def database(database_url: str) -> Iterator[sa.Engine]:
    engine = open_engine(normal_url(database_url), pool_size=2, process="test")
    create_tables(engine)
    yield engine
    engine.dispose()


def _event(instance_id: str, **data: object) -> NewEvent:
    return NewEvent(instance_id, 0, EventType.LOG, data=data)


def _data_of(database: sa.Engine, instance_id: str) -> list[object]:
    with database.connect() as connection:
        return [dict(event.data) for event in read_events(connection, instance_id)]


@pytest.mark.parametrize("others", [0, 3])
def test_a_write_that_cannot_be_done_is_told_to_its_caller_alone(
    database: sa.Engine, others: int
) -> None:
    def bad(transaction: Transaction) -> None:
        transaction.emit(_event("bad"))
        raise LookupError("no such thing")

    def good(transaction: Transaction) -> str:
        transaction.emit(_event("good", kept=True))
        return "done"

    async def scenario() -> None:
        journal = Journal(database, lambda _touched: None)
        async with asyncio.timeout(20):
            results = await asyncio.gather(
                journal.run(bad),
                *(journal.run(good) for _ in range(others)),
                return_exceptions=True,
            )
            assert isinstance(results[0], LookupError)
            assert results[1:] == ["done"] * others
            assert await journal.run(good) == "done", "the writer goes on"
            await journal.close()

    asyncio.run(scenario())
    assert _data_of(database, "bad") == []
    assert _data_of(database, "good") == [{"kept": True}] * (others + 1)


def test_an_event_nobody_waits_for_harms_nobody_when_it_cannot_be_written(
    database: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    endless: dict[str, object] = {}
    endless["self"] = endless

    async def scenario() -> None:
        journal = Journal(database, lambda _touched: None)
        journal.append([_event("endless", **endless)])
        async with asyncio.timeout(20):
            await journal.run(lambda transaction: transaction.emit(_event("good")))
            await journal.close()

    asyncio.run(scenario())
    assert "events were not written" in caplog.text
    assert _data_of(database, "good") == [{}]
