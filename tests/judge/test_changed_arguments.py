import pytest

from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program
from problemsmith.problem.typescript import parse_signature
from problemsmith.problem.wire import Json

pytestmark = pytest.mark.anyio

ROTATE = """
def run_solution(head, k):
    return head
"""
DROP = """
def run_solution(head, k):
    head.next = None
    return head
"""


@pytest.mark.parametrize(
    ("signature", "arguments"),
    [
        ("(head: ListNode | null, k: int): ListNode | null", [[], 0]),
        ("(head: TreeNode | null, k: int): TreeNode | null", [[], 0]),
        ("(head: ListNode | null, k?: int): ListNode | null", [[1, 2], None]),
    ],
)
async def test_an_empty_list_or_tree_that_is_left_alone_counts_as_unchanged(
    judge: Judge, signature: str, arguments: list[Json]
) -> None:
    program = Program(code=ROTATE, signature=parse_signature(signature))
    [run] = await judge.run(program, [arguments])
    assert run.message == ""
    assert not run.arguments_changed


async def test_a_list_that_is_cut_counts_as_changed(judge: Judge) -> None:
    signature = parse_signature("(head: ListNode | null, k: int): ListNode | null")
    [run] = await judge.run(Program(code=DROP, signature=signature), [[[1, 2, 3], 0]])
    assert run.arguments_changed
