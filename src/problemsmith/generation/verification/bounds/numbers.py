"""Numbers as constraints write them: `10^5`, `2 * 10^9`, `-2^31`, `1e5`, `100,000`, `10**9 + 7`."""

import re
from fractions import Fraction

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,3}(?:[,_]\d{3})+(?!\d)|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|"
    r"(?P<sign>\*\*|[-+*^/()]))"
)
_MAX_EXPONENT = 400


def read_number(text: str) -> Fraction | None:
    """The value of an arithmetic expression over plain numbers, or None when it is no such thing.

    `^` and `**` are powers, `-2^31` is -(2^31), and 10⁵ is written with a superscript.
    """
    tokens = _tokens(text)
    if not tokens:
        return None
    try:
        reader = _Reader(tokens)
        value = reader.sum()
    except (ValueError, IndexError, ZeroDivisionError, OverflowError):
        return None
    return value if reader.is_at_end else None


def plain_text(text: str) -> str:
    """The constraint without markup: no backticks or dollars, ASCII operators and powers."""
    text = re.sub(r"([0-9)])([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", _superscript, text)
    text = re.sub(r"<sup>\s*(-?\d+)\s*</sup>", r"^\1", text)
    text = re.sub(r"\^\{\s*(-?\d+)\s*\}", r"^\1", text)
    for old, new in _OPERATORS:
        text = text.replace(old, new)
    text = re.sub(r"(?<=[\d)])\s*\*\*\s*(?=[\d(-])", "^", text)  # what is left is bold type
    return re.sub(r"\s+", " ", re.sub(r"[`$]|\*\*", "", text)).strip()


_OPERATORS = (
    ("\\leq", "<="),
    ("\\le", "<="),
    ("\\geq", ">="),
    ("\\ge", ">="),
    ("\\lt", "<"),
    ("\\gt", ">"),
    ("\\times", "*"),
    ("\\cdot", "*"),
    ("\\,", ""),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("≤", "<="),
    ("≥", ">="),
    ("×", "*"),  # a multiplication sign, as in 2 × 10^5
    ("·", "*"),
    ("−", "-"),  # noqa: RUF001 - a minus sign
    ("–", "-"),
    ("=<", "<="),
    ("\u00a0", " "),
)


def _superscript(match: re.Match[str]) -> str:
    return f"{match[1]}^{match[2].translate(_SUPERSCRIPTS)}"


def _tokens(text: str) -> list[str] | None:
    tokens: list[str] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return None
        number = match["number"]
        tokens.append(re.sub(r"[,_]", "", number) if number else match["sign"])
        position = match.end()
    return tokens


class _Reader:
    """A recursive-descent reader, one method a level of precedence."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._tokens)

    def sum(self) -> Fraction:
        value = self._product()
        while self._next_is("+", "-"):
            sign = self._take()
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Fraction:
        value = self._signed()
        while self._next_is("*", "/"):
            sign = self._take()
            other = self._signed()
            value = value * other if sign == "*" else value / other
        return value

    def _signed(self) -> Fraction:
        if self._next_is("-"):
            self._take()
            return -self._signed()
        if self._next_is("+"):
            self._take()
            return self._signed()
        return self._power()

    def _power(self) -> Fraction:
        value = self._atom()
        if self._next_is("^", "**"):
            self._take()
            exponent = self._signed()
            if exponent.denominator != 1 or abs(exponent) > _MAX_EXPONENT:
                raise ValueError("an exponent that no bound has")
            value = value ** int(exponent)
        return value

    def _atom(self) -> Fraction:
        if not self._next_is("("):
            return Fraction(self._take())
        self._take()
        value = self.sum()
        if self._take() != ")":
            raise ValueError("a parenthesis is not closed")
        return value

    def _next_is(self, *tokens: str) -> bool:
        return not self.is_at_end and self._tokens[self._at] in tokens

    def _take(self) -> str:
        token = self._tokens[self._at]
        self._at += 1
        return token
