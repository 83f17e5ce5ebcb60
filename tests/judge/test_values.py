"""Values of every shape on their way into a program and back."""

import pytest

from judge.programs import python, signature
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.json_text import canonical_json
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

pytestmark = pytest.mark.anyio

LIST = ReferenceType(name=LIST_NODE)
TREE = ReferenceType(name=TREE_NODE)
POINT = ReferenceType(name="Point")
BRANCH = ReferenceType(name="Branch")
NAMED: dict[str, Type] = {
    "Point": ObjectType(properties={"x": INT, "label": STRING}),
    "Branch": ObjectType(properties={"value": INT, "children": ArrayType(items=BRANCH)}),
}


def array(items: Type) -> ArrayType:
    return ArrayType(items=items)


def union(*types: Type) -> UnionType:
    return UnionType(types=types)


SAME: list[tuple[Type, Json]] = [
    (INT, 0),
    (INT, -(2**63) - 1),
    (INT, 10**5_000),
    (FLOAT, 0.1),
    (FLOAT, 1e308),
    (FLOAT, -0.0),
    (STRING, 'zażółć 🐍 \u0000\n"\\'),
    (BOOLEAN, True),
    (NULL, None),
    (array(INT), []),
    (array(INT), [1, 2**70, -3]),
    (array(array(STRING)), [["a"], [], ["b", "c"]]),
    (array(FLOAT), [1.5, 2.0]),
    (array(BOOLEAN), [True, False]),
    (POINT, {"x": 1, "label": "one"}),
    (array(POINT), [{"x": 1, "label": ""}, {"x": 2, "label": "b"}]),
    (BRANCH, {"value": 1, "children": [{"value": 2, "children": []}]}),
    (MapType(key_type=STRING, value_type=INT), {"b": 1, "a": 2}),
    (MapType(key_type=INT, value_type=array(INT)), {"-1": [1], "20": []}),
    (MapType(key_type=FLOAT, value_type=STRING), {"0.5": "half"}),
    (MapType(key_type=BOOLEAN, value_type=INT), {"true": 1, "false": 0}),
    (TupleType(items=(INT, STRING, array(INT))), [1, "a", [2]]),
    (array(TupleType(items=(INT, INT))), [[1, 2], [3, 4]]),
    (union(INT, NULL), None),
    (union(INT, STRING), "7"),
    (union(array(INT), STRING), [1]),
    (array(union(INT, NULL)), [1, None]),
    (union(POINT, NULL), {"x": 3, "label": "c"}),
    (LIST, []),
    (LIST, [1, 2, 3]),
    (LIST, list(range(5_000))),
    (union(LIST, NULL), [1]),
    (array(LIST), [[1, 4], [], [2]]),
    (TREE, []),
    (TREE, [1]),
    (TREE, [5, 4, 7, 3, None, 2, None, -1, None, 9]),
    (TREE, [1, None, 2, None, 3]),
    (array(TREE), [[1, 2], []]),
    (array(array(INT)), [[1, 2], [0], [0]]),
]


@pytest.mark.parametrize("mode", list(RunMode))
async def test_a_value_of_each_shape_comes_back_as_it_went(judge: Judge, mode: RunMode) -> None:
    """One program for each shape would take a box each: the shapes are items of one tuple."""
    every_shape = TupleType(items=tuple(type_ for type_, _ in SAME))
    values = [value for _, value in SAME]
    program = Program(
        "def run_solution(values): return values\n",
        signature=signature(every_shape, returns=every_shape, named=NAMED),
    )
    (run,) = await judge.run(program, [[values]], mode=mode)
    assert run.verdict is Verdict.ACCEPTED, run.message
    assert isinstance(run.value, list)
    for expected, actual in zip(values, run.value, strict=True):
        assert canonical_json(actual) == canonical_json(expected)  # 1 is not True, 0.0 not -0.0
    assert not run.arguments_changed


async def test_a_program_gets_the_types_of_its_language(judge: Judge) -> None:
    program = python(
        """
        def run_solution(keys, pair, head, root, real):
            return [
                type(list(keys)[0]).__name__,
                type(pair).__name__,
                type(head).__name__ + str(head.next.val),
                type(root).__name__ + str(root.right.val) + str(root.left),
                type(real).__name__,
            ]
        """,
        signature(
            MapType(key_type=INT, value_type=INT),
            TupleType(items=(INT, INT)),
            LIST,
            TREE,
            FLOAT,
            returns=array(STRING),
        ),
    )
    (run,) = await judge.run(program, [[{"5": 1}, [1, 2], [7, 8], [1, None, 2], 3]])
    assert run.value == ["int", "tuple", "ListNode8", "TreeNode2None", "float"]


async def test_arrays_not_typed_as_nodes_are_never_converted(judge: Judge) -> None:
    program = python(
        "def run_solution(a): return type(a).__name__\n", signature(array(INT), returns=STRING)
    )
    (run,) = await judge.run(program, [[[1, 2]]])
    assert run.value == "list"


async def test_a_program_may_define_node_classes_of_its_own(judge: Judge) -> None:
    program = python(
        """
        class ListNode:
            def __init__(self, val=0, next=None):
                self.val, self.next = val, next

        def run_solution(head):
            result = None
            while head:
                result, head = ListNode(head.val, result), head.next
            return result
        """,
        signature(LIST, returns=LIST),
    )
    (run,) = await judge.run(program, [[[1, 2, 3]]])
    assert run.value == [3, 2, 1]


