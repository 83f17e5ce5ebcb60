"""How complicated arguments are, as one measure that shrinking brings down."""

from collections.abc import Sequence

from problemsmith.problem.wire import Json


def complexity(arguments: Sequence[Json]) -> tuple[int, int]:
    """The number of parts (items, entries, characters), then the weight of the scalars.

    Null weighs least, then false and zero; numbers weigh more the further from zero, negative ones
    and fractions a little more than that; a character weighs nothing if it is as plain as `a`.
    """
    parts = weight = 0
    pending: list[Json] = list(arguments)
    while pending:
        value = pending.pop()
        parts += 1
        weight += _weight(value)
        if isinstance(value, str):
            parts += len(value)
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            parts += sum(map(len, value))
            pending += value.values()
    return parts, weight


def plain_character(character: str) -> str:
    """The plainest character of the same sort: `0` for digits, `A` for capitals, else `a`."""
    if character in "0123456789":
        return "0"
    return "A" if character.isupper() else "a"


def _weight(value: Json) -> int:
    if value is None:
        return 0
    if isinstance(value, str):
        return sum(character != plain_character(character) for character in value)
    if isinstance(value, bool):
        return 1 + value
    if isinstance(value, int | float):
        whole = int(abs(value))
        return 1 + 3 * whole + (value < 0) + (value != int(value))
    return 1
