"""Answers as real models send them, read or refused with a reason."""

import contextlib
import json
from enum import StrEnum
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, JsonValue

from problemsmith.llm.answers import (
    AnswerFaultError,
    AnswerRefusedError,
    read_answer,
    schema_of,
)
from problemsmith.llm.extraction import NoJsonError, find_json
from problemsmith.llm.lenient_json import LenientJsonError, read_json


class Level(StrEnum):
    EASY = "easy"
    VERY_HARD = "very_hard"


class Case(BaseModel):
    description: str = Field(min_length=1)
    is_edge_case: bool = False


class Sheet(BaseModel):
    title: str
    test_cases: list[Case]
    level: Level = Level.EASY
    kind: Literal["exact", "any_order"] = "exact"
    note: str | None = None
    limit: int = 5


class Program(BaseModel):
    code: str


class Patch(BaseModel):
    """All of it may be left out, so a fragment would pass for it."""

    code: str | None = None


SHEET: dict[str, Any] = {"title": "A", "test_cases": [{"description": "one"}]}
PLAIN = json.dumps(SHEET)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        f"\n\n  {PLAIN}\n",
        f"```json\n{PLAIN}\n```",
        f"```\n{PLAIN}\n```\nI hope this helps! {{smile}}",
        f"Sure, here it is [as asked]:\n\n{PLAIN}\n\nLet me know.",
        f"<think>maybe {{'title': 'no'}} or so</think>\n{PLAIN}",
        f"A set {{a, b}} and {{x: y}} come to mind. {PLAIN}",
        f"Draft: {{}}. Final: {PLAIN}",
        PLAIN.replace("}]}", "},],}"),
        PLAIN.replace('"', "'"),
        PLAIN.replace('"title"', "title"),
        "{ // the sheet\n" + PLAIN[1:].replace(", ", ", /* then */ "),
        json.dumps([SHEET]),
        json.dumps({"answer": SHEET}),
        json.dumps({"name": "final_result", "arguments": SHEET}),
        json.dumps({"name": "final_result", "arguments": PLAIN}),
        json.dumps({**SHEET, "more": "than asked"}),
        json.dumps({**SHEET, "note": None, "limit": None, "level": None}),
        json.dumps({"title": "A", "testCases": [{"Description": "one", "isEdgeCase": "false"}]}),
        json.dumps({**SHEET, "test_cases": {"description": "one"}}),
        json.dumps({**SHEET, "test_cases": json.dumps(SHEET["test_cases"])}),
        json.dumps({**SHEET, "test_cases": ['{"description": "one"}']}),
        json.dumps({**SHEET, "limit": "5", "level": "Easy", "kind": "EXACT"}),
    ],
)
def test_what_has_one_meaning_is_read(text: str) -> None:
    assert read_answer(text, Sheet) == Sheet.model_validate(SHEET)


def test_other_types_become_the_text_they_stand_for() -> None:
    text = json.dumps({**SHEET, "title": 42, "note": ["two", "lines"], "level": "Very Hard"})
    sheet = read_answer(text, Sheet)
    assert (sheet.title, sheet.note, sheet.level) == ("42", "two\nlines", Level.VERY_HARD)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"code": "a = 1\nb = 2\n"}', "a = 1\nb = 2\n"),
        ('{"code": "a\tb"}', "a\tb"),
        (r'{"code": "re.match(r\"\d+\", s)"}', r're.match(r"\d+", s)'),
        (r'{"code": "print(\"hi\")\n"}', 'print("hi")\n'),
        (r"""{'code': 'say(\'hi\')'}""", "say('hi')"),
        (r'{"code": "\ud83d\ude00",}', "\U0001f600"),
        ('{"code": ["a = 1", "b = 2"]}', "a = 1\nb = 2"),
        ("```python\na = 1\n```", "a = 1\n"),
        ("Here it is:\n\n```python\nif a:\n    b()\n```\nDone.", "if a:\n    b()\n"),
    ],
)
def test_code_comes_through_as_it_was_meant(text: str, code: str) -> None:
    assert read_answer(text, Program).code == code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the answer was empty"),
        (" \n\ufeff", "the answer was empty"),
        ("I would start with a graph.", "there is no JSON in the answer"),
        ('{"code": "print("hi")"}', "a comma or '}' is missing"),
        ('{"code": "a = 1', "a string is not closed at line 1, column 10"),
        ('{"code": "a", "more": [1, 2', "the text ends too early"),
        ('{"code": "a\n b(\\"x\\n\\")"}', "unclear which are meant"),
        ('{"code": NaN}', "a value is missing"),
        ('{"code": 1e999}', "a number is out of range"),
        ('{"code": "a\\u0000b"}', r"the character '\x00'"),
        ('{"code": "\\ud800"}', r"the character '\ud800'"),
        (r"""{"code": "re.match('\bword\b', s)"}""", r"the character '\x08'"),
        ('{"cod": "a"}', "code: Field required"),
        ('{"code": {"a": 1}}', "code: Input should be a valid string (got {'a': 1})"),
        ("[" * 100_000, "nested deeper than 100"),
        ('{"a":' * 100_000, "nested deeper than 100"),
        ("{" * 100_000, "there is no JSON"),
        ("x" * 2_000_001, "longer than 2,000,000 characters"),
        ('{"code": 1' + "0" * 5_000 + "}", "a number is out of range"),
    ],
)
def test_what_is_unclear_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(AnswerFaultError) as caught:
        read_answer(text, Program)
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 1_500


