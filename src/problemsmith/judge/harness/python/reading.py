"""From JSON to a program's arguments, by the type tree of the signature (in its JSON form).

A reader is a function from one JSON value to one Python value, or None where nothing changes: then
whole arrays are passed on untouched.
"""

from collections.abc import Callable
from typing import Any, cast

from .nodes import read_list, read_tree

Tree = dict[str, Any]
Reader = Callable[[Any], Any]

_TEXT_KEYS: dict[str, Reader] = {
    "int": int,
    "float": float,
    "boolean": lambda text: text == "true",
    "null": lambda _: None,
}


class Readers:
    """Readers for the types of one signature."""

    def __init__(self, named_types: list[Tree]) -> None:
        self._definitions: dict[str, Tree] = {
            named["name"]: named["definition"] for named in named_types
        }
        self._by_name: dict[str, Reader | None] = {}

    def reader(self, tree: Tree) -> Reader | None:
        """The reader of a type."""
        make = getattr(self, "_" + tree["kind"])
        result: Reader | None = make(tree)
        return result

    def _primitive(self, tree: Tree) -> Reader | None:
        return _read_float if tree["type"] == "float" else None

    def _array(self, tree: Tree) -> Reader | None:
        item = self.reader(tree["items"])
        if item is None:
            return None
        if item is _read_float:
            return _read_floats
        return lambda value: [item(part) for part in value]

    def _tuple(self, tree: Tree) -> Reader | None:
        items = [self.reader(part) or _unchanged for part in tree["items"]]
        return lambda value: tuple([read(part) for read, part in zip(items, value, strict=True)])

    def _object(self, tree: Tree) -> Reader | None:
        found = {name: self.reader(part) for name, part in tree["properties"].items()}
        changing = {name: read for name, read in found.items() if read is not None}
        if not changing:
            return None

        def read_object(value: Any) -> Any:
            return {
                name: changing[name](part) if name in changing else part
                for name, part in value.items()
            }

        return read_object

    def _map(self, tree: Tree) -> Reader | None:
        key = self._key(tree["keyType"])
        item = self.reader(tree["valueType"])
        if key is None and item is None:
            return None
        read_key, read_item = key or _unchanged, item or _unchanged
        return lambda value: {read_key(name): read_item(part) for name, part in value.items()}

    def _key(self, tree: Tree) -> Reader | None:
        """Keys are text in JSON, whatever they are in the program."""
        while tree["kind"] == "reference" and tree["name"] in self._definitions:
            tree = self._definitions[tree["name"]]
        return _TEXT_KEYS.get(tree["type"]) if tree["kind"] == "primitive" else None

    def _union(self, tree: Tree) -> Reader | None:
        members = [(self._accepts(part), self.reader(part)) for part in tree["types"]]
        if all(read is None for _, read in members):
            return None

        def read_union(value: Any) -> Any:
            for accepts, read in members:
                if accepts(value):
                    return read(value) if read is not None else value
            return value

        return read_union

    def _reference(self, tree: Tree) -> Reader | None:
        name: str = tree["name"]
        if name in self._definitions:
            return self._named(name)
        return {"ListNode": read_list, "TreeNode": read_tree}.get(name)

    def _named(self, name: str) -> Reader | None:
        """A type may contain itself: while its reader is made, its name stands for it."""
        if name not in self._by_name:

            def later(value: Any) -> Any:
                return (self._by_name[name] or _unchanged)(value)

            self._by_name[name] = later
            self._by_name[name] = self.reader(self._definitions[name])
        return self._by_name[name]

    def _accepts(self, tree: Tree) -> Callable[[Any], bool]:
        """Whether a JSON value has the outer shape of a type: enough to tell a union's members
        apart."""
        while tree["kind"] == "reference" and tree["name"] in self._definitions:
            tree = self._definitions[tree["name"]]
        kind = tree["kind"]
        if kind == "primitive":
            types = _JSON_TYPES[tree["type"]]
            return lambda value: type(value) in types
        if kind == "object":
            names = set(tree["properties"])
            return lambda value: isinstance(value, dict) and value.keys() == names
        if kind == "tuple":
            count = len(tree["items"])
            return lambda value: isinstance(value, list) and len(cast("list[Any]", value)) == count
        if kind == "union":
            members = [self._accepts(part) for part in tree["types"]]
            return lambda value: any(accepts(value) for accepts in members)
        wanted = dict if kind == "map" else list
        return lambda value: isinstance(value, wanted)


_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (float, int),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
}


def _unchanged(value: Any) -> Any:
    return value


def _read_float(value: Any) -> Any:
    if type(value) is int:
        try:
            return float(value)
        except OverflowError:
            return value
    return value


def _read_floats(value: Any) -> Any:
    return value if set(map(type, value)) <= {float} else [_read_float(part) for part in value]
