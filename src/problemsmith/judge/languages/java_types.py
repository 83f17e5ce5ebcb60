"""The type tree as Java writes it, and as the shapes that `harness/java/Shape.java` reads."""

from problemsmith.judge.languages.record_types import RecordClass, RecordTypes, free_name
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import (
    BUILT_IN_TYPES,
    NULL,
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
from problemsmith.problem.wire import Json

_PRIMITIVES = {
    "int": "long",
    "float": "double",
    "string": "String",
    "boolean": "boolean",
    "null": "Object",
}
_BOXES = {"long": "Long", "double": "Double", "boolean": "Boolean"}
_PLACEHOLDERS = {"long": "0", "double": "0.0", "boolean": "false", "String": '""', "Object": "null"}
_RESERVED_TEXT = """
abstract assert boolean break byte case catch char class const continue default do double else enum
extends false final finally float for goto if implements import instanceof int interface long native
new null package private protected public record return sealed short static strictfp super switch
synchronized this throw throws transient true try var void volatile while yield
Array ArrayList Arrays BigDecimal BigInteger Boolean Byte Character Class Collection Collections
Deque Double Enum Error Exception Float HashMap HashSet Integer Iterable Iterator LinkedList List
ListNode Long Map Math Number Object Optional PriorityQueue Process Queue Random Record Runnable Set
Short Solution Stack Stream String StringBuilder System Thread Throwable TreeMap TreeNode TreeSet
Vector Void problemsmith
"""
RESERVED = frozenset(_RESERVED_TEXT.split())


class JavaTypes:
    """The types of one signature in Java.

    A tuple is an array: of its parts' type where they are alike, else of Object. An array of what
    Java makes no arrays of is a List. A union is Object, but for a type or null, which is the
    type's class.
    """

    def __init__(self, signature: Signature) -> None:
        self._signature = signature
        self._records = RecordTypes(signature, RESERVED)

    def text(self, type_: Type) -> str:  # noqa: PLR0911  # one a kind
        """The type as a program writes it: `long[]`, `Map<String, Long>`, `ListNode`."""
        match type_:
            case PrimitiveType():
                return _PRIMITIVES[type_.type]
            case ArrayType():
                return _array(self.text(type_.items))
            case TupleType():
                texts = {self.text(it) for it in type_.items}
                return _array(texts.pop()) if len(texts) == 1 else "Object[]"
            case MapType():
                key, value = _boxed(self.text(type_.key_type)), _boxed(self.text(type_.value_type))
                return f"Map<{key}, {value}>"
            case ObjectType():
                return self._records.class_of(type_)
            case UnionType():
                texts = {_boxed(self.text(it)) for it in type_.types if it != NULL}
                return texts.pop() if len(texts) == 1 else "Object"
            case ReferenceType() if type_.name in BUILT_IN_TYPES:
                return type_.name
            case ReferenceType() if type_.name in self._records.boxes:
                return "Object"
            case ReferenceType():
                return self.text(self._signature.definitions[type_.name])

    def parameters(self) -> list[str]:
        """Each parameter with its type."""
        taken = set(self._records.taken)
        made: list[str] = []
        for it in self._signature.parameters:
            name = free_name(it.name, taken)
            taken.add(name)
            made.append(
                f"{self.text(union_of((it.type, NULL)) if it.optional else it.type)} {name}"
            )
        return made

    def placeholder(self, type_: Type) -> str:  # noqa: PLR0911  # one a kind
        """A value of the type, so that the starter code gives a wrong answer and not an error."""
        text = self.text(type_)
        resolved = self._records.resolved(type_)
        if isinstance(resolved, UnionType):
            return "null" if NULL in resolved.types else self.placeholder(resolved.types[0])
        if isinstance(resolved, ObjectType):
            return f"new {text}()"
        if text in _PLACEHOLDERS and not isinstance(resolved, ArrayType | TupleType | MapType):
            return _PLACEHOLDERS[text]
        if isinstance(resolved, TupleType) and resolved.items:
            parts = ", ".join(self.placeholder(it) for it in resolved.items)
            is_list = text.startswith("List<")
            return f"List.of({parts})" if is_list else f"new {text} {{{parts}}}"
        if text.startswith(("List<", "Map<")) or isinstance(resolved, MapType):
            return "new HashMap<>()" if isinstance(resolved, MapType) else "new ArrayList<>()"
        if isinstance(resolved, ArrayType | TupleType):
            base = text if text.endswith("[]") else "Object[]"
            return f"new {base.replace('[]', '[0]', 1)}"
        return "null"

    def classes(self) -> dict[str, str]:
        """The source of each record's class, by the class's name."""
        return {class_.name: self._class(class_) for class_ in self._records.classes}

    def shapes(self) -> dict[str, Json]:
        """What the harness is told: parameters, result, named types and records."""
        return {
            "parameters": [self._shape(it.type) for it in self._signature.parameters],
            "returns": self._shape(self._signature.return_type),
            "named": {
                named.name: self._shape(named.definition) for named in self._signature.named_types
            },
            "records": {
                class_.name: [[it.key, it.name, self._shape(it.type)] for it in class_.fields]
                for class_ in self._records.classes
            },
        }

    def _class(self, class_: RecordClass) -> str:
        fields = [
            f"    public {self.text(it.type)} {it.name} = {self.placeholder(it.type)};\n"
            for it in class_.fields
        ]
        return f"public class {class_.name} {{\n{''.join(fields)}}}\n"

    def _shape(self, type_: Type) -> Json:  # noqa: PLR0911  # one a kind
        match type_:
            case PrimitiveType():
                return [type_.type]
            case ArrayType():
                return ["array", self._shape(type_.items)]
            case TupleType():
                return ["tuple", *map(self._shape, type_.items)]
            case MapType():
                return ["map", self._shape(type_.key_type), self._shape(type_.value_type)]
            case ObjectType():
                return ["record", self._records.class_of(type_)]
            case UnionType():
                return ["union", *map(self._shape, type_.types)]
            case ReferenceType() if type_.name in BUILT_IN_TYPES:
                return [type_.name]
            case ReferenceType():
                return ["named", type_.name]


def _boxed(text: str) -> str:
    return _BOXES.get(text, text)


def _array(item: str) -> str:
    return f"List<{item}>" if "<" in item else f"{item}[]"
