"""What a run is to do, and the random moments at which it does harm."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from problemsmith.generation.steps import GenerationStep, steps_between

LAST_SHARE = 0.85
"""Harm begins before this share of the work is done, so that all of it meets jobs at work."""

LONGEST_DELAY = 0.8
"""Seconds from a step's end, by which moments are told, to the harm: it may fall anywhere."""

EARLY = 0.1
"""The share of kills that may hit a worker which is still starting."""


class System(StrEnum):
    """A database system."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Harm(StrEnum):
    """What is done to the running product."""

    KILL = "kill"
    STOP = "stop"
    """The database is shut down in good order, and started again."""
    CRASH = "crash"
    """The database is ended at once, and has to recover from its log."""


@dataclass(frozen=True)
class Moment:
    """When harm is done: once that share of all steps is done, and some seconds have passed."""

    share: float
    delay: float
    harm: Harm
    is_early: bool = False
    """Whether a kill may hit a worker that is still starting, and has no job yet."""


@dataclass(frozen=True)
class Plan:
    """One run of the command."""

    system: System
    jobs: int
    workers: int
    concurrency: int
    kills: int
    database_restarts: int
    last_step: GenerationStep | None
    """Where each job ends; None for the whole pipeline."""
    seed: int

    @property
    def steps(self) -> Sequence[GenerationStep]:
        """What each job has to do."""
        return steps_between(None, self.last_step)

    @property
    def all_steps(self) -> int:
        """What all jobs have to do."""
        return self.jobs * len(self.steps)

    def chance(self, what: str) -> random.Random:
        """The random numbers for one use, the same for the same seed."""
        return random.Random(f"{self.seed} {what}")

    def moments(self) -> list[Moment]:
        """All harm, in the order in which it comes.

        Told by the work that is done and not by the clock, the moments are spread over the whole
        run on a fast machine and on a slow one.
        """
        chance = self.chance("moments")
        harm = [Harm.KILL] * self.kills
        # Both kinds of restart, in turns.
        harm += [(Harm.STOP, Harm.CRASH)[at % 2] for at in range(self.database_restarts)]
        moments = [
            Moment(
                chance.uniform(0, LAST_SHARE),
                chance.uniform(0, LONGEST_DELAY),
                one,
                is_early=chance.random() < EARLY,
            )
            for one in harm
        ]
        return sorted(moments, key=lambda moment: moment.share)
