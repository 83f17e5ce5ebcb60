"""Taking problems out to files, and in again: whole, or not at all."""

from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from pydantic import ValidationError as PydanticError

from problemsmith.errors import DuplicateError, ValidationError
from problemsmith.export import jsonl
from problemsmith.export.whole_file import whole_file
from problemsmith.generation.near_duplicates import fingerprint_of
from problemsmith.generation.verification.report import VerificationReport
from problemsmith.problem.plain_words import place, told, unreadable
from problemsmith.problem.problem import Difficulty, Problem, ProblemStatus
from problemsmith.service.certificate import checked
from problemsmith.store.database import Database

FORMATS = ("jsonl",)

PAGE = 100


async def export_problems(
    store: Database,
    output: Path | IO[str],
    *,
    ids: Sequence[UUID] = (),
    status: ProblemStatus | None = None,
    difficulty: Difficulty | None = None,
    focus_area: str | None = None,
    text: str | None = None,
) -> int:
    """Write the problems, those of the ids or all that the filters let through; how many.

    A file appears whole or not at all; an open stream is written to as the problems come.

    Raises:
        NotFoundError: One of the ids is not there.
        ValidationError: The folder can't be written.
    """
    count = 0
    found = _by_id(store, ids) if ids else _filtered(store, status, difficulty, focus_area, text)
    with whole_file(output) if isinstance(output, Path) else nullcontext(output) as file:
        async for kept in found:
            problem = checked(kept)
            if status not in (None, problem.status):
                continue  # it says to be verified, and is not what was proved
            file.write(jsonl.to_line(problem))
            count += 1
    return count


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file's problems: kept, or passed over since they were there.

    `unproved` are those of the kept that said to be verified, and are drafts now.
    """

    kept: tuple[UUID, ...]
    unproved: tuple[UUID, ...]
    skipped: tuple[UUID, ...]


async def import_problems(store: Database, path: Path, *, skip_existing: bool = False) -> Imported:
    """Read problems from a canonical file and keep them, all in one transaction.

    One that is not what its report covers is kept as a draft, whatever it says. A file without a
    problem, which an export of nothing is, brings none.

    Raises:
        ValidationError: A line that is no problem; named. Nothing is kept then.
        DuplicateError: A problem stands twice in the file, or is there already and `skip_existing`
            does not pass over it; its line is named. Nothing is kept then.
    """
    kept: dict[UUID, None] = {}  # in the file's order, and quickly found
    unproved: list[UUID] = []
    skipped: list[UUID] = []
    try:
        with path.open(encoding="utf-8") as file:
            async with store.transaction() as transaction:
                for line, read in jsonl.read_problems(file, path.name):
                    _check_report(read, path.name)
                    problem = checked(read)
                    named = f"{path.name}, line {line}: problem {problem.id}"
                    if problem.id in kept:
                        raise DuplicateError(
                            f"{named} stands in the file twice: take one out; nothing was imported"
                        )
                    if await transaction.problems.exists(problem.id):
                        if not skip_existing:
                            raise DuplicateError(
                                f"{named} is there already: import the others with"
                                " --skip-existing, or delete it first; nothing was imported"
                            )
                        skipped.append(problem.id)
                        continue
                    print_ = fingerprint_of(problem.text) if problem.text else None
                    await transaction.problems.create(problem, fingerprint=print_)
                    kept[problem.id] = None
                    if problem.status is not read.status:
                        unproved.append(problem.id)
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationError(f"can't read {path}: {unreadable(error)}") from error
    return Imported(tuple(kept), tuple(unproved), tuple(skipped))


def _check_report(problem: Problem, name: str) -> None:
    if problem.verification is None:
        return
    try:
        VerificationReport.model_validate(problem.verification)
    except PydanticError as error:
        raise ValidationError(
            f"{name}, problem {problem.id}, verification.{place(error)}: {told(error)}"
        ) from error


async def _by_id(store: Database, ids: Sequence[UUID]) -> AsyncIterator[Problem]:
    for problem_id in ids:
        async with store.read() as view:
            problem = await view.problems.get(problem_id)
        yield problem


async def _filtered(
    store: Database,
    status: ProblemStatus | None,
    difficulty: Difficulty | None,
    focus_area: str | None,
    text: str | None,
) -> AsyncIterator[Problem]:
    cursor: str | None = None
    while True:
        async with store.read() as view:
            page = await view.problems.list(
                status=status,
                difficulty=difficulty,
                focus_area=focus_area,
                text=text,
                cursor=cursor,
                limit=PAGE,
            )
            problems = [await view.problems.get(summary.id) for summary in page.items]
        for problem in problems:
            yield problem
        cursor = page.next_cursor
        if cursor is None:
            return
