"""The states of an instance, and which call is allowed in which state."""

from enum import StrEnum


class InstanceStatus(StrEnum):
    """The states of an instance, by their wire names."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    WAITING_FOR_PAUSE = "waitingForPause"
    PAUSED = "paused"
    COMPLETE = "complete"
    ERRORED = "errored"
    TERMINATED = "terminated"
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        """True when nothing more happens unless someone restarts the instance."""
        return self in ENDED


ENDED = frozenset({InstanceStatus.COMPLETE, InstanceStatus.ERRORED, InstanceStatus.TERMINATED})
"""States in which an instance has ended."""

PAUSABLE = frozenset({InstanceStatus.QUEUED, InstanceStatus.RUNNING, InstanceStatus.WAITING})
"""States that `pause` changes; in `waitingForPause` and `paused` it has nothing left to do."""

RESUMABLE = frozenset({InstanceStatus.PAUSED, InstanceStatus.WAITING_FOR_PAUSE})
"""States that `resume` changes."""

EXECUTING = frozenset({InstanceStatus.RUNNING, InstanceStatus.WAITING_FOR_PAUSE})
"""States in which a worker holds the instance."""

UNDER_WAY = EXECUTING | {InstanceStatus.QUEUED}
"""States in which an execution is under way or to come."""
