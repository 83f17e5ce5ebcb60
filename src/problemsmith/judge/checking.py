"""Whether an answer is right: decided here, or by a custom checker in a box of its own."""

from collections.abc import Awaitable, Callable

from problemsmith.judge.program import JudgeTest, Program, Run, TestResult
from problemsmith.problem.checker import Checker, CustomChecker
from problemsmith.problem.checkers import explain
from problemsmith.problem.verdict import Verdict

CheckerRun = Callable[..., Awaitable[list[Run]]]
"""`Judge.run`: runs a checker's program on inputs."""


async def decide(
    test: JudgeTest, run: Run, checker: Checker, run_checker: CheckerRun
) -> TestResult:
    """The verdict on one run: `accepted` and `wrong_answer` come from the checker alone.

    A custom checker that fails gives `internal_error`, never a verdict on the program.
    """
    if run.verdict is not Verdict.ACCEPTED or not test.has_expected:
        return TestResult(run.verdict, run, test.expected)
    if isinstance(checker, CustomChecker):
        program = Program(checker.code, entry_point="check")
        arguments = [list(test.input), test.expected, run.value]
        (checked,) = await run_checker(program, [arguments])
        return _by_custom_checker(test, run, checked)
    difference = explain(checker, test.expected, run.value)
    if difference is None:
        return TestResult(Verdict.ACCEPTED, run, test.expected)
    return TestResult(Verdict.WRONG_ANSWER, run, test.expected)


def _by_custom_checker(test: JudgeTest, run: Run, checked: Run) -> TestResult:
    if checked.verdict is Verdict.ACCEPTED and isinstance(checked.value, bool):
        verdict = Verdict.ACCEPTED if checked.value else Verdict.WRONG_ANSWER
        return TestResult(verdict, run, test.expected)
    reason = checked.message or f"it returned {type(checked.value).__name__}, not a bool"
    message = f"The problem's checker failed: {reason}"
    failed = Run(
        Verdict.INTERNAL_ERROR,
        value=run.value,
        stdout=run.stdout,
        stderr=run.stderr,
        message=message,
        time_ms=run.time_ms,
        wall_ms=run.wall_ms,
        memory_kb=run.memory_kb,
    )
    return TestResult(Verdict.INTERNAL_ERROR, failed, test.expected)
