"""Names in the form that a language's people write them."""

import re

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_IDENTIFIER = re.compile(r"\W+")


def snake_case(name: str) -> str:
    """`runSolution` -> `run_solution`; characters that no identifier has become underscores."""
    return _NOT_IDENTIFIER.sub("_", _WORD_START.sub("_", name)).lower()


def pascal_case(name: str) -> str:
    """`weighted edge` and `weightedEdge` -> `WeightedEdge`."""
    words = _NOT_IDENTIFIER.sub("_", _WORD_START.sub("_", name)).split("_")
    return "".join(word[:1].upper() + word[1:] for word in words if word)
