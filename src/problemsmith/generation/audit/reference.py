"""Is the reference right? What can be shown without another solution."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from problemsmith.generation.audit.bench import Answer, Bench, Recording
from problemsmith.generation.audit.box.packing import is_opaque
from problemsmith.generation.audit.comparison import differ, same_value
from problemsmith.generation.audit.documented import Documentation
from problemsmith.generation.audit.outcome import Proof, ProofKind
from problemsmith.generation.audit.proofs import call_text, input_json, result_json
from problemsmith.judge.program import RunMode
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json

FRESH_RUNS = 3
"""Processes of their own in which the tests are run, in boxes of their own: the order of a set of
texts differs from box to box."""
REPEATS = 15
"""Calls of the reference with the same input in one process."""
SAMPLED = 25
"""Inputs of the tests that are repeated."""
CRASHING_SHARE = 0.05
"""Of inputs strictly within what was seen, the share on which a sound reference never raises."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of the reference's own tests: a proof against it, or a reason why it can't be
    told, or the inputs of the calls that returned."""

    proof: Proof | None = None
    reason: str = ""
    inputs: tuple[Json, ...] = ()
    recording: Recording | None = None


async def try_tests(bench: Bench) -> Trial:
    """Run the reference on its own tests, several times."""
    source = bench.entry.source
    recordings = await bench.record(source)
    if recordings[0].outcome != "timed_out":
        for _ in range(FRESH_RUNS - 1):
            recordings += await bench.record(source)
    outcomes = {one.outcome for one in recordings}
    first = next((one for one in recordings if one.outcome != "passed"), recordings[0])
    if first.outcome == "passed":
        return _inputs_of(bench, first)
    if "lost" in outcomes:
        return Trial(reason=f"the sandbox failed: {first.message}")
    if first.outcome == "broken_test":
        return Trial(reason=first.message)
    return Trial(_flaky(bench, first) if "passed" in outcomes else _failure(bench, first))


def _inputs_of(bench: Bench, recording: Recording) -> Trial:
    """The inputs of the calls that the tests made."""
    if not recording.calls:
        return Trial(reason="the test never calls the candidate")
    bench.expect(recording.calls)
    inputs: dict[str, Json] = {}
    for call in recording.calls:
        if call.error is None and not call.is_named and not is_opaque(call.input):
            inputs.setdefault(canonical_json(call.input), call.input)
        elif call.error is not None and bench.entry.test is None:
            return Trial(_crash(bench, call.input, call.error, "an input of its own tests"))
    return Trial(inputs=tuple(inputs.values()), recording=recording)


def _failure(bench: Bench, recording: Recording) -> Proof:
    """The proof for a reference that does not pass its own tests."""
    last = recording.calls[-1] if recording.calls else None
    source, name = bench.entry.source, bench.entry.name
    given = last.input if last else None
    match recording.outcome:
        case "does_not_load":
            kind, message = ProofKind.DOES_NOT_LOAD, recording.message
        case "crashed":
            kind, message = ProofKind.CRASHES, f"raises in its own tests: {recording.message}"
        case "timed_out":
            kind, message = ProofKind.DOES_NOT_END, f"its own tests: {recording.message}"
        case "killed":
            kind, message = ProofKind.CRASHES, f"dies in its own tests: {recording.message}"
        case _:
            kind = ProofKind.FAILS_OWN_TESTS
            message = "fails its own tests" + (f": {recording.message}" * bool(recording.message))
    return Proof(
        kind=kind,
        message=message,
        program=source,
        input=input_json(given),
        call=call_text(name, given) if last else None,
        reference_result=result_json(last.result) if last and last.error is None else None,
        reference_error=last.error if last else None,
    )


def _flaky(bench: Bench, recording: Recording) -> Proof:
    proof = _failure(bench, recording)
    return proof.model_copy(
        update={
            "kind": ProofKind.NOT_DETERMINISTIC,
            "message": f"passes its own tests in one run and not in another ({proof.message})",
        }
    )


async def try_repeatedly(bench: Bench, inputs: Sequence[Json]) -> Proof | None:
    """Does the same input give the same answer: again in one process, in others, in other boxes?"""
    chosen = list(inputs[:: max(1, len(inputs) // SAMPLED)])[:SAMPLED]
    source = bench.entry.source
    again = await bench.answers(source, chosen * REPEATS)
    alone = await bench.answers_of([source], [[one] for one in chosen], mode=RunMode.ISOLATED)
    other_box = await bench.answers(source, chosen)
    return _unsteady(
        bench,
        chosen,
        [[*again[at :: len(chosen)], alone[0][at], other_box[at]] for at in range(len(chosen))],
    )


async def try_again(
    bench: Bench, inputs: Sequence[Json], answers: Sequence[Answer]
) -> Proof | None:
    """The inputs that we made, once more, in another box and from the last to the first."""
    known = [pair for pair in zip(inputs, answers, strict=True) if not pair[1].is_lost][::-1]
    again = await bench.answers(bench.entry.source, [given for given, _ in known])
    pairs = [[answer, other] for (_, answer), other in zip(known, again, strict=True)]
    return _unsteady(bench, [given for given, _ in known], pairs)


def _unsteady(
    bench: Bench, inputs: Sequence[Json], answers: Sequence[Sequence[Answer]]
) -> Proof | None:
    """The first input whose answers are not all the same."""
    if bench.view.is_property:
        return None
    for given, told in zip(inputs, answers, strict=True):
        first = next((one for one in told if not one.is_lost), told[0])
        other = next((one for one in told if differ(first, one, bench.view)), None)
        if other is not None:
            return Proof(
                kind=ProofKind.NOT_DETERMINISTIC,
                message="the same input gives two answers, in two calls of the reference",
                program=bench.entry.source,
                input=input_json(given),
                call=call_text(bench.entry.name, given),
                reference_result=result_json(first.result),
                reference_error=first.error,
                program_result=result_json(other.result),
                program_error=other.error,
            )
    return None


async def try_examples(
    bench: Bench, documentation: Documentation, tested: Sequence[Json]
) -> tuple[Proof | None, list[Json], list[str]]:
    """The documented examples: a proof, the inputs that may be called, and notes.

    Where a test has the same input, the test decides: the documentation is then at fault. One
    example among several that does not hold is most often a slip of the pen, unless it is written
    as a doctest.
    """
    name = bench.entry.name
    known = {canonical_json(one) for one in tested}
    examples = [one for one in documentation.examples if not is_opaque(one.input)]
    answers = await bench.answers(bench.entry.source, [one.input for one in examples])
    notes: list[str] = []
    against: list[tuple[bool, Proof]] = []
    agreed = 0
    usable: list[Json] = []
    for example, answer in zip(examples, answers, strict=True):
        if answer.is_lost:
            continue
        is_tested = canonical_json(example.input) in known
        if answer.error is None:
            usable.append(example.input)
        if not example.has_expected or _fits(example.expected, answer):
            agreed += example.has_expected
            continue
        if answer.error is not None and not answer.is_rejection:
            return _crash(bench, example.input, answer.error, "a documented example"), [], []
        told = f"documented: {call_text(name, example.input)} is {_text(example.expected)}"
        if is_tested or answer.error is not None:
            notes.append(f"{told}, but its tests and its reference say otherwise")
        else:
            proof = Proof(
                kind=ProofKind.CONTRADICTS_EXAMPLE,
                message=f"{told}; the reference gives {_text(answer.result)}",
                program=bench.entry.source,
                input=input_json(example.input),
                call=call_text(name, example.input),
                reference_result=result_json(answer.result),
                expected=result_json(example.expected),
            )
            against.append((example.is_strict, proof))
    if bench.view.is_property or (
        len(against) == 1 and not against[0][0] and (agreed > 0 or notes)
    ):
        notes += [
            f"{proof.message}: most likely a slip of the documentation" for _, proof in against
        ]
        return None, usable, notes
    return (against[0][1] if against else None), usable, notes


def crash_on_promised(bench: Bench, answers: Sequence[tuple[Json, Answer]]) -> Proof | None:
    """A crash on an input that the documentation promises and no test has."""
    for given, answer in answers:
        if answer.error is not None and not answer.is_rejection:
            return _crash(bench, given, answer.error, "an input that its documentation promises")
    return None


def crash_within(
    bench: Bench, inputs: Sequence[Json], answers: Sequence[Answer], strict: Sequence[bool]
) -> Proof | None:
    """A crash on inputs like those of the tests in every way that is seen.

    `strict` tells which inputs stay within what was seen. A few crashes among many answers may be
    a rule for inputs that nobody wrote down, and prove nothing.
    """
    within = [
        (given, answer)
        for given, answer, is_strict in zip(inputs, answers, strict, strict=True)
        if is_strict and not answer.is_lost
    ]
    crashes = [
        (given, answer.error)
        for given, answer in within
        if answer.error is not None and not answer.is_rejection
    ]
    if len(crashes) < 3 or len(crashes) < CRASHING_SHARE * len(within):
        return None
    given, error = min(crashes, key=lambda one: len(canonical_json(one[0])))
    return _crash(bench, given, error or "", "an input like those of its tests")


def _crash(bench: Bench, given: Json, error: str, where: str) -> Proof:
    return Proof(
        kind=ProofKind.CRASHES,
        message=f"raises on {where}: {error}",
        program=bench.entry.source,
        input=input_json(given),
        call=call_text(bench.entry.name, given),
        reference_error=error,
    )


def _fits(expected: Json, answer: Answer) -> bool:
    """Whether an answer is what an example says; a text may stand for what is printed of it."""
    if answer.error is not None:
        return False
    return same_value(expected, answer.result) or _loosely(expected) == _loosely(answer.result)


def _loosely(value: Any) -> str:
    """Without quotes, spaces and case: documentation is written by hand."""
    text = value if isinstance(value, str) else _text(value)
    return "".join(char for char in text.lower() if char not in " '\"()[]")


def _text(packed: Json) -> str:
    return call_text("", packed if isinstance(packed, list) else [packed])[1:-1]
