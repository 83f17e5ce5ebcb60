"""Random numbers, texts and rows of them, small and often at an edge."""

from dataclasses import dataclass
from random import Random

_ALPHABETS = (
    "a",
    "ab",
    "ab",
    "abc",
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmnopqrstuvwxyz",
    "01",
    "0123456789",
    "()",
    "()[]{}",
    "aB1 ",
    "ABC",
    "a b",
    "+-*/() 123",
    "aé😀 .,!",
)
_ROWS = ("mixed", "edges", "rising", "falling", "equal", "few", "permutation")
_ROW_WEIGHTS = (40, 10, 15, 5, 10, 10, 10)
_EDGES = (0, 1, -1, 2)


@dataclass(frozen=True, slots=True)
class Range:
    """The ints of one set of values, from `low` to `high`.

    Values drawn from the same small range meet each other's constraints far more often than
    independent ones: indices fall into arrays, edges on nodes, targets on sums.
    """

    low: int
    high: int


def random_range(rng: Random, size: int) -> Range:
    """A range for values of about this size, more often without negative numbers than with."""
    top = max(1, size)
    return rng.choice(
        (
            Range(1, top),
            Range(1, top),
            Range(0, top),
            Range(0, top - 1),
            Range(0, 1),
            Range(1, 3),
            Range(-top, top),
            Range(-2, 2),
            Range(-top, -1),
            Range(0, 10 * top),
        )
    )


def random_int(rng: Random, within: Range) -> int:
    """An int of the range, one in ten times its end, and one in ten 0, 1, -1 or 2."""
    chance = rng.random()
    if chance < 0.1:
        return rng.choice(_EDGES)
    if chance < 0.2:
        return rng.choice((within.low, within.high))
    return rng.randint(within.low, within.high)


def random_ints(rng: Random, within: Range, count: int) -> list[int]:
    """A row of ints: mixed, at edges, sorted either way, all equal, few different, or a
    permutation."""
    shape = rng.choices(_ROWS, _ROW_WEIGHTS)[0]
    if shape == "permutation":
        first = rng.choice((0, 1, within.low))
        return rng.sample(range(first, first + count), count)
    if shape == "edges":
        return [random_int(rng, within) for _ in range(count)]
    row = [rng.randint(within.low, within.high) for _ in range(count)]
    if shape in {"equal", "few"}:
        few = row[: 1 if shape == "equal" else 2]
        row = [rng.choice(few) for _ in row]
    elif shape in {"rising", "falling"}:
        row.sort(reverse=shape == "falling")
    return row


def random_float(rng: Random, within: Range) -> float:
    """A float around the range, often with few decimals or none."""
    shape = rng.random()
    if shape < 0.3:
        return float(random_int(rng, within))
    if shape < 0.4:
        return rng.choice((0.5, -0.5, 0.1, 0.25, 1e-9, 1e9))
    return round(rng.uniform(within.low, within.high), rng.choice((1, 2, 5)))


def random_text(rng: Random, size: int) -> str:
    """A text of at most `size` characters: empty, of one character, of few, or a palindrome."""
    alphabet = rng.choice(_ALPHABETS)
    text = "".join(rng.choices(alphabet, k=rng.randint(0, max(0, size))))
    if text and rng.random() < 0.15:
        return text[: (len(text) + 1) // 2] + text[: len(text) // 2][::-1]
    return text


def random_length(rng: Random, size: int) -> int:
    """A length of at most `size`, none and one more often than chance."""
    if rng.random() < 0.15:
        return min(rng.choice((0, 1, 2)), max(0, size))
    return rng.randint(0, max(0, size))
