"""Problems go in and come out as they were, and a step done again leaves nothing stale."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from problemsmith.errors import DuplicateError, NotFoundError, ValidationError
from problemsmith.problem.problem import Difficulty, Limits, Problem, ProblemStatus, TestCase
from problemsmith.store import Database
from store.samples import (
    PROGRAMS,
    SOLUTIONS,
    a_complete_problem,
    a_job,
    a_problem,
    a_text,
    some_cases,
    with_code,
    with_inputs,
    with_outputs,
)

pytestmark = pytest.mark.anyio

REPORT = {"checks": [{"name": "oracleAgreement", "outcome": "passed"}]}


async def kept(database: Database, problem: Problem) -> Problem:
    async with database.transaction() as tx:
        await tx.problems.create(problem)
    async with database.read() as tx:
        return await tx.problems.get(problem.id)


async def test_a_problem_comes_back_as_it_was_made(database: Database) -> None:
    problem = a_complete_problem(
        status=ProblemStatus.VERIFIED,
        model="openai-chat:any",
        limits=Limits(time_seconds=3.5),
        verification=REPORT,
        focus_areas=("arrays", "trees"),
        created_by="ada",
    )
    assert await kept(database, problem) == problem


async def test_a_problem_may_start_empty(database: Database) -> None:
    problem = a_problem()
    assert await kept(database, problem) == problem


JSON_VALUES = (
    *(10**30, -(2**63) - 1, 1e300, 5e-324, 0.1, 1.0, -0.0, 100000.0, True, None, ""),
    "NUL \x00, half a pair \ud800, a pair \U0001f600, quotes ' \" \\",
    {"b": [1, {"a": None}], "a": {}},
    [[], [[]]],
)


async def test_every_json_value_survives_exactly(database: Database) -> None:
    cases = tuple(
        case.model_copy(update={"input": (value, [value]), "expected": value})
        for case, value in zip(some_cases(len(JSON_VALUES)), JSON_VALUES, strict=True)
    )
    read = (await kept(database, a_problem(test_cases=with_expected(cases)))).test_cases
    for case, value in zip(read, JSON_VALUES, strict=True):
        # repr tells 1 from 1.0 and 0.0 from -0.0, which are equal.
        assert repr(case.input) == repr((value, [value]))
        assert repr(case.expected) == repr(value)
        assert case.has_expected


def with_expected(cases: tuple[TestCase, ...]) -> tuple[TestCase, ...]:
    return tuple(case.model_copy(update={"has_expected": True}) for case in cases)


async def test_an_expected_null_is_told_from_none_yet(database: Database) -> None:
    made, missing = some_cases(2)
    made = made.model_copy(update={"has_expected": True})
    read = await kept(database, a_problem(test_cases=(made, missing)))
    assert [case.has_expected for case in read.test_cases] == [True, False]


async def test_what_json_cannot_hold_is_refused(database: Database) -> None:
    for value in (float("nan"), float("inf"), 10**5000):
        with pytest.raises(ValidationError, match="cannot be kept as JSON"):
            await kept(database, a_problem(test_cases=some_cases(1, input=(value,))))


async def test_text_that_a_database_cannot_hold_is_refused(database: Database) -> None:
    for text, reason in (
        ("a\x00b", "NUL"),
        ("a\udc00b", "half a surrogate pair at character 1"),
    ):
        with pytest.raises(ValidationError, match=reason):
            await kept(database, a_problem(test_cases=some_cases(1, input_code=text)))


async def test_a_taken_id_is_refused(database: Database) -> None:
    problem = a_problem()
    await kept(database, problem)
    with pytest.raises(DuplicateError, match=str(problem.id)):
        await kept(database, problem)


async def test_test_cases_at_one_position_are_refused(database: Database) -> None:
    with pytest.raises(DuplicateError, match="share an id or a position"):
        await kept(database, a_problem(test_cases=some_cases(1) + some_cases(1)))


async def test_an_unknown_focus_area_is_refused_with_the_known_ones(database: Database) -> None:
    with pytest.raises(ValidationError, match=r"no focus area 'magic': choose from arrays, .*"):
        await kept(database, a_problem(focus_areas=("arrays", "magic")))
    async with database.read() as tx:
        assert (await tx.problems.list()).items == ()


async def test_a_problem_that_is_gone_is_not_found(database: Database) -> None:
    gone = uuid4()
    async with database.transaction() as tx:
        for use in (
            tx.problems.get(gone),
            tx.problems.save_text(gone, a_text()),
            tx.problems.save_test_cases(gone, some_cases()),
            tx.problems.save_solutions(gone, SOLUTIONS),
            tx.problems.delete(gone),
        ):
            with pytest.raises(NotFoundError, match=str(gone)):
                await use


async def test_the_steps_fill_a_problem_part_by_part(database: Database) -> None:
    problem = a_problem()
    await kept(database, problem)
    cases, fingerprint = some_cases(), b"\x00\xff" * 64
    async with database.transaction() as tx:
        await tx.problems.save_text(problem.id, a_text(), fingerprint=fingerprint)
        await tx.problems.save_test_cases(problem.id, cases)
        await tx.problems.save_input_code(problem.id, with_code(cases), PROGRAMS)
        await tx.problems.save_inputs(problem.id, with_inputs(with_code(cases)))
        await tx.problems.save_solutions(problem.id, SOLUTIONS)
        complete = with_outputs(with_inputs(with_code(cases)))
        await tx.problems.save_outputs(problem.id, complete, limits=Limits(time_seconds=1))
        await tx.problems.save_verification(problem.id, REPORT, ProblemStatus.VERIFIED)
        read = await tx.problems.get(problem.id)
        [print_] = await tx.problems.fingerprints()
    assert read == problem.model_copy(
        update={
            "status": ProblemStatus.VERIFIED,
            "text": a_text(),
            "test_cases": complete,
            "input_programs": PROGRAMS,
            "solutions": SOLUTIONS,
            "limits": Limits(time_seconds=1),
            "verification": REPORT,
            "updated_at": read.updated_at,
        }
    )
    assert print_ == (problem.id, fingerprint)


async def test_a_new_text_clears_all_that_came_of_the_old_one(database: Database) -> None:
    problem = a_complete_problem(
        status=ProblemStatus.VERIFIED, verification=REPORT, limits=Limits(memory_mb=64)
    )
    await kept(database, problem)
    async with database.transaction() as tx:
        await tx.problems.save_text(problem.id, a_text("Another"))
        read = await tx.problems.get(problem.id)
    assert read == a_problem(
        id=problem.id,
        text=a_text("Another"),
        created_at=problem.created_at,
        updated_at=read.updated_at,
    )


async def test_new_test_cases_leave_no_input_output_or_report_of_the_old(
    database: Database,
) -> None:
    problem = a_complete_problem(status=ProblemStatus.VERIFIED, verification=REPORT)
    await kept(database, problem)
    async with database.transaction() as tx:
        await tx.problems.save_test_cases(problem.id, problem.test_cases[:2])
        read = await tx.problems.get(problem.id)
    assert [case.id for case in read.test_cases] == [case.id for case in problem.test_cases[:2]]
    assert all(
        (case.input_code, case.input, case.has_expected) == (None, None, False)
        for case in read.test_cases
    )
    assert (read.status, read.verification) == (ProblemStatus.DRAFT, None)
    assert (read.input_programs, read.solutions) == (None, SOLUTIONS)


async def test_new_input_code_clears_inputs_and_outputs(database: Database) -> None:
    problem = a_complete_problem()
    await kept(database, problem)
    async with database.transaction() as tx:
        await tx.problems.save_input_code(problem.id, problem.test_cases, PROGRAMS)
        read = await tx.problems.get(problem.id)
    assert all(case.input_code and case.input is None for case in read.test_cases)
    assert not any(case.has_expected for case in read.test_cases)


async def test_new_inputs_clear_outputs_and_drop_duplicates(database: Database) -> None:
    problem = a_complete_problem()
    await kept(database, problem)
    repaired = PROGRAMS.model_copy(update={"validator": "def validate(a): return True"})
    async with database.transaction() as tx:
        await tx.problems.save_inputs(problem.id, problem.test_cases[1:], programs=repaired)
        read = await tx.problems.get(problem.id)
    assert [case.position for case in read.test_cases] == [1, 2]
    assert all(case.input is not None and not case.has_expected for case in read.test_cases)
    assert read.input_programs == repaired


async def test_new_solutions_clear_outputs_and_keep_inputs(database: Database) -> None:
    problem = a_complete_problem(verification=REPORT)
    await kept(database, problem)
    async with database.transaction() as tx:
        await tx.problems.save_solutions(problem.id, SOLUTIONS)
        read = await tx.problems.get(problem.id)
    assert all(case.input is not None and not case.has_expected for case in read.test_cases)
    assert all(case.expected is None for case in read.test_cases)
    assert read.verification is None


async def test_verification_keeps_all_that_it_mended_at_once(database: Database) -> None:
    problem = a_complete_problem()
    await kept(database, problem)
    more = problem.test_cases + tuple(
        case.model_copy(update={"position": 3}) for case in with_outputs(some_cases(1))
    )
    text = a_text("Mended")
    limits = Limits(time_seconds=4)
    async with database.transaction() as tx:
        await tx.problems.save_verification(
            problem.id, REPORT, ProblemStatus.REJECTED, text=text, cases=more, limits=limits
        )
        read = await tx.problems.get(problem.id)
    assert (read.text, read.test_cases, read.limits) == (text, more, limits)
    assert (read.solutions, read.input_programs) == (SOLUTIONS, PROGRAMS)
    assert (read.status, read.verification) == (ProblemStatus.REJECTED, REPORT)


async def test_a_step_run_again_writes_the_same_state(database: Database) -> None:
    problem = a_complete_problem()
    await kept(database, problem)
    states: list[Problem] = []
    for _ in range(2):
        async with database.transaction() as tx:
            await tx.problems.save_inputs(problem.id, problem.test_cases)
            read = await tx.problems.get(problem.id)
        states.append(read.model_copy(update={"updated_at": problem.updated_at}))
    assert states[0] == states[1]


async def test_a_deleted_problem_takes_its_tests_and_jobs_with_it(database: Database) -> None:
    problem = a_complete_problem(focus_areas=("arrays",))
    await kept(database, problem)
    async with database.transaction() as tx:
        job = await tx.jobs.create(a_job(problem.id))
        await tx.problems.delete(problem.id)
    async with database.transaction() as tx:
        assert (await tx.problems.list()).items == ()
        with pytest.raises(NotFoundError):
            await tx.jobs.get(job.id)
        await tx.problems.create(problem)  # its test cases' ids are free again


async def test_lists_go_newest_first_in_pages(database: Database) -> None:
    start = datetime.now(UTC)
    problems = [a_problem(created_at=start + timedelta(seconds=at // 2)) for at in range(7)]
    async with database.transaction() as tx:
        for problem in problems:
            await tx.problems.create(problem)
    seen: list[object] = []
    cursor: str | None = None
    async with database.read() as tx:
        while True:
            page = await tx.problems.list(cursor=cursor, limit=3)
            seen += [item.id for item in page.items]
            if (cursor := page.next_cursor) is None:
                break
    newest_first = sorted(problems, key=lambda it: (it.created_at, it.id.hex), reverse=True)
    assert seen == [problem.id for problem in newest_first]


async def test_filters_narrow_a_list(database: Database) -> None:
    easy = a_complete_problem(text=a_text("Straße der Äpfel"), focus_areas=("trees",))
    hard = a_complete_problem(
        text=a_text("100% Sure", difficulty=Difficulty.HARD),
        status=ProblemStatus.VERIFIED,
        created_by="ada",
    )
    async with database.transaction() as tx:
        await tx.problems.create(easy)
        await tx.problems.create(hard)
        await tx.problems.create(a_problem())
    async with database.read() as tx:
        find = tx.problems.list

        async def found(**filters: object) -> list[object]:
            return [item.id for item in (await find(**filters)).items]

        assert await found(status=ProblemStatus.VERIFIED) == [hard.id]
        assert await found(difficulty=Difficulty.EASY) == [easy.id]
        assert await found(focus_area="trees") == [easy.id]
        assert await found(created_by="ada") == [hard.id]
        assert await found(text="STRASSE DER ÄPFEL") == [easy.id]
        assert await found(text="0% s") == [hard.id]
        assert await found(text="0_ s") == []
        assert set(await found(text="add up")) == {easy.id, hard.id}
        assert await found(text="\x00add up", difficulty=Difficulty.HARD) == [hard.id]
        with pytest.raises(ValidationError, match="no focus area 'magic'"):
            await found(focus_area="magic")


async def test_a_foreign_cursor_is_refused(database: Database) -> None:
    no_uuid = "MjAyNi0wMS0wMVQwMDowMDowMCswMDowMCB4"
    async with database.read() as tx:
        for cursor in ("", "!", "eA", "é", no_uuid, "A" * 9999):
            with pytest.raises(ValidationError, match="cursor is not one that this list gave"):
                await tx.problems.list(cursor=cursor)


async def test_a_limit_out_of_range_is_refused(database: Database) -> None:
    async with database.read() as tx:
        for limit in (-1, 0, 501):
            with pytest.raises(ValidationError, match=f"limit is {limit}: it must be from 1"):
                await tx.problems.list(limit=limit)
