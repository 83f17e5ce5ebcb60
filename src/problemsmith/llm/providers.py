"""Opens models by name, and says in plain words what is missing when that fails."""

import ipaddress
import re
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from httpx2 import InvalidURL
from openai import AsyncOpenAI, OpenAIError
from pydantic_ai.exceptions import UserError
from pydantic_ai.models import Model, infer_model
from pydantic_ai.providers import Provider as Client
from pydantic_ai.providers import infer_provider, infer_provider_class
from pydantic_ai.providers.openai import OpenAIProvider

from problemsmith.llm.errors import (
    MissingExtraError,
    MissingKeyError,
    ProviderSettingError,
    UnknownModelError,
)

PLACEHOLDER_KEY = "api-key-not-set"  # what pydantic-ai itself sends to servers that need no key


class Provider(NamedTuple):
    """A provider that the messages name."""

    key: str  # the variable its key is read from
    extra: str | None = None  # the extra of this package that brings its client; None: in core


PROVIDERS: dict[str, Provider] = {
    "openai-chat": Provider("OPENAI_API_KEY"),
    "openai": Provider("OPENAI_API_KEY"),
    "anthropic": Provider("ANTHROPIC_API_KEY"),
    "google": Provider("GOOGLE_API_KEY", "google"),
    "groq": Provider("GROQ_API_KEY", "groq"),
    "mistral": Provider("MISTRAL_API_KEY", "mistral"),
    "bedrock": Provider("AWS_BEARER_TOKEN_BEDROCK", "bedrock"),
    "azure": Provider("AZURE_OPENAI_API_KEY"),
    "deepseek": Provider("DEEPSEEK_API_KEY"),
    "fireworks": Provider("FIREWORKS_API_KEY"),
    "ollama": Provider("OLLAMA_API_KEY"),
    "openrouter": Provider("OPENROUTER_API_KEY"),
    "together": Provider("TOGETHER_API_KEY"),
    "vllm": Provider("VLLM_API_KEY"),
}


def provider_of(name: str) -> str:
    """Give the provider's part of a model's name."""
    return name.partition(":")[0]


def key_variable(name: str) -> str | None:
    """Give the variable that the key of this model's provider is read from, where known."""
    known = PROVIDERS.get(provider_of(name))
    return known.key if known else None


def open_model(name: str) -> Model:
    """Make the client of a model named `provider:model`. Nothing is sent.

    The providers' own environment variables hold: OPENAI_API_KEY, OPENAI_BASE_URL and the like.
    Raises `UnknownModelError`, `MissingExtraError`, `MissingKeyError` or `ProviderSettingError`.
    """
    provider, colon, model = name.partition(":")
    if not (provider and colon and model.strip()):
        raise _unknown(name, "write it as PROVIDER:MODEL")
    try:
        infer_provider_class(provider)
        return infer_model(name, _client)
    except ImportError as error:
        raise _missing_extra(provider, error) from error
    except (UserError, OpenAIError) as error:
        variables = re.findall(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`", str(error))
        if not variables:
            raise _unknown(name, _first_sentence(str(error))) from error
        raise MissingKeyError(
            f"{provider} is not set up: set {variables[0]} in the environment."
        ) from error
    except InvalidURL as error:
        raise _not_an_address(provider) from error
    except ValueError as error:
        raise _unknown(name, f"there is no provider {provider!r}") from error


def _client(provider: str) -> Client[object]:
    """The provider's client, where a server of one's own may go without a key."""
    try:
        client = cast("Client[object]", infer_provider(provider))
    except OpenAIError:  # the key is set, and empty
        if infer_provider_class(provider) is not OpenAIProvider:
            raise
        client = cast("Client[object]", OpenAIProvider(api_key=PLACEHOLDER_KEY))
    host = _host(provider, client.base_url)
    api = client.client
    if isinstance(api, AsyncOpenAI) and api.api_key == PLACEHOLDER_KEY and not _is_near(host):
        raise MissingKeyError(
            f"No key is set for the model server at {host}: set OPENAI_API_KEY in the "
            "environment (any value, if that server needs none)."
        )
    key: object = getattr(api, "api_key", None)  # most clients have one; none is imported to ask
    if isinstance(key, str) and not re.fullmatch(r"[!-~]+", key):
        raise ProviderSettingError(
            f"{_variable(provider, '_API_KEY')} holds a space, a line break or another character "
            "that no key has: set it again."
        )
    return client


def _host(provider: str, address: str) -> str:
    """The host of a provider's address, which is checked here."""
    try:
        parts = urlsplit(address)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return parts.hostname
    except ValueError:  # the port is no number, or too large a one
        pass
    raise _not_an_address(provider)


def _not_an_address(provider: str) -> ProviderSettingError:
    return ProviderSettingError(
        f"{_variable(provider, '_BASE_URL')} is not the address of a server: write it as "
        "http://HOST:PORT/v1, or leave it unset."
    )


def _variable(provider: str, ending: str) -> str:
    """The name that a provider's variables have, by its key's."""
    known = PROVIDERS.get(provider)
    key = known.key if known else f"{provider.upper()}_API_KEY"
    return key.removesuffix("_API_KEY") + ending


def _is_near(host: str) -> bool:
    """Whether a host is this machine or its own network, where servers often need no key."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal"))
    return address.is_private


def _unknown(name: str, why: str) -> UnknownModelError:
    return UnknownModelError(
        f"Unknown model {name[:200]!r}: {why}. Providers: {', '.join(PROVIDERS)}. "
        "For example openai-chat:gpt-4o or anthropic:claude-sonnet-4-5; "
        "a server of your own is openai-chat:NAME with OPENAI_BASE_URL."
    )


def _missing_extra(provider: str, error: ImportError) -> MissingExtraError:
    known = PROVIDERS.get(provider)
    if known and known.extra:
        return MissingExtraError(
            f"The client library of {provider} is not installed: "
            f"run pip install 'problemsmith[{known.extra}]'."
        )
    named = re.search(r"pydantic-ai-slim\[[\w-]+\]", str(error))
    package = named.group() if named else "pydantic-ai"
    return MissingExtraError(
        f"The client library of {provider} is not installed: run pip install '{package}'."
    )


def _first_sentence(text: str) -> str:
    return text.split(". ", maxsplit=1)[0].rstrip(".")[:200]
