"""From a program's result to JSON, by the type tree of the signature (in its JSON form).

A writer is a function from one Python value to what `json` can write; it raises WrongTypeError,
with the place, for a value of another type. bool is not int; an int will do for a float.
"""

from collections.abc import Callable
from typing import Any, cast

from .nodes import WrongTypeError, write_list, write_tree

Tree = dict[str, Any]
Writer = Callable[[Any], Any]

_PRIMITIVES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (float, int),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
}


class Writers:
    """Writers for the types of one signature."""

    def __init__(self, named_types: list[Tree]) -> None:
        self._definitions: dict[str, Tree] = {
            named["name"]: named["definition"] for named in named_types
        }
        self._by_name: dict[str, Writer] = {}

    def writer(self, tree: Tree) -> Writer:
        """The writer of a type."""
        make = getattr(self, "_" + tree["kind"])
        result: Writer = make(tree)
        return result

    def _primitive(self, tree: Tree) -> Writer:
        name: str = tree["type"]
        types = _PRIMITIVES[name]

        def write_primitive(value: Any) -> Any:
            if type(value) in types:
                return value
            if isinstance(value, types) and not isinstance(value, bool):
                return value  # a subclass, such as a member of an IntEnum
            raise WrongTypeError(_name_of(value), name)

        return write_primitive

    def _array(self, tree: Tree) -> Writer:
        items: Tree = tree["items"]
        write = self.writer(items)
        plain = frozenset(_PRIMITIVES[items["type"]]) if items["kind"] == "primitive" else None

        def write_array(value: Any) -> Any:
            if not isinstance(value, (list, tuple)):
                raise WrongTypeError(_name_of(value), "array")
            sequence = cast("list[Any] | tuple[Any, ...]", value)
            if plain is not None and plain.issuperset(map(type, sequence)):
                return sequence
            return _write_each(sequence, [write] * len(sequence))

        return write_array

    def _tuple(self, tree: Tree) -> Writer:
        writers = [self.writer(part) for part in tree["items"]]

        def write_tuple(value: Any) -> Any:
            if not isinstance(value, (list, tuple)):
                raise WrongTypeError(_name_of(value), "tuple")
            sequence = cast("list[Any] | tuple[Any, ...]", value)
            if len(sequence) != len(writers):
                raise WrongTypeError(f"{len(sequence)} items", f"a tuple of {len(writers)} items")
            return _write_each(sequence, writers)

        return write_tuple

    def _object(self, tree: Tree) -> Writer:
        writers = {name: self.writer(part) for name, part in tree["properties"].items()}

        def write_object(value: Any) -> Any:
            if not isinstance(value, dict):
                raise WrongTypeError(_name_of(value), "object")
            record = cast("dict[Any, Any]", value)
            for name in record:
                if name not in writers:
                    raise WrongTypeError(f"the property {name!r}", f"only {sorted(writers)}")
            result: dict[str, Any] = {}
            for name, write in writers.items():
                if name not in record:
                    raise WrongTypeError(f"no property {name!r}", f"{sorted(writers)}")
                result[name] = _write_at(f".{name}", write, record[name])
            return result

        return write_object

    def _map(self, tree: Tree) -> Writer:
        write_key = self._key(tree["keyType"])
        write = self.writer(tree["valueType"])

        def write_map(value: Any) -> Any:
            if not isinstance(value, dict):
                raise WrongTypeError(_name_of(value), "map")
            result: dict[str, Any] = {}
            for key, item in cast("dict[Any, Any]", value).items():
                text = _key_text(write_key(key))
                if text in result:
                    raise WrongTypeError(f"the key {text!r} twice", "a map")
                result[text] = _write_at(f"[{text!r}]", write, item)
            return result

        return write_map

    def _key(self, tree: Tree) -> Writer:
        write = self.writer(tree)

        def write_key(key: Any) -> Any:
            try:
                return write(key)
            except WrongTypeError as error:
                raise WrongTypeError(f"a key of {error.got}", f"keys of {error.wanted}") from None

        return write_key

    def _union(self, tree: Tree) -> Writer:
        writers = [self.writer(part) for part in tree["types"]]

        def write_union(value: Any) -> Any:
            errors: list[WrongTypeError] = []
            for write in writers:
                try:
                    return write(value)
                except WrongTypeError as error:
                    errors.append(error)
            deepest = max(errors, key=lambda error: len(error.path))
            if deepest.path:
                raise deepest
            wanted = " or ".join(dict.fromkeys(error.wanted for error in errors))
            raise WrongTypeError(_name_of(value), wanted)

        return write_union

    def _reference(self, tree: Tree) -> Writer:
        name: str = tree["name"]
        if name in self._definitions:
            return self._named(name)
        return {"ListNode": write_list, "TreeNode": write_tree}[name]

    def _named(self, name: str) -> Writer:
        """A type may contain itself: while its writer is made, its name stands for it."""
        if name not in self._by_name:

            def later(value: Any) -> Any:
                return self._by_name[name](value)

            self._by_name[name] = later
            self._by_name[name] = self.writer(self._definitions[name])
        return self._by_name[name]


def _write_each(values: Any, writers: list[Writer]) -> list[Any]:
    result: list[Any] = []
    try:
        for write, value in zip(writers, values, strict=True):
            result.append(write(value))  # the length tells where it failed
    except WrongTypeError as error:
        error.path.append(f"[{len(result)}]")
        raise
    return result


def _write_at(place: str, write: Writer, value: Any) -> Any:
    try:
        return write(value)
    except WrongTypeError as error:
        error.path.append(place)
        raise


def _key_text(key: Any) -> str:
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    return key if isinstance(key, str) else repr(key)


def _name_of(value: Any) -> str:
    """The type's name as its author knows it: `None` for None, else `list`, `Point`, ..."""
    return "None" if value is None else type(value).__name__
