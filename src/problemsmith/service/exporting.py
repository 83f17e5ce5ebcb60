"""Problems as files, one format a name."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from problemsmith.errors import ValidationError
from problemsmith.problem.problem import Problem
from problemsmith.service.access import Caller, own_problem
from problemsmith.service.application import Application


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to be sent."""

    name: str
    media_type: str
    content: bytes


def _to_json(problem: Problem) -> ExportedFile:
    content = problem.model_dump_json(by_alias=True, indent=2).encode()
    return ExportedFile(f"{problem.id}.json", "application/json", content)


FORMATS: dict[str, Callable[[Problem], ExportedFile]] = {"json": _to_json}
"""Every format by its name."""


async def export_problem(
    app: Application, caller: Caller, problem_id: UUID, format_name: str
) -> ExportedFile:
    """The whole problem as a file, for its owner and admins.

    Raises ValidationError, naming those there are, for an unknown format.
    """
    problem = await own_problem(app, caller, problem_id)
    if format_name not in FORMATS:
        raise ValidationError(f"format: {format_name!r} is none of {', '.join(sorted(FORMATS))}")
    return FORMATS[format_name](problem)
