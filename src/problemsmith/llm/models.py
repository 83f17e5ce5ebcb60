"""Structured completions with any provider: asked, kept, checked, mended."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel

from problemsmith.errors import UpstreamError
from problemsmith.llm.admission import CallEnd, CallPlan, Health
from problemsmith.llm.answers import AnswerRefusedError, read_answer
from problemsmith.llm.calls import CallContext, Prompt
from problemsmith.llm.conversation import Conversation
from problemsmith.llm.entry import Entry, Question, bounded
from problemsmith.llm.errors import (
    AnswerCutOffError,
    ModelAnswerError,
    ModelUnavailableError,
    RefusalError,
)
from problemsmith.llm.ledger import CallRecord, CallStatus, Ledger
from problemsmith.llm.options import ModelOptions, ProviderLimits
from problemsmith.llm.prices import Prices, Usage, tokens_of
from problemsmith.llm.turns import Turns

if TYPE_CHECKING:
    from pydantic_ai.models import Model

    from problemsmith.llm.connections import Connections
    from problemsmith.llm.exchange import Reply

T = TypeVar("T", bound=BaseModel)

_log = logging.getLogger(__name__)


class Models:
    """Asks models for typed answers. Made once; holds the HTTP clients until closed."""

    def __init__(self, ledger: Ledger, options: ModelOptions | None = None) -> None:
        self._ledger = ledger
        self._options = options or ModelOptions()
        self._prices = Prices(self._options.prices)
        self._turns = Turns(ledger)
        self._connections: Connections | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the HTTP clients."""
        await self._turns.aclose()
        if self._connections is not None:
            await self._connections.aclose()

    def check(self, model: str, *, budget_usd: float | None = None) -> None:
        """Find out, without sending anything, what would keep calls of this model from being made.

        Raises `UnknownModelError`, `MissingKeyError`, `MissingExtraError`, and `UnknownPriceError`
        when a budget is given; each says what to set or install.
        """
        from problemsmith.llm.providers import open_model  # noqa: PLC0415 - takes a second to load

        opened = open_model(model)
        if budget_usd is not None:
            self._prices.require(model, opened)

    async def complete(
        self,
        *,
        model: str,
        prompt: Prompt,
        answer: type[T],
        call: CallContext,
        max_tokens: int,
        temperature: float,
        budget_usd: float | None = None,
        check: Callable[[T], None] | None = None,
        sample: int = 0,
    ) -> T:
        """Ask for an answer of the given type.

        The same question of the same job, run and step is paid for once: an answer in the ledger is
        taken instead of a call. An answer that does not parse or validate, or that `check` refuses
        with a ValueError, goes back to the model with the fault. `sample` numbers answers wanted
        several times to the same prompt.

        Raises `ModelAnswerError` after the last repair (the answers are then rejected, so that the
        next attempt asks anew), the other errors of `problemsmith.llm.errors`, and
        `BudgetExceededError` before a call that could pass `budget_usd` for the job.
        """
        question = Question(model, prompt.name, call, temperature, budget_usd)
        conversation = Conversation.start(prompt, answer)
        keys: list[str] = []
        fault = ""
        limit = max_tokens
        for _ in range(self._options.repairs + 1):
            key = conversation.key(call, prompt=prompt.name, model=model, sample=sample)
            keys.append(key)
            text, limit = await self._text(question, conversation, key, limit)
            try:
                value = read_answer(text, answer)
                if check is not None:
                    check(value)
            except AnswerRefusedError as error:
                await self._reject(call, keys)
                raise RefusalError(_refusal(model, str(error))) from error
            except ValueError as error:
                fault = str(error)
                conversation = conversation.mend(text, fault)
            else:
                return value
        await self._reject(call, keys)
        raise ModelAnswerError(
            f"{model} gave no usable answer to {prompt.name} in {len(keys)} tries; the last one "
            f"was not accepted: {bounded(fault, 1_000)}"
        )

    async def _reject(self, call: CallContext, keys: list[str]) -> None:
        await self._ledger.reject(call.job_id, call.step, call.run, keys)

    async def _text(
        self, question: Question, conversation: Conversation, key: str, limit: int
    ) -> tuple[str, int]:
        """The answer's text, from the ledger or from the model, and the token limit it took."""
        kept = await self._ledger.find_answer(key)
        if kept is not None:
            return kept, limit
        from problemsmith.llm.exchange import Finish  # noqa: PLC0415 - takes a second to load

        cap = max(self._options.max_tokens_cap, limit)
        while True:
            reply = await self._ask(question, conversation, key, limit)
            if reply.finish is Finish.REFUSED:
                raise RefusalError(_refusal(question.model, reply.text))
            if reply.finish is Finish.WHOLE:
                return reply.text, limit
            if limit >= cap:
                raise AnswerCutOffError(
                    f"{question.model} was cut off after {limit:,} tokens while answering "
                    f"{question.prompt}, the most that is allowed. Choose a model that says or "
                    "thinks less."
                )
            limit = min(2 * limit, cap)

    async def _ask(
        self, question: Question, conversation: Conversation, key: str, limit: int
    ) -> "Reply":
        """One round-trip, within the budget and the provider's share, kept in the ledger."""
        from problemsmith.llm.providers import provider_of  # noqa: PLC0415 - takes a second to load

        model = await self._connect().model(question.model)
        if question.budget_usd is not None:
            self._prices.require(question.model, model)
        most = Usage(tokens_of(conversation.size()), limit)
        provider = provider_of(question.model)
        own = self._options.limits.get(provider, ProviderLimits())
        plan = CallPlan(
            provider=provider,
            job_id=question.call.job_id,
            tokens=most.input_tokens + most.output_tokens,
            worst_usd=self._prices.cost(question.model, model, most),
            budget_usd=question.budget_usd,
            concurrency=own.concurrency or self._options.concurrency,
            requests_per_minute=own.requests_per_minute,
            tokens_per_minute=own.tokens_per_minute,
        )
        async with self._turns.turn(plan) as ticket:
            return await self._exchange(question, conversation, key, limit, model, plan, ticket)

    async def _exchange(
        self,
        question: Question,
        conversation: Conversation,
        key: str,
        limit: int,
        model: "Model",
        plan: CallPlan,
        ticket: UUID,
    ) -> "Reply":
        from problemsmith.llm import exchange  # noqa: PLC0415 - takes a second to load

        entry = Entry(question, key)
        try:
            reply = await exchange.ask(
                model,
                question.model,
                conversation,
                max_tokens=limit,
                temperature=question.temperature,
                timeout_seconds=self._options.timeout_seconds,
                headers=_headers(question),
            )
        except ModelUnavailableError as error:
            health: Health = "limited" if error.limited else "failing"
            end = CallEnd(ticket, plan, health, error.retry_after)
            pause = await self._keep(entry.failed(str(error)), end)
            if pause is not None:
                error.postpone(pause)
            raise
        except UpstreamError as error:
            await self._keep(entry.failed(str(error)), CallEnd(ticket, plan, "good"))
            raise
        except asyncio.CancelledError:
            end = CallEnd(ticket, plan, "unknown")
            await self._keep(entry.failed("the call was cancelled"), end)
            raise
        except Exception as error:
            # Nothing that a client is known to raise; its place is given back all the same.
            end = CallEnd(ticket, plan, "unknown")
            await self._keep(entry.failed(f"{type(error).__name__}: {error}"), end)
            raise
        status = {
            exchange.Finish.WHOLE: CallStatus.ANSWERED,
            exchange.Finish.CUT_OFF: CallStatus.TRUNCATED,
            exchange.Finish.REFUSED: CallStatus.REFUSED,
        }[reply.finish]
        cost = self._prices.cost(question.model, model, _usage(reply, conversation))
        await self._keep(entry.answered(status, reply, cost), CallEnd(ticket, plan, "good"))
        return reply

    async def _keep(self, record: CallRecord, end: CallEnd) -> float | None:
        """Write a row, also when the step is cancelled meanwhile: the call was paid for.

        Gives the seconds for which the provider is left alone, when it is known to be away.

        The cancellation waits for the row, since whoever cancelled may close the store next.
        """
        writing = asyncio.ensure_future(self._ledger.record(record, end))
        try:
            return await asyncio.shield(writing)
        except asyncio.CancelledError:
            while not writing.done():
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait({writing})
            if not writing.cancelled() and (error := writing.exception()) is not None:
                _log.error("a call of %s was paid for but not kept: %s", record.model, error)
            raise

    def _connect(self) -> "Connections":
        if self._connections is None:
            from problemsmith.llm.connections import Connections  # noqa: PLC0415 - slow to load

            self._connections = Connections()
        return self._connections


def _usage(reply: "Reply", conversation: Conversation) -> Usage:
    """The tokens to charge for; estimated from the texts when the provider does not say."""
    if reply.input_tokens is not None and reply.output_tokens is not None:
        return Usage(reply.input_tokens, reply.output_tokens)
    said = len(reply.text.encode(errors="replace"))
    return Usage(tokens_of(conversation.size()), tokens_of(said))


def _headers(question: Question) -> dict[str, str]:
    """Labels for proxies, logs and scripted servers; HTTP headers hold printable ASCII only."""
    labels = {
        "X-Problemsmith-Job": question.call.job_id,
        "X-Problemsmith-Step": question.call.step,
        "X-Problemsmith-Prompt": question.prompt,
    }
    return {
        name: "".join(c if c.isascii() and c.isprintable() else "?" for c in value)
        for name, value in labels.items()
    }


def _refusal(model: str, said: str) -> str:
    words = f": {bounded(said, 500)}" if said.strip() else ""
    return f"{model} will not write this{words}. Change the wish, or choose another model."
