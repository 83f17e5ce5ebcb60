"""How fast many jobs come along, what they cost so far, and how long the rest may take."""

from collections.abc import Iterable

from problemsmith.cli.wording import cost, duration
from problemsmith.store.records import ModelCall

ENOUGH = 3
"""Ends from which a rate is told: fewer say nothing."""


def pace(
    *, ended: int, ended_before: int, total: int, seconds: float, calls: Iterable[ModelCall]
) -> str:
    """The rate of the jobs that ended in these seconds, their cost, the time left; "" without any.

    `ended_before` had ended when the watching began.
    """
    parts: list[str] = []
    came = ended - ended_before
    if came >= ENOUGH and seconds > 0:
        a_minute = came / seconds * 60
        parts.append(
            f"{a_minute:.1f} a minute" if a_minute >= 1 else f"{a_minute * 60:.1f} an hour"
        )
    known = [call.cost_usd for call in calls if call.cost_usd is not None]
    if known:
        parts.append(cost(sum(known)))
    if came >= ENOUGH and ended < total:
        parts.append(f"about {duration(seconds / came * (total - ended))} left")
    return ", ".join(parts)
