"""Auditing a data set: each problem on its own, several at a time."""

import asyncio
from collections.abc import Callable, Sequence

from problemsmith.generation.audit.bench import Bench, Recording
from problemsmith.generation.audit.box.packing import unpack
from problemsmith.generation.audit.canonical import audit_canonical
from problemsmith.generation.audit.documented import Documentation
from problemsmith.generation.audit.domain import Domain
from problemsmith.generation.audit.entry import Entry, FunctionEntry
from problemsmith.generation.audit.outcome import AuditedProblem, AuditOutcome, Proof
from problemsmith.generation.audit.reference import (
    crash_on_promised,
    crash_within,
    try_again,
    try_examples,
    try_repeatedly,
    try_tests,
)
from problemsmith.generation.audit.variations import Variations, promised
from problemsmith.generation.audit.weakness import find_weakness, kinds_of, usable_ground
from problemsmith.generation.mutation.mutants import make_mutants
from problemsmith.judge.judge import Judge
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json

MAX_SEEDS = 200
MUTANTS = 150
NO_MODEL = "whether the reference does what its documentation says was not asked of a model"

Told = Callable[[AuditedProblem], None]


async def audit(
    judge: Judge, entries: Sequence[Entry], *, at_once: int, on_problem: Told | None = None
) -> tuple[AuditedProblem, ...]:
    """Audit every entry, `at_once` of them side by side; the outcomes in the entries' order."""
    slots = asyncio.Semaphore(at_once)

    async def one(entry: Entry) -> AuditedProblem:
        async with slots:
            audited = await audit_entry(judge, entry)
        if on_problem is not None:
            on_problem(audited)
        return audited

    tasks = [asyncio.create_task(one(entry)) for entry in entries]
    try:
        return tuple(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()


async def audit_entry(judge: Judge, entry: Entry) -> AuditedProblem:
    """Audit one entry."""
    if isinstance(entry, FunctionEntry):
        return await _audit_function(judge, entry)
    return await audit_canonical(judge, entry)


async def _audit_function(judge: Judge, entry: FunctionEntry) -> AuditedProblem:
    """The reference first: tests are only worth something beside a reference that is right."""
    bench = Bench(judge, entry)
    documentation = Documentation.of(await bench.study())
    trial = await try_tests(bench)
    if trial.reason:
        return AuditedProblem(
            task_id=entry.task_id, outcome=AuditOutcome.NOT_CHECKED, notes=(trial.reason,)
        )
    proof = trial.proof or await try_repeatedly(bench, trial.inputs)
    if proof is not None or trial.recording is None:
        return _audited(entry, AuditOutcome.WRONG_REFERENCE, proof)
    proof, documented, notes = await try_examples(bench, documentation, trial.inputs)
    if proof is not None:
        return _audited(entry, AuditOutcome.WRONG_REFERENCE, proof, notes)
    return await _attack(
        judge, bench, documentation, trial.inputs, trial.recording, documented, [*notes, NO_MODEL]
    )


async def _attack(
    judge: Judge,
    bench: Bench,
    documentation: Documentation,
    tested: Sequence[Json],
    recording: Recording,
    documented: Sequence[Json],
    notes: list[str],
) -> AuditedProblem:
    """Inputs like those that were seen: the reference first, then the tests against mutants."""
    entry = bench.entry
    known = {canonical_json(one) for one in tested}
    new = [one for one in documented if canonical_json(one) not in known]
    seeds = [unpack(one) for one in (*tested[:MAX_SEEDS], *new)]
    if not any(seeds):
        return _audited(entry, AuditOutcome.SOUND, None, [*notes, "no inputs to vary were found"])
    domain = Domain(seeds, documentation)
    own = [*documented, *promised(seeds, domain)]
    inputs = [*own, *Variations(seeds, domain).make()]
    answers = await bench.answers(entry.source, inputs)
    new_own = range(len(documented), len(own))
    strict = [domain.holds(unpack(one), strictly=True) for one in inputs[len(own) :]]
    proof = (
        crash_on_promised(bench, [(inputs[at], answers[at]) for at in new_own])
        or crash_within(bench, inputs[len(own) :], answers[len(own) :], strict)
        or await try_again(bench, inputs, answers)
    )
    if proof is not None:
        return _audited(entry, AuditOutcome.WRONG_REFERENCE, proof, notes)
    if bench.view.is_property:
        notes.append("its tests take several answers for right, so they were not attacked")
        return _audited(entry, AuditOutcome.SOUND, None, notes)
    types = kinds_of([call.type for call in recording.calls])
    ground = usable_ground(inputs, answers, types, own)
    mutants = await make_mutants(judge, entry.source, limit=MUTANTS)
    proof = await find_weakness(bench, mutants, ground, recording.seconds)
    outcome = AuditOutcome.SOUND if proof is None else AuditOutcome.WEAK_TESTS
    return _audited(entry, outcome, proof, notes)


def _audited(
    entry: FunctionEntry, outcome: AuditOutcome, proof: Proof | None, notes: Sequence[str] = ()
) -> AuditedProblem:
    return AuditedProblem(task_id=entry.task_id, outcome=outcome, proof=proof, notes=tuple(notes))
