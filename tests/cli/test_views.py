"""What a person reads of judgements and problems, as it is printed."""

import io
from datetime import UTC, datetime, timedelta

from rich.console import Console

from cli.kept import a_proved_problem
from problemsmith.cli.job_view import worked_seconds
from problemsmith.cli.judgement_view import print_judgement
from problemsmith.cli.problem_view import print_problem
from problemsmith.judge.program import Judgement, Run, TestResult
from problemsmith.problem.problem import Solutions
from problemsmith.problem.verdict import Verdict
from problemsmith.workflows import AttemptSnapshot, StepSnapshot

LONG = "x" * 120


def piped() -> Console:
    return Console(file=io.StringIO(), width=80, markup=False)


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_compilers_source_and_caret_lines_are_printed_as_they_are() -> None:
    message = f"solution.cpp:1:121: error\n    1 | {LONG}[bold]\n      | {' ' * 119}^~~~"
    run = Run(Verdict.COMPILE_ERROR, message=message)
    test = TestResult(Verdict.COMPILE_ERROR, run)
    console = piped()
    print_judgement(console, Judgement(Verdict.COMPILE_ERROR, [test]), [[1]])
    assert message in printed(console)


def test_tests_that_fail_with_the_same_words_share_a_row() -> None:
    def results(*messages: str) -> list[TestResult]:
        verdict = Verdict.RUNTIME_ERROR
        return [TestResult(verdict, Run(verdict, message=message)) for message in messages]

    console = piped()
    print_judgement(console, Judgement(Verdict.RUNTIME_ERROR, results(*"aaa")), [[1]] * 3)
    print_judgement(console, Judgement(Verdict.RUNTIME_ERROR, results(*"baa")), [[1]] * 3)
    told = printed(console)
    assert told.count("all 3") == told.count("2–3") == 1
    assert told.count("runtime error") == 5, "three rows and two verdicts"


def test_the_time_in_which_a_process_was_dead_is_no_time_of_its_step() -> None:
    begun, anew = (datetime(2026, 1, 1, 12, minute, tzinfo=UTC) for minute in (0, 3))
    again, end = anew + timedelta(seconds=4), anew + timedelta(seconds=6)
    attempts = [
        # Cut off by a crash at 12:00, and begun anew at 12:03.
        AttemptSnapshot(start=anew, end=anew + timedelta(seconds=1), success=False, delay=3.0),
        AttemptSnapshot(start=again, end=end, success=True),
    ]
    step = StepSnapshot(
        name="s", type="step", start=begun, end=end, success=True, config={}, attempts=attempts
    )
    assert worked_seconds(step) == 6


def test_memory_below_a_megabyte_is_not_told_as_none() -> None:
    console = piped()
    tests = [
        TestResult(Verdict.ACCEPTED, Run(Verdict.ACCEPTED, memory_kb=kilobytes))
        for kilobytes in (0, 1023, 1536)
    ]
    print_judgement(console, Judgement(Verdict.ACCEPTED, tests), [[1]] * 3)
    assert printed(console).count("<1 MB") == 2
    assert "1.5 MB" in printed(console)


def test_piped_code_is_whole_and_not_wrapped() -> None:
    problem = a_proved_problem()
    assert problem.solutions is not None
    code = f"def run_solution():\n    return '{LONG}'"
    solutions = Solutions(reference=code, brute_force=problem.solutions.brute_force)
    console = piped()
    print_problem(console, problem.model_copy(update={"solutions": solutions}))
    assert code in printed(console)
