import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from problemsmith.errors import DuplicateError, ValidationError
from problemsmith.generation.dummy.catalogue import load_catalogue
from problemsmith.problem.problem import Problem, TestCase
from problemsmith.service.exchange import export_problems, import_problems
from problemsmith.store import Database

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(f"sqlite:///{tmp_path / 'one.sqlite'}") as store:
        yield store


@pytest.fixture
async def empty_store(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(f"sqlite:///{tmp_path / 'two.sqlite'}") as store:
        yield store


async def keep_catalogue(store: Database) -> list[Problem]:
    now = datetime.now(UTC)
    problems = [
        Problem(
            id=uuid4(),
            text=authored.text,
            test_cases=tuple(
                TestCase(id=uuid4(), position=at, description=case.description, input=(10**30, "é"))
                for at, case in enumerate(authored.test_cases)
            ),
            input_programs=authored.input_programs,
            solutions=authored.solutions,
            focus_areas=authored.focus_areas,
            created_at=now,
            updated_at=now,
        )
        for authored in load_catalogue()
    ]
    async with store.transaction() as transaction:
        for problem in problems:
            await transaction.problems.create(problem)
    return problems


async def test_problems_exported_imported_and_exported_again_are_the_same_bytes(
    store: Database, empty_store: Database, tmp_path: Path
) -> None:
    problems = await keep_catalogue(store)
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert await export_problems(store, first) == len(problems)
    assert len((await import_problems(empty_store, first)).kept) == len(problems)
    ids = [json.loads(line)["id"] for line in first.read_text().splitlines()]
    await export_problems(empty_store, second, ids=[problem.id for problem in problems])
    assert sorted(first.read_bytes().splitlines()) == sorted(second.read_bytes().splitlines())
    assert len(set(ids)) == len(problems)


async def test_a_file_with_one_bad_line_imports_nothing_and_names_the_line(
    store: Database, empty_store: Database, tmp_path: Path
) -> None:
    await keep_catalogue(store)
    file = tmp_path / "problems.jsonl"
    await export_problems(store, file)
    lines = file.read_text().splitlines()
    lines[3] = lines[3][:200]
    file.write_text("\n".join(lines))
    with pytest.raises(ValidationError, match="line 4"):
        await import_problems(empty_store, file)
    async with empty_store.read() as view:
        assert (await view.problems.list()).items == ()


async def test_an_export_of_nothing_imports_as_nothing(store: Database, tmp_path: Path) -> None:
    file = tmp_path / "empty.jsonl"
    assert await export_problems(store, file) == 0
    assert (await import_problems(store, file)).kept == ()


async def test_a_problem_that_is_there_is_named_with_its_line_or_passed_over(
    store: Database, empty_store: Database, tmp_path: Path
) -> None:
    [first, second, third, *_] = await keep_catalogue(store)
    file, twice = tmp_path / "problems.jsonl", tmp_path / "twice.jsonl"
    await export_problems(store, file, ids=[first.id])
    await import_problems(empty_store, file)
    await export_problems(store, file, ids=[second.id, first.id])
    told = rf"line 2: problem {first.id} is there already.*--skip-existing.*nothing was imported"
    with pytest.raises(DuplicateError, match=told):
        await import_problems(empty_store, file)
    imported = await import_problems(empty_store, file, skip_existing=True)
    assert (imported.kept, imported.skipped) == ((second.id,), (first.id,))
    await export_problems(store, twice, ids=[third.id, third.id])
    with pytest.raises(DuplicateError, match=r"line 2: .* stands in the file twice"):
        await import_problems(empty_store, twice, skip_existing=True)


async def test_an_export_that_fails_leaves_no_file(store: Database, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="can't write"):
        await export_problems(store, tmp_path / "missing" / "problems.jsonl")
    assert not list(tmp_path.glob("**/*.part"))


async def test_a_link_is_written_through_and_never_replaced(
    store: Database, tmp_path: Path
) -> None:
    await keep_catalogue(store)
    target, link = tmp_path / "target.jsonl", tmp_path / "link.jsonl"
    target.touch()
    link.symlink_to(target)
    count = await export_problems(store, link)
    assert link.is_symlink()
    assert len(target.read_text().splitlines()) == count
