"""The sound problems: those of the catalogue, and small ones in a compact form.

A text file holds several problems. Each begins with `=== Title` and its signature; then `checker`
(for `custom` followed by its code), `constraints` with | between them, `statement`, examples, and
the sections tests (a Python expression of the arguments a line, `rng` is seeded), small (one such
expression), valid (an expression over the parameters), reference, brute, and wrong solutions.
"""

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from problemsmith.generation.dummy.catalogue import load_catalogue
from problemsmith.problem.checker import (
    AnyOrderChecker,
    Checker,
    CustomChecker,
    ExactChecker,
    FloatChecker,
    NestedAnyOrderChecker,
)
from problemsmith.problem.problem import (
    BugClass,
    Difficulty,
    InputPrograms,
    ProblemText,
    Solutions,
    WorkedExample,
    WrongSolution,
)
from problemsmith.problem.signature import Signature
from problemsmith.problem.typescript import parse_signature

FOLDER = Path(__file__).parent / "sound"

_CHECKERS: dict[str, Checker] = {
    "exact": ExactChecker(),
    "float": FloatChecker(),
    "any_order": AnyOrderChecker(),
    "nested_any_order": NestedAnyOrderChecker(),
}
_PROBLEM = re.compile(
    r"(?P<title>.+)\n(?P<signature>.+)\nchecker (?P<checker>\w+)\n(?P<check>(?:.*\n)*?)"
    r"constraints (?P<constraints>.+)\nstatement (?P<statement>.+)\n(?P<examples>(?:example .+\n)+)"
    r"tests\n(?P<tests>(?:.+\n)+?)small\n(?P<small>.+)\nvalid\n(?P<valid>.+)\n"
    r"reference\n(?P<reference>(?:.*\n)+?)brute\n(?P<brute>(?:.*\n)+?)(?P<wrong>wrong (?:.*\n)+)"
)
_WRONG = re.compile(r"^wrong (\w+) (.+)\n((?:(?!wrong \w+ [A-Z]).*\n)+)", re.MULTILINE)

_VALIDATOR = '''\
LOWER = "abcdefghijklmnopqrstuvwxyz"
UPPER = LOWER.upper()


def is_int(value, low, high):
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def is_num(value, low, high):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high


def is_list(value, low, high):
    return isinstance(value, list) and low <= len(value) <= high


def is_text(value, low, high, letters):
    return isinstance(value, str) and low <= len(value) <= high and set(value) <= set(letters)


def is_tree(value, least, most, low, high):
    """Level order, null for a missing child, no null at the end."""
    if not isinstance(value, list) or (value and value[-1] is None):
        return False
    nodes = sum(one is not None for one in value)
    if not least <= nodes <= most:
        return False
    places = 1
    for one in value:
        if places == 0:
            return False
        places -= 1
        if one is not None:
            if not is_int(one, low, high):
                return False
            places += 2
    return True


def validate({parameters}):
    return bool({valid})
'''
_GENERATOR = (
    "import random\n\n\ndef generate(seed):\n    rng = random.Random(seed)\n    return {0}\n"
)


@dataclass(frozen=True)
class GoldenProblem:
    """Everything that a model would be asked for."""

    name: str
    text: ProblemText
    generators: tuple[str, ...]
    programs: InputPrograms
    solutions: Solutions

    def with_text(self, **changes: object) -> "GoldenProblem":
        return replace(self, text=self.text.model_copy(update=changes))

    def with_solutions(self, **changes: object) -> "GoldenProblem":
        return replace(self, solutions=self.solutions.model_copy(update=changes))

    def with_programs(self, **changes: object) -> "GoldenProblem":
        return replace(self, programs=self.programs.model_copy(update=changes))


@cache
def sound_problems() -> tuple[GoldenProblem, ...]:
    """All of them, those of the catalogue first."""
    catalogue = [
        GoldenProblem(
            problem.slug,
            problem.text,
            tuple(case.input_code for case in problem.test_cases),
            problem.input_programs,
            problem.solutions,
        )
        for problem in load_catalogue()
    ]
    return (
        *catalogue,
        *(_read(block) for path in sorted(FOLDER.glob("*.txt")) for block in _blocks(path)),
    )


def _blocks(path: Path) -> list[str]:
    return [block for block in re.split(r"^=== ", path.read_text("utf-8"), flags=re.M) if block]


def _read(block: str) -> GoldenProblem:
    match = _PROBLEM.fullmatch(block)
    assert match, f"not of the form: {block[:80]!r}"
    signature = parse_signature(match["signature"])
    parameters = ", ".join(parameter.name for parameter in signature.parameters)
    return GoldenProblem(
        match["title"].lower().replace(" ", "-"),
        ProblemText(
            title=match["title"],
            statement=match["statement"],
            constraints=tuple(match["constraints"].split(" | ")),
            examples=tuple(_examples(match["examples"], signature)),
            reworded_statement=match["statement"],
            signature=signature,
            difficulty=Difficulty.EASY,
            topics=("golden",),
            checker=_CHECKERS.get(match["checker"]) or CustomChecker(code=match["check"]),
        ),
        tuple(_GENERATOR.format(line) for line in match["tests"].splitlines()),
        InputPrograms(
            small_generator=_GENERATOR.format(match["small"]),
            validator=_VALIDATOR.replace("{parameters}", parameters).replace(
                "{valid}", match["valid"]
            ),
        ),
        Solutions(
            reference=match["reference"],
            brute_force=match["brute"],
            wrong=tuple(
                WrongSolution(bug_class=BugClass(kind), description=told, code=code)
                for kind, told, code in _WRONG.findall(match["wrong"])
            ),
        ),
    )


def _examples(lines: str, signature: Signature) -> list[WorkedExample]:
    del signature
    examples: list[WorkedExample] = []
    for line in lines.splitlines():
        arguments, result = line.removeprefix("example ").rsplit(" -> ", 1)
        examples.append(
            WorkedExample(
                arguments=tuple(json.loads(arguments)),
                result=json.loads(result),
                explanation="As the statement says.",
            )
        )
    return examples
