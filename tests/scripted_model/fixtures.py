"""Fixtures for tests/conftest.py: the scripted model, and a guard against real ones."""

import os
from collections.abc import Iterator

import pydantic_ai.models
import pytest

from scripted_model.server import ScriptedModel

NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens there


@pytest.fixture(autouse=True)
def no_real_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, no address and no permission to reach a real model."""
    for name in list(os.environ):
        if name.endswith(("_API_KEY", "_BASE_URL", "_AUTH_TOKEN")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("OPENAI_BASE_URL", f"{NOWHERE}/v1")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", NOWHERE)
    monkeypatch.setattr(pydantic_ai.models, "ALLOW_MODEL_REQUESTS", False)


@pytest.fixture
def scripted_model(monkeypatch: pytest.MonkeyPatch, no_real_model: None) -> Iterator[ScriptedModel]:
    """A scripted provider that `openai-chat:any` and `anthropic:any` reach."""
    with ScriptedModel() as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", model.root_url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "scripted")
        monkeypatch.setattr(pydantic_ai.models, "ALLOW_MODEL_REQUESTS", True)
        yield model
