"""TypeScript text to tokens, one at a time: what follows a signature need not be readable."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from problemsmith.problem.typescript.error import SignatureError


class TokenKind(StrEnum):
    """What a token is."""

    NAME = "name"
    STRING = "string"
    NUMBER = "number"
    MARK = "mark"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text. A string's `text` is its value; a mark's is the mark itself."""

    kind: TokenKind
    text: str
    position: int
    after_newline: bool

    def __str__(self) -> str:
        if self.kind is TokenKind.END:
            return "the end of the text"
        quoted = json.dumps(self.text[:40], ensure_ascii=False)
        return f"the string {quoted}" if self.kind is TokenKind.STRING else quoted


# Back quotes are skipped like spaces: models put code in fences, people in single ones.
_BLANK = re.compile(r"(?:\s|\ufeff|//[^\n]*|/\*.*?\*/|```[A-Za-z]*|`)*", re.DOTALL)
_PATTERNS = (
    (TokenKind.NAME, re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")),
    (TokenKind.NUMBER, re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?n?")),
    (TokenKind.STRING, re.compile(r'"(?:[^"\\\n]|\\.)*"|' + r"'(?:[^'\\\n]|\\.)*'")),
    (TokenKind.MARK, re.compile(r"=>|\.\.\.|[\x21-\x7e]")),
)
_UNESCAPED_QUOTE = re.compile(r"""\\.|["']""")


class Lexer:
    """Reads tokens from the front, with any number of tokens looked ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._ahead: list[Token] = []

    def peek(self, distance: int = 0) -> Token:
        """The token that `take` will give next, or one further on."""
        while len(self._ahead) <= distance:
            self._ahead.append(self._read())
        return self._ahead[distance]

    def take(self) -> Token:
        """The next token. After the last, the end, as often as asked."""
        token = self.peek()
        if token.kind is not TokenKind.END:
            del self._ahead[0]
        return token

    def _read(self) -> Token:
        start = self._position
        blank = _BLANK.match(self._text, start)
        position = start if blank is None else blank.end()
        after_newline = "\n" in self._text[start:position]
        if position >= len(self._text):
            return Token(TokenKind.END, "", position, after_newline)
        if self._text.startswith("/*", position):
            raise SignatureError("a comment that is not closed", self._text, position)
        for kind, pattern in _PATTERNS:
            found = pattern.match(self._text, position)
            if found is not None:
                self._position = found.end()
                text = found.group()
                if kind is TokenKind.STRING:
                    text = self._string_value(text, position)
                return Token(kind, text, position, after_newline)
        shown = json.dumps(self._text[position], ensure_ascii=False)
        raise SignatureError(
            f"{shown} cannot stand here: names are ASCII letters, digits and _",
            self._text,
            position,
        )

    def _string_value(self, literal: str, position: int) -> str:
        body = _UNESCAPED_QUOTE.sub(_as_in_json, literal[1:-1])
        try:
            value: str = json.loads(f'"{body}"')
        except ValueError:
            raise SignatureError(
                "a string with an escape that JSON does not have", self._text, position
            ) from None
        return value


def _as_in_json(found: re.Match[str]) -> str:
    """Quotes as JSON writes them; other escapes stay."""
    return {"\\'": "'", '"': '\\"', "'": "'"}.get(found.group(), found.group())
