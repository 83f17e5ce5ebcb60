"""Lists of problems, for people and as JSON; light, so that `problems list` answers at once."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from problemsmith.cli.ids import shown_id
from problemsmith.cli.rows import Column, print_rows
from problemsmith.cli.wording import moment
from problemsmith.problem.problem import ProblemStatus
from problemsmith.problem.wire import Json
from problemsmith.store.records import ProblemSummary

STATUS_STYLES = {
    ProblemStatus.VERIFIED: "bold green",
    ProblemStatus.REJECTED: "bold red",
    ProblemStatus.DRAFT: "bold yellow",
}

_COLUMNS = (
    Column("problem"),
    Column("title", cuts=True),
    Column("status"),
    Column("difficulty", rank=2),
    Column("about", rank=4, cuts=True),
    Column("model", rank=5, cuts=True),
    Column("created", rank=3),
)


def problem_document(problem: ProblemSummary) -> dict[str, Json]:
    """A problem as `problems list --json` prints it: as the HTTP API does, with `problemId` too."""
    return {"problemId": str(problem.id), **problem.to_wire()}


def print_problems(console: Console, problems: Sequence[ProblemSummary]) -> None:
    """A row for each problem."""
    rows = [
        [
            shown_id(console, problem.id),
            problem.title or "–",
            Text(problem.status, style=STATUS_STYLES[problem.status]),
            problem.difficulty or "–",
            ", ".join(problem.focus_areas),
            problem.model or "–",
            moment(problem.created_at, local=console.is_terminal),
        ]
        for problem in problems
    ]
    print_rows(console, _COLUMNS, rows)
