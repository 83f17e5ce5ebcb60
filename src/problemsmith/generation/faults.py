"""What a program made by a model did wrong, told so that the model can mend it."""

from dataclasses import dataclass
from enum import StrEnum

from problemsmith.errors import ProblemsmithError

SHOWN_CHARACTERS = 2_000
"""How much of an input or a message a repair prompt carries: enough to see, cheap to send."""


class FaultyPart(StrEnum):
    """Which program is at fault."""

    GENERATOR = "generator"
    SMALL_GENERATOR = "small generator"
    VALIDATOR = "validator"
    REFERENCE = "reference solution"
    BRUTE_FORCE = "brute-force solution"


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule, the smallest input that shows it, and what the program said."""

    part: FaultyPart
    rule: str
    message: str
    code: str
    input: str | None = None
    test_case: int | None = None
    """The test case's number, from 1, for a generator."""
    description: str | None = None

    @property
    def program(self) -> str:
        """The program's name in the words of the prompts."""
        return f"{self.part} {self.test_case}" if self.test_case else self.part.value

    @property
    def shown_input(self) -> str | None:
        """The input, short enough for a prompt."""
        return None if self.input is None else shorten(self.input)

    def __str__(self) -> str:
        """The fault in one line, for people."""
        shown = f" (input {shorten(self.input, 200)})" if self.input is not None else ""
        return f"{self.program}: {self.rule}{shown}: {shorten(self.message, 300)}"


def shorten(text: str, limit: int = SHOWN_CHARACTERS) -> str:
    """`text` with its middle left out when it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]} … {len(text) - 2 * half} characters left out … {text[-half:]}"


class UnusableProgramError(ProblemsmithError):
    """A model's program was still wrong after every repair round."""

    code = "UNUSABLE_PROGRAM"
    status = 502

    def __init__(self, faults: list[Fault], rounds: int) -> None:
        """Tell the first fault and how many more there are."""
        more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
        super().__init__(f"still wrong after {rounds} repairs: {faults[0]}{more}")
        self.faults = faults
