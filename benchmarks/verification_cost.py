"""What verification costs for each problem of the catalogue: CPU, programs run, wall time.

CPU is that of this process and of every process of the sandbox. A box that is killed takes the
count of its children along, unless they come to this process: so it adopts orphans.
"""

import asyncio
import ctypes
import os
import resource
import time
from dataclasses import dataclass

from benchmarks._catalogue import made
from problemsmith.generation.dummy.catalogue import load_catalogue
from problemsmith.generation.verification.verify import Proof, prove
from problemsmith.judge.judge import Judge

MOST_CPU_SECONDS = 10.0
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Cost:
    own: float
    sandbox: float
    wall: float
    programs: int
    calls: int

    @property
    def cpu(self) -> float:
        return self.own + self.sandbox


class CountingJudge(Judge):
    """Counts what it is asked to run."""

    programs = 0
    calls = 0

    async def run(self, program, inputs, **options):
        self.programs += 1
        self.calls += len(inputs)
        return await super().run(program, inputs, **options)


def main() -> None:
    """Print a line a problem, and the median and the worst against the bound."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    costs: list[Cost] = []
    for problem in load_catalogue():
        cost, proof = asyncio.run(_measure(problem.slug))
        costs.append(cost)
        verdict = "verified" if not proof.findings.failed else "NOT VERIFIED"
        print(
            f"{problem.slug:22} {cost.cpu:5.2f} s CPU"
            f" ({cost.own:.2f} own, {cost.sandbox:.2f} sandbox)"
            f"  {cost.wall:5.2f} s wall  {cost.programs:3} programs {cost.calls:6} calls  {verdict}"
        )
    ordered = sorted(cost.cpu for cost in costs)
    print(
        f"median {ordered[len(ordered) // 2]:.2f} s, worst {ordered[-1]:.2f} s of CPU;"
        f" at most {MOST_CPU_SECONDS:g} s; no model call on the happy path"
    )


async def _measure(slug: str) -> tuple[Cost, Proof]:
    problem = next(one for one in load_catalogue() if one.slug == slug)
    async with CountingJudge() as judge:
        candidate = await made(judge, problem)
    before_children = _sandbox_seconds()
    own = _seconds(resource.RUSAGE_SELF)
    wall = time.perf_counter()
    async with CountingJudge() as judge:
        proof = await prove(judge, candidate)
        programs, calls = judge.programs, judge.calls
    wall = time.perf_counter() - wall
    own = _seconds(resource.RUSAGE_SELF) - own
    return Cost(own, _sandbox_seconds() - before_children, wall, programs, calls), proof


def _sandbox_seconds() -> float:
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                break
        except ChildProcessError:
            break
    return _seconds(resource.RUSAGE_CHILDREN)


def _seconds(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
