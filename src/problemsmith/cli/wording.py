"""How durations, times, memory, costs, counts and names are put in words."""

from datetime import datetime


def duration(seconds: float) -> str:
    """Seconds as people say them: 340 ms, 2.1 s, 3 min 20 s."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def megabytes(kilobytes: int) -> str:
    """Memory on top of the runtime's own: of a small program less than what can be measured."""
    return f"{kilobytes / 1024:.1f} MB" if kilobytes >= 1024 else "<1 MB"


def cost(usd: float) -> str:
    """US dollars, with enough places for a single call."""
    return f"${usd:.2f}" if usd >= 1 or usd == 0 else f"${usd:.4f}"


def moment(time: datetime, *, local: bool) -> str:
    """A time to the minute of this place for people, or to the second in UTC for programs."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}" if local else f"{time:%Y-%m-%dT%H:%M:%SZ}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 job, 2 jobs."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def words(name: str) -> str:
    """A camelCase name as lower-case words."""
    return "".join(f" {char.lower()}" if char.isupper() else char for char in name)
