"""What an audit says of a problem, and its proof."""

from enum import StrEnum

from problemsmith.problem.wire import Json, WireModel


class AuditOutcome(StrEnum):
    """How a problem came out."""

    SOUND = "sound"
    WEAK_TESTS = "weak_tests"
    WRONG_REFERENCE = "wrong_reference"
    NOT_CHECKED = "not_checked"


class ProofKind(StrEnum):
    """What a proof shows."""

    DOES_NOT_LOAD = "does_not_load"
    """The reference does not compile, or defines no such function."""
    FAILS_OWN_TESTS = "fails_own_tests"
    CRASHES = "crashes"
    """The reference raises on an input that its documentation or its tests allow."""
    DOES_NOT_END = "does_not_end"
    NOT_DETERMINISTIC = "not_deterministic"
    CONTRADICTS_EXAMPLE = "contradicts_example"
    """The reference gives another answer than an example of its documentation."""
    WRONG_PROGRAM_PASSES = "wrong_program_passes"
    BAD_TEST = "bad_test"
    """A test's input breaks the problem's own rules, or its checker does not hold."""


class Proof(WireModel):
    """What shows the outcome, in a form that can be run again.

    `program` is a whole program that defines the function: the wrong one that passes the tests, or
    the reference itself. `input` is the array of arguments as JSON; `call` the same as Python, for
    values that JSON has no form of (tuples travel as arrays). A result is JSON where JSON has a
    form, else its text in Python; where a program raised, it is None and `..._error` tells.
    """

    kind: ProofKind
    message: str
    program: str | None = None
    change: str | None = None
    """What was changed in the reference to get the program, and in which line."""
    input: list[Json] | None = None
    call: str | None = None
    reference_result: Json = None
    reference_error: str | None = None
    program_result: Json = None
    program_error: str | None = None
    expected: Json = None
    evidence: dict[str, Json] | None = None
    """Of problems in our own form: the failed check, as the verification report has it."""


class AuditedProblem(WireModel):
    """The outcome for one problem. `notes` tell what was seen and not held against it, and what
    could not be checked."""

    task_id: str
    outcome: AuditOutcome
    proof: Proof | None = None
    notes: tuple[str, ...] = ()
