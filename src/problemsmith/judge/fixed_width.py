"""Values that a language with types of fixed width cannot hold: refused, never judged wrongly.

In C++ and Java an `int` of the signature is a 64-bit integer, and so is the value of a node. A
program may declare a wider type (`__int128`, `BigInteger`), so only its own process knows whether
an argument fits; that it claims so is believed only of arguments that may not.
"""

from dataclasses import replace

from problemsmith.judge.program import JudgeTest, Program, Run, TestResult
from problemsmith.judge.values import read_value
from problemsmith.problem.types import BUILT_IN_TYPES, ReferenceType, Type, child_types
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
_LONG_DIGITS = 40
_REFUSED = (
    "This test cannot be judged in {language}: its expected output holds an integer of more than "
    "64 bits, and the program's answer holds none."
)
_WITH_WIDE_INTEGERS = frozenset({"python", "javascript", "typescript"})


def reviewed(program: Program, arguments: bytes, run: Run) -> Run:
    """The run, where its program's process claims that an argument does not fit its types: a fault
    of ours if the argument is of a kind that may not, else the program's own choice of types."""
    if run.verdict is not Verdict.INTERNAL_ERROR:
        return run
    if program.language not in _WITH_WIDE_INTEGERS:
        given = read_value(arguments)
        if _is_past_64_bits(given) or (_has_nodes(program) and not _is_whole(given)):
            return run
    return replace(run, verdict=Verdict.RUNTIME_ERROR)


def refused(program: Program, test: JudgeTest, result: TestResult) -> TestResult:
    """The result, where a wrong answer is one that 64 bits could not have held: a fault of ours."""
    if (
        result.verdict is not Verdict.WRONG_ANSWER
        or program.language in _WITH_WIDE_INTEGERS
        or not _is_past_64_bits(test.expected)
        or _is_past_64_bits(result.run.value)
    ):
        return result
    message = _REFUSED.format(language=program.language)
    run = replace(result.run, verdict=Verdict.INTERNAL_ERROR, message=message)
    return TestResult(Verdict.INTERNAL_ERROR, run, result.expected)


def _is_past_64_bits(value: Json) -> bool:
    return any(isinstance(it, int) and not _LOWEST <= it <= _HIGHEST for it in _plain_values(value))


def _is_whole(value: Json) -> bool:
    return all(it is None or type(it) is int for it in _plain_values(value))


def _plain_values(value: Json) -> list[Json]:
    found: list[Json] = []
    pending = [value]
    while pending:
        it = pending.pop()
        if isinstance(it, list):
            pending.extend(it)
        elif isinstance(it, dict):
            found.extend(int(key[:_LONG_DIGITS]) for key in it if key.lstrip("-").isdecimal())
            pending.extend(it.values())
        else:
            found.append(it)
    return found


def _has_nodes(program: Program) -> bool:
    if program.signature is None:
        return False
    pending: list[Type] = [it.type for it in program.signature.parameters]
    pending += program.signature.definitions.values()
    while pending:
        type_ = pending.pop()
        if isinstance(type_, ReferenceType) and type_.name in BUILT_IN_TYPES:
            return True
        pending.extend(child_types(type_))
    return False
