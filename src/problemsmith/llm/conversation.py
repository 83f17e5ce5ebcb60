"""What is sent to a model: the prompt, the form of the answer, and the answers it has to mend."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Self

from pydantic import BaseModel

from problemsmith.llm.answers import schema_of
from problemsmith.llm.calls import CallContext, Prompt

FAULT_LIMIT = 6_000  # characters of a fault shown to the model; longer ones say the same again

_FORM = """\
Answer with one JSON object and nothing else: no text before or after it, no Markdown fence. \
Inside strings, write line breaks as \\n and double quotes as \\". \
The object matches this JSON Schema:

{schema}"""

_MEND = """\
That answer was not accepted: {fault}

Send the whole corrected JSON object again, all of its fields and not only the changed ones, \
with nothing before or after it."""


@dataclass(frozen=True)
class Round:
    """An answer that was not accepted, and why."""

    answer: str
    fault: str


@dataclass(frozen=True)
class Conversation:
    """A prompt with the form of its answer, and the rounds so far."""

    system: str
    user: str
    rounds: tuple[Round, ...] = ()

    @classmethod
    def start(cls, prompt: Prompt, answer: type[BaseModel]) -> Self:
        """Begin with the prompt; the answer's schema goes at the end of the system text."""
        form = _FORM.format(schema=schema_of(answer))
        return cls(system=f"{prompt.system}\n\n{form}".strip(), user=prompt.user)

    def mend(self, answer: str, fault: str) -> Self:
        """Add an answer that was not accepted."""
        bounded = fault if len(fault) <= FAULT_LIMIT else f"{fault[:FAULT_LIMIT]}\n... (shortened)"
        return replace(self, rounds=(*self.rounds, Round(answer, bounded)))

    def turns(self) -> list[str]:
        """Give the texts after the system's, by turns the user's and the model's."""
        turns = [self.user]
        for one in self.rounds:
            # Some providers refuse an empty turn.
            turns += [one.answer.strip() or "(empty answer)", _MEND.format(fault=one.fault)]
        return turns

    def key(self, call: CallContext, *, prompt: str, model: str, sample: int) -> str:
        """Hash all that decides the answer, so that the same question is paid for once.

        The token limit is left out: a cut-off answer is asked for again with more, and is then
        the answer to the same question. So is the attempt, whose answers serve the next one.
        """
        parts = [
            *("1", call.job_id, call.run, call.step, prompt, model, sample),
            *(self.system, *self.turns()),
        ]
        text = json.dumps(parts)  # ASCII, so that lone surrogates do no harm
        return hashlib.sha256(text.encode()).hexdigest()

    def size(self) -> int:
        """Count the bytes of all texts in UTF-8."""
        return sum(len(text.encode(errors="replace")) for text in (self.system, *self.turns()))
