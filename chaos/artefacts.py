"""What the jobs have left: nothing missing, nothing doubled, nothing that belongs to nobody."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from chaos.making import BATCH
from chaos.place import Place
from chaos.plan import Plan
from problemsmith.errors import PrerequisiteError
from problemsmith.generation.params import GenerationParams
from problemsmith.generation.prerequisites import check_prerequisites
from problemsmith.generation.steps import STEP_ORDER, GenerationStep
from problemsmith.generation.verification.report import part_hashes
from problemsmith.problem.problem import Problem, ProblemStatus
from problemsmith.store.database import Database
from problemsmith.store.records import Job

_STRAY = {
    "test cases without a problem": (
        "SELECT count(*) FROM test_cases WHERE problem_id NOT IN (SELECT id FROM problems)"
    ),
    "wishes without a problem": (
        "SELECT count(*) FROM problem_wishes WHERE problem_id NOT IN (SELECT id FROM problems)"
    ),
    "problems without a job": (
        "SELECT count(*) FROM problems WHERE id NOT IN (SELECT problem_id FROM jobs)"
    ),
    "jobs without an instance": (
        "SELECT count(*) FROM jobs WHERE id NOT IN (SELECT id FROM workflow_instances)"
    ),
    "instances without a job": (
        "SELECT count(*) FROM workflow_instances WHERE id NOT IN (SELECT id FROM jobs)"
    ),
    "events without an instance": (
        "SELECT count(*) FROM workflow_instance_events"
        " WHERE instance_id NOT IN (SELECT id FROM workflow_instances)"
    ),
    "instances that a worker still holds": (
        "SELECT count(*) FROM workflow_instances WHERE worker IS NOT NULL"
    ),
    "workers that are no more": "SELECT count(*) FROM workflow_instance_workers",
    "queues of workers that are no more": "SELECT count(*) FROM queues",
    "records without an execution": (
        "SELECT count(*) FROM operation_outputs"
        " WHERE workflow_uuid NOT IN (SELECT workflow_uuid FROM workflow_status)"
    ),
}


@dataclass
class Artefacts:
    """What was found, and what is wrong with it."""

    problems: int = 0
    test_cases: int = 0
    stray_rows: int = 0
    different: int = 0
    wrong: list[str] = field(default_factory=list[str])


def find_stray_rows(connection: sa.Connection, artefacts: Artefacts) -> None:
    """Count the rows that belong to nothing."""
    for what, query in _STRAY.items():
        if count := int(connection.execute(sa.text(query)).scalar_one()):
            artefacts.stray_rows += count
            artefacts.wrong.append(f"{count} {what}")


async def read_artefacts(plan: Plan, place: Place, artefacts: Artefacts) -> None:
    """Read every job's problem through the product's own store."""
    async with await Database.open(place.url) as store, store.read() as view:
        jobs = await view.jobs.of_batch(BATCH)
        _check_batch(jobs, plan, artefacts)
        of_the_same: defaultdict[str | None, list[Problem]] = defaultdict(list)
        for job in jobs:
            problem = await view.problems.get(job.problem_id)
            artefacts.problems += 1
            artefacts.test_cases += len(problem.test_cases)
            artefacts.wrong += [
                f"problem {problem.id}: {what}" for what in _faults(job, problem, plan)
            ]
            params = GenerationParams.model_validate(job.params)
            of_the_same[params.catalogue_problem].append(problem)
    for slug, problems in of_the_same.items():
        _check_equal(slug, problems, plan, artefacts)


def _check_batch(jobs: Sequence[Job], plan: Plan, artefacts: Artefacts) -> None:
    if [job.position for job in jobs] != list(range(plan.jobs)):
        artefacts.wrong.append(f"{len(jobs)} jobs are in the batch, not one at each place")
    if len({job.problem_id for job in jobs}) != plan.jobs:
        artefacts.wrong.append("two jobs made one problem")


def _faults(job: Job, problem: Problem, plan: Plan) -> list[str]:
    faults: list[str] = []
    if job.completed_steps != tuple(plan.steps):
        faults.append(f"its job has done {', '.join(job.completed_steps) or 'nothing'}")
    if job.completed_at is None:
        faults.append("its job has no end")
    if [case.position for case in problem.test_cases] != list(range(len(problem.test_cases))):
        faults.append("its test cases are not numbered one after the other")
    if len({case.id for case in problem.test_cases}) != len(problem.test_cases):
        faults.append("two of its test cases have one id")
    try:
        check_prerequisites(problem, _next_step(plan))
    except PrerequisiteError as error:
        faults.append(str(error))
    if plan.last_step is None and problem.status is not ProblemStatus.VERIFIED:
        faults.append(f"it is {problem.status}, not verified")
    return faults


def _next_step(plan: Plan) -> GenerationStep:
    """The step that needs all that the last one has left; the last of all needs what it leaves."""
    after = STEP_ORDER.index(plan.steps[-1]) + 1
    return STEP_ORDER[min(after, len(STEP_ORDER) - 1)]


def _check_equal(
    slug: str | None, problems: Sequence[Problem], plan: Plan, artefacts: Artefacts
) -> None:
    """The catalogue writes the same problem each time, so one that suffered differs from others."""
    if plan.last_step is None:
        return  # how far the hunt for tests comes depends on how busy the machine is
    contents = Counter(tuple(part_hashes(problem).values()) for problem in problems)
    if different := len(problems) - max(contents.values()):
        artefacts.different += different
        artefacts.wrong.append(f"{different} problems {slug} differ from the others of that name")
