"""One round-trip to a provider through pydantic-ai.

The answer is asked for as plain text: see docs/adr/0010-structured-answers.md.
"""

from dataclasses import dataclass
from enum import Enum

from pydantic_ai import exceptions as upstream
from pydantic_ai.direct import model_request
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    UserPromptPart,
)
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings

from problemsmith.llm.conversation import Conversation
from problemsmith.llm.entry import storable
from problemsmith.llm.faults import translate
from problemsmith.traces import TRACER

_FAILURES = (
    upstream.AgentRunError,
    upstream.UserError,
    # What adapters raise on an answer whose body is not what its protocol says.
    *(LookupError, TypeError, ValueError, AttributeError),
)


class Finish(Enum):
    """How a model's answer ended."""

    WHOLE = "whole"
    CUT_OFF = "cut off"
    REFUSED = "refused"


@dataclass(frozen=True)
class Reply:
    """What a model said."""

    text: str  # without NUL and lone surrogates, which no database keeps
    finish: Finish
    input_tokens: int | None  # None: the provider did not say
    output_tokens: int | None


async def ask(
    model: Model,
    name: str,
    conversation: Conversation,
    *,
    max_tokens: int,
    temperature: float,
    timeout_seconds: float,
    headers: dict[str, str],
) -> Reply:
    """Send the conversation and wait for the answer.

    Retries nothing. Raises what `problemsmith.llm.faults.translate` makes of a failure.
    """
    settings = ModelSettings(max_tokens=max_tokens, request_timeout=timeout_seconds)
    if _takes_temperature(model):
        settings["temperature"] = temperature
    # What a client has no notion of is left out: pydantic-ai would warn about it on every call.
    if "max_retries" not in model.unsupported_settings:
        settings["max_retries"] = 0  # the workflow's step retries, durably and visibly
    if "timeout" not in model.unsupported_settings:
        settings["timeout"] = timeout_seconds  # else the client's own ends longer calls
    if "extra_headers" not in model.unsupported_settings:
        settings["extra_headers"] = headers
    try:
        with TRACER.start_as_current_span("model call", attributes={"problemsmith.model": name}):
            response = await model_request(model, _messages(conversation), model_settings=settings)
    except _FAILURES as error:
        raise translate(error, name, timeout_seconds) from error
    return _reply(response)


def _messages(conversation: Conversation) -> list[ModelMessage]:
    first, *others = conversation.turns()
    messages: list[ModelMessage] = [
        ModelRequest([SystemPromptPart(conversation.system), UserPromptPart(first)])
    ]
    for index, text in enumerate(others):
        messages.append(
            ModelRequest([UserPromptPart(text)]) if index % 2 else ModelResponse([TextPart(text)])
        )
    return messages


def _takes_temperature(model: Model) -> bool:
    """Reasoning models refuse a temperature; pydantic-ai would drop it with a warning."""
    profile = model.profile
    refuses = profile.get("openai_supports_reasoning", False) or profile.get(
        "anthropic_disallows_sampling_settings", False
    )
    return not refuses


def _reply(response: ModelResponse) -> Reply:
    text = response.text or ""
    if not text.strip():  # some models call a tool that nobody offered
        calls = [part for part in response.parts if isinstance(part, ToolCallPart)]
        text = calls[-1].args_as_json_str() if calls else ""
    finish = Finish.WHOLE
    if response.finish_reason == "length":
        finish = Finish.CUT_OFF
    elif response.finish_reason == "content_filter":
        finish = Finish.REFUSED
        refusal = (response.provider_details or {}).get("refusal")
        text = text or str(refusal or "")
    usage = response.usage
    reported = usage.input_tokens > 0 or usage.output_tokens > 0
    return Reply(
        text=storable(text),
        finish=finish,
        input_tokens=usage.input_tokens if reported else None,
        output_tokens=usage.output_tokens if reported else None,
    )
