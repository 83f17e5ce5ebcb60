"""What `doctor` tells of one thing that the machine needs."""

from dataclasses import dataclass
from enum import StrEnum


class FindingStatus(StrEnum):
    """Whether a needed thing is there."""

    FOUND = "found"
    DEGRADED = "degraded"
    """Works with a fallback; the finding says what is lost."""
    MISSING = "missing"
    """Programs cannot be run."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One needed thing, found or missing, and how to mend it."""

    name: str
    status: FindingStatus
    detail: str
    mend: str = ""
