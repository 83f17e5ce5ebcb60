"""Every verdict, as a real program gets it."""

import pytest

from judge.programs import ADD, ADD_INPUTS, ADD_VALUES, python
from problemsmith.errors import ValidationError
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import JudgeTest, Program, RunMode
from problemsmith.problem.checker import (
    AnyOrderChecker,
    CustomChecker,
    FloatChecker,
    NestedAnyOrderChecker,
)
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict

pytestmark = pytest.mark.anyio

QUICK = Limits(time_seconds=0.3, memory_mb=64)
both_modes = pytest.mark.parametrize("mode", list(RunMode))


@both_modes
async def test_a_right_program_returns_its_values_in_order(judge: Judge, mode: RunMode) -> None:
    runs = await judge.run(ADD, ADD_INPUTS, mode=mode)
    assert [run.verdict for run in runs] == [Verdict.ACCEPTED] * 3
    assert [run.value for run in runs] == ADD_VALUES


@both_modes
async def test_a_syntax_error_is_a_compile_error_for_every_input(
    judge: Judge, mode: RunMode
) -> None:
    program = python("def run_solution(a, b)\n    return a + b\n")
    runs = await judge.run(program, ADD_INPUTS, mode=mode)
    assert [run.verdict for run in runs] == [Verdict.COMPILE_ERROR] * 3
    assert "line 1" in runs[0].message
    assert "SyntaxError: expected ':'" in runs[0].message


@pytest.mark.parametrize(
    "code",
    ["(" * 5_000, "x = 1\n\0", "\ud800 = 1", "def run_solution(): return 1\n return"],
    ids=["nested", "null byte", "lone surrogate", "indent"],
)
async def test_code_that_no_compiler_takes_is_a_compile_error(judge: Judge, code: str) -> None:
    (run,) = await judge.run(Program(code), [[]])
    assert run.verdict is Verdict.COMPILE_ERROR
    assert run.message


async def test_compiling_alone_tells_a_good_program_from_a_bad_one(judge: Judge) -> None:
    assert await judge.compile(ADD) is None
    failed = await judge.compile(python("def"))
    assert failed is not None
    assert failed.verdict is Verdict.COMPILE_ERROR


@both_modes
async def test_an_exception_while_loading_is_a_runtime_error_for_every_input(
    judge: Judge, mode: RunMode
) -> None:
    program = python("raise ValueError('not today')\n")
    runs = await judge.run(program, ADD_INPUTS, mode=mode)
    assert [run.verdict for run in runs] == [Verdict.RUNTIME_ERROR] * 3
    assert runs[0].message.endswith("ValueError: not today")


@both_modes
async def test_a_program_without_the_function_is_told_which_one(
    judge: Judge, mode: RunMode
) -> None:
    (run,) = await judge.run(python("def solve(): return 1\n"), [[]], mode=mode)
    assert run.verdict is Verdict.RUNTIME_ERROR
    assert run.message == "The program defines no function named run_solution."


async def test_the_wire_spelling_of_the_function_will_do(judge: Judge) -> None:
    (run,) = await judge.run(python("def runSolution(a): return a + 1\n"), [[1]])
    assert run.value == 2


@both_modes
async def test_an_exception_shows_the_persons_own_frames_only(judge: Judge, mode: RunMode) -> None:
    program = python(
        """
        import functools

        def half(number):
            return 1 // (number - number)

        def run_solution(a):
            return functools.reduce(lambda x, y: half(y), [a, a])
        """
    )
    (run,) = await judge.run(program, [[1]], mode=mode)
    assert run.verdict is Verdict.RUNTIME_ERROR
    assert run.message == (
        "Traceback (most recent call last):\n"
        '  File "solution.py", line 8, in run_solution\n'
        "    return functools.reduce(lambda x, y: half(y), [a, a])\n"
        '  File "solution.py", line 8, in <lambda>\n'
        "    return functools.reduce(lambda x, y: half(y), [a, a])\n"
        '  File "solution.py", line 5, in half\n'
        "    return 1 // (number - number)\n"
        "ZeroDivisionError: integer division or modulo by zero"
    )


@both_modes
async def test_endless_recursion_is_a_runtime_error_with_a_short_traceback(
    judge: Judge, mode: RunMode
) -> None:
    program = python("def run_solution(a): return run_solution(a + 1)\n")
    (run,) = await judge.run(program, [[1]], mode=mode)
    assert run.verdict is Verdict.RUNTIME_ERROR
    assert "more frames ..." in run.message
    assert "RecursionError" in run.message


async def test_deep_recursion_that_ends_is_accepted(judge: Judge) -> None:
    program = python("def run_solution(n): return n and 1 + run_solution(n - 1)\n")
    (run,) = await judge.run(program, [[20_000]])
    assert run.value == 20_000


