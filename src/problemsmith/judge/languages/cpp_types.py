"""The type tree as C++ writes it, and as the tags of `harness/cpp/values.hpp`."""

from problemsmith.judge.languages.record_types import RecordTypes, free_name
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import (
    BUILT_IN_TYPES,
    LIST_NODE,
    NULL,
    TREE_NODE,
    ArrayType,
    MapType,
    ObjectType,
    PrimitiveType,
    ReferenceType,
    TupleType,
    Type,
    UnionType,
    union_of,
)

_PRIMITIVES = {
    "int": ("long long", "Int"),
    "float": ("double", "Float"),
    "string": ("string", "Text"),
    "boolean": ("bool", "Bool"),
    "null": ("nullptr_t", "Null"),
}
_NODES = {LIST_NODE: ("ListNode*", "List"), TREE_NODE: ("TreeNode*", "Tree")}
_RESERVED_TEXT = """
EOF NULL Solution ListNode TreeNode alignas alignof and and_eq asm assert auto bitand bitor bool
break case catch char char16_t char32_t char8_t class co_await co_return co_yield compl concept
const const_cast consteval constexpr constinit continue decltype default delete do double
dynamic_cast else enum errno explicit export extern false float for friend goto if inline int linux
long main mutable namespace new noexcept not not_eq nullptr operator or or_eq private problemsmith
protected public register reinterpret_cast requires return short signed sizeof static static_assert
map nullptr_t optional pair static_cast stderr stdin stdout string struct tuple unordered_map
variant vector switch template this thread_local throw true try typedef
typeid typename typeof union unix unsigned using virtual void volatile wchar_t while xor xor_eq
"""
RESERVED = frozenset(_RESERVED_TEXT.split())


_SCALARS = ("long long", "double", "bool", "nullptr_t")


