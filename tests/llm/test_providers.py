"""What is missing is named before anything runs."""

import pytest

from llm.memory_ledger import MemoryLedger
from problemsmith.errors import ValidationError
from problemsmith.llm import Models
from problemsmith.llm.errors import (
    MissingExtraError,
    MissingKeyError,
    ProviderSettingError,
    UnknownModelError,
)
from problemsmith.llm.providers import PROVIDERS


def check(model: str) -> None:
    Models(MemoryLedger()).check(model)


@pytest.mark.parametrize(
    ("model", "variable"),
    [
        ("openai-chat:gpt-4o", "OPENAI_API_KEY"),
        ("openai:gpt-5", "OPENAI_API_KEY"),
        ("anthropic:claude-sonnet-4-5", "ANTHROPIC_API_KEY"),
        ("openrouter:some/model", "OPENROUTER_API_KEY"),
        ("deepseek:deepseek-chat", "DEEPSEEK_API_KEY"),
        ("ollama:llama", "OLLAMA_BASE_URL"),
        ("azure:gpt-4o", "AZURE_OPENAI_ENDPOINT"),
    ],
)
def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch, model: str, variable: str) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL")
    with pytest.raises(MissingKeyError, match=f"set {variable} in the environment") as caught:
        check(model)
    assert caught.value.exit_code == 3
    assert "Pydantic AI" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1:8000/v1", "http://localhost:8000/v1", "http://[::1]:8000/v1"),
        *("http://192.168.1.7/v1", "http://vllm:8000/v1"),
    ],
)
@pytest.mark.parametrize("key", [None, ""])
def test_a_server_of_ones_own_needs_no_key(
    monkeypatch: pytest.MonkeyPatch, address: str, key: str | None
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    if key is not None:
        monkeypatch.setenv("OPENAI_API_KEY", key)
    check("openai-chat:any")


@pytest.mark.parametrize("address", ["https://models.example.com/v1", "https://8.8.8.8/v1"])
def test_a_server_elsewhere_needs_a_key(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    with pytest.raises(MissingKeyError, match=r"set OPENAI_API_KEY .*any value"):
        check("openai-chat:any")
    monkeypatch.setenv("OPENAI_API_KEY", "something")
    check("openai-chat:any")


def test_an_empty_key_for_openai_itself_is_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL")
    monkeypatch.setenv("OPENAI_API_KEY", "")
    with pytest.raises(MissingKeyError, match="OPENAI_API_KEY"):
        check("openai-chat:gpt-4o")


@pytest.mark.parametrize(
    "model",
    ["", "gpt-4o", "nope:x", ":x", "openai-chat:", "openai-chat: ", "test", "x" * 10_000, "ö:ü"],
)
def test_an_unknown_model_is_told_the_providers_there_are(model: str) -> None:
    with pytest.raises(UnknownModelError, match="openai-chat, openai, anthropic, google") as caught:
        check(model)
    assert len(str(caught.value)) < 1_000
    assert isinstance(caught.value, ValidationError)
    assert not caught.value.retryable


@pytest.mark.parametrize("provider", [name for name, known in PROVIDERS.items() if known.extra])
def test_a_missing_extra_is_named(provider: str) -> None:
    extra = PROVIDERS[provider].extra
    with pytest.raises(MissingExtraError, match=rf"pip install 'problemsmith\[{extra}\]'"):
        check(f"{provider}:some-model")


def test_an_extra_of_another_package_is_named_too() -> None:
    with pytest.raises(MissingExtraError, match=r"pip install 'pydantic-ai-slim\[cohere\]'"):
        check("cohere:command")


@pytest.mark.parametrize(
    "address",
    ["", "not a url", "ftp://host/v1", "http://", "http://127.0.0.1:99999/v1", "http://[::1"],
)
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    monkeypatch.setenv("OPENAI_API_KEY", "some-key")
    with pytest.raises(ProviderSettingError, match="OPENAI_BASE_URL is not the address"):
        check("openai-chat:any")


@pytest.mark.parametrize("provider", ["openai-chat", "anthropic"])
@pytest.mark.parametrize("key", ["some-key\n", "some key", "кл\u044eч"])
def test_a_key_that_no_header_takes_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, provider: str, key: str
) -> None:
    variable = f"{provider.removesuffix('-chat').upper()}_API_KEY"
    monkeypatch.setenv(variable, key)
    with pytest.raises(ProviderSettingError, match=f"{variable} holds a space") as caught:
        check(f"{provider}:any")
    assert key not in str(caught.value)


def test_a_good_name_with_its_key_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "some-key")
    check("anthropic:claude-sonnet-4-5")
