"""What DBOS stores of ours is JSON: a stored run outlives a rename, and anyone can read it."""

import json
from dataclasses import dataclass
from typing import Any, cast

from dbos import Serializer
from sqlalchemy.exc import SQLAlchemyError

FORMAT = "workflow_json"
"""The name DBOS writes beside each value."""


@dataclass(frozen=True)
class Recorded:
    """A record whose JSON text is made already, and what of it the maker wants back."""

    text: str
    data: dict[str, Any] | None = None
    """All of it when None."""


class JsonSerializer(Serializer):
    """JSON text for the few shapes DBOS stores for us: records, empty arguments, errors."""

    def name(self) -> str:
        """See FORMAT."""
        return FORMAT

    def serialize(self, data: object) -> str:
        """JSON text; an exception becomes `{"$error": {name, message}}`.

        Raises a failure of the database instead of giving it a form: when DBOS cannot write a
        step's result, it tries to write that very failure as what the step came to, and would
        raise it at each replay for ever if the database is back by then.
        """
        if isinstance(data, Recorded):
            return data.text
        if isinstance(data, SQLAlchemyError):
            raise data
        if isinstance(data, BaseException):
            return json.dumps({"$error": {"name": type(data).__name__, "message": str(data)}})
        return json.dumps(data)

    def deserialize(self, serialized_data: str) -> object:
        """The value back; an error comes back as RuntimeError, its class is not looked up."""
        value = cast("object", json.loads(serialized_data))
        if isinstance(value, dict):
            error = cast("dict[str, dict[str, str]]", value).get("$error")
            if error is not None:
                return RuntimeError(f"{error['name']}: {error['message']}")
        return cast("object", value)
