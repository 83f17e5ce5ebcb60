"""TypeScript text to a signature, in any form that people and models write."""

from pydantic import ValidationError

from problemsmith.problem.signature import (
    MAX_NAME_LENGTH,
    NamedType,
    Parameter,
    Signature,
    is_identifier,
)
from problemsmith.problem.types import (
    NULL,
    MapType,
    ReferenceType,
    Type,
    union_of,
    with_children,
)
from problemsmith.problem.typescript import names
from problemsmith.problem.typescript.error import SignatureError
from problemsmith.problem.typescript.lexer import Token, TokenKind
from problemsmith.problem.typescript.type_parser import TypeParser

MAX_CHARACTERS = 10_000
"""How long a signature's text may be."""

_EXAMPLE = "(nums: number[], k: number): number"


def parse_signature(text: str) -> Signature:
    """The signature that the text describes.

    Takes types alone, `(nums: number[], k: number): number`, and also functions, methods, arrow
    functions and function types, with or without a name (it is not kept) and a body (it is not
    read). `interface` and `type` declarations beside it become named types. `number` is an int;
    `int` and `float` may be written too. Literal types widen to their primitive, `undefined` is
    null, an optional property is one that may be null, and so is an optional parameter before a
    required one.

    Raises SignatureError, with the place, for anything that has no form in JSON or every language.
    """
    if len(text) > MAX_CHARACTERS:
        raise SignatureError(
            f"the signature has {len(text)} characters; at most {MAX_CHARACTERS}",
            text[:MAX_CHARACTERS],
            0,
        )
    return _SignatureParser(text).signature()


