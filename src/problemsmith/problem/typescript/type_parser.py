"""Tokens to types."""

from typing import NoReturn

from problemsmith.problem.signature import MAX_DEPTH_OF_TYPES, MAX_NAME_LENGTH
from problemsmith.problem.types import (
    BUILT_IN_TYPES,
    FLOAT,
    INT,
    NULL,
    STRING,
    ArrayType,
    MapType,
    ObjectType,
    ReferenceType,
    TupleType,
    Type,
    union_of,
)
from problemsmith.problem.typescript import names
from problemsmith.problem.typescript.error import SignatureError
from problemsmith.problem.typescript.lexer import Lexer, Token, TokenKind


class TypeParser:
    """Reads types from a text, from where the last one ended.

    `references` collects the names met that are not built in, with a token each, for whoever
    knows what is declared.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = Lexer(text)
        self.references: list[Token] = []
        self._nesting = 0

    def fail(self, reason: str, at: Token) -> NoReturn:
        """Raise SignatureError at a token."""
        raise SignatureError(reason, self.text, at.position)

    def at(self, mark: str, distance: int = 0) -> bool:
        """Whether the next token, or one further on, is this mark or name."""
        token = self.tokens.peek(distance)
        return token.text == mark and token.kind in {TokenKind.MARK, TokenKind.NAME}

    def skip(self, mark: str) -> bool:
        """Take the next token if it is this mark or name, and say whether it was."""
        if self.at(mark):
            self.tokens.take()
            return True
        return False

    def expect(self, mark: str, why: str = "") -> Token:
        """Take this mark, or fail with what was found and the reason for wanting it."""
        token = self.tokens.peek()
        if not self.at(mark):
            self.fail(f"expected {mark!r}{why and ' ' + why}, found {token}", token)
        return self.tokens.take()

    def type(self) -> Type:
        """One type, unions included."""
        self._nesting += 1
        if self._nesting > MAX_DEPTH_OF_TYPES:
            self.fail(f"nested more than {MAX_DEPTH_OF_TYPES} levels deep", self.tokens.peek())
        self.skip("|")
        members = [self._with_suffixes()]
        while self.skip("|"):
            members.append(self._with_suffixes())
        if self.at("&"):
            self.fail("intersections are not supported: write the type out", self.tokens.peek())
        self._nesting -= 1
        return union_of(members)

    def object_members(self) -> Type:
        """The members up to the closing brace, which is taken: a record, or a map."""
        properties: dict[str, Type] = {}
        index: Type | None = None
        while not self.at("}"):
            start = self.tokens.peek()
            if self.at("readonly") and not (self.at(":", 1) or self.at("?", 1)):
                self.tokens.take()
            if self.at("[") and not properties and index is None:
                index = self._index_signature()
            elif index is not None or self.at("["):
                self.fail("an index signature stands alone in its braces", start)
            else:
                name, type_ = self._property()
                if name in properties:
                    self.fail(f"the property {name!r} stands twice", start)
                properties[name] = type_
            following = self.tokens.peek()
            if not (self.skip(";") or self.skip(",") or self.at("}") or following.after_newline):
                self.fail(f"expected ';', ',' or '}}', found {following}", following)
        self.expect("}")
        return ObjectType(properties=properties) if index is None else index

    def _with_suffixes(self) -> Type:
        if self.at("readonly"):
            self.tokens.take()
        type_ = self._primary()
        suffixes = 0
        while self.at("[") and not self.tokens.peek().after_newline:
            opening = self.tokens.take()
            if not self.skip("]"):
                self.fail("expected ']': types cannot be picked out of others", self.tokens.peek())
            suffixes += 1
            if suffixes >= MAX_DEPTH_OF_TYPES:
                self.fail(f"nested more than {MAX_DEPTH_OF_TYPES} levels deep", opening)
            type_ = ArrayType(items=type_)
        return type_

    def _primary(self) -> Type:
        token = self.tokens.take()
        if token.kind is TokenKind.NAME:
            return self._named(token)
        if token.kind is TokenKind.STRING:
            return STRING
        if token.text == "-" and self.tokens.peek().kind is TokenKind.NUMBER:
            token = self.tokens.take()
        if token.kind is TokenKind.NUMBER:
            return FLOAT if set(token.text) & set(".eE") else INT
        return self._bracketed(token)

    def _bracketed(self, opening: Token) -> Type:
        match opening.text:
            case "{":
                type_ = self.object_members()
            case "[":
                type_ = self._tuple()
            case "(":
                type_ = self._parenthesised(opening)
            case _:
                self.fail(f"expected a type, found {opening}", opening)
        return type_

    def _parenthesised(self, opening: Token) -> Type:
        if self.starts_function():
            self.fail("a function has no JSON form", opening)
        type_ = self.type()
        self.expect(")")
        return type_

    def starts_function(self) -> bool:
        """Whether what follows an opening parenthesis is a parameter list and not a type."""
        if self.at(")") or self.at("..."):
            return True
        is_name = self.tokens.peek().kind is TokenKind.NAME
        return is_name and any(self.at(mark, 1) for mark in (":", "?", ","))

    def _tuple(self) -> Type:
        items: list[Type] = []
        while not self.at("]"):
            if self.at("..."):
                self.fail("a tuple has a fixed length: write an array", self.tokens.peek())
            if self.tokens.peek().kind is TokenKind.NAME and self.at(":", 1):
                self.tokens.take()
                self.tokens.take()
            items.append(self.type())
            if self.at("?"):
                self.fail("a tuple has a fixed length: write T | null", self.tokens.peek())
            if not self.at("]"):
                self.expect(",", "or ']'")
        self.expect("]")
        return TupleType(items=tuple(items))

    def _named(self, token: Token) -> Type:
        name = token.text
        if name in names.PRIMITIVES:
            return names.PRIMITIVES[name]
        if name in names.REFUSED:
            self.fail(f"{name} {names.REFUSED[name]}", token)
        if self.at("."):
            self.fail(f"{name}. is not supported: types have plain names", token)
        if name in names.ARRAYS | names.MAPS | names.WRAPPERS:
            return self._generic(token)
        if self.at("<"):
            advice = "is not supported: generic types are to be written out"
            self.fail(f"the type {name[:MAX_NAME_LENGTH]} {names.HINTS.get(name, advice)}", token)
        if name not in BUILT_IN_TYPES:
            self.references.append(token)
        return ReferenceType(name=name)

    def _generic(self, token: Token) -> Type:
        self.expect("<", f"after {token.text}")
        first = self.type()
        if token.text in names.MAPS:
            self.expect(",", f"and the type of the values of the {token.text}")
            first = MapType(key_type=first, value_type=self.type())
        self.skip(",")
        self.expect(">")
        return ArrayType(items=first) if token.text in names.ARRAYS else first

    def _index_signature(self) -> Type:
        self.expect("[")
        token = self.tokens.take()
        if token.kind is not TokenKind.NAME:
            self.fail(f"expected the name of a key, found {token}", token)
        if self.at("in"):
            self.fail("mapped types are not supported: write Record<K, V>", self.tokens.peek())
        self.expect(":", "and the type of the keys")
        key = self.type()
        self.expect("]")
        self.expect(":", "and the type of the values")
        return MapType(key_type=key, value_type=self.type())

    def _property(self) -> tuple[str, Type]:
        token = self.tokens.take()
        if token.kind not in {TokenKind.NAME, TokenKind.STRING, TokenKind.NUMBER}:
            self.fail(f"expected the name of a property, found {token}", token)
        if self.at("(") or self.at("<"):
            self.fail(f"{token.text} is a method: a function has no JSON form", token)
        optional = self.skip("?")
        self.expect(":", f"and the type of {token.text}")
        type_ = self.type()
        return token.text, union_of([type_, NULL]) if optional else type_