class CppTypes:
    """The types of one signature in C++.

    A named type that is no record stands for its definition, unless it holds itself: then it is a
    struct with the one field `value`. A record that holds itself is held by a pointer where it may
    be missing.
    """

    def __init__(self, signature: Signature) -> None:
        self._signature = signature
        self._records = RecordTypes(signature, RESERVED)
        self._structs: dict[str, list[tuple[str, str, Type]]] = {
            class_.name: [(it.key, it.name, it.type) for it in class_.fields]
            for class_ in self._records.classes
        }
        for named, name in self._records.boxes.items():
            self._structs[name] = [("", "value", signature.definitions[named])]

    def text(self, type_: Type) -> str:
        """The type as a program writes it: `vector<long long>`, `optional<string>`, `ListNode*`."""
        return self._pair(type_)[0]

    def tag(self, type_: Type) -> str:
        """The type as a tag: `Array<Int>`."""
        return self._pair(type_)[1]

    def parameters(self) -> list[str]:
        """Each parameter with its type; what is costly to copy comes by reference."""
        taken = set(self._records.taken)
        made: list[str] = []
        for it in self._signature.parameters:
            name = free_name(it.name, taken)
            taken.add(name)
            text, _ = self.parameter_pair(it.type, optional=it.optional)
            is_costly = text in self._structs or text == "string" or text.endswith(">")
            made.append(f"{text}{'&' if is_costly else ''} {name}")
        return made

    def parameter_pair(self, type_: Type, *, optional: bool) -> tuple[str, str]:
        """Text and tag of a parameter's type."""
        return self._pair(union_of((type_, NULL)) if optional else type_)

    def structs(self) -> str:
        """The struct of each record, each behind those that it holds."""
        done: list[str] = []
        lines: list[str] = []
        for name in self._structs:
            self._define(name, done, lines)
        return "".join([*(f"struct {name};\n" for name in self._structs), *lines])

    def fields(self) -> str:
        """How the harness reaches the fields of the structs."""
        boxes = self._records.boxes.values()
        parts: list[str] = []
        for name, fields in self._structs.items():
            if name in boxes:
                tag = self.tag(fields[0][2])
                parts.append(f"template <> struct Inner<::{name}> {{ using Tag = {tag}; }};\n")
            else:
                listed = ", ".join(
                    f"field<{self.tag(type_)}>({_literal(key)}, &::{name}::{field})"
                    for key, field, type_ in fields
                )
                parts.append(
                    f"template <> struct Fields<::{name}> "
                    f"{{ static constexpr auto all = std::tuple{{{listed}}}; }};\n"
                )
        return "".join(parts)

    def _pair(self, type_: Type) -> tuple[str, str]:  # noqa: PLR0911  # one a kind
        match type_:
            case PrimitiveType():
                return _PRIMITIVES[type_.type]
            case ArrayType():
                text, tag = self._pair(type_.items)
                return f"vector<{text}>", f"Array<{tag}>"
            case TupleType():
                pairs = [self._pair(it) for it in type_.items]
                texts, tags = (", ".join(it[at] for it in pairs) for at in (0, 1))
                return f"{'pair' if len(pairs) == 2 else 'tuple'}<{texts}>", f"Tuple<{tags}>"
            case MapType():
                (key, key_tag), (text, tag) = map(self._pair, (type_.key_type, type_.value_type))
                return f"map<{key}, {text}>", f"Map<{key_tag}, {tag}>"
            case ObjectType():
                name = self._records.class_of(type_)
                return name, f"Record<::{name}>"
            case UnionType():
                return self._union(type_)
            case ReferenceType() if type_.name in BUILT_IN_TYPES:
                return _NODES[type_.name]
            case ReferenceType() if type_.name in self._records.boxes:
                name = self._records.boxes[type_.name]
                return name, f"Box<::{name}>"
            case ReferenceType():
                return self._pair(self._signature.definitions[type_.name])

    def _union(self, type_: UnionType) -> tuple[str, str]:
        types = self._flat(type_)
        members = dict(self._member(it) for it in types if it != NULL)
        if NULL in types and len(members) == 1:
            ((text, tag),) = members.items()
            # A null pointer is null.
            return (text, tag) if text[-1] == "*" else (f"optional<{text}>", f"Optional<{tag}>")
        if NULL in types:
            members["nullptr_t"] = "Null"
        if len(members) == 1:
            return next(iter(members.items()))
        return f"variant<{', '.join(members)}>", f"Union<{', '.join(members.values())}>"

    def _member(self, type_: Type) -> tuple[str, str]:
        text, tag = self._pair(type_)
        return (f"{text}*", f"Optional<{tag}>") if self._is_held_by_pointer(type_) else (text, tag)

    def _is_held_by_pointer(self, type_: Type) -> bool:
        resolved = self._records.resolved(type_)
        return isinstance(resolved, ObjectType) and self._records.is_recursive(resolved)

    def _flat(self, type_: UnionType) -> list[Type]:
        """The members, those of unions inside opened."""
        members: list[Type] = []
        for it in type_.types:
            is_box = isinstance(it, ReferenceType) and it.name in self._records.boxes
            resolved = self._records.resolved(it)
            members += (
                self._flat(resolved) if isinstance(resolved, UnionType) and not is_box else [it]
            )
        return members

    def _define(self, name: str, done: list[str], lines: list[str]) -> None:
        if name in done:
            return
        done.append(name)
        for _, _, type_ in self._structs[name]:
            for inner in self._held_by_value(type_):
                self._define(inner, done, lines)
        fields = ""
        for _, field, type_ in self._structs[name]:
            text = self.text(type_)
            is_scalar = text in _SCALARS or text[-1] == "*"
            fields += f"  {text} {field}{'{}' if is_scalar else ''};\n"
        lines.append(f"struct {name} {{\n{fields}}};\n")

    def _held_by_value(self, type_: Type) -> list[str]:
        """The structs that must be complete before one that has a field of the type."""
        match type_:
            case ObjectType():
                return [self._records.class_of(type_)]
            case TupleType():
                return [name for it in type_.items for name in self._held_by_value(it)]
            case UnionType():
                members = [it for it in self._flat(type_) if not self._is_held_by_pointer(it)]
                return [name for it in members for name in self._held_by_value(it)]
            case ReferenceType() if type_.name in self._records.boxes:
                return [self._records.boxes[type_.name]]
            case ReferenceType() if type_.name not in BUILT_IN_TYPES:
                return self._held_by_value(self._records.resolved(type_))
            case _:
                return []


def _literal(text: str) -> str:
    """A C++ literal of the text's UTF-8."""
    plain = {ord(it) for it in text if it.isascii() and it.isalnum()} | {ord(" ")}
    return '"' + "".join(chr(it) if it in plain else f"\\{it:03o}" for it in text.encode()) + '"'
