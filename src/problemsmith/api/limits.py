"""How often a key may ask: a bucket of tokens for each, refilled evenly."""

import math
import time
from dataclasses import dataclass

from problemsmith.errors import RateLimitedError

FORGET_PAST = 10_000
"""Buckets kept; past that, the full ones go."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """At most `per_minute` of something for each key, with short bursts up to that number."""

    def __init__(self, what: str, per_minute: int) -> None:
        self._what = what
        self._per_minute = per_minute
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: str) -> None:
        """Count one; raises RateLimitedError with the seconds to wait when there is none left."""
        now = time.monotonic()
        bucket = self._buckets.get(key)
        if bucket is None:
            self._forget(now)
            bucket = self._buckets[key] = _Bucket(self._per_minute, now)
        rate = self._per_minute / 60
        bucket.tokens = min(self._per_minute, bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.tokens < 1:
            wait = max(1, math.ceil((1 - bucket.tokens) / rate))
            raise RateLimitedError(
                f"more than {self._per_minute} {self._what} a minute: wait {wait} s",
                retry_after=wait,
            )
        bucket.tokens -= 1

    def _forget(self, now: float) -> None:
        if len(self._buckets) < FORGET_PAST:
            return
        # A bucket untouched for a minute is full again, which is what a new one is.
        self._buckets = {key: one for key, one in self._buckets.items() if now - one.at < 60}
