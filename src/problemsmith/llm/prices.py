"""What a call costs: given prices first, then the price list that comes with pydantic-ai."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from problemsmith.llm.errors import UnknownPriceError
from problemsmith.llm.options import ModelPrice

# A token is about 4 bytes of English and 3 of code; 3 keeps the estimate on the dear side.
BYTES_PER_TOKEN = 3
OVERHEAD_TOKENS = 64  # roles, separators and what a provider adds around a message


@dataclass(frozen=True)
class Usage:
    """The tokens of one call."""

    input_tokens: int
    output_tokens: int


class PricedModel(Protocol):
    """Where a model is looked up in the price list."""

    @property
    def model_name(self) -> str:
        """The name without its provider."""
        ...

    @property
    def system(self) -> str:
        """The provider's name in the price list."""
        ...

    @property
    def base_url(self) -> str | None:
        """The address it is reached at, more exact than the provider's name."""
        ...


def tokens_of(size: int) -> int:
    """Estimate the tokens of a text of this many UTF-8 bytes, rather too many than too few."""
    return -(-size // BYTES_PER_TOKEN) + OVERHEAD_TOKENS


class Prices:
    """Looks up prices; prices given by the operator win."""

    def __init__(self, given: Mapping[str, ModelPrice]) -> None:
        self._given = given

    def cost(self, name: str, model: PricedModel, usage: Usage) -> float | None:
        """Give the cost in USD, or None if no price is known for the model `name`."""
        price = self._given.get(name)
        if price is not None:
            return (
                usage.input_tokens * price.input + usage.output_tokens * price.output
            ) / 1_000_000
        return _listed_cost(model, usage)

    def require(self, name: str, model: PricedModel) -> None:
        """Raise `UnknownPriceError` unless a price is known."""
        if self.cost(name, model, Usage(1, 1)) is None:
            example = f'{{"{name}": {{"input": 1.0, "output": 4.0}}}}'
            raise UnknownPriceError(
                f"No price is known for {name}, so a budget cannot be kept. Give its price in USD "
                f"per million tokens, for example PROBLEMSMITH_MODEL_PRICES='{example}' (0 for a "
                "model that costs nothing), or leave the budget out."
            )


def _listed_cost(model: PricedModel, usage: Usage) -> float | None:
    import genai_prices  # noqa: PLC0415 - loads its price list when imported

    tokens = genai_prices.Usage(input_tokens=usage.input_tokens, output_tokens=usage.output_tokens)
    try:
        if model.base_url:
            return float(
                genai_prices.calc_price(
                    tokens, model.model_name, provider_api_url=model.base_url
                ).total_price
            )
    except LookupError:
        pass  # an address of one's own; the provider's name may still be listed
    try:
        return float(
            genai_prices.calc_price(tokens, model.model_name, provider_id=model.system).total_price
        )
    except (LookupError, ValueError):
        return None
