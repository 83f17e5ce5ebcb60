"""Which problem or job a person means: by its id, or by a part that no other id has."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from problemsmith.errors import NotFoundError, ValidationError
from problemsmith.store.database import Database

IdT = TypeVar("IdT", str, UUID)

LEAST_PART = 4
"""Characters of an id, without hyphens, that are taken for a part of it; fewer are a slip."""


async def find_problem(store: Database, name: str) -> UUID:
    """The problem of that id, or whose id alone begins or ends so.

    A whole id is given back as it is, whether there is such a problem or not.

    Raises:
        NotFoundError: No id is like that; says so when it is a job's.
        ValidationError: More than one is.
    """
    try:
        return UUID(name)
    except ValueError:
        pass
    async with store.read() as view:
        found = await view.short_ids.problems(name) if _is_part(name) else ()
        jobs = await view.short_ids.jobs(name) if not found and _is_part(name) else ()
    if len(jobs) == 1:
        raise NotFoundError(f"no problem {name}; job {jobs[0]} is called so")
    return _only("problem", name, found)


async def find_job(store: Database, name: str) -> str:
    """The job of that id, or whose id alone begins or ends so.

    An id that a client chose is taken whole only: `lesson-1` is no part of `lesson-10`.

    Raises:
        NotFoundError: No id is like that; when it is a problem's, its newest job is named.
        ValidationError: More than one is.
    """
    async with store.read() as view:
        if name in await view.jobs.get_many([name]):
            return name
        found = await view.short_ids.jobs(name) if _is_part(name) else ()
        if not found and _is_part(name):
            for problem_id in await view.short_ids.problems(name):
                job = await view.jobs.latest_of_problem(problem_id)
                if job is not None:
                    raise NotFoundError(
                        f"no job {name}; the newest job of problem {problem_id} is {job.id}"
                    )
    return _only("job", name, found)


def _is_part(name: str) -> bool:
    return len(name.replace("-", "")) >= LEAST_PART


def _only(kind: str, name: str, found: Sequence[IdT]) -> IdT:
    if not name.strip():
        raise ValidationError(f"the {kind}'s id is empty: see `problemsmith {kind}s list`")
    match found:
        case []:
            raise NotFoundError(f"no {kind} {name}: see `problemsmith {kind}s list`")
        case [only]:
            return only
        case _:
            ids = "\n".join(f"  {each}" for each in found)
            raise ValidationError(
                f"{name} is the beginning or end of more than one {kind}'s id; give more of it:\n"
                + ids
            )
