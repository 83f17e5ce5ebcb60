"""Values to JSON text and back, typed at the edges by pydantic."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, cast, get_type_hints

import pydantic_core
from pydantic import TypeAdapter, ValidationError

from .errors import InvalidParamsError, ValueNotJsonError, ValueTooLargeError

VALUE_LIMIT = 1024 * 1024
"""Bytes of JSON that one result, payload, params or output may take."""


class Codec:
    """How the values of one type become JSON text and are read back.

    Without a type (None) a value is read back as plain JSON: dicts, lists, strings, numbers.
    """

    def __init__(self, declared: object | None) -> None:
        # The declared type is only known at run time: pydantic checks what the type checker cannot.
        self._adapter: TypeAdapter[Any] | None = (
            None if declared is None else TypeAdapter(cast("Any", declared))
        )

    def dump(self, value: object, what: str) -> str:
        """JSON text of `value`; `what` names it in the errors.

        Raises ValueNotJsonError when the value has no JSON form or is not of the declared type,
        ValueTooLargeError past VALUE_LIMIT.
        """
        try:
            if self._adapter is None:
                data = pydantic_core.to_json(value, by_alias=True, inf_nan_mode="strings")
            else:
                data = self._adapter.dump_json(
                    value, by_alias=True, round_trip=True, warnings="error"
                )
        except (pydantic_core.PydanticSerializationError, ValueError, TypeError) as error:
            first_line = str(error).split("\n", 1)[0]
            raise ValueNotJsonError(f"{what} cannot be kept as JSON: {first_line}") from error
        if len(data) > VALUE_LIMIT:
            raise ValueTooLargeError(
                f"{what} is {len(data):,} bytes of JSON; at most {VALUE_LIMIT:,} can be kept. "
                "Keep the large part elsewhere and return a reference to it."
            )
        return data.decode()

    def load(self, text: str) -> object:
        """The value back from its JSON text. Raises pydantic's ValidationError."""
        if self._adapter is None:
            return cast("object", pydantic_core.from_json(text))
        return cast("object", self._adapter.validate_json(text))

    def check(self, value: object) -> object:
        """`value` as the declared type. Raises InvalidParamsError naming the field."""
        if self._adapter is None:
            return value
        try:
            return cast("object", self._adapter.validate_python(value))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "params"
            raise InvalidParamsError(f"{field}: {first['msg']}") from error


PLAIN = Codec(None)
"""Plain JSON, no type."""


def returned_by(function: Callable[..., object]) -> Codec:
    """The codec of what `function` returns, from its annotation; plain JSON without one."""
    while isinstance(function, functools.partial):
        function = function.func
    if inspect.ismethod(function):
        # Not the bound method: the cache below would keep its object alive.
        function = function.__func__
    elif not (inspect.isroutine(function) or inspect.isclass(function)):
        function = type(function).__call__
    return _codec_of(function)


@functools.lru_cache(maxsize=512)
def _codec_of(function: Callable[..., object]) -> Codec:
    try:
        declared = cast("dict[str, object]", get_type_hints(function, include_extras=True))
    except (NameError, TypeError):
        # A name that only the type checker imports: nothing to revive by.
        return PLAIN
    returned = declared.get("return")
    if returned is None or returned is Any:
        return PLAIN
    return Codec(returned)
