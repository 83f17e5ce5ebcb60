"""The progress of jobs as plain lines on stderr: for pipes and logs."""

import time

from problemsmith.cli.job_view import worked_seconds
from problemsmith.cli.output import printable, stderr
from problemsmith.cli.waiting import standing
from problemsmith.cli.watch import ENDED, Watch, all_steps, pipeline_steps
from problemsmith.cli.wording import duration
from problemsmith.service.jobs import JobDetails
from problemsmith.store.records import JobStatus

PACE_SECONDS = 60.0
"""How often a log is told how many jobs come along."""

MANY = 8
"""Jobs beyond which the log is told that."""


class Lines:
    """Plain lines on stderr: for pipes and logs."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self.console = stderr()
        self._standing: dict[str, tuple[JobStatus, int]] = {}
        self._next_pace = time.monotonic() + PACE_SECONDS

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def update(self) -> None:
        """Print what has not been told yet."""
        for job_id, details in self._watch.details.items():
            for step in pipeline_steps(details):
                if self._watch.is_old(step.end):
                    continue
                for number, attempt in enumerate(step.attempts, 1):
                    if attempt.error and attempt.end:
                        why = attempt.error.message
                        self._tell(f"{job_id} {step.name}: attempt {number} failed: {why}")
                if step.success and step.end:
                    took = duration(worked_seconds(step))
                    self._tell(f"{job_id} {step.name}: done in {took}", f"{step.start}")
            self._tell_standing(details)
        if len(self._watch.jobs) > MANY and time.monotonic() > self._next_pace:
            self._next_pace = time.monotonic() + PACE_SECONDS
            watch = self._watch
            self._say(", ".join(filter(None, (f"{watch.ended} of {len(watch.jobs)}", watch.pace))))

    def _tell_standing(self, details: JobDetails) -> None:
        """Say that a job ended, paused or waits, each time: it may go on and wait again."""
        job, steps = details.job, len(all_steps(details))
        if self._standing.get(job.id) != (job.status, steps):
            self._standing[job.id] = job.status, steps
            if job.status in {*ENDED, JobStatus.PAUSED, JobStatus.WAITING} and not _told_before(
                self._watch, details
            ):
                self._say(f"{job.id} {standing(job)}")
                if job.status is JobStatus.WAITING and self._watch.leave:
                    self._tell(f"{job.id} still waiting; {self._watch.leave}")

    def _tell(self, line: str, key: str = "") -> None:
        if line + key not in self._watch.told:
            self._watch.told.add(line + key)
            self._say(line)

    def _say(self, line: str) -> None:
        self.console.print(printable(line), markup=False, soft_wrap=True)


def _told_before(watch: Watch, details: JobDetails) -> bool:
    if details.job.status not in ENDED or watch.since is None:
        return False
    return details.instance is None or watch.is_old(details.instance.end)
