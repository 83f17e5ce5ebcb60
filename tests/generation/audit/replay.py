"""Running a proof again from its own text alone: nothing of the audit's code takes part."""

from collections.abc import Sequence

from problemsmith.generation.audit.outcome import Proof, ProofKind
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict

LIMITS = Limits(time_seconds=2.0, memory_mb=512)
_RUN_TESTS = "\n\n{test}\n\ndef run_tests():\n    check({name})\n    return True\n"
_CALL = "\n\ndef run_call():\n    return {call}\n"
_CALLS = "\n\ndef run_call(times):\n    return [{call} for _ in range(times)]\n"


async def replays(judge: Judge, entry: dict[str, str], proof: Proof) -> bool:
    """Whether the proof shows what it claims, by its program, its call and the entry's texts."""
    reference = entry["prompt"] + entry["canonical_solution"]
    match proof.kind:
        case ProofKind.WRONG_PROGRAM_PASSES:
            assert proof.program is not None
            mine = await _called(judge, reference, proof)
            theirs = await _called(judge, proof.program, proof)
            return (
                await _passes(judge, entry, proof.program)
                and mine.verdict is Verdict.ACCEPTED
                and mine.value == proof.reference_result
                and (theirs.verdict, theirs.value) != (mine.verdict, mine.value)
            )
        case ProofKind.NOT_DETERMINISTIC:
            return await _varies(judge, entry, reference, proof)
        case ProofKind.CONTRADICTS_EXAMPLE:
            run = await _called(judge, reference, proof)
            return run.value == proof.reference_result != proof.expected
        case ProofKind.CRASHES if proof.call:
            return (await _called(judge, reference, proof)).verdict is not Verdict.ACCEPTED
        case _:
            return not await _passes(judge, entry, reference)


async def _passes(judge: Judge, entry: dict[str, str], program: str) -> bool:
    code = program + _RUN_TESTS.format(test=entry["test"], name=entry["entry_point"])
    [run] = await judge.run(Program(code, entry_point="run_tests"), [[]], limits=LIMITS)
    return run.verdict is Verdict.ACCEPTED and run.value is True


async def _called(judge: Judge, program: str, proof: Proof) -> Run:
    assert proof.call is not None
    code = program + _CALL.format(call=proof.call)
    [run] = await judge.run(Program(code, entry_point="run_call"), [[]], limits=LIMITS)
    return run


async def _varies(judge: Judge, entry: dict[str, str], reference: str, proof: Proof) -> bool:
    """Two answers in many calls of one process, or in several boxes."""
    code = reference + _CALLS.format(call=proof.call)
    answers: list[object] = []
    for _ in range(6):
        runs: Sequence[Run] = await judge.run(
            Program(code, entry_point="run_call"), [[60]], limits=LIMITS, mode=RunMode.BULK
        )
        answers += runs[0].value if isinstance(runs[0].value, list) else [runs[0].message]
        if any(answer != answers[0] for answer in answers):
            return True
    passed = [await _passes(judge, entry, reference) for _ in range(4)]
    return len(set(passed)) > 1
