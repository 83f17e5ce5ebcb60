"""Constraints as people write them, and what may be concluded from them."""

from fractions import Fraction

import pytest

from problemsmith.generation.verification.bounds.numbers import plain_text, read_number
from problemsmith.generation.verification.bounds.reading import chains, read_constraints
from problemsmith.generation.verification.bounds.rules import Rules
from problemsmith.problem.typescript import parse_signature


def read(line: str, signature: str) -> Rules:
    return read_constraints([line], parse_signature(signature))


def words(line: str, signature: str = "(nums: int[], k: int): int") -> list[str]:
    return [bound.words for bound in read(line, signature).bounds]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100000", 10**5),
        ("100,000", 10**5),
        ("100_000", 10**5),
        ("10^5", 10**5),
        ("1e5", 10**5),
        ("2 * 10^9", 2 * 10**9),
        ("-10^9", -(10**9)),
        ("-2^31", -(2**31)),
        ("2^31 - 1", 2**31 - 1),
        ("10^9 + 7", 10**9 + 7),
        ("10^-6", Fraction(1, 10**6)),
        ("0.5", Fraction(1, 2)),
        ("(2 + 3) * 4", 20),
    ],
)
def test_numbers_are_read_as_constraints_write_them(text: str, value: object) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", "n", "10^n", "2 +", "(1", "1/0", "10^99999", "two"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    "text",
    ["`1 <= n <= 10^5`", "$1 \\le n \\le 10^{5}$", "1 ≤ n ≤ 10⁵", "1 <= n <= 10**5",
     "**1 <= n <= 10<sup>5</sup>**"],
)  # fmt: skip
def test_markup_makes_no_difference(text: str) -> None:
    assert plain_text(text) == "1 <= n <= 10^5"


def test_chains_are_cut_at_the_words_between_them() -> None:
    assert chains("roads[i] is [a, b] with 0 <= a <= 9 and 1 <= b") == [
        ["0", "<=", "a", "<=", "9"],
        ["1", "<=", "b"],
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1 <= nums.length <= 10^5", ["nums.length >= 1", "nums.length <= 100000"]),
        ("1 <= len(nums) < 100", ["len(nums) >= 1", "len(nums) <= 99"]),
        ("0 <= |nums| <= 7", ["|nums| >= 0", "|nums| <= 7"]),
        ("-5 <= nums[i] <= 5 for every i", ["nums[i] >= -5", "nums[i] <= 5"]),
        ("1 <= nums.length <= 9 (all of them)", ["nums.length >= 1", "nums.length <= 9"]),
        ("10 >= k > 0", ["k <= 10", "k >= 1"]),
        ("1 <= k <= nums.length", ["k >= 1"]),
        ("k is between 2 and 8", ["k >= 2", "k <= 8"]),
        ("k is in the range [1, 30]", ["k >= 1", "k <= 30"]),
    ],
)
def test_bounds_are_read(line: str, expected: list[str]) -> None:
    assert words(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "If k > 0, then 1 <= nums.length <= 10",
        "1 <= nums.length <= 10 or k <= 3",
        "The sum of nums[i] <= 100",
        "1 <= k <= 2 * nums.length",
        "nums[i] + nums[j] <= 10",
        "1 <= m <= 10",
        "At most 5 of the numbers are negative.",
        "nums[i] != k",
        "nums[i - 1] < 5",
    ],
)
def test_nothing_is_concluded_from_what_is_conditional_or_unknown(line: str) -> None:
    bounds = words(line)
    assert bounds in ([], ["k >= 1"]), bounds


@pytest.mark.parametrize(
    ("line", "signature", "path"),
    [
        ("0 <= grid[i][j] <= 9", "(grid: int[][]): int", (0, None, None)),
        ("0 <= points[i][1] <= 9", "(points: [int, int][]): int", (0, None, 1)),
        ("edges[i] is [from, to] with 0 <= to <= 9", "(edges: [int, int][]): int", (0, None, 1)),
        ("0 <= day <= 9", "(logs: {day: int, name: string}[]): int", (0, None, "day")),
        ("0 <= stock[name] <= 9", "(stock: Record<string, int>): int", (0, None)),
        ("0 <= node.val <= 9", "(root: TreeNode | null): int", (0, None)),
        ("0 <= x <= 9", "(k: int, x: int | null): int", (1,)),
    ],
)
def test_terms_find_their_place_in_the_types(
    line: str, signature: str, path: tuple[object, ...]
) -> None:
    assert {bound.target.path for bound in read(line, signature).bounds} == {path}


def test_a_letter_stands_for_what_it_is_said_to_equal() -> None:
    signature = parse_signature("(grid: int[][]): int")
    lines = ["m == grid.length", "n == grid[i].length", "1 <= m, n <= 200"]
    bounds = read_constraints(lines, signature).bounds
    assert {bound.target.path for bound in bounds} == {(0,), (0, None)}
    assert {bound.target.measure for bound in bounds} == {"size"}


def test_characters_distinctness_and_order_are_read() -> None:
    letters = read("s consists of lowercase English letters and digits.", "(s: string): int")
    assert sorted(letters.characters[0].allowed)[:11] == [*"0123456789", "a"]
    assert read("All the words are distinct.", "(words: string[]): int").orders[0].kind == (
        "distinct"
    )
    assert read("nums is sorted in non-decreasing order.", "(nums: int[]): int").orders[0].kind == (
        "ascending"
    )
    assert read("s consists of words in French", "(s: string): int").characters == ()


def test_a_constraint_that_the_types_rule_out_is_a_contradiction() -> None:
    assert read("1 <= k.length <= 5", "(k: int): int").contradictions
    assert read("s consists of lowercase letters", "(s: int[]): int").contradictions
    for line in ("1 <= k <= 5", "|k| <= 5", "k.length", "a pair [k, m]"):
        assert not read(line, "(k: int): int").contradictions
    assert not read("nums consists of digits", "(nums: int[]): int").contradictions
