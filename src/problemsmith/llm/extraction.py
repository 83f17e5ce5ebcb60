"""Finds the JSON in what a model said, and tells a refusal from an answer."""

import re
from dataclasses import dataclass

from pydantic import JsonValue

from problemsmith.llm.lenient_json import LenientJsonError, read_json

TEXT_LIMIT = 2_000_000  # characters; an answer of 32,768 tokens has about 130,000
ATTEMPTS_LIMIT = 200  # brackets tried as the start of JSON, so that hostile text stays cheap

_THINKING = re.compile(r"\A\s*<(think|thinking)>.*?</\1>", re.DOTALL)
_FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,})(?P<rest>[^`]*)")
_OPENING = re.compile(r"[{\[]")
_REFUSAL = re.compile(
    r"""\A\W*(?:
        (?:i['\u2019]?m\ |i\ am\ )?(?:really\ |very\ |so\ )?sorry\b
        | i\ apologi[sz]e | unfortunately,?\ i\b | as\ an\ ai\b
        | i\ (?:can(?:no|['\u2019])t|can\ not|won['\u2019]t|will\ not|must\ decline)\b
        | i(?:\ am|['\u2019]m)\ (?:unable|not\ able)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)


class NoJsonError(ValueError):
    """There is no JSON in the text, or what there is cannot be read. Says where and why."""


@dataclass(frozen=True)
class Found:
    """A JSON value and where in the text it stands."""

    value: JsonValue
    start: int
    end: int


def find_json(text: str) -> list[Found]:
    """Find the JSON objects and arrays in the text, the longest first, of equals the last.

    Prose and fences around them are passed over. Raises `NoJsonError`; a text that breaks off in
    the middle of JSON is such an error too, and its inner pieces are never taken for the answer.
    """
    if len(text) > TEXT_LIMIT:
        raise NoJsonError(f"the answer is longer than {TEXT_LIMIT:,} characters")
    text = _THINKING.sub("", text.strip("\ufeff\u200b \t\r\n"))
    if not text:
        raise NoJsonError("the answer was empty")
    found: list[Found] = []
    position = 0
    for _ in range(ATTEMPTS_LIMIT):
        opening = _OPENING.search(text, position)
        if opening is None:
            break
        start = opening.start()
        try:
            value, end = read_json(text, start)
        except LenientJsonError as error:
            if error.began and not found:
                raise NoJsonError(f"the JSON cannot be read: {error}") from error
            if error.began:
                break
            position = start + 1
        else:
            found.append(Found(value, start, end))
            position = end
    if not found:
        raise NoJsonError(f"there is no JSON in the answer, which begins {text[:80]!r}")
    return sorted(found, key=lambda one: (one.end - one.start, one.start), reverse=True)


def only_fenced_block(text: str) -> str | None:
    """Give the content of the fenced block, if the text has exactly one and it is closed.

    As in Markdown, a fence closes a block if it is of the same kind as the opening one, at least as
    long, and alone on its line.
    """
    if len(text) > TEXT_LIMIT:
        return None
    blocks: list[str] = []
    opening = ""
    began = position = 0
    for line in text.split("\n"):
        fence = _FENCE.fullmatch(line)
        if fence and not opening:
            opening, began = fence["marks"], position + len(line) + 1
        elif fence and fence["marks"].startswith(opening) and not fence["rest"].strip():
            blocks.append(text[began:position])
            opening = ""
        position += len(line) + 1
    return blocks[0] if len(blocks) == 1 and not opening else None


def is_refusal(text: str) -> bool:
    """Tell whether the text, in which no JSON was found, declines to answer."""
    return _REFUSAL.match(text) is not None
