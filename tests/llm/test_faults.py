"""What a provider can do wrong, over the real wire."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pydantic import BaseModel

from llm.memory_ledger import MemoryLedger
from problemsmith.errors import UpstreamError
from problemsmith.llm import CallContext, CallStatus, ModelOptions, Models, Prompt
from problemsmith.llm.errors import (
    ModelAccessError,
    ModelNotFoundError,
    ModelRequestError,
    ModelUnavailableError,
)
from scripted_model import Reply, ScriptedModel, replies


class Word(BaseModel):
    word: str


IN_HALF_AN_HOUR = format_datetime(datetime.now(UTC) + timedelta(minutes=30), usegmt=True)

Fail = Callable[..., UpstreamError]


@pytest.fixture
def fail(ledger: MemoryLedger, call: CallContext, prompt: Prompt) -> Fail:
    """Ask once, and give the error that comes of it."""

    async def complete(model: str, timeout_seconds: float) -> None:
        async with Models(ledger, ModelOptions(timeout_seconds=timeout_seconds)) as models:
            await models.complete(
                model=model,
                prompt=prompt,
                answer=Word,
                call=call,
                max_tokens=100,
                temperature=0,
            )

    def ask(model: str = "openai-chat:any", timeout_seconds: float = 20) -> UpstreamError:
        with pytest.raises(UpstreamError) as caught:
            asyncio.run(complete(model, timeout_seconds))
        return caught.value

    return ask


@pytest.mark.parametrize("model", ["openai-chat:any", "anthropic:any"])
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (replies.server_error(), "in trouble: HTTP 500: something broke"),
        (replies.server_error("502"), "in trouble: HTTP 502"),
        (replies.server_error("408"), "in trouble: HTTP 408"),
        (replies.unavailable(), "in trouble: HTTP 503"),
        (replies.overloaded(), "in trouble: HTTP 529"),
        (replies.rate_limited(), "asks for fewer calls: HTTP 429: too many requests"),
        (replies.cut(), "hung up before it had answered"),
        (replies.malformed_body(), "something that is not a model's answer"),
        (replies.wrong_body(), "something that is not a model's answer"),
    ],
)
def test_trouble_that_passes_is_worth_another_try(
    scripted_model: ScriptedModel,
    fail: Fail,
    ledger: MemoryLedger,
    model: str,
    fault: Reply,
    words: str,
) -> None:
    scripted_model.fault("*", fault)
    error = fail(model)
    assert isinstance(error, ModelUnavailableError)
    assert error.retryable
    assert words in str(error)
    assert scripted_model.count() == 1, "the client retries nothing by itself"
    row = ledger.rows[0]
    assert (row.status, row.cost_usd, row.error) == (CallStatus.FAILED, None, str(error))


@pytest.mark.parametrize("model", ["openai-chat:any", "anthropic:any"])
@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (replies.unauthorized(), ModelAccessError, "refused the key; set"),
        (replies.error(403, "not for you"), ModelAccessError, "refused the key; set"),
        (replies.error(402, "no credit"), ModelAccessError, "nothing left to spend"),
        (replies.not_found(), ModelNotFoundError, "knows no model 'any'"),
        (replies.bad_request("no such field"), ModelRequestError, "HTTP 400: no such field"),
        (replies.error(413, "too large"), ModelRequestError, "HTTP 413: too large"),
        (
            replies.bad_request("maximum context length is 10 tokens, prompt is too long"),
            ModelRequestError,
            "too long",
        ),
    ],
)
def test_trouble_that_stays_ends_the_step(
    scripted_model: ScriptedModel,
    fail: Fail,
    model: str,
    fault: Reply,
    kind: type[UpstreamError],
    words: str,
) -> None:
    scripted_model.fault("*", fault)
    error = fail(model)
    assert type(error) is kind
    assert not error.retryable
    assert words in str(error)


def test_a_refused_key_names_the_variable_to_set(scripted_model: ScriptedModel, fail: Fail) -> None:
    scripted_model.fault("*", replies.unauthorized(), times=2)
    assert "set OPENAI_API_KEY to one" in str(fail())
    assert "set ANTHROPIC_API_KEY to one" in str(fail("anthropic:any"))


def test_an_exhausted_account_is_told_apart_from_a_rate_limit(
    scripted_model: ScriptedModel, fail: Fail
) -> None:
    body = b'{"error": {"message": "check your plan", "code": "insufficient_quota"}}'
    scripted_model.fault("*", Reply(status=429, body=body))
    error = fail()
    assert isinstance(error, ModelAccessError)
    assert "nothing left to spend: HTTP 429: check your plan" in str(error)


def test_a_server_that_hangs_is_given_up_in_time(scripted_model: ScriptedModel, fail: Fail) -> None:
    scripted_model.fault("*", replies.hang())
    error = fail(timeout_seconds=0.2)
    assert isinstance(error, ModelUnavailableError)
    assert str(error) == "openai-chat did not answer in 0.2 s"


def test_a_server_that_is_not_there_is_said_to_be_so(
    scripted_model: ScriptedModel, fail: Fail
) -> None:
    scripted_model.stop()
    error = fail()
    assert isinstance(error, ModelUnavailableError)
    assert "openai-chat could not be reached: [Errno 111]" in str(error)


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry-After": "7"}, 7, 7),
        ({"Retry-After": "0.25"}, 0.25, 0.25),
        ({"retry-after-ms": "1500"}, 1.5, 1.5),
        ({"Retry-After": "99999999"}, 3_600, 3_600),
        (
            {"Retry-After": IN_HALF_AN_HOUR},
            1,
            1_800,
        ),
    ],
)
@pytest.mark.parametrize("status", [429, 503, 529])
def test_the_wait_that_a_provider_asks_for_is_passed_on(
    scripted_model: ScriptedModel,
    fail: Fail,
    status: int,
    headers: dict[str, str],
    least: float,
    most: float,
) -> None:
    scripted_model.fault("*", Reply(status=status, headers=headers, body=b"{}"))
    error = fail()
    assert isinstance(error, ModelUnavailableError)
    assert error.retry_after is not None
    assert least <= error.retry_after <= most


@pytest.mark.parametrize("stated", ["soon", "-3", "", "1e9", "nan"])
def test_a_wait_that_makes_no_sense_is_no_wait(
    scripted_model: ScriptedModel, fail: Fail, stated: str
) -> None:
    scripted_model.fault("*", replies.rate_limited(stated))
    error = fail()
    assert isinstance(error, ModelUnavailableError)
    assert error.retry_after is None


def test_a_providers_message_is_bounded_and_on_one_line(
    scripted_model: ScriptedModel, fail: Fail
) -> None:
    scripted_model.fault("*", replies.bad_request("very\nlong " * 10_000))
    message = str(fail())
    assert len(message) < 700
    assert "\n" not in message


@pytest.mark.parametrize("escape", [b"\\u0000", b"\\ud83d"])
@pytest.mark.parametrize("model", ["openai-chat:any", "anthropic:any"])
def test_a_providers_message_can_be_stored(
    scripted_model: ScriptedModel, fail: Fail, ledger: MemoryLedger, escape: bytes, model: str
) -> None:
    body = b'{"error": {"message": "busy %s now"}}' % escape
    scripted_model.fault("*", Reply(status=503, body=body))
    error = fail(model)
    assert isinstance(error, ModelUnavailableError)
    assert "HTTP 503: busy \ufffd now" in str(error)
    assert ledger.rows[0].error == str(error)


def test_a_page_of_html_in_place_of_an_answer_is_trouble(
    scripted_model: ScriptedModel, fail: Fail
) -> None:
    page = Reply(body=b"<html>gateway</html>", headers={"Content-Type": "text/html"})
    scripted_model.fault("*", page)
    assert isinstance(fail(), ModelUnavailableError)