class _SignatureParser(TypeParser):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._declared: dict[str, Type] = {}
        self._found: tuple[Token, list[Parameter], Type] | None = None

    def signature(self) -> Signature:
        ended = False
        while not ended:
            while self.skip(";") or self.skip("export") or self.skip("default"):
                pass
            if self.skip("declare"):
                continue
            if self.tokens.peek().kind is TokenKind.END:
                break
            ended = self._statement()
        if self._found is None:
            self.fail(f"expected a signature such as {_EXAMPLE}", self.tokens.peek())
        start, parameters, return_type = self._found
        self._check_references()
        return self._built(start, parameters, return_type)

    def _statement(self) -> bool:
        """Read a declaration or the signature, and say whether the rest is a body, not to be
        read."""
        token = self.tokens.peek()
        is_declaration = self.tokens.peek(1).kind is TokenKind.NAME
        if is_declaration and token.text == "interface":
            self._interface()
        elif is_declaration and token.text == "type":
            self._alias()
        elif is_declaration and token.text == "class":
            self._class()
        elif is_declaration and token.text in {"enum", "namespace", "import", "abstract"}:
            self.fail(f"{token.text} has no place in a signature", token)
        else:
            return self._function()
        return False

    def _interface(self) -> None:
        self.tokens.take()
        name = self._declared_name()
        if self.at("extends"):
            self.fail("extends is not supported: write all properties", self.tokens.peek())
        self.expect("{", f"after interface {name.text}")
        self._declare(name, self.object_members())

    def _alias(self) -> None:
        self.tokens.take()
        name = self._declared_name()
        self.expect("=", f"after type {name.text}")
        if self._at_function_type():
            self._signature_from_parameters(self.tokens.peek())
        else:
            self._declare(name, self.type())

    def _class(self) -> None:
        """Pass over LeetCode's own classes; nothing else is declared by a class."""
        keyword = self.tokens.take()
        name = self.tokens.take()
        if name.text not in names.BUILT_IN_DEFINITIONS:
            self.fail("classes are not supported: write an interface", keyword)
        self.expect("{", f"after class {name.text}")
        depth = 1
        while depth > 0:
            token = self.tokens.take()
            if token.kind is TokenKind.END:
                self.fail("expected '}', found the end of the text", token)
            if token.kind is TokenKind.MARK:
                depth += {"{": 1, "}": -1}.get(token.text, 0)

    def _declared_name(self) -> Token:
        token = self.tokens.take()
        if not is_identifier(token.text):
            self.fail(f"{token} is no name: names are ASCII letters, digits and _", token)
        if self.at("<"):
            self.fail("generic types are not supported: write the types out", self.tokens.peek())
        return token

    def _declare(self, name: Token, definition: Type) -> None:
        if names.is_known_definition(name.text, definition):
            return
        if name.text in names.BUILT_IN_DEFINITIONS:
            known = ", ".join(names.BUILT_IN_DEFINITIONS[name.text].properties)
            self.fail(f"{name.text} is built in, with {known}; choose another name", name)
        if names.is_taken(name.text):
            self.fail(f"{name.text} has a meaning of its own; choose another name", name)
        if name.text in self._declared:
            self.fail(f"the type {name.text} is declared twice", name)
        self._declared[name.text] = definition

    def _function(self) -> bool:
        start = self.tokens.peek()
        is_bound = any(self.skip(keyword) for keyword in ("const", "let", "var"))
        self._refuse_async()
        self.skip("function")
        self.skip("*")
        if self.tokens.peek().kind is TokenKind.NAME:
            self.tokens.take()
        if is_bound or self.at("=") or self.at(":"):
            if self.skip(":") and self._at_function_type():
                return self._signature_from_parameters(start)
            self.expect("=", "and a function")
            self._refuse_async()
            if self.skip("function") and self.tokens.peek().kind is TokenKind.NAME:
                self.tokens.take()
        return self._signature_from_parameters(start)

    def _refuse_async(self) -> None:
        if self.at("async"):
            self.fail("async is not supported: a solution answers at once", self.tokens.peek())

    def _at_function_type(self) -> bool:
        """Whether `(` and a parameter list come next, and not a type in parentheses."""
        if not self.at("("):
            return False
        if self.at(")", 1) or self.at("...", 1):
            return True
        is_name = self.tokens.peek(1).kind is TokenKind.NAME
        return is_name and (self.at(":", 2) or self.at("?", 2))

    def _signature_from_parameters(self, start: Token) -> bool:
        if self._found is not None:
            self.fail("a second signature: write one", start)
        if self.at("<"):
            self.fail(
                "generic signatures are not supported: write the concrete types",
                self.tokens.peek(),
            )
        if not self.at("("):
            found = self.tokens.peek()
            self.fail(f"expected '(' of a signature such as {_EXAMPLE}, found {found}", found)
        self.tokens.take()
        parameters = self._parameters()
        if not (self.skip(":") or self.skip("=>")):
            found = self.tokens.peek()
            self.fail(f"expected ':' and the return type, found {found}", found)
        self._found = (start, parameters, self.type())
        following = self.tokens.peek()
        if any(self.at(mark) for mark in ("{", "=>", "=")):
            return True
        if not (self.at(";") or following.after_newline or following.kind is TokenKind.END):
            self.fail(f"expected the end of the signature, found {following}", following)
        return False

    def _parameters(self) -> list[Parameter]:
        read: list[tuple[Token, Parameter]] = []
        while not self.at(")"):
            token, parameter = self._parameter()
            if any(parameter.name == earlier.name for _, earlier in read):
                self.fail(f"two parameters are called {parameter.name}", token)
            read.append((token, parameter))
            if not self.at(")"):
                self.expect(",", "or ')'")
        closing = self.expect(")")
        if not read:
            self.fail("a signature needs at least one parameter", closing)
        return _with_optional_last([parameter for _, parameter in read])

    def _parameter(self) -> tuple[Token, Parameter]:
        token = self.tokens.take()
        if token.text == "...":
            self.fail("rest parameters are not supported: take an array", token)
        if token.kind is not TokenKind.NAME:
            self.fail(f"expected the name of a parameter, found {token}", token)
        if not is_identifier(token.text):
            self.fail(f"{token} is no name: names are ASCII letters, digits and _", token)
        optional = self.skip("?")
        self.expect(":", f"and the type of {token.text}")
        type_ = self.type()
        if self.at("="):
            self.fail(
                f"default values are not supported: write {token.text}?: for an optional parameter",
                self.tokens.peek(),
            )
        return token, Parameter(name=token.text, type=type_, optional=optional)

    def _check_references(self) -> None:
        for token in self.references:
            if token.text not in self._declared:
                name = token.text[:MAX_NAME_LENGTH]
                advice = f"is not declared: add 'interface {name} {{ ... }}' or write it in place"
                self.fail(f"the type {name} {names.HINTS.get(name, advice)}", token)

    def _built(self, start: Token, parameters: list[Parameter], return_type: Type) -> Signature:
        try:
            return Signature(
                parameters=tuple(
                    parameter.model_copy(update={"type": self._with_plain_keys(parameter.type)})
                    for parameter in parameters
                ),
                return_type=self._with_plain_keys(return_type),
                named_types=tuple(
                    NamedType(name=name, definition=self._with_plain_keys(definition))
                    for name, definition in self._declared.items()
                ),
            )
        except ValidationError as error:
            reason = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise SignatureError(reason, self.text, start.position) from None

    def _with_plain_keys(self, type_: Type) -> Type:
        """The type with keys of maps that are names of primitives replaced by those."""
        if isinstance(type_, MapType):
            key = type_.key_type
            for _ in self._declared:
                if isinstance(key, ReferenceType):
                    key = self._declared.get(key.name, key)
            return MapType(key_type=key, value_type=self._with_plain_keys(type_.value_type))
        return with_children(type_, self._with_plain_keys)


def _with_optional_last(parameters: list[Parameter]) -> list[Parameter]:
    """An optional parameter before a required one cannot be left off: it may be null instead."""
    last_required = max(
        (index for index, parameter in enumerate(parameters) if not parameter.optional), default=-1
    )
    return [
        Parameter(name=parameter.name, type=union_of([parameter.type, NULL]))
        if parameter.optional and index < last_required
        else parameter
        for index, parameter in enumerate(parameters)
    ]
