"""When a child has used up its time, by its own CPU clock and by the clock on the wall.

The wall limit is there for programs that wait. On a busy machine a program that computes waits,
too, for its turn on a processor: that time is not counted against it. So only stretches in which
it hardly computed count in full; of the others only its CPU time does. A program that computes a
little in every stretch cannot stay for ever: it uses up its CPU limit within ten times that limit.
"""

from .lockdown import ChildLimits

_STRETCH_NS = 100_000_000
_COMPUTING_SHARE = 10
"""A stretch counts as computing when one part in so many of it was CPU time."""


class Clocks:
    """The clocks of one call. All times are nanoseconds."""

    def __init__(self, limits: ChildLimits, cpu: int, wall: int) -> None:
        self._limits = limits
        self._cpu_end = cpu + limits.cpu_ns
        self._waited = 0
        self._stretch_cpu = cpu
        self._stretch_wall = wall

    def look(self, cpu: int, wall: int) -> tuple[str, int]:
        """Which clock has run out (`cpu`, `wall` or empty), and when to look again if none has."""
        if cpu >= self._cpu_end:
            return "cpu", 0
        stretch = wall - self._stretch_wall
        if stretch >= _STRETCH_NS:
            computed = cpu - self._stretch_cpu
            is_computing = computed * _COMPUTING_SHARE >= stretch
            self._waited += computed if is_computing else stretch
            self._stretch_cpu, self._stretch_wall = cpu, wall
            stretch = 0
        if self._waited >= self._limits.wall_ns:
            return "wall", 0
        return "", min(self._cpu_end - cpu, _STRETCH_NS - stretch)