@both_modes
async def test_a_spinning_input_exceeds_the_time_limit_and_the_others_do_not(
    judge: Judge, mode: RunMode
) -> None:
    program = python(
        """
        def run_solution(a):
            while a == 1:
                pass
            return a
        """
    )
    runs = await judge.run(program, [[0], [1], [2], [1], [3]], limits=QUICK, mode=mode)
    assert [run.verdict.value for run in runs] == [
        "accepted",
        "time_limit_exceeded",
        "accepted",
        "time_limit_exceeded",
        "accepted",
    ]
    assert [run.value for run in runs] == [0, None, 2, None, 3]
    assert runs[1].message == "Took more than 0.3 s of CPU time."


@both_modes
async def test_sleeping_exceeds_the_wall_limit(judge: Judge, mode: RunMode) -> None:
    program = python("import time\ndef run_solution(): time.sleep(60)\n")
    limits = Limits(time_seconds=0.5)
    (run,) = await judge.run(program, [[]], limits=limits, mode=mode)
    assert run.verdict is Verdict.TIME_LIMIT_EXCEEDED
    assert run.message == "Did not end within 2 s, waiting included."


@both_modes
async def test_a_program_that_spins_while_loading_costs_one_limit_only(
    judge: Judge, mode: RunMode
) -> None:
    runs = await judge.run(python("while True: pass\n"), [[]] * 100, limits=QUICK, mode=mode)
    assert {run.verdict for run in runs} == {Verdict.TIME_LIMIT_EXCEEDED}


@both_modes
@pytest.mark.parametrize(
    "body",
    [
        "[0] * 10**9",
        "bytearray(10**9)",
        "[bytearray(10**6) for _ in range(200)]",
        "str(1 << 10**10)",
    ],
)
async def test_too_much_memory_is_told_as_such(judge: Judge, mode: RunMode, body: str) -> None:
    program = python(f"def run_solution(a): return len({body}) if a else 7\n")
    runs = await judge.run(program, [[0], [1], [0]], limits=QUICK, mode=mode)
    assert [run.verdict.value for run in runs] == [
        "accepted",
        "memory_limit_exceeded",
        "accepted",
    ]
    assert runs[1].message == "The program needed more memory than the 64 MiB it may have."


@both_modes
async def test_a_flood_of_output_exceeds_the_output_limit(judge: Judge, mode: RunMode) -> None:
    program = python(
        """
        def run_solution(a):
            while a:
                print("x" * 100_000)
            return a
        """
    )
    runs = await judge.run(program, [[0], [1], [0]], mode=mode)
    assert [run.verdict.value for run in runs] == [
        "accepted",
        "output_limit_exceeded",
        "accepted",
    ]
    assert len(runs[1].stdout) < 100_000


@both_modes
async def test_what_a_call_prints_is_kept_with_its_run(judge: Judge, mode: RunMode) -> None:
    program = python(
        """
        import sys
        def run_solution(a):
            print("out", a)
            print("err", a, file=sys.stderr)
            if a == 2:
                raise ValueError("two")
            return a
        """
    )
    runs = await judge.run(program, [[1], [2], [3]], mode=mode)
    assert [run.stdout for run in runs] == ["out 1\n", "out 2\n", "out 3\n"]
    assert [run.stderr for run in runs] == ["err 1\n", "err 2\n", "err 3\n"]


async def test_long_output_is_cut_and_says_so(judge: Judge) -> None:
    (run,) = await judge.run(python("def run_solution(): print('é' * 200_000)\n"), [[]])
    assert run.verdict is Verdict.ACCEPTED
    assert run.stdout.endswith("... (cut here)")
    assert len(run.stdout.encode()) < 66 * 1024


async def test_output_before_a_timeout_is_kept(judge: Judge) -> None:
    program = python("def run_solution():\n    print('so far')\n    while True: pass\n")
    (run,) = await judge.run(program, [[]], limits=QUICK)
    assert run.verdict is Verdict.TIME_LIMIT_EXCEEDED
    assert run.stdout == "so far\n"