class Anything(BaseModel):
    values: list[JsonValue]
    level: Level = Level.EASY


@pytest.mark.parametrize("depth", [101, 200, 300, 500, 900, 3_000])
@pytest.mark.parametrize("level", ["easy", "Easy"])
def test_what_is_nested_too_deep_is_not_usable(depth: int, level: str) -> None:
    nested = "[" * depth + "]" * depth
    with pytest.raises(AnswerFaultError, match="nested deeper than 100 at line 1"):
        read_answer(f'{{"values": {nested}, "level": "{level}"}}', Anything)


@pytest.mark.parametrize("level", ["easy", "Easy"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_what_is_nested_too_deep_inside_a_string_is_not_usable(level: str, wrapped: bool) -> None:
    nested = "[" * 500 + "]" * 500
    inner: Any = {"values": nested, "level": level}
    if wrapped:
        inner = {"arguments": f'{{"values": {nested}, "level": "{level}"}}'}
    with pytest.raises(AnswerFaultError, match="values:"):
        read_answer(json.dumps(inner), Anything)


@pytest.mark.parametrize("level", ["easy", "Easy"])
def test_what_is_nested_as_deep_as_allowed_is_read(level: str) -> None:
    nested = "[" * 100 + "]" * 100
    answer = read_answer(f'{{"values": {nested}, "level": "{level}"}}', Anything)
    assert json.dumps(answer.values) == nested


@pytest.mark.parametrize(
    "text",
    [
        '{"explanation": "it said "no"", "patch": {"code": "a"}}',
        '{"patches": [{"code": "a"}, {"code": "b"',
        'Final: {"why": "so", "inner": {"code": "a"',
    ],
)
def test_a_piece_of_a_broken_answer_is_never_taken_for_the_answer(text: str) -> None:
    with pytest.raises(AnswerFaultError, match="cannot be read"):
        read_answer(text, Patch)


@pytest.mark.parametrize(
    "text",
    [
        "```python\na = 1\n```\nor\n```python\na = 2\n```",
        "```python\na = 1\n",
        "```python\na = 1\n```\nand then\n```python\nb = ",
        "```python\na = 1\n~~~",
        "\n".join("`" * length for length in range(1_200, 2, -1)),
        "\n".join("~" * length for length in range(1_200, 2, -1)),
    ],
)
def test_anything_but_one_whole_fenced_block_is_no_code(text: str) -> None:
    with pytest.raises(AnswerFaultError, match="there is no JSON"):
        read_answer(text, Program)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("~~~\n```\na\n```\n~~~", "```\na\n```\n"),
        ("```\na = 1\n`````  ", "a = 1\n"),
        ("````md\n```\n````", "```\n"),
        ("```\r\na = 1\r\n```\r\n", "a = 1\r\n"),
    ],
)
def test_a_fenced_block_is_read_as_markdown_has_it(text: str, code: str) -> None:
    assert read_answer(text, Program).code == code


def test_a_fenced_block_in_a_text_that_is_too_long_is_not_taken() -> None:
    with pytest.raises(AnswerFaultError, match="longer than"):
        read_answer("```\na = 1\n```\n" + "x" * 2_000_000, Program)


def test_faults_name_their_place_and_are_bounded() -> None:
    cases = [{"description": ""}, *[{"is_edge_case": {}}] * 20]
    with pytest.raises(AnswerFaultError) as caught:
        read_answer(json.dumps({"title": "x" * 9_000, "test_cases": cases}), Sheet)
    message = str(caught.value)
    assert "- test_cases[0].description: String should have at least 1 character" in message
    assert "and 33 more" in message
    assert len(message) < 2_000


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "Sorry, I cannot write this.",
        "I can\u2019t assist with this request.",
        "Unfortunately, I am not able to do so.",
        "As an AI, I must not.",
        "**I cannot** do this",
    ],
)
def test_a_refusal_in_words_is_known(text: str) -> None:
    with pytest.raises(AnswerRefusedError):
        read_answer(text, Program)


@pytest.mark.parametrize(
    "text", [f"I'm sorry for the mistake. {PLAIN}", json.dumps({**SHEET, "note": "I cannot"})]
)
def test_an_apology_with_an_answer_is_an_answer(text: str) -> None:
    assert read_answer(text, Sheet).title == "A"


def test_the_schema_keeps_a_field_named_title_and_drops_what_repeats() -> None:
    schema = json.loads(schema_of(Sheet))
    assert schema["properties"]["title"] == {"type": "string"}
    assert schema["required"] == ["title", "test_cases"]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(json_values, st.booleans())
def test_valid_json_is_read_as_it_is(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert read_json(text) == (value, len(text))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(min_size=1), json_values, min_size=1, max_size=3))
def test_a_trailing_comma_changes_nothing(value: dict[str, Any]) -> None:
    assert read_json(json.dumps(value)[:-1] + " , }")[0] == value


def test_a_python_dictionary_is_read_too() -> None:
    value = {"it's": [True, False, None, -1.5e-7, "\u00e9\n"], '"': {"a": [], "b": {}}}
    assert read_json(repr(value))[0] == value


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="{}[]\"'\\,:abn0 \n/*`", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(NoJsonError):
        find_json(text)
    with contextlib.suppress(LenientJsonError):
        assert read_json(text)[1] <= len(text)
