import pytest
from hypothesis import given
from hypothesis import strategies as st

from problem.type_strategies import json_values, signatures
from problemsmith.problem.typescript import format_signature, parse_signature, widen_numbers


@pytest.mark.parametrize(
    ("text", "examples", "widened"),
    [
        ("(a: number, b: number): number", [([1, 2], 1.5)], "(a: int, b: int): float"),
        ("(a: number, b: number): number", [([1, 2.5], 1)], "(a: int, b: float): int"),
        ("(a: number): number", [([1.0], 2.0)], "(a: int): int"),
        ("(a: number): number", [([1], 2), ([1], 0.5), ([1], 3)], "(a: int): float"),
        (
            "(a: number[][], k: number): int",
            [([[[1], [2, 0.5]], 1], 1)],
            "(a: float[][], k: int): int",
        ),
        (
            "(p: {x: number; y: number}): int",
            [([{"x": 1, "y": 0.5}], 1)],
            "(p: { x: int; y: float }): int",
        ),
        (
            "(p: {x: number; y?: number}): int",
            [([{"x": 0.5}], 1)],
            "(p: { x: float; y: int | null }): int",
        ),
        ("(a: [number, number]): int", [([[1, 0.5]], 1)], "(a: [int, float]): int"),
        ("(a: number | string): number | null", [(["x"], 0.5)], "(a: int | string): float | null"),
        ("(a: int | float): int", [([0.5], 1)], "(a: int | float): int"),
        (
            "(a: number[] | string[]): int",
            [([["x"]], 1), ([[0.5]], 1)],
            "(a: float[] | string[]): int",
        ),
        ("(a: string[] | number[]): int", [([[0.5]], 1)], "(a: string[] | float[]): int"),
        (
            "(m: Record<string, number>): int",
            [([{"a": 0.5}], 1)],
            "(m: Record<string, float>): int",
        ),
        ("(m: Record<number, number>): int", [([{"0.5": 1}], 1)], "(m: Record<float, int>): int"),
        (
            "type T = {v: number; kids: T[]}; (t: T): int",
            [([{"v": 1, "kids": [{"v": 0.5, "kids": []}]}], 1)],
            "type T = { v: float; kids: T[] };\n(t: T): int",
        ),
        ("(a?: number): number", [([], 0.5), ([None], 1)], "(a?: int): float"),
        ("(a: ListNode | null): number", [([None], 1), ([[1.5]], 1)], "(a: ListNode | null): int"),
        (
            "(a: number): number",
            [(["not a number"], None), ([], 1), ([1, 2, 3], 0.5)],
            "(a: int): float",
        ),
        ("(a: number): number", [], "(a: int): int"),
    ],
)
def test_int_becomes_float_at_just_the_places_where_an_example_shows_it(text, examples, widened):
    signature = widen_numbers(parse_signature(text), examples)
    assert format_signature(signature, numbers="exact") == widened


@given(
    signatures,
    st.lists(st.tuples(st.lists(json_values(5), max_size=4), json_values(5)), max_size=3),
)
def test_widening_takes_any_examples_and_is_done_after_once(signature, examples):
    once = widen_numbers(signature, examples)
    assert widen_numbers(once, examples) == once
    assert [p.name for p in once.parameters] == [p.name for p in signature.parameters]