@both_modes
@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("sys.exit(0)", "sys.exit"),
        ("os._exit(0)", "ended itself"),
        ("os._exit(70)", "ended itself"),
        ("os.abort()", "aborted"),
        ("ctypes.string_at(0)", "segmentation fault"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
async def test_a_program_that_ends_or_crashes_is_a_runtime_error(
    judge: Judge, mode: RunMode, body: str, word: str
) -> None:
    program = python(
        f"import ctypes, os, sys\ndef run_solution(a):\n    if a: {body}\n    return 7\n"
    )
    runs = await judge.run(program, [[0], [1], [0]], mode=mode)
    assert [run.verdict.value for run in runs] == ["accepted", "runtime_error", "accepted"]
    assert word in runs[1].message


@both_modes
async def test_arguments_changed_in_place_are_told(judge: Judge, mode: RunMode) -> None:
    program = python("def run_solution(a): return a.sort()\n")
    runs = await judge.run(program, [[[2, 1]], [[1, 2]]], mode=mode)
    assert [run.arguments_changed for run in runs] == [True, False]


async def test_a_batch_of_two_hundred_is_judged_in_order(judge: Judge) -> None:
    tests = [JudgeTest((n, 1), n + 1) for n in range(200)]
    seen: list[int] = []
    judgement = await judge.judge(ADD, tests, on_result=lambda index, _: seen.append(index))
    assert judgement.verdict is Verdict.ACCEPTED
    assert seen == list(range(200))


async def test_the_first_failing_test_decides_the_verdict(judge: Judge) -> None:
    program = python("def run_solution(a): return 10 // a\n")
    tests = [JudgeTest((1,), 10), JudgeTest((2,), 4), JudgeTest((0,), 0), JudgeTest((5,), 2)]
    judgement = await judge.judge(program, tests)
    assert judgement.verdict is Verdict.WRONG_ANSWER
    assert [test.verdict.value for test in judgement.tests] == [
        "accepted",
        "wrong_answer",
        "runtime_error",
        "accepted",
    ]
    assert judgement.tests[1].run.value == 5
    assert judgement.tests[1].expected == 4


async def test_a_test_without_expected_output_is_accepted_when_the_function_returned(
    judge: Judge,
) -> None:
    tests = [JudgeTest((1, 2), has_expected=False), JudgeTest((1, "x"), has_expected=False)]
    judgement = await judge.judge(ADD, tests)
    assert [test.verdict.value for test in judgement.tests] == ["accepted", "runtime_error"]


@pytest.mark.parametrize(
    ("checker", "returned", "verdict"),
    [
        (FloatChecker(), "[[2.0000001, 1.0], [3.0]]", "accepted"),
        (AnyOrderChecker(), "[[3.0], [2.0, 1.0]]", "accepted"),
        (NestedAnyOrderChecker(), "[[3.0], [1.0, 2.0]]", "accepted"),
        (AnyOrderChecker(), "[[3.0], [1.0, 2.0]]", "wrong_answer"),
        (FloatChecker(), "[[2.1, 1.0], [3.0]]", "wrong_answer"),
        (FloatChecker(), "[[float('nan'), 1.0], [3.0]]", "wrong_answer"),
    ],
)
async def test_the_checker_decides_what_is_right(
    judge: Judge, checker: FloatChecker, returned: str, verdict: str
) -> None:
    program = python(f"def run_solution(): return {returned}\n")
    test = JudgeTest((), [[2.0, 1.0], [3.0]])
    assert (await judge.judge(program, [test], checker=checker)).verdict == verdict


async def test_a_custom_checker_sees_input_expected_and_actual(judge: Judge) -> None:
    checker = CustomChecker(
        code="def check(input, expected, actual): return input == [4] and actual ** 2 == expected\n"
    )
    program = python("def run_solution(a): return -2\n")
    assert (await judge.judge(program, [JudgeTest((4,), 4)], checker=checker)).verdict == "accepted"
    judgement = await judge.judge(program, [JudgeTest((4,), 5)], checker=checker)
    assert judgement.verdict is Verdict.WRONG_ANSWER


@pytest.mark.parametrize(
    "code",
    ["def check(*_): raise ValueError('oh')", "def check(*_): return 1", "def", "check = 3"],
)
async def test_a_broken_custom_checker_never_blames_the_program(judge: Judge, code: str) -> None:
    judgement = await judge.judge(
        ADD, [JudgeTest((1, 2), 3)], checker=CustomChecker(code=code + "\n")
    )
    assert judgement.verdict is Verdict.INTERNAL_ERROR
    assert judgement.message.startswith("The problem's checker failed: ")


async def test_results_stream_as_they_come(judge: Judge) -> None:
    tests = [JudgeTest((n, 1), n + 1) for n in range(5)]
    seen = [(index, result.verdict.value) async for index, result in judge.stream(ADD, tests)]
    assert seen == [(index, "accepted") for index in range(5)]


async def test_no_inputs_give_no_runs(judge: Judge) -> None:
    assert await judge.run(ADD, []) == []
    assert (await judge.judge(ADD, [])).verdict is Verdict.ACCEPTED


async def test_an_unknown_language_is_told_with_those_there_are(judge: Judge) -> None:
    with pytest.raises(ValidationError, match=r"'cobol' is not known. Known are: .*python"):
        await judge.run(Program("", language="cobol"), [[]])
