"""What a function's documentation says: its text, its annotations, its examples.

Run in the sandbox, behind `packing.py`.
"""

import ast
import doctest
import re
from typing import Any

from problemsmith.generation.audit.box.packing import pack

_ARROW = re.compile(r"\s*(?:==|=>|->|=|➞|➡|→|⟹|returns?\b|should return\b|gives\b)\s*(.+)")
_ENDINGS = " \t.;,`'\""


def describe(source: str, name: str) -> dict[str, Any]:
    """The function's docstring, its parameters as (name, annotation), its examples.

    An example is {"input": packed arguments, "expected"?: packed, "strict": whether it stands in
    the form of a doctest}. Empty where the source does not parse or has no such function.
    """
    nothing: dict[str, Any] = {"text": "", "parameters": [], "examples": [], "returns": ""}
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return nothing
    found = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name]
    if not found:
        return nothing
    function = found[-1]
    text = ast.get_docstring(function) or ast.get_docstring(tree) or ""
    examples = _doctests(text, name)
    known = [example["input"] for example in examples]
    examples += [one for one in _inline(text, name) if one["input"] not in known]
    return {
        "text": text,
        "parameters": [
            [one.arg, ast.unparse(one.annotation) if one.annotation else ""]
            for one in function.args.args
        ],
        "returns": ast.unparse(function.returns) if function.returns else "",
        "examples": examples[:50],
    }


def _doctests(text: str, name: str) -> list[dict[str, Any]]:
    try:
        parts = doctest.DocTestParser().get_examples(text)
    except ValueError:
        return []
    found: list[dict[str, Any]] = []
    for part in parts:
        example = _example(part.source.strip(), part.want.strip().partition("\n\n")[0], name)
        if example is not None:
            found.append(example | {"strict": "expected" in example})
    return found


def _inline(text: str, name: str) -> list[dict[str, Any]]:
    """Examples such as `f([1, 2]) => 3`, wherever they stand in the text."""
    found: list[dict[str, Any]] = []
    for match in re.finditer(rf"(?<!\w){re.escape(name)}\(", text):
        end = _closing(text, match.end())
        if end is None:
            continue
        arrow = _ARROW.match(text[end:].partition("\n")[0])
        example = _example(text[match.start() : end], arrow.group(1) if arrow else "", name)
        if example is not None:
            found.append(example | {"strict": False})
    return found


def _example(call: str, want: str, name: str) -> dict[str, Any] | None:
    try:
        node: ast.expr = ast.parse(call.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
        want = ast.unparse(node.comparators[0])
        node = node.left
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return None
    if node.func.id != name or node.keywords:
        return None
    try:
        arguments = [ast.literal_eval(one) for one in node.args]
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return None
    example: dict[str, Any] = {"input": pack(arguments)}
    for text in (want, want.strip(_ENDINGS), want.partition("#")[0].strip(_ENDINGS)):
        try:
            return example | {"expected": pack(ast.literal_eval(text.strip()))}
        except (ValueError, TypeError, SyntaxError, RecursionError):
            continue
    return example


def _closing(text: str, start: int) -> int | None:
    depth, quote = 1, ""
    for index in range(start, min(len(text), start + 2_000)):
        char = text[index]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth == 0:
                return index + 1
    return None
