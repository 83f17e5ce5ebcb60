"""The run itself: workers at work, harm at its moments, until every job has ended."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from chaos.place import Place
from chaos.plan import Harm, Moment, Plan
from chaos.progress import Progress, progress
from chaos.workers import Worker, Workers

LOOK_SECONDS = 0.1

IDLE_SECONDS = 180
"""With nothing done for so long, the jobs will not end any more."""


@dataclass
class Course:
    """What happened in a run."""

    seconds: float = 0
    harm: Counter[Harm] = field(default_factory=Counter[Harm])
    kills_while_starting: int = 0
    refused_starts: int = 0
    """Workers that found no database when they started, and said so."""
    wrong: list[str] = field(default_factory=list[str])


class Run:
    """Brings all jobs of a place to their end through all harm of a plan."""

    def __init__(self, plan: Plan, place: Place, tell: Callable[[float, Progress, Course], None]):
        self._plan = plan
        self._place = place
        self._tell = tell
        self._chance = plan.chance("victims")
        self._due: list[tuple[float, Moment]] = []
        self._began = self._newest = time.monotonic()
        self.course = Course()

    def to_the_end(self) -> Course:
        """Run; comes back when all jobs have ended, or nothing goes on any more."""
        plan, course = self._plan, self.course
        engine = self._place.engine()
        workers = Workers(self._place, plan.workers, plan.concurrency)
        moments = plan.moments()
        seen = Progress(0, 0, 0)
        try:
            while not self._is_over(seen, moments):
                time.sleep(LOOK_SECONDS)
                now = progress(engine) or seen
                if (now.steps, now.ended) != (seen.steps, seen.ended):
                    self._newest = time.monotonic()
                seen = now
                self._note_ended(workers)
                while moments and moments[0].share * plan.all_steps <= seen.steps:
                    moment = moments.pop(0)
                    self._due.append((time.monotonic() + moment.delay, moment))
                self._do_harm(workers)
                course.seconds = time.monotonic() - self._began
                self._tell(course.seconds, seen, course)
            self._let_the_dead_be_forgotten(engine)
            course.wrong += workers.stop()
        finally:
            workers.end()
            engine.dispose()
        if left := workers.left_behind():
            course.wrong.append(f"{left} processes outlived the killed workers that started them")
        return course

    def _is_over(self, seen: Progress, moments: list[Moment]) -> bool:
        if seen.ended >= self._plan.jobs:
            if left := len(moments) + len(self._due):
                self.course.wrong.append(
                    f"the jobs ended before {left} kills or restarts: take more jobs, or less harm"
                )
            return True
        if time.monotonic() - self._newest > IDLE_SECONDS:
            self.course.wrong.append(f"nothing was done for {IDLE_SECONDS} s")
            return True
        return False

    def _note_ended(self, workers: Workers) -> None:
        for worker in workers.replace_ended():
            if worker.is_working:
                code = worker.process.returncode
                self.course.wrong.append(
                    f"a worker ended by itself, exit code {code}: {worker.last_line}"
                )
            else:
                self.course.refused_starts += 1

    def _do_harm(self, workers: Workers) -> None:
        now = time.monotonic()
        for due, moment in [entry for entry in self._due if entry[0] <= now]:
            if moment.harm is Harm.KILL:
                if (victim := self._victim(workers, moment)) is None:
                    continue  # looked for again, until one works
                self.course.kills_while_starting += not victim.is_working
                workers.kill(victim)
            else:
                self._restart_database(crash=moment.harm is Harm.CRASH)
            self._due.remove((due, moment))
            self.course.harm[moment.harm] += 1

    def _victim(self, workers: Workers, moment: Moment) -> Worker | None:
        """One that can be killed; None while all are starting."""
        found = [worker for worker in workers.alive if moment.is_early or worker.is_working]
        return self._chance.choice(found) if found else None

    def _restart_database(self, *, crash: bool) -> None:
        assert self._place.server is not None, "a SQLite file has no server"
        self._place.server.restart(crash=crash)

    def _let_the_dead_be_forgotten(self, engine: sa.Engine) -> None:
        """Those alive take a killed worker for dead after some seconds of silence."""
        give_up = time.monotonic() + IDLE_SECONDS
        while time.monotonic() < give_up:
            seen = progress(engine)
            if seen is not None and seen.workers <= self._plan.workers:
                return
            time.sleep(LOOK_SECONDS)
