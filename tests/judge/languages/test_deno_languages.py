"""JavaScript and TypeScript: every verdict, every shape of value, and starter code that runs."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from judge.languages.values_table import LIST, NAMED, TREE, VALUES
from judge.programs import signature
from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.generation.dummy import catalogue
from problemsmith.judge.judge import Judge
from problemsmith.judge.languages import LANGUAGES, find_language, language_of_file
from problemsmith.judge.languages.deno_runtime import find_deno
from problemsmith.judge.program import JudgeTest, Program
from problemsmith.problem.problem import Limits
from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.types import BOOLEAN, FLOAT, INT, STRING, ArrayType, MapType, TupleType
from problemsmith.problem.verdict import Verdict

pytestmark = pytest.mark.anyio

LANGUAGE_NAMES = ("javascript", "typescript")
ADDS = signature(INT, INT, returns=INT)
LIMITS = Limits(time_seconds=1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _needs_deno() -> None:
    try:
        find_deno()
    except EnvironmentNotReadyError as error:
        pytest.skip(str(error))


@pytest.fixture
async def judge() -> AsyncIterator[Judge]:
    async with Judge(warm=0) as judge:
        yield judge


SPOILING = [
    # what it does, its code, its verdict, a part of its message
    ("fails to parse", "let a = 1;\nlet x = ;", Verdict.COMPILE_ERROR, r"solution\.\ws:2:9"),
    ("imports what is not there", "import 'npm:x';", Verdict.COMPILE_ERROR, "npm"),
    ("defines nothing", "let a = 1;", Verdict.RUNTIME_ERROR, "no function named runSolution"),
    ("throws at load", "\nthrow new Error('x');", Verdict.RUNTIME_ERROR, r"solution\.\ws:2"),
    ("throws", "function runSolution(a) { return a.b.c; }", Verdict.RUNTIME_ERROR, "TypeError"),
    (
        "returns another type",
        "function runSolution() { return 'a'; }",
        Verdict.RUNTIME_ERROR,
        "returned string, but the signature promises int",
    ),
    (
        "recurses for ever",
        "function runSolution(a) { return runSolution(a) + 1; }",
        Verdict.RUNTIME_ERROR,
        "Maximum call stack",
    ),
    ("spins", "function runSolution() { for (;;); }", Verdict.TIME_LIMIT_EXCEEDED, "CPU time"),
    (
        "fills arrays",
        "function runSolution() { const b = []; for (;;) b.push(new Uint8Array(1e6).fill(1)); }",
        Verdict.MEMORY_LIMIT_EXCEEDED,
        "256 MiB",
    ),
    (
        "prints for ever",
        "function runSolution() { for (;;) console.log('a'.repeat(999)); }",
        Verdict.OUTPUT_LIMIT_EXCEEDED,
        "printed more",
    ),
    ("waits for ever", "const runSolution = () => new Promise(() => 0);", None, ""),
]


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
@pytest.mark.parametrize(
    ("code", "verdict", "message"), [it[1:] for it in SPOILING], ids=[it[0] for it in SPOILING]
)
async def test_each_failure_has_its_verdict(
    judge: Judge, language: str, code: str, verdict: Verdict | None, message: str
) -> None:
    judgement = await judge.judge(
        Program(code, language=language, signature=ADDS), [JudgeTest((1, 2), 3)], limits=LIMITS
    )
    assert judgement.verdict is (verdict or Verdict.RUNTIME_ERROR)
    assert re.search(message, judgement.message), judgement.message


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
async def test_a_right_and_a_wrong_program_are_told_apart(judge: Judge, language: str) -> None:
    tests = [JudgeTest((1, 2), 3), JudgeTest((5, 5), 10)]
    for code, verdict in (("a + b", Verdict.ACCEPTED), ("a * b + 1", Verdict.WRONG_ANSWER)):
        program = Program(
            f"console.log('hello'); const runSolution = (a, b) => {code};",
            language=language,
            signature=ADDS,
        )
        judgement = await judge.judge(program, tests)
        assert judgement.verdict is verdict
        assert judgement.tests[0].run.stdout == "hello\n"


async def test_types_are_checked_on_request(judge: Judge) -> None:
    code = """
    function runSolution(head: ListNode | null): number {
      return head === null ? "none" : head.val;
    }
    """
    loose = Program(dedent(code), language="typescript")
    assert await judge.compile(loose) is None
    refused = await judge.compile(replace(loose, check_types=True))
    assert refused is not None
    assert refused.verdict is Verdict.COMPILE_ERROR
    assert "TS2322 [ERROR]: Type 'string' is not assignable to type 'number'." in refused.message
    assert "at solution.ts:3:26" in refused.message
    mended = replace(loose, code=loose.code.replace('"none"', "0"), check_types=True)
    assert await judge.compile(mended) is None


async def test_a_test_cannot_spoil_the_next(judge: Judge) -> None:
    code = """
    let calls = 0;
    function runSolution(a, b) {
      calls++;
      if (a === 1) {
        JSON.parse = JSON.stringify = Array.prototype.map = () => 7;
        Object.prototype.then = (resolve) => resolve(9);
        throw new Error("spoilt");
      }
      if (a === 2) (function f() { f(); })();
      return calls + b + (typeof Deno === "undefined" ? 0 : 100);
    }
    """
    runs = await judge.run(
        Program(code, language="javascript", signature=ADDS), [[1, 1], [2, 1], [3, 1], [4, 2]]
    )
    assert [run.verdict for run in runs[:2]] == [Verdict.RUNTIME_ERROR] * 2
    assert [run.value for run in runs[2:]] == [2, 3]


async def test_a_program_reaches_no_file_and_no_network(judge: Judge) -> None:
    code = """
    async function runSolution(a, b) {
      let count = 0;
      const tries = [
        () => fetch("http://127.0.0.1:80"),
        () => import("file:///box/child.bpf"),
        () => import("https://example.com/a.js"),
        async () => (await import("node:fs")).writeFileSync("/work/task.json", "x"),
        async () => (await import("node:child_process")).execFileSync("/deno/deno"),
        () => new Worker("data:text/javascript,1", { type: "module", deno: {} }).x.y,
      ];
      for (const attempt of tries) {
        try { await attempt(); count += 1; } catch { /* as it should be */ }
      }
      return count;
    }
    """
    (run,) = await judge.run(Program(code, language="javascript", signature=ADDS), [[1, 2]])
    assert (run.verdict, run.value) == (Verdict.ACCEPTED, 0), run.message


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
async def test_every_shape_of_value_comes_back_as_it_went(judge: Judge, language: str) -> None:
    for start in range(0, len(VALUES), 12):
        part = VALUES[start : start + 12]
        types = [type_ for type_, _ in part]
        program = Program(
            "const runSolution = (...values) => values;",
            language=language,
            signature=signature(*types, returns=TupleType(items=tuple(types)), named=NAMED),
        )
        (run,) = await judge.run(program, [[value for _, value in part]])
        assert run.verdict is Verdict.ACCEPTED, run.message
        assert isinstance(run.value, list)
        for value, (type_, expected) in zip(run.value, part, strict=True):
            assert (value, type(value)) == (expected, type(expected)), type_


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
async def test_starter_code_compiles_for_every_catalogue_problem(
    judge: Judge, language: str
) -> None:
    for problem in catalogue.load_catalogue():
        described = problem.text.signature
        starter = find_language(language).starter_code(described)
        program = Program(starter, language=language, signature=described)
        assert await judge.compile(program) is None, starter


def test_typescript_starter_code_reads_well() -> None:
    described = Signature(
        parameters=(
            Parameter(name="names", type=ArrayType(items=STRING)),
            Parameter(name="class", type=MapType(key_type=STRING, value_type=FLOAT)),
            Parameter(name="root", type=TREE),
            Parameter(name="deep", type=BOOLEAN, optional=True),
        ),
        return_type=LIST,
    )
    assert (
        find_language("typescript")
        .starter_code(described)
        .endswith(
            "function runSolution(names: string[], class_: Record<string, number>, "
            "root: TreeNode | null, deep?: boolean | null): ListNode | null {\n"
            "  // Write your solution here.\n"
            "  return null;\n"
            "}\n"
        )
    )


def test_the_languages_are_told_by_their_extensions() -> None:
    assert language_of_file("a.ts").name == "typescript"
    assert language_of_file("a.js").name == "javascript"
    assert set(LANGUAGE_NAMES) < set(LANGUAGES)


def test_a_missing_runtime_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    with pytest.raises(EnvironmentNotReadyError, match="pip install deno"):
        find_language("typescript")
