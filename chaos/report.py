"""What a person sees: what is to come, a line every few seconds, and a table at the end."""

import time
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from chaos.plan import Harm, Plan, System
from chaos.progress import Progress
from chaos.proof import Proof
from chaos.run import Course
from problemsmith.cli.wording import counted

TERMINAL_SECONDS = 0.5
LOG_SECONDS = 5
BAR = 24
SHOWN = 20
"""Faults that are told one by one."""

_SYSTEMS = {System.SQLITE: "SQLite", System.POSTGRESQL: "PostgreSQL"}


class Report:
    """Tells of one run."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._console = Console(highlight=False)
        self._is_terminal = self._console.is_terminal
        self._told = 0.0

    def announce(self) -> None:
        """Say what is to come."""
        plan = self._plan
        restarts = plan.database_restarts
        told = f", {counted(restarts, 'database restart')}" if restarts else ""
        self._console.print(
            f"[bold]Chaos on {_SYSTEMS[plan.system]}[/bold]: {counted(plan.jobs, 'job')},"
            f" {counted(plan.workers, 'worker')} with {plan.concurrency} at once,"
            f" {counted(plan.kills, 'kill')}{told}, seed {plan.seed}",
            soft_wrap=True,
        )
        extent = "the whole pipeline" if plan.last_step is None else f"up to {plan.last_step}"
        self._console.print(f"Each job: {len(plan.steps)} steps, {extent}")

    def tell(self, seconds: float, progress: Progress, course: Course) -> None:
        """Say how far it is; on a terminal in one line, elsewhere in a line now and then."""
        now = time.monotonic()
        every = TERMINAL_SECONDS if self._is_terminal else LOG_SECONDS
        if now - self._told < every:
            return
        self._told = now
        line = self._line(seconds, progress, course)
        self._console.print(line, end="\r" if self._is_terminal else "\n", soft_wrap=True)

    def _line(self, seconds: float, progress: Progress, course: Course) -> str:
        plan = self._plan
        share = progress.steps / plan.all_steps
        full = int(share * BAR)
        parts = [
            f"{progress.ended} of {plan.jobs} jobs",
            f"{course.harm[Harm.KILL]} of {plan.kills} kills",
        ]
        if plan.database_restarts:
            done = course.harm[Harm.STOP] + course.harm[Harm.CRASH]
            parts.append(f"{done} of {plan.database_restarts} restarts")
        return (
            f"{_clock(seconds)} {'━' * full}{'╌' * (BAR - full)} {share:4.0%}  {' · '.join(parts)}"
        )

    def conclude(self, course: Course, proof: Proof) -> bool:
        """Print the table and what is wrong; True when all holds."""
        if self._is_terminal:
            self._console.print()
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(justify="right", style="bold")
        table.add_column()
        for count, what in self._counts(course, proof):
            table.add_row(count, what)
        self._console.print(table)
        wrong = [*course.wrong, *proof.wrong]
        for fault in wrong[:SHOWN]:
            self._console.print(f"[red]wrong:[/red] {fault}", soft_wrap=True)
        if len(wrong) > SHOWN:
            self._console.print(f"and {len(wrong) - SHOWN} more")
        if not wrong:
            self._console.print(
                "[green]All holds[/green]: every job ended well, and nothing was lost, done twice"
                " or left behind.",
                soft_wrap=True,
            )
        return not wrong

    def _counts(self, course: Course, proof: Proof) -> Iterator[tuple[str, str]]:
        stories, artefacts = proof.stories, proof.artefacts
        for status, count in sorted(stories.statuses.items()):
            yield str(count), f"jobs {status}, of {self._plan.jobs}"
        early = course.kills_while_starting
        yield str(course.harm[Harm.KILL]), f"kills (SIGKILL), {early} of them while starting"
        if self._plan.system is System.POSTGRESQL:
            stops, crashes = course.harm[Harm.STOP], course.harm[Harm.CRASH]
            told = f"database restarts, {stops} in good order and {crashes} as a crash"
            yield str(stops + crashes), told
            yield str(course.refused_starts), "workers that found no database at their start"
        yield str(stories.steps), "steps done"
        yield str(stories.interrupted), "attempts interrupted, and begun anew"
        yield str(stories.tried_again), "attempts failed, and tried again"
        if self._plan.system is System.POSTGRESQL:
            yield str(stories.overtaken), "results too late, since another worker had taken over"
        yield str(stories.ran_again), "steps run again after they had returned"
        yield str(artefacts.problems), f"problems with {artefacts.test_cases} test cases in all"
        yield str(artefacts.different), "problems unlike others from the same source"
        yield str(artefacts.stray_rows), "rows that belong to nothing"
        yield f"{course.seconds:.0f}", "seconds"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes:02}:{rest:02}"
