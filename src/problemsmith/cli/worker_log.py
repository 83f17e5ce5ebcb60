"""What a worker tells of its jobs: a line when one starts, ends, or is done with a step."""

import asyncio
import logging
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import structlog

from problemsmith.cli.absence import Absence
from problemsmith.cli.ids import shown_id
from problemsmith.cli.output import say, stderr
from problemsmith.cli.waiting import standing
from problemsmith.cli.wording import counted, duration
from problemsmith.service.application import Application
from problemsmith.store.records import Job, JobStatus, JobSubject

LOOK_SECONDS = 0.5

_STEPS = "problemsmith.generation.observing"
"""The logger that every attempt at a step speaks to, with the ids of its job and step."""

_AT_WORK = (JobStatus.PENDING, JobStatus.IN_PROGRESS)


class WorkerLog(logging.Handler):
    """Hears of each step as it happens, and looks which of its jobs have ended."""

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__(logging.INFO)
        self._quiet = quiet
        self._began: dict[tuple[str, str], float] = {}
        self._jobs: dict[str, JobStatus] = {}
        """The jobs that were at work here and have not ended."""

    @contextmanager
    def listening(self) -> Generator[None]:
        """While inside, tell each step."""
        logger = logging.getLogger(_STEPS)
        before = logger.level, logger.propagate
        logger.addHandler(self)
        logger.setLevel(logging.INFO)
        logger.propagate = False
        try:
            yield
        finally:
            logger.removeHandler(self)
            logger.setLevel(before[0])
            logger.propagate = before[1]

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one event of a step."""
        ids: dict[str, Any] = structlog.contextvars.get_contextvars()
        job_id, step = str(ids.get("job_id", "")), str(ids.get("step", ""))
        what = record.getMessage()
        if what == "step started":
            if job_id not in self._jobs:
                self._tell(job_id, "started")
            self._jobs[job_id] = JobStatus.IN_PROGRESS
            self._began[job_id, step] = time.monotonic()
            return
        took = duration(time.monotonic() - self._began.pop((job_id, step), time.monotonic()))
        if what == "step done":
            self._tell(job_id, f"{step}: done in {took}")
        else:
            attempt = ids.get("attempt", 1)
            reason = what.removeprefix("step failed: ")
            self._tell(job_id, f"{step}: attempt {attempt} failed after {took}: {reason}")

    async def watch(self, app: Application) -> None:
        """Tell the jobs that ended, paused or wait, for ever."""
        absence = Absence()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._jobs:
                with absence.borne():
                    await self._look(app)

    async def _look(self, app: Application) -> None:
        asked = set(self._jobs)  # a job that starts during the look is not gone
        async with app.store.read() as view:
            found = await view.jobs.get_many(list(asked))
            over = [job for job in found.values() if job.status not in _AT_WORK]
            subjects = await view.jobs.subjects({job.problem_id for job in over})
        for job_id in asked - set(found):
            self._jobs.pop(job_id, None)
        for job in over:
            if self._jobs.pop(job.id, None):
                self._tell(job.id, _standing(job, subjects.get(job.problem_id)))

    def _tell(self, job_id: str, what: str) -> None:
        if not self._quiet:
            say(f"{shown_id(stderr(), job_id)} {what}")

    def left(self) -> str:
        """What goes on with the next worker, in a sentence."""
        if not self._jobs:
            return "Nothing was in progress."
        return (
            f"{counted(len(self._jobs), 'job')} in progress; what was done is kept, and the next"
            " `problemsmith worker` or `generate` goes on."
        )


def _standing(job: Job, subject: JobSubject | None) -> str:
    status = job.status.replace("_", " ")
    if job.failure and job.status is JobStatus.FAILED:
        return f"{status}: {job.failure.message}"
    if subject is None or job.status is not JobStatus.COMPLETED:
        return standing(job)
    reason = f": {subject.reason}" if subject.reason else ""
    return f"{status}: {subject.title or 'a problem without a title'}, {subject.status}{reason}"
