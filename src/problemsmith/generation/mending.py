"""The loop of looking for faults and having them mended, a bounded number of times."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from problemsmith.generation.faults import Fault, UnusableProgramError

REPAIR_ROUNDS = 2
"""How often a program made by a model goes back to it in one step."""


class Examined(Protocol):
    """What looking at programs came to."""

    @property
    def faults(self) -> Sequence[Fault]:
        """What is wrong; empty when nothing is."""
        ...


SubjectT = TypeVar("SubjectT")
ExaminedT = TypeVar("ExaminedT", bound=Examined)


async def mended(
    subject: SubjectT,
    examine: Callable[[SubjectT], Awaitable[ExaminedT]],
    mend: Callable[[SubjectT, Sequence[Fault]], Awaitable[SubjectT]],
) -> tuple[SubjectT, ExaminedT]:
    """`subject`, mended until `examine` finds no fault, and what it found then.

    Raises:
        UnusableProgramError: Still faulty after `REPAIR_ROUNDS` repairs.
    """
    rounds = 0
    while True:
        examined = await examine(subject)
        if not examined.faults:
            return subject, examined
        if rounds == REPAIR_ROUNDS:
            raise UnusableProgramError(list(examined.faults), REPAIR_ROUNDS)
        subject = await mend(subject, examined.faults)
        rounds += 1
