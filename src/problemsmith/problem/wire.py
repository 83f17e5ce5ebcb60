"""The one rule by which values travel: snake_case in Python, camelCase in JSON."""

from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic.alias_generators import to_camel


class WireModel(BaseModel):
    """A frozen value that is read from and written to JSON in camelCase.

    Unknown fields are refused, so a misspelt field is an error and not a silent default.
    """

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid"
    )

    def to_wire(self) -> dict[str, Any]:
        """This value as plain JSON data, in camelCase."""
        return self.model_dump(mode="json", by_alias=True)


Json = JsonValue
"""Any JSON value: None, bool, int, float, str, list or dict with string keys."""
