"""What the scripted model can answer, faults included."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel


@dataclass(frozen=True)
class Reply:
    """One answer, down to how it fails on the wire."""

    text: str = ""  # what the model says
    finish: Literal["stop", "length", "content_filter"] = "stop"
    refusal: str | None = None  # the protocol's own field for a refusal
    tool_call: bool = False  # the text comes as the arguments of a tool call
    usage: bool = True  # tokens are reported
    input_tokens: int | None = None  # None: counted from the texts
    output_tokens: int | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None  # sent as it is, in place of what the protocol would say
    delay: float = 0.0  # seconds before the first byte
    hang: bool = False  # nothing is ever sent; ends when the client hangs up
    cut: bool = False  # half of the body is sent, then the connection is reset


Answer = Reply | BaseModel | dict[str, Any] | list[Any] | str


def as_reply(answer: Answer) -> Reply:
    """Text as it is, models and containers as JSON."""
    match answer:
        case Reply():
            return answer
        case str():
            return Reply(text=answer)
        case BaseModel():
            return Reply(text=answer.model_dump_json())
        case _:
            return Reply(text=json.dumps(answer))


def error(status: int, message: str, **headers: str) -> Reply:
    """An HTTP error in the providers' usual form."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps({"error": {"message": message, "type": "scripted", "code": None}})
    return Reply(status=status, headers=named, body=body.encode())


def rate_limited(retry_after: str = "0.05") -> Reply:
    return error(429, "too many requests", retry_after=retry_after)


def overloaded(retry_after: str = "0.05") -> Reply:
    return error(529, "overloaded", retry_after=retry_after)


def unavailable(retry_after: str = "0.05") -> Reply:
    return error(503, "down for a moment", retry_after=retry_after)


def server_error(status: str = "500") -> Reply:
    return error(int(status), "something broke")


def unauthorized() -> Reply:
    return error(401, "incorrect API key provided")


def not_found() -> Reply:
    return error(404, "the model does not exist")


def bad_request(message: str = "unsupported parameter") -> Reply:
    return error(400, message)


def hang() -> Reply:
    return Reply(hang=True)


def cut() -> Reply:
    return Reply(text="x" * 2_000, cut=True)


def malformed_json() -> Reply:
    """The model's own JSON is broken in a way that has no single mend."""
    return Reply(text='{"title": "an "unescaped" quote", "statement": ')


def malformed_body() -> Reply:
    """The HTTP body is not JSON."""
    return Reply(body=b'{"choices": [')


def wrong_body() -> Reply:
    """The HTTP body is JSON, and not of the protocol."""
    return Reply(body=b'{"hello": 1}')


def wrong_schema() -> Reply:
    return Reply(text='{"something": "else"}')


def cut_off() -> Reply:
    return Reply(text='{"title": "half of an ans', finish="length")


def refusal() -> Reply:
    return Reply(refusal="I can't help with that.")


def refusal_in_words() -> Reply:
    return Reply(text="I'm sorry, but I can't help with that request.")


def empty() -> Reply:
    return Reply(text="")


FAULTS: dict[str, Callable[..., Reply]] = {
    fault.__name__: fault
    for fault in (
        *(rate_limited, overloaded, unavailable, server_error, unauthorized, not_found),
        *(bad_request, hang, cut, malformed_json, malformed_body, wrong_body, wrong_schema),
        *(cut_off, refusal, refusal_in_words, empty),
    )
}


def fault_named(text: str) -> Reply | None:
    """`rate_limited:0.2` or `server_error`; `none` stands for a call without a fault."""
    name, _, argument = text.partition(":")
    if name == "none":
        return None
    if name not in FAULTS:
        raise ValueError(f"no fault {name!r}; there are: none, {', '.join(FAULTS)}")
    return FAULTS[name](argument) if argument else FAULTS[name]()
