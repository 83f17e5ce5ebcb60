"""What the statement's words promise about the answer: its order, its tolerance, its kind."""

import re
from fractions import Fraction

from problemsmith.generation.verification.bounds.numbers import plain_text, read_number
from problemsmith.generation.verification.bounds.reading import NUMBER
from problemsmith.problem.problem import ProblemText
from problemsmith.problem.shape import union_members
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import BOOLEAN, NULL, Type, child_types

_ANY_ORDER = re.compile(
    r"\b(?:any|no (?:particular|specific)|arbitrary|whatever|either) order\b"
    r"|\border (?:does not|doesn't|is not|isn't|is irrelevant|may be|need not|can be|plays no)"
    r"|\border (?:of .{1,60}? )?(?:does not|doesn't) matter|\bunordered\b|\bas (?:a )?sets?\b"
    r"|\bregardless of (?:the )?order|\bin whatever order|\border is (?:free|up to)"
    r"|\b(?:sets?|multisets?|collections?) of\b",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"\b(?:sorted|ascending|descending|increasing|decreasing|lexicographic\w*|alphabetic\w*|"
    r"in (?:the )?(?:same |original |given )?order|by (?:index|name|position)|order of)\b",
    re.IGNORECASE,
)
_RETURNS_ANY_ORDER = re.compile(
    # "Given in any order" speaks of an argument, and past a comma another thing is spoken of.
    r"\b(?:(?:return|output|report|answer|result)\w*|gives?|giving)\b[^.,;:]{0,120}?,?"
    r"\s+in any order\b"
    r"|\b(?:answer|result|output|list|return\w*)\b[^.]{0,60}\border (?:does not|doesn't) matter\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_OF_THE_ANSWER = re.compile(
    r"\b(?:return|answer|result|output|error|toleran|accept|differ|precis|correct|right)",
    re.IGNORECASE,
)
_TOLERANCE = re.compile(
    r"\b(?:within|error|tolerance|precision|accuracy)\s+(?:(?:an?|the|absolute|relative|or|error|"
    rf"tolerance|of|at most|up to|is|to|below)\s+)*({NUMBER})"
    # A unit behind the number makes it a distance of the problem's own.
    r"(?=\s*(?:[.,;:)]|$|(?:of|are|is|will|in|or|from|to|absolute|relative|as|for|when|if)\b))",
    re.IGNORECASE,
)
_SAID = (
    r"(?:^|[.!?:;]\s+|\n|\b(?:otherwise|else|and|or|then),?\s+"
    r"|\b(?:function|it|you)\s+(?:should |must )?)"
)
_TRUTH = re.compile(_SAID + r"returns?\s+(?:true|false)\b", re.IGNORECASE)
_NULL = re.compile(_SAID + r"returns?\s+(?:null|none)\b(?! of\b)", re.IGNORECASE)


def words_of(text: ProblemText) -> str:
    """The statement and the constraints without their markup."""
    return plain_text("\n".join((text.statement, *text.constraints)))


def says_any_order(text: ProblemText) -> bool:
    """Whether the words free some order, somewhere."""
    return _ANY_ORDER.search(words_of(text)) is not None


def says_result_in_any_order(text: ProblemText) -> bool:
    """Whether a sentence about the answer says that it may come in any order."""
    return _RETURNS_ANY_ORDER.search(plain_text(text.statement)) is not None


def says_ordered(text: ProblemText) -> bool:
    """Whether the words demand some order, somewhere."""
    return _ORDERED.search(words_of(text)) is not None


def stated_tolerance(text: ProblemText) -> float | None:
    """The tolerance for answers that the words state, `within 10^-5`, at most 0.1."""
    for sentence in _SENTENCE.split(words_of(text)):
        if not _OF_THE_ANSWER.search(sentence):
            continue
        for match in _TOLERANCE.finditer(sentence):
            value = read_number(match[1])
            if value is not None and 0 < value <= Fraction(1, 10):
                return float(value)
    return None


def contradictions(text: ProblemText) -> list[str]:
    """Sentences about the return value that the signature's type rules out."""
    words = plain_text(text.statement)
    found: list[str] = []
    if _TRUTH.search(words) and not _holds(text.signature, BOOLEAN):
        found.append("the statement returns true or false, the signature no boolean")
    if _NULL.search(words) and not _holds(text.signature, NULL) and not _holds_nodes(text):
        found.append("the statement returns null, which the signature's return type rules out")
    return found


def _holds(signature: Signature, wanted: Type) -> bool:
    waiting = [signature.return_type]
    seen: set[str] = set()
    while waiting:
        for member in union_members(waiting.pop(), signature):
            if member == wanted:
                return True
            shown = member.model_dump_json()
            if shown not in seen:
                seen.add(shown)
                waiting += child_types(member)
    return False


def _holds_nodes(text: ProblemText) -> bool:
    """An empty list or tree is what `null` means for them."""
    return "Node" in text.signature.return_type.model_dump_json()
