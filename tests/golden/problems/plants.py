"""A small language of faults: each plant takes a sound problem and gives a `Trial` with one fault.

Every class has easy forms, which a look at the tests would show, and subtle ones, which show on few
inputs or in few runs. `planted()` puts about three faults into each sound problem, the same ones
every time; `handwritten` has those that no pattern gives.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from textwrap import indent

from golden.problems.reading import GoldenProblem, sound_problems
from golden.problems.rig import Trial
from problemsmith.problem.checker import AnyOrderChecker, CustomChecker, ExactChecker, FloatChecker
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import (
    BOOLEAN,
    FLOAT,
    INT,
    NULL,
    STRING,
    ArrayType,
    Type,
    UnionType,
)
from problemsmith.problem.typescript import format_signature, parse_signature


class Fault(StrEnum):
    """The classes of the design."""

    WRONG_REFERENCE = "wrong reference"
    INVALID_INPUTS = "inputs against the constraints"
    WEAK_TESTS = "weak tests"
    NOT_DETERMINISTIC = "not deterministic"
    WRONG_CHECKER = "wrong checker"
    WRONG_SIGNATURE = "signature against the statement"
    SHARED_MISTAKE = "reference and brute force wrong alike"


@dataclass(frozen=True)
class Planted:
    """A faulty problem: what was planted, whether it is subtle, and how it goes in."""

    name: str
    fault: Fault
    subtle: bool
    trial: Trial


_SPOIL = """

