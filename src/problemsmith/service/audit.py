"""Auditing a file of problems that others made."""

from collections.abc import Callable
from pathlib import Path

from problemsmith.generation.audit.audit import audit
from problemsmith.generation.audit.data_set import read_data_set
from problemsmith.generation.audit.outcome import AuditedProblem
from problemsmith.judge.judge import Judge

Progress = Callable[[int, int, AuditedProblem], None]
"""Called with how many problems are done, how many there are, and the one just done."""


async def audit_file(
    judge: Judge, path: Path, *, at_once: int, on_problem: Progress | None = None
) -> tuple[AuditedProblem, ...]:
    """Audit every problem of a data set, `at_once` of them side by side; in the file's order.

    Raises:
        ValidationError: The file can't be read, or a line is malformed; names the line.
    """
    entries = read_data_set(path)
    done = 0

    def tell(problem: AuditedProblem) -> None:
        nonlocal done
        done += 1
        if on_problem is not None:
            on_problem(done, len(entries), problem)

    return await audit(judge, entries, at_once=at_once, on_problem=tell)
