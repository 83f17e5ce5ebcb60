"""Databases that cannot be used say why; a process has one worker, and that one is silent."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from problemsmith.workflows import (
    InstanceStatus,
    SchemaTooNewError,
    StorageError,
    Workflow,
    WorkflowEngine,
    rows,
)
from workflows.chaos_app import Chaos
from workflows.scenario import reach, scripted, three_steps, until


def _client(url: str) -> WorkflowEngine:
    return WorkflowEngine(url, worker=False)


def _start_and_stop(url: str) -> None:
    async def scenario() -> None:
        async with _client(url):
            pass

    asyncio.run(scenario())


def test_a_newer_database_is_refused(tmp_path: Path, database_url: str) -> None:
    _start_and_stop(database_url)
    database = sqlite3.connect(tmp_path / "database.sqlite")
    with database:
        database.execute("UPDATE workflow_instance_schema SET version = 99")
    database.close()
    with pytest.raises(SchemaTooNewError, match=r"99.*newer program"):
        _start_and_stop(database_url)


def test_jobs_of_an_older_database_go_on(worker: Any, tmp_path: Path, database_url: str) -> None:
    async def scenario() -> None:
        _, workflow = scripted(three_steps)
        async with WorkflowEngine(database_url, workflows=[workflow], worker=False):
            await workflow.create(id="running", params=None)
            await workflow.create(id="queued", params=None)
        make_older(tmp_path / "database.sqlite")
        stage, workflow = scripted(three_steps)
        stage.released["second"].set()
        async with worker(workflow):
            for name in ("running", "queued"):
                summary = await (await workflow.get(name)).wait(20)
                assert summary.status is InstanceStatus.COMPLETE

    asyncio.run(scenario())


def make_older(file: Path) -> None:
    """Bring the file into the shape of version 1, whose queued instances DBOS was given at once."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.executescript(
            """
            DROP INDEX workflow_instances_worker;
            DROP INDEX workflow_instances_queue;
            DROP TABLE workflow_instance_workers;
            ALTER TABLE workflow_instances DROP COLUMN worker;
            ALTER TABLE workflow_instances DROP COLUMN version;
            UPDATE workflow_instance_schema SET version = 1;
            UPDATE workflow_instances SET status = 'running' WHERE id = 'running';
            """
        )


def test_a_file_that_is_no_database_is_told_so(tmp_path: Path, database_url: str) -> None:
    (tmp_path / "database.sqlite").write_text("this is not a database, it is a letter" * 50)
    with pytest.raises(StorageError, match="not a database"):
        _start_and_stop(database_url)


def test_a_folder_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="unable to open"):
        _start_and_stop(f"sqlite:///{tmp_path}/missing/database.sqlite")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_a_database_that_cannot_hold_workflows_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"database file|not supported"):
        WorkflowEngine(url)


def test_a_call_before_start_says_what_to_do() -> None:
    _, workflow = scripted(three_steps)
    with pytest.raises(RuntimeError, match="WorkflowEngine"):
        asyncio.run(workflow.create(params=None))
    WorkflowEngine("sqlite:////tmp/unused.sqlite", workflows=[workflow])
    with pytest.raises(RuntimeError, match=r"engine\.start"):
        asyncio.run(workflow.create(params=None))


