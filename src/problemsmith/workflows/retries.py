"""How often a failed attempt is repeated, and how long to wait before each repeat."""

import random
from dataclasses import dataclass
from typing import Literal

Backoff = Literal["constant", "linear", "exponential"]

LONGEST_RETRY_AFTER = 3600.0
"""Seconds; a `retry_after` beyond this is cut to it, so that one bad header cannot stall a job."""


@dataclass(frozen=True)
class Retries:
    """The retry policy of a step.

    `limit` counts the repeats after the first attempt, `delay` and `cap` are seconds, `jitter` is
    the share of the delay that may be added at random (0.1 adds up to a tenth).
    """

    limit: int = 5
    delay: float = 1.0
    backoff: Backoff = "exponential"
    cap: float = 300.0
    jitter: float = 0.0

    def __post_init__(self) -> None:
        if self.limit < 0 or self.delay < 0 or self.cap < 0 or self.jitter < 0:
            raise ValueError("Retries takes no negative numbers: limit, delay, cap, jitter")
        if self.backoff not in {"constant", "linear", "exponential"}:
            raise ValueError(
                f"backoff is {self.backoff!r}; it must be constant, linear or exponential"
            )

    def delay_after(self, attempt: int, retry_after: float | None = None) -> float:
        """Seconds to wait after the failed attempt number `attempt` (1-based).

        `retry_after` is what the failing service asked for: the delay is never shorter than that,
        even past `cap`, up to LONGEST_RETRY_AFTER.
        """
        if self.backoff == "constant":
            delay = self.delay
        elif self.backoff == "linear":
            delay = self.delay * attempt
        else:
            # Past 2**60 the cap decides anyway, and a float would overflow.
            delay = self.delay * 2.0 ** min(attempt - 1, 60)
        delay = min(delay, self.cap)
        # Jitter spreads load; nothing secret hangs on it.
        delay += delay * self.jitter * random.random()  # noqa: S311
        if retry_after is not None and retry_after > delay:
            delay = min(retry_after, LONGEST_RETRY_AFTER)
        return delay

    @staticmethod
    def none() -> "Retries":
        """One attempt and no more."""
        return Retries(limit=0)
