"""A reply in the body that each protocol gives it."""

import json
from typing import Any

from scripted_model.replies import Reply
from scripted_model.requests import RecordedRequest

CHAT_COMPLETIONS = "/chat/completions"
MESSAGES = "/messages"
MODELS = "/models"


def body_of(request: RecordedRequest, reply: Reply) -> bytes:
    """The HTTP body of a reply, in the protocol of the path."""
    if reply.body is not None:
        return reply.body
    if request.path.endswith(MESSAGES):
        return json.dumps(_message(request, reply)).encode()
    return json.dumps(_chat_completion(request, reply)).encode()


def model_list() -> bytes:
    """The answer to `GET /v1/models`."""
    models = [{"id": "any", "object": "model", "created": 0, "owned_by": "scripted"}]
    return json.dumps({"object": "list", "data": models}).encode()


def _tokens(request: RecordedRequest, reply: Reply) -> tuple[int, int]:
    asked = sum(len(text) for text in (request.system, *request.turns))
    return (
        asked // 4 if reply.input_tokens is None else reply.input_tokens,
        len(reply.text) // 4 if reply.output_tokens is None else reply.output_tokens,
    )


def _chat_completion(request: RecordedRequest, reply: Reply) -> dict[str, Any]:
    asked, said = _tokens(request, reply)
    message: dict[str, Any] = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    if reply.tool_call:
        function = {"name": "answer", "arguments": reply.text}
        message["content"] = None
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    completion: dict[str, Any] = {
        "id": "scripted",
        "object": "chat.completion",
        "created": int(request.time),
        "model": request.model,
        "choices": [{"index": 0, "finish_reason": reply.finish, "message": message}],
    }
    if reply.usage:
        completion["usage"] = {
            "prompt_tokens": asked,
            "completion_tokens": said,
            "total_tokens": asked + said,
        }
    return completion


def _message(request: RecordedRequest, reply: Reply) -> dict[str, Any]:
    asked, said = _tokens(request, reply)
    reasons = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}
    content = [{"type": "text", "text": reply.text}]
    if reply.tool_call:
        arguments = json.loads(reply.text)
        content = [{"type": "tool_use", "id": "call_1", "name": "answer", "input": arguments}]
    return {
        "id": "scripted",
        "type": "message",
        "role": "assistant",
        "model": request.model,
        "content": [] if reply.refusal else content,
        "stop_reason": "refusal" if reply.refusal else reasons[reply.finish],
        "stop_sequence": None,
        "usage": {"input_tokens": asked, "output_tokens": said},
    }
