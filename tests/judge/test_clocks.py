"""When a child's time is over: computing, waiting, and waiting for a busy processor."""

from problemsmith.judge.harness.clocks import Clocks
from problemsmith.judge.harness.lockdown import ChildLimits

MS = 1_000_000
LIMITS = ChildLimits(cpu_ns=1000 * MS, wall_ns=3000 * MS, memory_bytes=0)


def ended(cpu_per_stretch: int, stretch: int = 100) -> tuple[str, int]:
    """Which clock ran out and after how many milliseconds of wall clock, for a steady program."""
    clocks = Clocks(LIMITS, 0, 0)
    for number in range(1, 10_000):
        stopped, _ = clocks.look(number * cpu_per_stretch * MS, number * stretch * MS)
        if stopped:
            return stopped, number * stretch
    raise AssertionError("it never ended")


def test_a_program_that_computes_ends_by_its_cpu_time() -> None:
    assert ended(100) == ("cpu", 1000)


def test_a_program_that_sleeps_ends_by_the_wall_clock() -> None:
    assert ended(0) == ("wall", 3000)


def test_a_program_that_gets_a_fifth_of_a_processor_is_given_the_time() -> None:
    assert ended(20) == ("cpu", 5000)


def test_a_program_that_computes_a_little_and_sleeps_cannot_stay_for_ever() -> None:
    assert ended(10) == ("cpu", 10_000)
    assert ended(9) == ("wall", 3000)


def test_long_stretches_between_looks_count_the_same() -> None:
    assert ended(0, stretch=1500) == ("wall", 3000)
    assert ended(500, stretch=700) == ("cpu", 1400)


def test_it_is_looked_again_when_the_cpu_time_may_be_over() -> None:
    clocks = Clocks(LIMITS, 0, 0)
    assert clocks.look(0, 0) == ("", 100 * MS)
    assert clocks.look(960 * MS, 960 * MS) == ("", 40 * MS)
    assert clocks.look(970 * MS, 1030 * MS) == ("", 30 * MS)