def test_a_second_worker_in_the_process_is_refused(worker: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        _, workflow = scripted(three_steps)
        async with worker(workflow):
            second = WorkflowEngine(f"sqlite:///{tmp_path}/other.sqlite")
            with pytest.raises(RuntimeError, match="already"):
                await second.start()

    asyncio.run(scenario())


def test_a_write_that_fails_for_a_while_is_tried_again_and_runs_no_step_twice(
    worker: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await stage.started["second"].wait()
            database = sqlite3.connect(tmp_path / "database.sqlite", isolation_level=None)
            # What a full disk looks like to the writer of events.
            database.execute(
                "CREATE TRIGGER full BEFORE INSERT ON workflow_instance_events "
                "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
            )
            stage.released["second"].set()
            await until(lambda: "could not go on" in caplog.text)
            with pytest.raises(StorageError, match="free some disk space"):
                await workflow.create(params=None)
            database.execute("DROP TRIGGER full")
            database.close()
            assert (await instance.wait(30)).output == ["first 1", "second 1", "third 1"]
            assert stage.calls == {"first": 1, "second": 1, "third": 1}

    asyncio.run(scenario())


@contextmanager
def _refused(database: Path, event: str) -> Iterator[None]:
    """Events of one type cannot be written meanwhile, as if the disk were full."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON workflow_instance_events "
        f"WHEN NEW.type = '{event}' "
        "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
    )
    try:
        yield
    finally:
        connection.execute("DROP TRIGGER full")
        connection.close()


def test_an_instance_that_could_not_begin_begins_later(
    worker: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        stage.released["second"].set()
        async with worker(workflow):
            with _refused(tmp_path / "database.sqlite", "workflow_started"):
                instance = await workflow.create(params=None)
                await until(lambda: "could not go on" in caplog.text)
                assert (await instance.summary()).status is InstanceStatus.QUEUED
            assert (await instance.wait(30)).output == ["first 1", "second 1", "third 1"]

    asyncio.run(scenario())


def test_a_pause_is_kept_when_the_database_fails_at_it(
    worker: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await stage.started["second"].wait()
            assert await instance.pause() is InstanceStatus.WAITING_FOR_PAUSE
            with _refused(tmp_path / "database.sqlite", "workflow_paused"):
                stage.released["second"].set()
                await until(lambda: "could not go on" in caplog.text)
            ended = (InstanceStatus.PAUSED, InstanceStatus.COMPLETE)
            assert await reach(instance, *ended) is InstanceStatus.PAUSED
            await instance.resume()
            assert (await instance.wait(20)).output == ["first 1", "second 1", "third 1"]

    asyncio.run(scenario())


@pytest.mark.parametrize("noticed", [True, False])
def test_a_pause_is_kept_when_the_execution_was_lost(
    worker: Any, tmp_path: Path, noticed: bool
) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            await workflow.create(id="lost", params=None)
            await stage.started["second"].wait()
        with closing(sqlite3.connect(tmp_path / "database.sqlite")) as database, database:
            # As a crash leaves it, had the engine below forgotten the execution.
            database.execute(
                "UPDATE workflow_instances SET status = 'waitingForPause', attention = ?",
                (not noticed,),
            )
            database.execute("UPDATE workflow_status SET status = 'ERROR'")
        stage, workflow = scripted(three_steps)
        stage.released["second"].set()
        async with worker(workflow):
            instance = await workflow.get("lost")
            ended = (InstanceStatus.PAUSED, InstanceStatus.COMPLETE)
            assert await reach(instance, *ended) is InstanceStatus.PAUSED
            await instance.resume()
            assert (await instance.wait(20)).output == ["first 1", "second 1", "third 1"]

    asyncio.run(scenario())


def test_nothing_is_printed_by_a_worker(tmp_path: Path, database_url: str) -> None:
    program = Path(sys.modules["workflows.chaos_app"].__file__ or "")
    done = subprocess.run(
        [sys.executable, str(program), database_url, str(tmp_path / "notes"), "1"],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("started\ndone\n", "")


def test_an_engine_can_be_started_again(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        stage.released["second"].set()
        async with worker(workflow) as engine:
            await (await workflow.create(params=None)).wait(20)
            await engine.stop()
            await engine.start()
            instance = await workflow.create(params=None)
            assert await reach(instance, InstanceStatus.COMPLETE)

    asyncio.run(scenario())


def test_a_name_is_bound_once() -> None:
    _, workflow = scripted(three_steps)
    engine = WorkflowEngine("sqlite:////tmp/unused.sqlite", workflows=[workflow])
    with pytest.raises(ValueError, match="bound already"):
        engine.add(Workflow("scripted", Chaos))
    with pytest.raises(ValueError, match="another engine"):
        WorkflowEngine("sqlite:////tmp/unused.sqlite", workflows=[workflow])


def test_the_gate_sees_what_was_committed_whoever_did_it(database_url: str) -> None:
    async def scenario() -> None:
        _, workflow = scripted(three_steps)
        async with WorkflowEngine(database_url, workflows=[workflow], worker=False) as engine:
            await workflow.create(id="one", params=None)
            storage = engine.storage
            row = await storage.read(lambda connection: rows.find(connection, "one"))
            assert row is not None

            async def passes(segment: int = row.segment) -> bool:
                at_a_glance = await storage.is_running("one", segment)
                assert at_a_glance == await storage.read(
                    lambda connection: rows.is_running(connection, "one", segment)
                )
                return at_a_glance

            assert not await passes(), "it is queued still"
            running = {"status": InstanceStatus.RUNNING.value}
            await storage.write(lambda transaction: rows.change(transaction, "one", **running))
            assert await passes()
            assert not await passes(row.segment + 1), "another execution holds it"
            _, elsewhere = scripted(three_steps)
            async with WorkflowEngine(database_url, workflows=[elsewhere], worker=False):
                await (await elsewhere.get("one")).terminate()
            assert not await passes()
            await workflow.delete("one")
            assert not await passes()

    asyncio.run(scenario())