def _spoilt(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        return value[:-1] if value else "?"
    if isinstance(value, (list, tuple)):
        return type(value)(value[:-1]) if isinstance(value, list) and value else _items(value)
    if isinstance(value, dict):
        return {key: _spoilt(one) for key, one in value.items()}
    return _other(value)


def _items(value):
    return tuple(_spoilt(one) for one in value) if isinstance(value, tuple) else SPARE


def _other(value):
    if isinstance(value, (ListNode, TreeNode)):
        value.val += 1
        return value
    return SPARE
"""
"""Another value of the same type."""

_WRAPPED = """

_solve = run_solution


def run_solution(*arguments):
    import json
    first = arguments[0]
    text = repr(_plain(arguments))
    value = _solve(*arguments)
    return _spoilt(value) if {when} else value


def _plain(value):
    if isinstance(value, ListNode):
        items = []
        while value is not None:
            items.append(value.val)
            value = value.next
        return items
    if isinstance(value, TreeNode):
        return [value.val, _plain(value.left), _plain(value.right)]
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
"""

_SPARE = {
    "primitive": "None",
    "array": "[]",
    "tuple": "None",
    "object": "None",
    "map": "{'zz': 1}",
    "union": "None",
    "reference": "None",
}


def _spoilt(code: str, problem: GoldenProblem, when: str) -> str:
    """The program, giving another value where `when` holds. It may speak of `text`, the arguments
    written as text, and of `first`, the first argument."""
    return code + _SPOIL.replace("SPARE", _spare(problem)) + _WRAPPED.replace("{when}", when)


def _spare(problem: GoldenProblem) -> str:
    """A value for where nothing can be changed, such as an empty list."""
    type_ = problem.text.signature.return_type
    if isinstance(type_, ArrayType):
        return f"[{_zero(type_.items)}]"
    if isinstance(type_, UnionType):
        return _zero(type_.types[0])
    return {"ListNode": "ListNode(7)", "TreeNode": "TreeNode(7)"}.get(
        getattr(type_, "name", ""), _zero(type_)
    )


def _zero(type_: Type) -> str:
    if isinstance(type_, ArrayType):
        return "[]"
    if type_.kind == "tuple":
        return "(" + "".join(f"{_zero(one)}, " for one in type_.items) + ")"
    if type_.kind == "object":
        return "{" + ", ".join(f"{k!r}: {_zero(v)}" for k, v in type_.properties.items()) + "}"
    if type_.kind == "map":
        return "{'zz': 1}"
    return {"int": "0", "float": "0.5", "string": "'zz'", "boolean": "True"}.get(
        getattr(type_, "type", ""), "None"
    )


def _edited(slug: str, edits: tuple[Edit, ...]) -> GoldenProblem:
    """The problem with texts replaced. Raises when a text to be replaced is not there."""
    problem = next(one for one in sound_problems() if one.name == slug)
    for part, old, new in edits:
        text, solutions, programs = problem.text, problem.solutions, problem.programs

        def changed(value: str, old: str = old, new: str = new) -> str:
            assert old in value, f"{slug}: no {old!r}"
            return value.replace(old, new)

        match part.split():
            case ["reference"]:
                problem = problem.with_solutions(reference=changed(solutions.reference))
            case ["brute"]:
                problem = problem.with_solutions(brute_force=changed(solutions.brute_force))
            case ["validator"]:
                problem = problem.with_programs(validator=changed(programs.validator))
            case ["constraints"]:
                told = changed(" | ".join(text.constraints))
                problem = problem.with_text(constraints=tuple(told.split(" | ")))
            case ["checker"]:
                assert isinstance(text.checker, CustomChecker)
                problem = problem.with_text(checker=CustomChecker(code=changed(text.checker.code)))
            case ["signature"]:
                told = format_signature(text.signature, numbers="exact")
                problem = problem.with_text(signature=parse_signature(changed(told)))
            case ["test", number]:
                generators = list(problem.generators)
                generators[int(number)] = changed(generators[int(number)])
                problem = replace(problem, generators=tuple(generators))
            case _:
                raise AssertionError(part)
    return problem


Make = Callable[[GoldenProblem], Trial | None]
"""None where the fault makes no sense for the problem."""


def _reference(when: str) -> Make:
    return lambda problem: Trial(
        problem.with_solutions(reference=_spoilt(problem.solutions.reference, problem, when))
    )


def _as_wrong(problem: GoldenProblem) -> Trial:
    """One of the wrong solutions as the reference: a mistake that a person would make."""
    return Trial(problem.with_solutions(reference=problem.solutions.wrong[0].code))


def _both(when: str) -> Make:
    return lambda problem: Trial(
        problem.with_solutions(
            reference=_spoilt(problem.solutions.reference, problem, when),
            brute_force=_spoilt(problem.solutions.brute_force, problem, when),
        )
    )


def _both_on_last_example(problem: GoldenProblem) -> Trial:
    """The same misreading of an edge case: the last worked example is one in most problems."""
    arguments = list(problem.text.examples[-1].arguments)
    if not any(
        parameter.type.kind == "reference" for parameter in problem.text.signature.parameters
    ):
        return _both(f"text == {repr(arguments)!r}")(problem)  # type: ignore[return-value]
    return _both(f"len(text) <= {len(repr(arguments)) + 2}")(problem)  # type: ignore[return-value]


def _generator(code: str) -> Make:
    """The last test's generator replaced; it may use `make(seed)`, the one that was there."""

    def make(problem: GoldenProblem) -> Trial:
        old = problem.generators[-1].replace("def generate(", "def make(")
        return Trial(replace(problem, generators=(*problem.generators[:-1], old + "\n\n" + code)))

    return make


def _reference_program(code: str) -> Make:
    """Lines at the beginning of a wrapper of the reference; they may change `value`."""
    wrapper = (
        "\n\n_solve = run_solution\n_calls = []\n\n\ndef run_solution(*arguments):\n"
        f"    value = _solve(*arguments)\n{indent(code, '    ')}\n    return value\n"
    )

    def make(problem: GoldenProblem) -> Trial:
        spoil = _SPOIL.replace("SPARE", _spare(problem))
        return Trial(
            problem.with_solutions(reference=problem.solutions.reference + spoil + wrapper)
        )

    return make


def _weak(*, all_of_them: bool) -> Make:
    def make(problem: GoldenProblem) -> Trial | None:
        count = len(problem.solutions.wrong)
        return Trial(problem, survivors=tuple(range(count)) if all_of_them else (0,))

    return make


def _checker(code: str) -> Make:
    return lambda problem: Trial(problem.with_text(checker=CustomChecker(code=code)))


def _order_forgotten(problem: GoldenProblem) -> Trial | None:
    """A list whose order counts, compared in any order."""
    is_ordered = isinstance(problem.text.checker, ExactChecker)
    if not is_ordered or not isinstance(problem.text.signature.return_type, ArrayType):
        return None
    return Trial(problem.with_text(checker=AnyOrderChecker()))


def _order_demanded(problem: GoldenProblem) -> Trial | None:
    """Any order is right, and the comparison is exact."""
    if not problem.text.checker.kind.endswith("any_order"):
        return None
    return Trial(problem.with_text(checker=ExactChecker()))


def _tolerance(checker: FloatChecker | ExactChecker) -> Make:
    def make(problem: GoldenProblem) -> Trial | None:
        if not isinstance(problem.text.checker, FloatChecker):
            return None
        return Trial(problem.with_text(checker=checker))

    return make


def _signature(change: Callable[[Signature], Signature | None]) -> Make:
    def make(problem: GoldenProblem) -> Trial | None:
        changed = change(problem.text.signature)
        if changed is None or changed == problem.text.signature:
            return None
        return Trial(problem.with_text(signature=changed))

    return make


def _returns(signature: Signature, type_: Type) -> Signature:
    return signature.model_copy(update={"return_type": type_})


def _other_return(signature: Signature) -> Signature:
    return _returns(signature, INT if signature.return_type == STRING else STRING)


def _near_return(signature: Signature) -> Signature | None:
    """A return type that most results would fit, but not what is promised."""
    type_ = signature.return_type
    if isinstance(type_, UnionType):
        return _returns(signature, next(one for one in type_.types if one != NULL))
    if type_ == FLOAT:
        return _returns(signature, INT)
    if isinstance(type_, ArrayType) and type_.items == FLOAT:
        return _returns(signature, ArrayType(items=INT))
    if type_ == BOOLEAN:
        return _returns(signature, INT)
    return _returns(signature, ArrayType(items=type_))


def _near_parameter(signature: Signature) -> Signature | None:
    """The first parameter of a type one level deeper or shallower."""
    first, *rest = signature.parameters
    type_ = first.type.items if isinstance(first.type, ArrayType) else ArrayType(items=first.type)
    return signature.model_copy(
        update={"parameters": (first.model_copy(update={"type": type_}), *rest)}
    )


def _dropped_parameter(signature: Signature) -> Signature | None:
    if len(signature.parameters) < 2:
        return None
    return signature.model_copy(update={"parameters": signature.parameters[:-1]})


_ONE_TOO_MANY = """\
def generate(seed):
    arguments = make(seed)
    return [_more(one) for one in arguments]


def _more(value):
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value + 10**19
    if isinstance(value, str):
        return value + "a" * 100001
    if isinstance(value, list) and value:
        return value * (1 + 200001 // len(value))
    if isinstance(value, dict):
        return {key: _more(one) for key, one in value.items()}
    return value
"""
_ALL_NEGATIVE = """\
def generate(seed):
    return [_turned(one) for one in make(seed)]


def _turned(value):
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return -value - 10**19
    if isinstance(value, str):
        return value.swapcase() + "\\u00e9"
    if isinstance(value, list):
        return [_turned(one) for one in value] or ["x"]
    if isinstance(value, dict):
        return {key: _turned(one) for key, one in value.items()}
    return value
"""

_LAX_VALIDATOR = "def validate(*arguments):\n    return True\n"


def _lax(problem: GoldenProblem) -> Trial:
    """A validator that lets everything through, and an input against the constraints."""
    with_input = _generator(_ONE_TOO_MANY)(problem)
    assert with_input is not None
    return Trial(with_input.problem.with_programs(validator=_LAX_VALIDATOR))


_STRICT_VALIDATOR = """

_judge = validate


def validate(*arguments):
    return _judge(*arguments) and len(repr(arguments)) % 3 != 0
"""


def _strict(problem: GoldenProblem) -> Trial:
    """A validator that refuses some inputs that the statement allows."""
    return Trial(problem.with_programs(validator=problem.programs.validator + _STRICT_VALIDATOR))


_RANDOM_INPUT = """\
def generate(seed):
    import random as dice
    import time
    dice.seed(time.perf_counter_ns())
    arguments = [make(seed), make(seed + 1)][dice.random() < 0.5]
    return _shaken(arguments, dice)


def _shaken(value, dice):
    if isinstance(value, list):
        copy = [_shaken(one, dice) for one in value]
        dice.shuffle(copy) if not any(isinstance(one, (list, dict)) for one in copy) else None
        return copy
    if isinstance(value, int) and not isinstance(value, bool):
        return value + dice.randint(0, 1000)
    if isinstance(value, float):
        return value + dice.random()
    if isinstance(value, str):
        return "".join(dice.sample(value, len(value)))
    if isinstance(value, bool):
        return dice.random() < 0.5
    return value
"""

Row = tuple[str, Fault, bool, Make]

_PLANTS: tuple[Row, ...] = (
    ("always another value", Fault.WRONG_REFERENCE, False, _reference("True")),
    ("another value on one input in five", Fault.WRONG_REFERENCE, True, _reference("sum(map(ord, text)) % 5 == 0")),
    ("another value on one input in twenty", Fault.WRONG_REFERENCE, True, _reference("sum(map(ord, text)) % 20 == 3")),
    ("a plausible wrong solution", Fault.WRONG_REFERENCE, True, _as_wrong),
    ("an input far over the bounds", Fault.INVALID_INPUTS, False, _generator(_ONE_TOO_MANY)),
    ("an input below the bounds", Fault.INVALID_INPUTS, False, _generator(_ALL_NEGATIVE)),
    ("an input over the bounds and a validator that accepts all", Fault.INVALID_INPUTS, True, _lax),
    ("a validator that refuses valid inputs", Fault.INVALID_INPUTS, True, _strict),
    ("no test fails any wrong solution", Fault.WEAK_TESTS, False, _weak(all_of_them=True)),
    ("one wrong solution passes", Fault.WEAK_TESTS, True, _weak(all_of_them=False)),
    ("a generator without a seed", Fault.NOT_DETERMINISTIC, False, _generator(_RANDOM_INPUT)),
    ("a reference that throws dice", Fault.NOT_DETERMINISTIC, False, _reference_program(
        "import random\nif random.random() < 0.5:\n    value = _spoilt(value)")),
    ("a reference that now and then is another", Fault.NOT_DETERMINISTIC, True, _reference_program(
        "import time\nif time.perf_counter_ns() % 9 == 0:\n    value = _spoilt(value)")),
    ("a reference that remembers calls", Fault.NOT_DETERMINISTIC, True, _reference_program(
        "_calls.append(1)\nif len(_calls) % 4 == 0:\n    value = _spoilt(value)")),
    ("a reference that asks for the order of a set", Fault.NOT_DETERMINISTIC, True, _reference_program(
        "if next(iter({'a', 'b', 'c', 'd'})) == 'a':\n    value = _spoilt(value)")),
    ("a checker that accepts all", Fault.WRONG_CHECKER, False, _checker(
        "def check(input, expected, actual):\n    return True\n")),
    ("a checker that refuses all", Fault.WRONG_CHECKER, False, _checker(
        "def check(input, expected, actual):\n    return False\n")),
    ("a checker that fails", Fault.WRONG_CHECKER, False, _checker(
        "def check(input, expected, actual):\n    return expected[0] == actial\n")),
    ("a checker that looks at the type", Fault.WRONG_CHECKER, True, _checker(
        "def check(input, expected, actual):\n    return type(expected) is type(actual)\n")),
    ("the order is forgotten", Fault.WRONG_CHECKER, True, _order_forgotten),
    ("an order is demanded", Fault.WRONG_CHECKER, True, _order_demanded),
    ("a tolerance of one", Fault.WRONG_CHECKER, True, _tolerance(FloatChecker(absolute=1.0, relative=1.0))),
    ("returns another type", Fault.WRONG_SIGNATURE, False, _signature(_other_return)),
    ("a parameter is missing", Fault.WRONG_SIGNATURE, False, _signature(_dropped_parameter)),
    ("a parameter one level off", Fault.WRONG_SIGNATURE, True, _signature(_near_parameter)),
    ("returns a type that is nearly right", Fault.WRONG_SIGNATURE, True, _signature(_near_return)),
    ("both give another value always", Fault.SHARED_MISTAKE, False, _both("True")),
    ("both give another value on one input in two", Fault.SHARED_MISTAKE, True, _both("len(text) % 2 == 0")),
    ("both misread the last worked example", Fault.SHARED_MISTAKE, True, _both_on_last_example),
)  # fmt: skip
"""What is planted, its class, whether it is subtle, and how."""

Edit = tuple[str, str, str]
"""Which part of the problem, what stands there, and what is to stand there."""

HANDWRITTEN: tuple[tuple[str, str, Fault, tuple[Edit, ...]], ...] = (
    ("stair-tiles", "the empty path has no way, for both", Fault.SHARED_MISTAKE, (
        ("reference", "    a, b = 1, 1\n", "    a, b = (1, 1) if n else (0, 0)\n"),
        ("brute", "        return 1\n", "        return 1 if n else 0\n"))),
    ("left-leaves", "a lone root is a left leaf, for both", Fault.SHARED_MISTAKE, (
        ("reference", "[(root, False)]", "[(root, True)]"),
        ("brute", "    own = 0\n", "    own = root.val if not root.left and not root.right else 0\n"))),
    ("best-window", "both begin from zero", Fault.SHARED_MISTAKE, (
        ("reference", "    return best\n", "    return max(best, 0)\n"),
        ("brute", "    return max(sum", "    return max(0, *(sum"),
        ("brute", "+ 1))\n", "+ 1)))\n"))),
    ("stair-tiles", "the statement promises larger inputs", Fault.INVALID_INPUTS, (
        ("constraints", "<= 60", "<= 90"),)),
    ("masked-number", "the validator allows more than the statement", Fault.INVALID_INPUTS, (
        ("validator", "is_int(shown, 0, 30)", "is_int(shown, 0, 99)"),)),
    ("missing-seats", "the validator forgets that seats differ", Fault.INVALID_INPUTS, (
        ("validator", " and len(set(taken)) == len(taken)", ""),)),
    ("peak-count", "the validator refuses the empty end of the range", Fault.INVALID_INPUTS, (
        ("validator", "is_int(height, -1000, 1000)", "is_int(height, -999, 1000)"),
        ("test 7", "-1000, 1000", "-999, 1000"))),
    ("vowel-spans", "one vowel is forgotten", Fault.WRONG_REFERENCE, (
        ("reference", '"aeiou"', '"aeio"'),)),
    ("best-window", "the whole list as a window", Fault.WRONG_REFERENCE, (
        ("reference", "    total = best", "    if width == len(values) > 2:\n        width -= 1\n    total = best"),)),
    ("nearest-multiple", "ties below zero go up", Fault.WRONG_REFERENCE, (
        ("reference", "    below = n", "    if n < 0 and 2 * (n % step) == step:\n        return n // step * step + step\n    below = n"),)),
    ("digit-balance", "floats from 2^53 on", Fault.WRONG_REFERENCE, (
        ("reference", "str(n)", "str(int(n + 0.0))"),)),
    ("running-mean", "the reference changes its argument", Fault.NOT_DETERMINISTIC, (
        ("reference", "    return means\n", "    values[:] = means\n    return means\n"),)),
    ("row-champions", "the reference keeps answers by a bad key", Fault.NOT_DETERMINISTIC, (
        ("reference", "def run_solution", "_known = {}\n\n\ndef run_solution"),
        ("reference", "    return [row.index(max(row)) for row in scores]",
         "    return [_known.setdefault(sum(row), row.index(max(row))) for row in scores]"))),
    ("letter-tally", "a generator over a set", Fault.NOT_DETERMINISTIC, (
        ("test 6", 'rng.choice("abcdefxyz")', 'rng.choice(list(set("abcdefxyz")))'),)),
    ("any-pair", "one pair among several is demanded", Fault.WRONG_CHECKER, (
        ("checker", "    numbers, target = input\n", "    return actual == expected\n"),)),
    ("any-pair", "an empty list is always right", Fault.WRONG_CHECKER, (
        ("checker", "    if not expected:\n        return actual == []", "    if actual == []:\n        return True"),)),
    ("any-pair", "a number with itself is right", Fault.WRONG_CHECKER, (
        ("checker", "actual[0] < actual[1] and ", ""),)),
    ("oldest-member", "null is not promised", Fault.WRONG_SIGNATURE, (
        ("signature", "Person | null", "Person"),)),
    ("meeting-point", "a pair of texts", Fault.WRONG_SIGNATURE, (
        ("signature", "): [int, int] | null", "): [int, string] | null"),)),
)  # fmt: skip
"""Faults that no pattern gives, each by a few changes to a sound problem."""

EACH = 4
"""Plants for each sound problem."""


@cache
def planted() -> tuple[Planted, ...]:
    """The faulty problems: the handwritten ones, then plants that go round the sound problems."""
    found = [
        Planted(f"{slug}: {name}", fault, subtle=True, trial=Trial(_edited(slug, edits)))
        for slug, name, fault, edits in HANDWRITTEN
    ]
    turn = 0
    for problem in sound_problems():
        made = 0
        for _ in range(2 * len(_PLANTS)):
            name, fault, subtle, make = _PLANTS[turn % len(_PLANTS)]
            turn += 1
            trial = make(problem)
            if trial is None:
                continue
            found.append(Planted(f"{problem.name}: {name}", fault, subtle, trial))
            made += 1
            if made == EACH:
                break
    return tuple(found)
