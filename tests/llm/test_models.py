"""Typed answers over the real wire, against the scripted model."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from llm.memory_ledger import MemoryLedger
from problemsmith.llm import CallContext, CallRecord, CallStatus, ModelOptions, Models, Prompt
from problemsmith.llm.admission import CallEnd
from problemsmith.llm.errors import AnswerCutOffError, ModelAnswerError, RefusalError
from scripted_model import Reply, ScriptedModel
from scripted_model.replies import (
    cut_off,
    empty,
    malformed_json,
    refusal,
    refusal_in_words,
    wrong_schema,
)

STEP = "generateProblemText"
GOOD = {"title": "Two Sum", "sizes": [1, 2], "kind": "exact"}


class Sketch(BaseModel):
    title: str = Field(min_length=3)
    sizes: list[int]
    kind: Literal["exact", "any_order"] = "exact"


@pytest.fixture
def ask(ledger: MemoryLedger, call: CallContext, prompt: Prompt) -> Callable[..., Any]:
    """Ask once, with a client of its own."""

    async def complete(options: ModelOptions | None = None, **changes: Any) -> Sketch:
        asked: dict[str, Any] = {
            "model": "openai-chat:any",
            "prompt": prompt,
            "answer": Sketch,
            "call": call,
            "max_tokens": 1_000,
            "temperature": 0.2,
            **changes,
        }
        async with Models(ledger, options) as models:
            return await models.complete(**asked)

    return lambda *args, **changes: asyncio.run(complete(*args, **changes))


def test_a_plain_answer_becomes_the_type_asked_for(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch], ledger: MemoryLedger
) -> None:
    scripted_model.answer(STEP, GOOD)
    assert ask() == Sketch(title="Two Sum", sizes=[1, 2])
    row = ledger.rows[0]
    assert (row.status, row.model, row.prompt) == ("answered", "openai-chat:any", "problem_text")
    assert row.input_tokens
    assert row.output_tokens
    assert row.started_at.tzinfo is not None
    assert row.cost_usd is None, "nobody knows the price of openai-chat:any"


def test_a_request_carries_its_labels_its_limits_and_the_schema(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch]
) -> None:
    scripted_model.answer(STEP, GOOD)
    ask()
    request = scripted_model.requests[0]
    assert (request.job, request.step, request.prompt) == ("job-1", STEP, "problem_text")
    assert request.system.startswith("You write problems.")
    assert '"sizes"' in request.system
    assert request.turns == ["Write one."]
    assert request.body["max_completion_tokens"] == 1_000
    assert request.body["temperature"] == 0.2
    assert not {"tools", "response_format"} & request.body.keys()


def test_anthropics_protocol_works_the_same(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch]
) -> None:
    scripted_model.answer(STEP, Reply(text="nonsense"), GOOD)
    assert ask(model="anthropic:any").title == "Two Sum"
    assert scripted_model.requests[0].path == "/v1/messages"
    assert scripted_model.requests[0].job == "job-1"
    assert len(scripted_model.requests[1].turns) == 3


@pytest.mark.parametrize("fault", [malformed_json, wrong_schema, empty])
def test_an_invalid_answer_goes_back_with_its_fault_and_is_mended(
    scripted_model: ScriptedModel,
    ask: Callable[..., Sketch],
    ledger: MemoryLedger,
    fault: Callable[[], Reply],
) -> None:
    scripted_model.answer(STEP, fault(), GOOD)
    assert ask().title == "Two Sum"
    assert ledger.statuses == [CallStatus.ANSWERED, CallStatus.ANSWERED]
    _, answer, remark = scripted_model.requests[1].turns
    assert answer == (fault().text.strip() or "(empty answer)")
    assert "not accepted" in remark


def test_a_domain_fault_is_mended_like_any_other(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch]
) -> None:
    def check(sketch: Sketch) -> None:
        if len(sketch.sizes) < 3:
            raise ValueError("three sizes are needed")

    scripted_model.answer(STEP, GOOD, {**GOOD, "sizes": [1, 2, 3]})
    assert ask(check=check).sizes == [1, 2, 3]
    assert "three sizes are needed" in scripted_model.requests[1].turns[-1]


def test_an_answer_that_stays_invalid_fails_with_the_reason_and_is_asked_anew(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch], ledger: MemoryLedger
) -> None:
    scripted_model.answer(STEP, wrong_schema(), wrong_schema(), wrong_schema())
    with pytest.raises(ModelAnswerError, match=r"in 3 tries.*\n?.*title: Field required") as caught:
        ask()
    assert caught.value.retryable
    assert ledger.statuses == [CallStatus.REJECTED] * 3
    scripted_model.answer(STEP, GOOD)
    assert ask().title == "Two Sum"


def test_an_answer_is_paid_for_once(
    scripted_model: ScriptedModel,
    ask: Callable[..., Sketch],
    ledger: MemoryLedger,
    call: CallContext,
) -> None:
    scripted_model.answer(STEP, wrong_schema(), GOOD)
    first = ask()
    again = ask(call=CallContext(call.job_id, call.step, attempt=2, run=0))
    assert first == again
    assert scripted_model.count() == 2
    assert len(ledger.rows) == 2


def test_another_run_sample_or_prompt_is_another_question(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch], call: CallContext, prompt: Prompt
) -> None:
    scripted_model.answer(STEP, GOOD, repeat=True)
    ask()
    ask(call=CallContext(call.job_id, call.step, attempt=1, run=1))
    ask(sample=1)
    ask(prompt=Prompt(prompt.name, prompt.system, "Write another."))
    assert scripted_model.count() == 4


def test_a_rejected_step_asks_anew(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch], ledger: MemoryLedger
) -> None:
    scripted_model.answer(STEP, GOOD, {**GOOD, "title": "Other"})
    ask()
    asyncio.run(ledger.reject("job-1", STEP, 0))
    assert ask().title == "Other"


def test_a_cut_off_answer_is_asked_again_with_more_tokens(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch], ledger: MemoryLedger
) -> None:
    scripted_model.answer(STEP, cut_off(), GOOD)
    assert ask().title == "Two Sum"
    assert [r.body["max_completion_tokens"] for r in scripted_model.requests] == [1_000, 2_000]
    assert ledger.statuses == [CallStatus.TRUNCATED, CallStatus.ANSWERED]
    ask()
    assert scripted_model.count() == 2, (
        "the whole answer is replayed, the cut-off one is not missed"
    )


def test_an_answer_that_never_fits_fails_at_the_cap(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch]
) -> None:
    scripted_model.answer(STEP, cut_off(), repeat=True)
    with pytest.raises(
        AnswerCutOffError, match=r"cut off after 3,000 tokens.*Choose a model"
    ) as caught:
        ask(ModelOptions(max_tokens_cap=3_000))
    assert not caught.value.retryable
    assert scripted_model.count() == 3


@pytest.mark.parametrize("model", ["openai-chat:any", "anthropic:any"])
def test_a_refusal_is_told_apart_from_a_bad_answer(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch], ledger: MemoryLedger, model: str
) -> None:
    scripted_model.answer(STEP, refusal())
    with pytest.raises(RefusalError, match="will not write this") as caught:
        ask(model=model)
    assert not caught.value.retryable
    assert ledger.statuses == [CallStatus.REFUSED]
    assert scripted_model.count() == 1


def test_a_refusal_in_words_is_a_refusal(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch], ledger: MemoryLedger
) -> None:
    scripted_model.answer(STEP, refusal_in_words())
    with pytest.raises(RefusalError, match="can't help with that request"):
        ask()
    assert ledger.statuses == [CallStatus.REJECTED]


@pytest.mark.parametrize("model", ["openai-chat:any", "anthropic:any"])
def test_a_tool_call_that_nobody_offered_is_taken_for_the_answer(
    scripted_model: ScriptedModel, ask: Callable[..., Sketch], model: str
) -> None:
    scripted_model.answer(STEP, Reply(text='{"title": "By tool", "sizes": [3]}', tool_call=True))
    assert ask(model=model).title == "By tool"


def test_a_second_event_loop_gets_its_own_connections(
    scripted_model: ScriptedModel, ledger: MemoryLedger, call: CallContext
) -> None:
    scripted_model.answer("*", GOOD, repeat=True)
    models = Models(ledger)

    async def one(number: int) -> None:
        await models.complete(
            model="openai-chat:any",
            prompt=Prompt("p", "s", str(number)),
            answer=Sketch,
            call=call,
            max_tokens=10,
            temperature=0,
        )

    async def here_and_there(elsewhere: asyncio.AbstractEventLoop) -> None:
        await one(1)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(one(2), elsewhere))
        await one(3)
        await models.aclose()

    other = asyncio.new_event_loop()
    thread = threading.Thread(target=other.run_forever)
    thread.start()
    asyncio.run(here_and_there(other))
    other.call_soon_threadsafe(other.stop)
    thread.join()
    other.close()
    assert scripted_model.count() == 3


def test_a_cancelled_call_leaves_a_row(
    scripted_model: ScriptedModel, ledger: MemoryLedger, call: CallContext, prompt: Prompt
) -> None:
    scripted_model.answer(STEP, Reply(hang=True))

    async def cancel_midway() -> None:
        async with Models(ledger) as models:
            asked = asyncio.create_task(
                models.complete(
                    model="openai-chat:any",
                    prompt=prompt,
                    answer=Sketch,
                    call=call,
                    max_tokens=10,
                    temperature=0,
                )
            )
            await asyncio.to_thread(scripted_model.wait_for_requests, 1)
            asked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked

    asyncio.run(cancel_midway())
    assert [(row.status, row.error) for row in ledger.rows] == [
        (CallStatus.FAILED, "the call was cancelled")
    ]


class SlowLedger(MemoryLedger):
    """Writes a row when the test lets it, as when another process holds the database."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.free = asyncio.Event()

    async def record(self, record: CallRecord, end: CallEnd | None = None) -> float | None:
        self.asked.set()
        await self.free.wait()
        return await super().record(record, end)


def test_a_paid_answer_is_kept_before_its_cancelled_call_ends(
    scripted_model: ScriptedModel, call: CallContext, prompt: Prompt
) -> None:
    scripted_model.answer(STEP, GOOD)

    async def cancel_while_the_row_waits() -> list[CallStatus]:
        ledger = SlowLedger()
        async with Models(ledger) as models:
            asked = asyncio.create_task(
                models.complete(
                    model="openai-chat:any",
                    prompt=prompt,
                    answer=Sketch,
                    call=call,
                    max_tokens=10,
                    temperature=0,
                )
            )
            await ledger.asked.wait()
            for _ in range(2):
                asked.cancel()
                await asyncio.sleep(0)
            asyncio.get_running_loop().call_later(0.02, ledger.free.set)
            with pytest.raises(asyncio.CancelledError):
                await asked
            return ledger.statuses

    assert asyncio.run(cancel_while_the_row_waits()) == [CallStatus.ANSWERED]
