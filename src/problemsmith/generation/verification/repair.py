"""Repairs: the author judges a disagreement, and what was at fault is written anew."""

from collections.abc import Sequence
from dataclasses import replace

from problemsmith.generation.answers import AdjudicationAnswer
from problemsmith.generation.assignments import ADJUDICATION
from problemsmith.generation.faults import Fault, FaultyPart
from problemsmith.generation.input_code import mend_inputs
from problemsmith.generation.inputs import check_inputs
from problemsmith.generation.outputs import expected_outputs
from problemsmith.generation.problem_text import to_checker
from problemsmith.generation.programs import InputSources
from problemsmith.generation.verification.agreement import Disagreement
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.workbench import Workbench
from problemsmith.problem.problem import InputPrograms, ProblemText
from problemsmith.problem.values import canonical_json, convert_result
from problemsmith.problem.wire import Json

ROUNDS = 3
"""Disagreements that are put to the author before a problem is rejected."""


FAULTS_SHOWN = 5


class BeyondRepairError(Exception):
    """The problem can't be made consistent; the message says why."""


async def mend(bench: Workbench, candidate: Candidate, disagreement: Disagreement) -> Candidate:
    """The candidate with the author's mend, its expected outputs computed anew.

    Raises:
        BeyondRepairError: The statement itself is at fault, or the mended reference fails.
    """
    text, solutions = candidate.text, candidate.solutions

    def check(answer: AdjudicationAnswer) -> None:
        _check_mend(answer, text, disagreement)

    answer = await bench.write(
        ADJUDICATION,
        text,
        check=check,
        disagreement=disagreement,
        reference=solutions.reference,
        brute_force=solutions.brute_force,
        checker=text.checker.kind,
    )
    bench.log(f"disagreement on {disagreement.input}: {answer.at_fault}: {answer.explanation}")
    match answer.at_fault:
        case "statement":
            raise BeyondRepairError(f"the statement is ambiguous: {answer.explanation}")
        case "checker" if answer.checker:
            checker = to_checker(answer.checker, text.signature)
            return replace(candidate, text=text.model_copy(update={"checker": checker}))
        case "example":
            return replace(candidate, text=_corrected_example(answer, text, disagreement))
        case _:
            mended = solutions.model_copy(
                update={
                    "reference": answer.reference or solutions.reference,
                    "brute_force": answer.brute_force or solutions.brute_force,
                }
            )
    candidate = replace(candidate, solutions=mended)
    return await _with_outputs(bench, candidate) if answer.reference else candidate


async def mend_validator(
    bench: Workbench, candidate: Candidate, faults: Sequence[Fault]
) -> Candidate:
    """The candidate with its validator, and its small generator, written anew where at fault.

    Raises:
        BeyondRepairError: The author left the validator as it was.
    """
    programs = candidate.programs
    sources = InputSources((), programs.small_generator, programs.validator)
    mended = await mend_inputs(bench, candidate.text, (), sources, faults[:FAULTS_SHOWN])
    if mended == sources:
        raise BeyondRepairError(f"the validator was left as it is: {faults[0].rule}")
    return replace(
        candidate,
        programs=InputPrograms(small_generator=mended.small_generator, validator=mended.validator),
    )


async def mend_sizes(bench: Workbench, candidate: Candidate, told: str) -> Candidate:
    """The candidate with its largest test's generator written anew, to the size that is missing.

    Raises:
        BeyondRepairError: The new generator is left as it was or fails.
    """
    at = max(
        (number for number, case in enumerate(candidate.cases) if not case.is_sample_case),
        key=lambda number: len(canonical_json(list(candidate.cases[number].input or ()))),
        default=None,
    )
    if at is None:
        raise BeyondRepairError(told)
    case, programs = candidate.cases[at], candidate.programs
    rule = "the tests reach the sizes that the constraints allow"
    fault = Fault(
        FaultyPart.GENERATOR, rule, told, case.input_code or "", test_case=1,
        description=case.description,
    )  # fmt: skip
    sources = InputSources((case.input_code or "",), programs.small_generator, programs.validator)
    mended = await mend_inputs(bench, candidate.text, [case], sources, [fault])
    checked = await check_inputs(
        bench.judge, replace(sources, generators=mended.generators), candidate.text
    )
    [arguments] = checked.inputs
    if arguments is None or mended.generators == sources.generators:
        raise BeyondRepairError(f"{told}, and the generator written anew makes no such test")
    grown = case.model_copy(update={"input": arguments, "input_code": mended.generators[0]})
    cases = (*candidate.cases[:at], grown, *candidate.cases[at + 1 :])
    return await _with_outputs(bench, replace(candidate, cases=cases))


async def _with_outputs(bench: Workbench, candidate: Candidate) -> Candidate:
    outputs = await expected_outputs(
        bench.judge,
        candidate.text,
        candidate.solutions.reference,
        [case.input or () for case in candidate.cases],
        candidate.limits,
    )
    if outputs.faults:
        raise BeyondRepairError(f"the mended reference fails: {outputs.faults[0]}")
    cases = tuple(
        case.model_copy(update={"expected": value, "has_expected": True})
        for case, value in zip(candidate.cases, outputs.values, strict=True)
    )
    return replace(candidate, cases=cases)


def _check_mend(answer: AdjudicationAnswer, text: ProblemText, found: Disagreement) -> None:
    match answer.at_fault:
        case "reference" | "both" if answer.reference is None:
            raise ValueError("reference is missing: write the whole program anew")
        case "brute_force" | "both" if answer.brute_force is None:
            raise ValueError("bruteForce is missing: write the whole program anew")
        case "checker" if answer.checker is None:
            raise ValueError("checker is missing: give the right one")
        case "example" if found.example is None:
            raise ValueError("no worked example is part of this disagreement")
        case "example":
            _converted_result(answer, text)
        case _:
            pass


def _converted_result(answer: AdjudicationAnswer, text: ProblemText) -> Json:
    return convert_result(answer.example_result, text.signature)


def _corrected_example(
    answer: AdjudicationAnswer, text: ProblemText, found: Disagreement
) -> ProblemText:
    result = _converted_result(answer, text)
    own = canonical_json(list(found.arguments))
    return text.model_copy(
        update={
            "examples": tuple(
                example.model_copy(update={"result": result, "explanation": answer.explanation})
                if canonical_json(list(example.arguments)) == own
                else example
                for example in text.examples
            )
        }
    )
