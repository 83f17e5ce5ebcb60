"""What an operator can set about model calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ModelPrice:
    """A model's price in USD per million tokens."""

    input: float
    output: float


@dataclass(frozen=True)
class ProviderLimits:
    """What a provider gets from all workers together; None: no bound."""

    concurrency: int | None = None  # calls in flight at once; None: as many as any other provider
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None  # read and written


@dataclass(frozen=True)
class ModelOptions:
    """Limits that hold for each call, and prices of models that no price list knows."""

    timeout_seconds: float = 120.0  # one round-trip, from the first byte sent to the last received
    concurrency: int = 8  # calls in flight at once, for each provider, from all workers together
    limits: Mapping[str, ProviderLimits] = field(default_factory=dict[str, ProviderLimits])
    repairs: int = 2  # times an invalid answer goes back to the model with its fault
    max_tokens_cap: int = (
        32_768  # a cut-off answer is asked for again with twice the tokens, up to this
    )
    prices: Mapping[str, ModelPrice] = field(default_factory=dict[str, ModelPrice])
