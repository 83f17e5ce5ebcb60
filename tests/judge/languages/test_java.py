"""Java: every verdict, every shape of value, attacks, and starter code that compiles."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from judge.languages.java_doer import DOER
from judge.languages.values_table import MORE_NAMED, MORE_VALUES, TREE, VALUES
from judge.programs import signature
from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.judge.judge import Judge
from problemsmith.judge.languages import find_language
from problemsmith.judge.languages.java_runtime import find_jdk
from problemsmith.judge.program import JudgeTest, Program, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.types import BOOLEAN, FLOAT, INT, STRING, ArrayType, MapType, TupleType
from problemsmith.problem.verdict import Verdict

pytestmark = pytest.mark.anyio

DOES = signature(STRING, INT, returns=INT)
LIMITS = Limits(time_seconds=1, memory_mb=64)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _needs_jdk() -> None:
    try:
        find_jdk()
    except EnvironmentNotReadyError as error:
        pytest.skip(str(error))


@pytest.fixture
async def judge(pytestconfig: pytest.Config) -> AsyncIterator[Judge]:
    assert pytestconfig.cache is not None
    async with Judge(warm=0, kept=pytestconfig.cache.mkdir("kept")) as judge:
        yield judge


DOINGS = [
    # what, with which number, the verdict, a part of the message or the value
    ("adds", 1, Verdict.ACCEPTED, 2),
    ("spins", 0, Verdict.TIME_LIMIT_EXCEEDED, "CPU time"),
    ("sleeps", 0, Verdict.TIME_LIMIT_EXCEEDED, "waiting included"),
    ("allocates", 54, Verdict.ACCEPTED, 54),
    ("allocates", 74, Verdict.MEMORY_LIMIT_EXCEEDED, "64 MiB"),
    ("grows", 0, Verdict.MEMORY_LIMIT_EXCEEDED, "64 MiB"),
    ("catches", 7, Verdict.ACCEPTED, 7),
    ("takes direct memory", 7, Verdict.MEMORY_LIMIT_EXCEEDED, "64 MiB"),
    ("recurses", 50_000, Verdict.ACCEPTED, 50_000),
    ("recurses", 10**9, Verdict.RUNTIME_ERROR, r"StackOverflowError\n    at Solution.deep"),
    (
        "throws",
        5,
        Verdict.RUNTIME_ERROR,
        r"^java\.lang\.ArrayIndexOut.*: Index 5.*\n    at Solution\.run.*\(Solution\.java:\d+\)$",
    ),
    ("throws oddly", 5, Verdict.RUNTIME_ERROR, r"Solution\$1"),
    ("throws for a cause", 5, Verdict.RUNTIME_ERROR, r"outer\n(.*\n)+Caused by: .*: inner"),
    ("divides", 5, Verdict.RUNTIME_ERROR, "ArithmeticException: / by zero"),
    ("exits", 0, Verdict.RUNTIME_ERROR, "ended itself before"),
    ("halts", 3, Verdict.RUNTIME_ERROR, "exit status 3"),
    ("prints", 3, Verdict.OUTPUT_LIMIT_EXCEEDED, "printed more"),
    ("prints and catches", 3, Verdict.OUTPUT_LIMIT_EXCEEDED, "printed more"),
    ("forges", 7, Verdict.ACCEPTED, 7),
    ("writes rubbish", 7, Verdict.RUNTIME_ERROR, "ended itself"),
    ("lets threads go on", 7, Verdict.ACCEPTED, 7),
    ("starts many threads", 7, Verdict.ACCEPTED, 1),
    ("attempts", 7, Verdict.ACCEPTED, 0),
    ("takes stdin", 7, Verdict.ACCEPTED, -1),
    ("reaches into the harness", 7, Verdict.ACCEPTED, 7),
    ("interrupts all", 7, Verdict.ACCEPTED, 7),
    ("counts calls", 7, Verdict.ACCEPTED, 1),
]


async def test_each_end_has_its_verdict_and_spoils_no_other(judge: Judge) -> None:
    program = Program(DOER, language="java", signature=DOES)
    inputs = [[what, number] for what, number, _, _ in DOINGS]
    runs = await judge.run(program, inputs, limits=LIMITS)
    for (what, _, verdict, expected), run in zip(DOINGS, runs, strict=True):
        assert run.verdict is verdict, (what, run)
        if isinstance(expected, str):
            assert re.search(expected, run.message), (what, run.message)
        elif expected is not None:
            assert run.value == expected, what
    assert (runs[0].stdout, runs[0].stderr) == ("hello 1\n", "warned")


@pytest.mark.parametrize("limit", [64, 256])
async def test_a_memory_limit_is_true_to_fifteen_percent(judge: Judge, limit: int) -> None:
    program = Program(DOER, language="java", signature=DOES)
    below, above = int(limit * 0.85), int(limit * 1.15)
    inputs = [[what, size] for what in ("allocates", "keeps") for size in (below, above)]
    runs = await judge.run(program, inputs, limits=Limits(time_seconds=5, memory_mb=limit))
    passed, failed = Verdict.ACCEPTED, Verdict.MEMORY_LIMIT_EXCEEDED
    assert [run.verdict for run in runs] == [passed, failed] * 2, runs
    assert all(below * 0.85 < run.memory_kb / 1024 < above for run in runs[::2]), runs


async def test_blocks_give_the_same_answers_as_a_child_a_test(judge: Judge) -> None:
    program = Program(DOER, language="java", signature=DOES)
    wanted = ["adds", "exits", "adds", "throws", "allocates", "adds", "spins", "adds", "prints"]
    inputs = [[what, 200] for what in wanted]
    runs = await judge.run(program, inputs, limits=LIMITS, mode=RunMode.BULK)
    verdicts = {what: verdict for what, _, verdict, _ in DOINGS}
    assert [run.verdict for run in runs] == [verdicts[what] for what in wanted]
    assert [run.stdout for run in runs if run.value == 201] == ["hello 200\n"] * 4


async def test_every_shape_of_value_comes_back_as_it_went(judge: Judge) -> None:
    values = VALUES + MORE_VALUES
    for start in range(0, len(values), 18):
        part = values[start : start + 18]
        types = [type_ for type_, _ in part]
        described = signature(*types, returns=TupleType(items=tuple(types)), named=MORE_NAMED)
        starter = find_language("java").starter_code(described)
        listed = ", ".join(f"p{at}" for at in range(len(part)))
        code = re.sub(r"return .*;", f"return new Object[] {{{listed}}};", starter)
        if (INT, 10**40 + 7) in part:
            at = part.index((INT, 10**40 + 7))
            code = code.replace(f"long p{at}", f"BigInteger p{at}")
        program = Program(code, language="java", signature=described)
        (run,) = await judge.run(program, [[value for _, value in part]])
        assert run.verdict is Verdict.ACCEPTED, run.message
        assert isinstance(run.value, list)
        for value, (type_, expected) in zip(run.value, part, strict=True):
            assert (value, type(value)) == (expected, type(expected)), type_


async def test_values_past_64_bits_are_refused_and_never_judged(judge: Judge) -> None:
    code = "class Solution { int run_solution(long a, BigInteger b) { return (int) a; } }"
    program = Program(code, language="java", signature=signature(INT, INT, returns=INT))
    tests = [JudgeTest((1, 2**200), 1), JudgeTest((2**63, 1), 1), JudgeTest((1, 1), 2**64)]
    judgement = await judge.judge(program, tests)
    assert [it.verdict for it in judgement.tests] == [
        Verdict.ACCEPTED,
        *[Verdict.INTERNAL_ERROR] * 2,
    ]
    assert "9223372036854775808 does not fit into the type long" in judgement.tests[1].run.message
    code = "class Solution { short runSolution(short a, int b) { return a; } }"
    (run,) = await judge.run(
        Program(code, language="java", signature=program.signature), [[70_000, 1]]
    )
    assert run.verdict is Verdict.RUNTIME_ERROR  # its own choice of a type
    assert "70000 does not fit into the type short" in run.message


METHOD = "class Solution {{ public long runSolution(String a, long b) {{ {} }} }}"
REJECTED = [
    # what it does, its code, the verdict, a part of the message
    (
        "fails to parse",
        "class Solution {\n  int x = ;\n}",
        Verdict.COMPILE_ERROR,
        r"^Solution\.java:2: error: illegal start of expression\n  int x = ;\n +\^$",
    ),
    (
        "fails in its first line",
        METHOD.format("return b + c;"),
        Verdict.COMPILE_ERROR,
        r"^Solution\.java:1: error: cannot find symbol\n(  .*\n)+class Solution .*\n {72}\^$",
    ),
    ("has no class", "class Other { }", Verdict.RUNTIME_ERROR, "needs a class Solution"),
    ("has no method", "class Solution { }", Verdict.RUNTIME_ERROR, "one method runSolution"),
    (
        "returns another type",
        "class Solution { double runSolution(String a, long b) { return 1.5; } }",
        Verdict.RUNTIME_ERROR,
        "returned Double, but the signature promises int",
    ),
    (
        "takes another type",
        "class Solution { long runSolution(long[] a, long b) { return 1; } }",
        Verdict.RUNTIME_ERROR,
        r"type long\[\] that the program declares cannot hold what the signature says: String",
    ),
    (
        "takes another number",
        "class Solution { long runSolution(String a) { return 1; } }",
        Verdict.RUNTIME_ERROR,
        "takes 1 arguments; the signature has 2",
    ),
    (
        "fails to load",
        "class Solution { static int x = 1 / 0;\nlong runSolution(String a, int b) { return x; } }",
        Verdict.RUNTIME_ERROR,
        r"ArithmeticException.*\n    at Solution.<clinit>\(Solution.java:1\)",
    ),
    (
        "is nested deeply",
        METHOD.format("return " + "(" * 20_000 + "1" + ")" * 20_000 + ";"),
        Verdict.COMPILE_ERROR,
        "nested too deeply",
    ),
    (
        "is a bomb of constants",
        'class Solution { static final String A = "x".repeat(1)'
        ' + "'
        + "y" * 60_000
        + '";\n'
        + METHOD.format("return b;").removeprefix("class Solution {")
        + "\n".join(f'class B{i} {{ String b = "{"z" * 60_000}{i}"; }}' for i in range(40)),
        None,
        "",
    ),
]


@pytest.mark.parametrize(
    ("code", "verdict", "message"), [it[1:] for it in REJECTED], ids=[it[0] for it in REJECTED]
)
async def test_what_cannot_be_called_says_why(
    judge: Judge, code: str, verdict: Verdict | None, message: str
) -> None:
    program = Program(code, language="java", signature=DOES)
    (run,) = await judge.run(program, [["a", 1]])
    assert run.verdict is (verdict or Verdict.ACCEPTED), run.message
    assert re.search(message, run.message), run.message
    assert "problemsmith" not in run.message


def test_starter_code_reads_as_people_write_it() -> None:
    described = Signature(
        parameters=(
            Parameter(name="names", type=ArrayType(items=STRING)),
            Parameter(name="class", type=MapType(key_type=STRING, value_type=FLOAT)),
            Parameter(name="root", type=TREE),
            Parameter(name="deep", type=BOOLEAN, optional=True),
        ),
        return_type=ArrayType(items=TupleType(items=(INT, INT))),
    )
    assert (
        find_language("java")
        .starter_code(described)
        .endswith(
            "class Solution {\n"
            "    public long[][] runSolution(String[] names, Map<String, Double> class_, "
            "TreeNode root, Boolean deep) {\n"
            "        // Write your solution here.\n"
            "        return new long[0][];\n"
            "    }\n"
            "}\n"
        )
    )


@pytest.mark.parametrize("version", [None, "11.0.2"])
def test_a_missing_or_old_jdk_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str | None
) -> None:
    if version is not None:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "javac").touch(mode=0o755)
        (tmp_path / "release").write_text(f'JAVA_VERSION="{version}"\n')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(EnvironmentNotReadyError, match="apt install openjdk-17-jdk-headless"):
        find_language("java")
