"""`number` made `float` where examples show that it is one."""

from collections.abc import Iterable, Sequence

from problemsmith.problem.shape import key_fits
from problemsmith.problem.signature import NamedType, Parameter, Signature
from problemsmith.problem.types import (
    FLOAT,
    INT,
    ArrayType,
    MapType,
    ObjectType,
    ReferenceType,
    TupleType,
    Type,
    UnionType,
    union_of,
    with_children,
)
from problemsmith.problem.values import ValueMismatch, check_value, convert_value
from problemsmith.problem.wire import Json


def widen_numbers(
    signature: Signature, examples: Iterable[tuple[Sequence[Json], Json]]
) -> Signature:
    """The signature with int made float at just the places where an example's number is not
    integral.

    An example is the arguments and the result. A named type widens as a whole, wherever it is
    used. An argument or result that fits its type in no way is passed over: `check_arguments` and
    `check_result` say what is wrong with it.
    """
    widening = _Widening(signature)
    seen = list(examples)
    parameters = tuple(
        parameter.model_copy(
            update={
                "type": widening.widened(
                    parameter.type,
                    widening.fitting(
                        parameter.type,
                        [arguments[index] for arguments, _ in seen if index < len(arguments)],
                    ),
                )
            }
        )
        for index, parameter in enumerate(signature.parameters)
    )
    results = widening.fitting(signature.return_type, [result for _, result in seen])
    return_type = widening.widened(signature.return_type, results)
    return Signature(
        version=signature.version,
        function_name=signature.function_name,
        parameters=parameters,
        return_type=return_type,
        named_types=widening.named_types(),
    )


class _Widening:
    """Hands the examples' values down the type tree; those of named types gather by name."""

    def __init__(self, signature: Signature) -> None:
        self._signature = signature
        self._floats = _with_floats_everywhere(signature)
        self._waiting: dict[str, list[Json]] = {}

    def fitting(self, type_: Type, values: list[Json]) -> list[Json]:
        """The values that would be of the type if all its numbers were floats, converted so."""
        found: list[Json] = []
        for value in values:
            try:
                found.append(convert_value(value, _float_type(type_), self._floats))
            except ValueMismatch:
                continue
        return found

    def widened(self, type_: Type, values: list[Json]) -> Type:
        """The type with int made float where one of the values asks for it."""
        match type_:
            case ReferenceType(name=name):
                self._waiting.setdefault(name, []).extend(values)
                return type_
            case UnionType(types=types):
                shares: list[list[Json]] = [[] for _ in types]
                for value in values:
                    shares[self._member(types, value)].append(value)
                return union_of(map(self.widened, types, shares))
            case MapType(key_type=key, value_type=value_type):
                tables = [value for value in values if isinstance(value, dict)]
                wide_key = any(not key_fits(text, key) for table in tables for text in table)
                items = [item for table in tables for item in table.values()]
                return MapType(
                    key_type=FLOAT if key == INT and wide_key else key,
                    value_type=self.widened(value_type, items),
                )
            case _ if type_ == INT:
                return FLOAT if any(_is_fraction(value) for value in values) else INT
            case _:
                return self._with_widened_children(type_, values)

    def named_types(self) -> tuple[NamedType, ...]:
        """The named types, widened by all the values that met their names."""
        definitions = {named.name: named.definition for named in self._signature.named_types}
        while self._waiting:
            # Widening a definition may send parts of its values on, to its own name too; they get
            # smaller with each round, so this ends.
            name, values = self._waiting.popitem()
            if values and name in definitions:
                definitions[name] = self.widened(definitions[name], values)
        return tuple(
            named.model_copy(update={"definition": definitions[named.name]})
            for named in self._signature.named_types
        )

    def _with_widened_children(self, type_: Type, values: list[Json]) -> Type:
        arrays = [value for value in values if isinstance(value, list)]
        records = [value for value in values if isinstance(value, dict)]
        match type_:
            case ArrayType(items=items):
                return ArrayType(items=self.widened(items, [item for of in arrays for item in of]))
            case TupleType(items=items):
                return TupleType(
                    items=tuple(
                        self.widened(item, [array[index] for array in arrays])
                        for index, item in enumerate(items)
                    )
                )
            case ObjectType(properties=properties):
                return ObjectType(
                    properties={
                        name: self.widened(child, [record[name] for record in records])
                        for name, child in properties.items()
                    }
                )
            case _:
                return type_

    def _member(self, types: tuple[Type, ...], value: Json) -> int:
        """Which alternative the value belongs to: one that it fits as it is before one that it
        would fit as floats."""
        as_they_are = ((type_, self._signature) for type_ in types)
        as_floats = ((_float_type(type_), self._floats) for type_ in types)
        for candidates in (as_they_are, as_floats):
            for index, (type_, signature) in enumerate(candidates):
                try:
                    check_value(value, type_, signature)
                except ValueMismatch:
                    continue
                return index
        return 0


def _is_fraction(value: Json) -> bool:
    return isinstance(value, float) and not value.is_integer()


def _float_type(type_: Type) -> Type:
    return FLOAT if type_ == INT else with_children(type_, _float_type)


def _with_floats_everywhere(signature: Signature) -> Signature:
    return Signature(
        parameters=tuple(
            Parameter(name=parameter.name, type=_float_type(parameter.type))
            for parameter in signature.parameters
        ),
        return_type=_float_type(signature.return_type),
        named_types=tuple(
            NamedType(name=named.name, definition=_float_type(named.definition))
            for named in signature.named_types
        ),
    )
