"""False accepts and false rejects of verification, by class of fault, over the golden corpus.

Beside them, the same with verification off, as a system has it that keeps whatever runs. Takes a
while: an hour on two busy cores. `SAMPLE=n` in the environment takes every n-th problem.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from golden.problems.plants import planted
from golden.problems.reading import sound_problems
from golden.problems.rig import Opinion, Trial, unverified, verified
from problemsmith.judge.judge import Judge

Verify = Callable[[Judge, Trial], Awaitable[Opinion]]


async def opinions(verify: Verify, trials: list[tuple[str, Trial]]) -> list[Opinion]:
    """One opinion for each trial, two at a time."""
    slots = asyncio.Semaphore(2)
    async with Judge() as judge:

        async def one(name: str, trial: Trial) -> Opinion:
            async with slots:
                opinion = await verify(judge, trial)
            mark = "verified" if opinion.verified else f"rejected: {opinion.reasons[0]}"
            print(f"  {name}: {mark}", file=sys.stderr, flush=True)
            return opinion

        return await asyncio.gather(*(one(name, trial) for name, trial in trials))


def main() -> None:
    """Print both rates by class."""
    step = int(os.environ.get("SAMPLE", "1"))
    sound = sound_problems()[::step]
    faulty = planted()[::step]
    begun = time.monotonic()
    good = [(problem.name, Trial(problem, mend=True)) for problem in sound]
    bad = [(one.name, one.trial) for one in faulty]
    with_checks = asyncio.run(opinions(verified, good + bad))
    without = asyncio.run(opinions(unverified, good + bad))
    print(f"{len(sound)} sound problems, {len(faulty)} with a planted fault")
    print(f"{'':45}{'problems':>9}{'verification':>14}{'off':>8}")

    def row(title: str, chosen: list[int], *, wanted: bool) -> None:
        if not chosen:
            return
        rates = [
            sum(opinions[at].verified is not wanted for at in chosen) / len(chosen)
            for opinions in (with_checks, without)
        ]
        print(f"{title:45}{len(chosen):9}{rates[0]:14.1%}{rates[1]:8.1%}")

    row("false rejects", list(range(len(sound))), wanted=True)
    row("false accepts", list(range(len(sound), len(sound) + len(faulty))), wanted=False)
    for fault in dict.fromkeys(one.fault for one in faulty):
        for subtle in (False, True):
            chosen = [
                len(sound) + at
                for at, one in enumerate(faulty)
                if one.fault is fault and one.subtle is subtle
            ]
            row(f"  {fault}, {'subtle' if subtle else 'easy'}", chosen, wanted=False)
    for name, opinion, is_sound in zip(
        [name for name, _ in good + bad],
        with_checks,
        [True] * len(good) + [False] * len(bad),
        strict=True,
    ):
        if opinion.verified is not is_sound:
            print(f"missed: {name} {'; '.join(opinion.reasons)}")
    print(f"{time.monotonic() - begun:.0f} s in all")


if __name__ == "__main__":
    main()
