"""How Python writes signatures, and that what it writes runs as it is."""

import pytest

from judge.programs import signature
from problemsmith.errors import EnvironmentNotReadyError, ValidationError
from problemsmith.judge.judge import Judge
from problemsmith.judge.languages import LANGUAGES, Language, find_language, language_of_file
from problemsmith.judge.program import Program, RunMode
from problemsmith.judge.self_checks import self_checks
from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.types import (
    BOOLEAN,
    FLOAT,
    INT,
    LIST_NODE,
    NULL,
    STRING,
    TREE_NODE,
    ArrayType,
    MapType,
    ObjectType,
    ReferenceType,
    TupleType,
    Type,
    UnionType,
)
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json
from problemsmith.sandbox import FindingStatus

pytestmark = pytest.mark.anyio

PYTHON = find_language("python")
LIST = ReferenceType(name=LIST_NODE)
TREE = ReferenceType(name=TREE_NODE)
NAMED: dict[str, Type] = {
    "Edge": ObjectType(properties={"to": ReferenceType(name="Node"), "class": INT}),
    "Node": ObjectType(properties={"id": INT, "edges": ArrayType(items=INT)}),
    "Grid": ArrayType(items=ArrayType(items=INT)),
}

TEXTS: list[tuple[Type, str]] = [
    (ArrayType(items=ArrayType(items=INT)), "list[list[int]]"),
    (MapType(key_type=STRING, value_type=FLOAT), "dict[str, float]"),
    (TupleType(items=(INT, BOOLEAN)), "tuple[int, bool]"),
    (TupleType(items=()), "tuple[()]"),
    (UnionType(types=(NULL, INT, STRING)), "int | str | None"),
    (UnionType(types=(LIST, NULL)), "ListNode | None"),
    (TREE, "TreeNode | None"),
    (ReferenceType(name="Edge"), "Edge"),
    (ObjectType(properties={"x": INT}), "dict[str, object]"),
]


@pytest.mark.parametrize(("type_", "text"), TEXTS)
def test_a_type_is_written_as_python_writes_it(type_: Type, text: str) -> None:
    assert PYTHON.type_text(type_, signature(returns=INT, named=NAMED)) == text


def test_starter_code_reads_well() -> None:
    two_sum = Signature(
        parameters=(
            Parameter(name="nums", type=ArrayType(items=INT)),
            Parameter(name="targetSum", type=INT),
            Parameter(name="lambda", type=LIST, optional=True),
        ),
        return_type=ArrayType(items=INT),
    )
    assert PYTHON.starter_code(two_sum) == (
        "# Stands ready for you:\n"
        "# class ListNode:\n"
        "#     def __init__(self, val=0, next=None):\n"
        "#         self.val = val\n"
        "#         self.next = next\n"
        "\n"
        "\n"
        "def run_solution(nums: list[int], target_sum: int, lambda_: ListNode | None = None)"
        " -> list[int]:\n"
        "    # Write your solution here.\n"
        "    return []\n"
    )


STARTERS: list[tuple[Type, Json]] = [
    (INT, 1),
    (FLOAT, 1.5),
    (STRING, ""),
    (BOOLEAN, True),
    (LIST, [1]),
    (TREE, [1, None, 2]),
    (ArrayType(items=LIST), []),
    (MapType(key_type=INT, value_type=STRING), {"1": "a"}),
    (TupleType(items=(INT, STRING)), [1, "a"]),
    (UnionType(types=(INT, NULL)), None),
    (ReferenceType(name="Node"), {"id": 1, "edges": []}),
    (ReferenceType(name="Edge"), {"to": {"id": 1, "edges": []}, "class": 2}),
    (ReferenceType(name="Grid"), [[1]]),
    (ObjectType(properties={"x": INT, "y": LIST}), {"x": 1, "y": []}),
]


@pytest.mark.parametrize(("type_", "value"), STARTERS)
async def test_starter_code_runs_as_given(judge: Judge, type_: Type, value: Json) -> None:
    described = signature(type_, INT, returns=type_, named=NAMED)
    program = Program(PYTHON.starter_code(described), signature=described)
    (run,) = await judge.run(program, [[value, 1]])
    assert run.verdict is Verdict.ACCEPTED, run.message


async def test_an_optional_argument_may_be_left_out_or_null(judge: Judge) -> None:
    described = Signature(
        parameters=(
            Parameter(name="a", type=INT),
            Parameter(name="b", type=LIST, optional=True),
        ),
        return_type=BOOLEAN,
    )
    program = Program("def run_solution(a, b=None): return b is None\n", signature=described)
    for mode in RunMode:
        runs = await judge.run(program, [[1], [1, None], [1, [2]]], mode=mode)
        assert [run.value for run in runs] == [True, True, False]
        assert not any(run.arguments_changed for run in runs)


async def test_every_language_passes_its_self_check(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.cache is not None
    findings = await self_checks(pytestconfig.cache.mkdir("kept"))
    for finding, language in zip(findings, LANGUAGES.values(), strict=True):
        status = FindingStatus.FOUND if _is_installed(language) else FindingStatus.DEGRADED
        assert (finding.name, finding.status) == (language.title, status), finding


def _is_installed(language: Language) -> bool:
    try:
        language.require()
    except EnvironmentNotReadyError:
        return False
    return True


def test_a_language_is_told_by_the_extension() -> None:
    assert language_of_file("some/where/a.py").name == "python"
    with pytest.raises(ValidationError, match=r"Known extensions are: .*\.py"):
        language_of_file("a.cob")
