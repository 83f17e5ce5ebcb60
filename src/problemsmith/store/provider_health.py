"""What is learned from how calls end: how many at once a provider bears, and when to let it be.

A provider that asks for fewer calls gets half as many at once, and one more after each round of
good ones (additive increase, multiplicative decrease: Chiu and Jain, 1989). One that fails again
and again is left alone for a while, then tried with a single call (a circuit breaker: Nygard,
"Release It!", 2007).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

BREAK_AFTER = 8
"""Failures in a row after which a provider is left alone. More than one job makes by itself with
the usual five repeats: it still fails with its reason, while of many jobs the others wait."""

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(seconds=300)
"""How long a failing provider is left alone at first, and at most; it doubles in between."""

LIMITED_PAUSE = timedelta(seconds=1)
"""How long a provider is let be that asks for fewer calls and does not say for how long."""

FORGET_AFTER = timedelta(minutes=10)
"""Failures this long ago say nothing about now."""


@dataclass(frozen=True)
class ProviderHealth:
    """How a provider is, as far as the calls so far tell.

    `allowed` calls at once were learned (None: no bound was met); `failures` came in a row;
    `reason` is what it said when it refused or failed last.
    """

    changed_at: datetime
    failures: int = 0
    allowed: float | None = None
    paused_until: datetime | None = None
    reason: str | None = None

    @property
    def is_failing(self) -> bool:
        """Whether it is known to be away: a call is then a probe, one at a time."""
        return self.failures >= BREAK_AFTER

    def bound(self, concurrency: int) -> int:
        """How many calls it gets at once, of the number that is set."""
        if self.is_failing:
            return 1
        return concurrency if self.allowed is None else min(concurrency, max(1, int(self.allowed)))

    def pause_left(self, now: datetime) -> float:
        """Seconds for which it is let be."""
        return 0.0 if self.paused_until is None else (self.paused_until - now).total_seconds()

    def after_good(self, now: datetime, concurrency: int) -> "ProviderHealth":
        """It gave an answer, or a reason that has nothing to do with how it is."""
        allowed = self.allowed
        if allowed is not None:
            allowed += 1 / allowed
        if allowed is not None and allowed >= concurrency:
            allowed = None
        if self.is_failing or self.pause_left(now) <= 0:
            return ProviderHealth(now, allowed=allowed)
        # It was in flight already when the provider asked to be let be.
        return replace(self, changed_at=now, allowed=allowed)

    def after_limit(
        self, now: datetime, in_flight: int, asked_seconds: float | None, reason: str
    ) -> "ProviderHealth":
        """It asked for fewer calls. Those that were in flight together are one such word."""
        until = now + (LIMITED_PAUSE if asked_seconds is None else timedelta(seconds=asked_seconds))
        if self.pause_left(now) > 0 and self.paused_until is not None:
            return replace(self, paused_until=max(until, self.paused_until))
        if self.allowed is not None and self.allowed < 2:
            # One call at a time is too much still: it can do nothing for us now.
            failed = self.after_failure(now, reason)
            return replace(failed, paused_until=max(until, failed.paused_until or until))
        at_once = min(in_flight, self.allowed or in_flight)
        return replace(
            self,
            changed_at=now,
            allowed=max(1.0, at_once / 2),
            paused_until=until,
            reason=reason,
        )

    def after_failure(self, now: datetime, reason: str) -> "ProviderHealth":
        """It did not answer, or said that it is in trouble."""
        if self.is_failing and self.pause_left(now) > 0:
            return self  # a call that was in flight already: no news
        is_old = now - self.changed_at > FORGET_AFTER and not self.is_failing
        failures = 1 if is_old else self.failures + 1
        pause: datetime | None = self.paused_until
        if failures >= BREAK_AFTER:
            doubled = FIRST_PAUSE * 2 ** min(failures - BREAK_AFTER, 10)
            pause = now + min(doubled, LONGEST_PAUSE)
        return replace(self, changed_at=now, failures=failures, paused_until=pause, reason=reason)
