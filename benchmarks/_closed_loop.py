"""Workers at a backlog, so that always as many instances are in flight as they take: what is ended
a second, once the first of them have ended."""

import contextlib
import math
import os
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from benchmarks._processes import Used, used_by

SHORTEST = 6.0
"""Seconds that a measurement takes at least."""

STUCK_SECONDS = 300.0
"""Without an end for so long (on top of the waiting), something is wrong."""

_ENDS = sa.text("SELECT ended_at FROM workflow_instances WHERE ended_at IS NOT NULL ORDER BY 1")
_FAILED = sa.text("SELECT count(*) FROM workflow_instances WHERE status = 'errored'")


@dataclass(frozen=True)
class Load:
    """So many instances in flight, each waiting for `seconds` of its time, at so many workers."""

    workers: int
    in_flight: int
    seconds: float

    def generations(self, rate: float) -> int:
        """How often each place is filled anew while it is measured."""
        return max(1, math.ceil(SHORTEST / max(self.seconds, self.in_flight / rate)))

    def backlog(self, rate: float) -> int:
        """How many instances that takes: a first generation, the measured ones, one in flight."""
        return (self.generations(rate) + 2) * self.in_flight


@dataclass(frozen=True)
class Measured:
    """Instances ended a second, CPU milliseconds each, mebibytes of all workers at the most."""

    rate: float
    cpu: float
    memory: float


def measure(
    load: Load,
    url: str,
    command: Callable[[int], Sequence[str]],
    env: Mapping[str, str],
    generations: int,
) -> Measured:
    """Start the workers at a backlog, let the first generation pass, and measure whole ones.

    A whole generation is the fair measure: instances that were started together also end together,
    and a window that cuts through them would count too many or too few. `command` gives the command
    of a worker that takes so many instances at once.
    """
    first, last = load.in_flight, load.in_flight * (generations + 1)
    engine = sa.create_engine(url)
    before: Used | None = None
    with _workers(load, command, env) as workers:
        give_up = time.monotonic() + STUCK_SECONDS + load.seconds
        known = 0
        while known < last:
            time.sleep(0.25)
            with engine.connect() as connection:
                ends = list(connection.execute(_ENDS).scalars())
                failed = connection.execute(_FAILED).scalar_one()
            if failed:
                raise RuntimeError(f"{failed} instances failed")
            if len(ends) > known:
                known, give_up = len(ends), time.monotonic() + STUCK_SECONDS + load.seconds
            if time.monotonic() > give_up:
                raise RuntimeError(f"nothing ends any more after {known} instances")
            if before is None and known >= first:
                before, counted = used_by(*workers), known
        after, whole = used_by(*workers), known
    engine.dispose()
    assert before is not None
    seconds = ends[last - 1] - ends[first - 1]
    return Measured(
        rate=(last - first) / seconds,
        cpu=(after.cpu - before.cpu) / (whole - counted) * 1000,
        memory=after.peak,
    )


@contextlib.contextmanager
def _workers(
    load: Load, command: Callable[[int], Sequence[str]], env: Mapping[str, str]
) -> Generator[list[int]]:
    with contextlib.ExitStack() as stack:
        pids: list[int] = []
        for _ in range(load.workers):
            worker = subprocess.Popen(
                command(load.in_flight // load.workers),
                env=os.environ | env,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(worker.wait)
            # Nothing of it is wanted any more, and a gentle stop would take its time.
            stack.callback(worker.kill)
            pids.append(worker.pid)
        yield pids