WRONG: list[tuple[Type, str, str]] = [
    (INT, "[1]", "returned list, but the signature promises int"),
    (INT, "True", "returned bool, but the signature promises int"),
    (INT, "2.0", "returned float, but the signature promises int"),
    (INT, "None", "returned None, but the signature promises int"),
    (FLOAT, "False", "returned bool, but the signature promises float"),
    (BOOLEAN, "1", "returned int, but the signature promises boolean"),
    (STRING, "b'a'", "returned bytes, but the signature promises string"),
    (array(INT), "{1, 2}", "returned set, but the signature promises array"),
    (array(INT), "(i for i in [1])", "returned generator, but the signature promises array"),
    (array(array(INT)), "[[1], [2, 'x']]", "returned str at result[1][1], but the signature"),
    (POINT, "{'x': 1}", "returned no property 'label', but the signature promises"),
    (POINT, "{'x': 1, 'label': '', 'y': 2}", "returned the property 'y', but the signature"),
    (POINT, "{'x': '1', 'label': ''}", "returned str at result.x, but the signature promises int"),
    (MapType(key_type=INT, value_type=INT), "{'1': 1}", "returned a key of str, but the"),
    (MapType(key_type=STRING, value_type=INT), "{1: 1}", "returned a key of int, but the"),
    (TupleType(items=(INT, INT)), "(1, 2, 3)", "returned 3 items, but the signature promises a"),
    (union(INT, NULL), "'x'", "returned str, but the signature promises int or null"),
    (LIST, "[1, 2]", "returned list, but the signature promises ListNode"),
    (LIST, "(lambda n: [setattr(n, 'next', n), n][1])(ListNode(1))", "runs in a circle"),
    (TREE, "(lambda n: [setattr(n, 'left', n), n][1])(TreeNode(1))", "a node stands twice"),
    (TREE, "TreeNode(ListNode(1))", "returned a node holding ListNode"),
]


@pytest.mark.parametrize(("type_", "returned", "message"), WRONG)
async def test_a_result_of_a_wrong_type_is_a_runtime_error_that_says_so(
    judge: Judge, type_: Type, returned: str, message: str
) -> None:
    program = python(
        f"def run_solution(_): return {returned}\n", signature(returns=type_, named=NAMED)
    )
    (run,) = await judge.run(program, [[0]])
    assert run.verdict is Verdict.RUNTIME_ERROR
    assert message in run.message


async def test_an_int_will_do_for_a_float(judge: Judge) -> None:
    program = python("def run_solution(_): return 3\n", signature(returns=FLOAT))
    (run,) = await judge.run(program, [[0]])
    assert run.value == 3


async def test_common_containers_of_the_language_will_do(judge: Judge) -> None:
    program = python(
        """
        import collections, enum
        class Color(enum.IntEnum):
            RED = 4
        def run_solution(_):
            counts = collections.defaultdict(int, a=1)
            return [counts, collections.Counter(b=2), collections.OrderedDict(c=Color.RED)]
        """,
        signature(returns=array(MapType(key_type=STRING, value_type=INT))),
    )
    (run,) = await judge.run(program, [[0]])
    assert run.value == [{"a": 1}, {"b": 2}, {"c": 4}]


@pytest.mark.parametrize(
    ("returned", "value"),
    [
        ("float('nan')", "NaN"),
        ("[float('inf'), -float('inf')]", ["Infinity", "-Infinity"]),
        ("'a\\ud800b'", "a\ufffdb"),
        ("{'\\udfff': ['\\ud83d\\ude00']}", {"\ufffd": ["😀"]}),
        ("{1: 'a', None: 'b'}", {"1": "a", "null": "b"}),
    ],
)
async def test_what_json_cannot_hold_is_marked(judge: Judge, returned: str, value: Json) -> None:
    (run,) = await judge.run(python(f"def run_solution(): return {returned}\n"), [[]])
    assert run.verdict is Verdict.ACCEPTED
    assert run.value == value


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("{1, 2}", "Object of type set is not JSON serializable"),
        ("(lambda a: [a.append(a), a][1])([])", "Circular reference"),
        ("__import__('functools').reduce(lambda a, _: [a], range(300), 1)", "nested deeper"),
        ("__import__('functools').reduce(lambda a, _: [a], range(30000), 1)", "nested"),
        ("1 << 400_000", "Exceeds the limit"),
        ("(i for i in [1])", "generator is not JSON serializable"),
    ],
)
async def test_a_result_that_is_no_json_is_a_runtime_error(
    judge: Judge, returned: str, message: str
) -> None:
    (run,) = await judge.run(python(f"def run_solution(): return {returned}\n"), [[]])
    assert run.verdict is Verdict.RUNTIME_ERROR
    assert message in run.message


async def test_changed_nodes_are_told_as_changed_arguments(judge: Judge) -> None:
    program = python(
        """
        def run_solution(head):
            second, head.next = head.next, None
            second.next = head
            return second
        """,
        signature(LIST, returns=LIST),
    )
    (run,) = await judge.run(program, [[[1, 2]]])
    assert run.value == [2, 1]
    assert run.arguments_changed


async def test_large_inputs_and_results_travel(judge: Judge) -> None:
    numbers: list[Json] = list(range(300_000))
    program = python(
        "def run_solution(a): return a[::-1]\n", signature(array(INT), returns=array(INT))
    )
    for mode in RunMode:
        (run,) = await judge.run(program, [[numbers]], mode=mode)
        assert run.value == numbers[::-1], run.message
