"""Limits: what the slowest accepted solution needs, on a machine whose speed is told.

A limit of seconds means little without the machine. So a fixed workload is timed in the sandbox
beside the solutions, and the report tells how much faster or slower this machine is than the one
that the workload was set on; elsewhere the limit is scaled by the two machines' ratio.
"""

import math

from problemsmith.generation.verification.report import (
    CalibratedLimits,
    Check,
    MachineSpeed,
    Outcome,
)
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict

TIMES_THE_SLOWEST = 4.0
"""The limit as a multiple of the slowest accepted solution: 2 to 5 is what setters use (the ICPC
rules of thumb), 4 leaves room for a busy machine."""
LEAST_TIMES = 2.0
FLOOR_SECONDS = 1.0
"""Below a second the start of an interpreter and its garbage collector show in the verdicts."""
CEILING_SECONDS = 60.0

WORKLOAD_MS = 30.0
"""What the workload takes on the machine that is called speed 1: one core of a 2023 server."""

_WORKLOAD = """\
def workload(size):
    # Numbers, lists, texts, dictionaries and calls, as solutions use them.
    counts, total = {}, 0
    for number in range(size):
        key = number * 2654435761 % 1009
        counts[key] = counts.get(key, 0) + 1
        total = (total * 31 + key) % 1000000007
    row = sorted(range(size // 4), key=lambda number: number * 7919 % 10007)
    table = [0] * (size // 4 + 1)
    for place, number in enumerate(row):
        table[place + 1] = max(table[place], number - table[place] % 7)
    text = "".join(chr(97 + number % 26) for number in row)
    return [total, table[-1] + len(counts), len(set(zip(text, text[1:])))]
"""
_SIZE = 60_000
_ROUNDS = 3


async def measure_machine(judge: Judge) -> MachineSpeed:
    """Time the workload in the sandbox; the fastest of a few rounds, since others only disturb."""
    runs = await judge.run(
        Program(code=_WORKLOAD, entry_point="workload"),
        [[_SIZE]] * _ROUNDS,
        limits=Limits(time_seconds=20.0),
        mode=RunMode.ISOLATED,
    )
    times = [run.time_ms for run in runs if run.verdict is Verdict.ACCEPTED and run.time_ms > 0]
    if not times:
        return MachineSpeed(workload_ms=WORKLOAD_MS, speed=1.0)
    fastest = min(times)
    return MachineSpeed(workload_ms=round(fastest, 1), speed=round(WORKLOAD_MS / fastest, 3))


def calibrated(slowest_ms: float, memory_mb: int, machine: MachineSpeed) -> CalibratedLimits:
    """The limits for a slowest accepted solution, rounded up to a tenth of a second."""
    wanted = max(FLOOR_SECONDS, TIMES_THE_SLOWEST * slowest_ms / 1_000)
    seconds = min(CEILING_SECONDS, math.ceil(wanted * 10) / 10)
    return CalibratedLimits(
        time_seconds=seconds,
        memory_mb=memory_mb,
        slowest_ms=round(slowest_ms, 1),
        machine=machine,
        reference_time_seconds=round(seconds * machine.speed, 2),
    )


def kept(earlier: CalibratedLimits, proposed: CalibratedLimits) -> CalibratedLimits:
    """The limits of an earlier round while they leave enough: what was run under them counts on."""
    if not leave_enough(as_set(earlier), proposed):
        return proposed
    return earlier.model_copy(update={"slowest_ms": proposed.slowest_ms})


def as_set(proposed: CalibratedLimits) -> Limits:
    """The limits as the problem has them and as its judge keeps them."""
    return Limits(time_seconds=proposed.time_seconds, memory_mb=proposed.memory_mb)


def leave_enough(limits: Limits, proposed: CalibratedLimits) -> bool:
    """Whether the slowest accepted solution has at least twice its time."""
    return limits.time_seconds >= LEAST_TIMES * proposed.slowest_ms / 1_000


def limits_here(proved: CalibratedLimits, machine: MachineSpeed) -> Limits:
    """The proved limits as they are on this machine."""
    seconds = proved.time_seconds * proved.machine.speed / machine.speed
    return Limits(
        time_seconds=min(CEILING_SECONDS, max(FLOOR_SECONDS, round(seconds, 1))),
        memory_mb=proved.memory_mb,
    )


def check_limits(limits: Limits, proposed: CalibratedLimits) -> Check:
    """The limit leaves the slowest accepted solution at least twice its time."""
    slowest = proposed.slowest_ms / 1_000
    enough = leave_enough(limits, proposed)
    return Check(
        name="limits",
        outcome=Outcome.PASSED if enough else Outcome.FAILED,
        summary=(
            f"{limits.time_seconds:g} s is enough for the slowest accepted solution"
            if enough
            else f"{limits.time_seconds:g} s is less than twice the slowest accepted solution,"
            f" {slowest:.2f} s"
        ),
        numbers={
            "timeSeconds": limits.time_seconds,
            "slowestMs": proposed.slowest_ms,
            "machineSpeed": proposed.machine.speed,
        },
    )
