"""A row of the ledger in the making."""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from problemsmith.llm.calls import CallContext
from problemsmith.llm.ledger import CallRecord, CallStatus

if TYPE_CHECKING:
    from problemsmith.llm.exchange import Reply

ERROR_LIMIT = 1_000  # characters


@dataclass(frozen=True)
class Question:
    """All of a call but the words."""

    model: str
    prompt: str
    call: CallContext
    temperature: float
    budget_usd: float | None


class Entry:
    """A row of the ledger in the making; the clock runs from here."""

    def __init__(self, question: Question, key: str) -> None:
        self._question = question
        self._key = key
        self._started_at = datetime.now(UTC)
        self._start = time.monotonic()

    def failed(self, error: str) -> CallRecord:
        """Close the row of a call that brought nothing usable."""
        return self._record(CallStatus.FAILED, error=bounded(error, ERROR_LIMIT))

    def answered(self, status: CallStatus, reply: "Reply", cost_usd: float | None) -> CallRecord:
        """Close the row of a call that brought an answer, whole or not."""
        return self._record(
            status,
            response=reply.text,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
            cost_usd=cost_usd,
        )

    def _record(
        self,
        status: CallStatus,
        *,
        response: str | None = None,
        input_tokens: int | None = None,
        output_tokens: int | None = None,
        cost_usd: float | None = None,
        error: str | None = None,
    ) -> CallRecord:
        call = self._question.call
        return CallRecord(
            key=self._key,
            job_id=call.job_id,
            step=call.step,
            attempt=call.attempt,
            run=call.run,
            prompt=self._question.prompt,
            model=self._question.model,
            status=status,
            response=response,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cost_usd=cost_usd,
            started_at=self._started_at,
            duration_seconds=time.monotonic() - self._start,
            error=error,
        )


def storable(text: str) -> str:
    """The text with U+FFFD for NUL and half surrogate pairs, which no database keeps."""
    return re.sub(r"[\0\ud800-\udfff]", "\ufffd", text)


def bounded(text: str, limit: int) -> str:
    """Shorten the text to at most `limit` characters and three dots."""
    return text if len(text) <= limit else text[:limit] + "..."
