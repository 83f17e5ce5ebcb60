# ruff: noqa: E501 - a table whose rows are programs' lines
"""A small language of faults: each plant takes a sound problem and gives a `Trial` with one fault.

Every class has easy forms, which a look at the tests would show, and subtle ones, which show on few
inputs or in few runs. `planted()` puts about three faults into each sound problem, the same ones
every time; `handwritten` has those that no pattern gives.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from textwrap import indent

from golden.problems.fault import Fault
from golden.problems.handwritten import HANDWRITTEN, edited
from golden.problems.reading import GoldenProblem, sound_problems
from golden.problems.rig import Trial
from golden.problems.spoiling import SPOIL, spare, spoilt
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
from problemsmith.problem.typescript import format_signature


@dataclass(frozen=True)
class Planted:
    """A faulty problem: what was planted, whether it is subtle, and how it goes in."""

    name: str
    fault: Fault
    subtle: bool
    trial: Trial


Make = Callable[[GoldenProblem], Trial | None]
"""None where the fault makes no sense for the problem."""


def _reference(when: str) -> Make:
    return lambda problem: Trial(
        problem.with_solutions(reference=spoilt(problem.solutions.reference, problem, when))
    )


def _as_wrong(problem: GoldenProblem) -> Trial:
    """One of the wrong solutions as the reference: a mistake that a person would make."""
    return Trial(problem.with_solutions(reference=problem.solutions.wrong[0].code))


def _both(when: str) -> Make:
    return lambda problem: Trial(
        problem.with_solutions(
            reference=spoilt(problem.solutions.reference, problem, when),
            brute_force=spoilt(problem.solutions.brute_force, problem, when),
        )
    )


def _has_nodes(problem: GoldenProblem) -> bool:
    """Whether an argument is a list or a tree, whose text is not that of its JSON."""
    return any(one.type.kind == "reference" for one in problem.text.signature.parameters)


def _both_on_half(problem: GoldenProblem) -> Trial | None:
    """The same mistake on half of all inputs, among them the first worked example."""
    if _has_nodes(problem):
        return None
    length = len(repr(list(problem.text.examples[0].arguments)))
    return _both(f"len(text) % 2 == {length % 2}")(problem)


def _below(problem: GoldenProblem) -> Trial | None:
    """An input with numbers and texts below the bounds; truth values have none."""
    told = format_signature(problem.text.signature, numbers="exact")
    if not re.search(r"int|float|string", told.split("):")[0]):
        return None
    return _generator(_ALL_NEGATIVE)(problem)


def _both_on_last_example(problem: GoldenProblem) -> Trial | None:
    """The same misreading of an edge case: the last worked example is one in most problems."""
    if _has_nodes(problem):
        return None
    arguments = list(problem.text.examples[-1].arguments)
    return _both(f"text == {repr(arguments)!r}")(problem)


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
        spoil = SPOIL.replace("SPARE", spare(problem))
        return Trial(
            problem.with_solutions(reference=problem.solutions.reference + spoil + wrapper)
        )

    return make


def _weak(*survivors: int) -> Make:
    """Tests that let through the wrong solutions of these numbers; all of them, without one."""

    def make(problem: GoldenProblem) -> Trial | None:
        numbers = range(len(problem.solutions.wrong))
        return Trial(problem, survivors=tuple(numbers[at] for at in survivors) or tuple(numbers))

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
    ("an input below the bounds", Fault.INVALID_INPUTS, False, _below),
    ("an input over the bounds and a validator that accepts all", Fault.INVALID_INPUTS, True, _lax),
    ("a validator that refuses valid inputs", Fault.INVALID_INPUTS, True, _strict),
    ("no test fails any wrong solution", Fault.WEAK_TESTS, False, _weak()),
    ("one wrong solution passes", Fault.WEAK_TESTS, True, _weak(0)),
    ("the last wrong solution passes", Fault.WEAK_TESTS, True, _weak(-1)),
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
    ("both give another value on one input in two", Fault.SHARED_MISTAKE, True, _both_on_half),
    ("both misread the last worked example", Fault.SHARED_MISTAKE, True, _both_on_last_example),
)  # fmt: skip
"""What is planted, its class, whether it is subtle, and how."""

EACH = 4
"""Plants for each sound problem."""


@cache
def planted() -> tuple[Planted, ...]:
    """The faulty problems: the handwritten ones, then plants that go round the sound problems."""
    found = [
        Planted(f"{slug}: {name}", fault, subtle=True, trial=Trial(edited(slug, edits)))
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
