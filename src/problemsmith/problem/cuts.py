"""Arguments with stretches cut out of arrays, texts and maps, for shrinking."""

from collections.abc import Iterator, Sequence

from problemsmith.problem.places import Path, Place, replaced
from problemsmith.problem.types import TREE_NODE, ReferenceType, TupleType
from problemsmith.problem.wire import Json


def cuts(arguments: Sequence[Json], found: Sequence[Place]) -> Iterator[list[Json]]:
    """Halves, quarters and so on down to single items cut out, at one place after the other."""
    for spot in found:
        value = spot.value
        if isinstance(spot.type, TupleType) or spot.type == ReferenceType(name=TREE_NODE):
            continue
        if isinstance(value, list | str):
            for start, end in _stretches(len(value)):
                yield replaced(arguments, spot.path, _without(value, start, end))
                if len(spot.path) == 1:
                    yield from _cut_together(arguments, found, spot.path, start, end)
            yield from _without_columns(arguments, spot)
        elif isinstance(value, dict):
            keys = list(value)
            for start, end in _stretches(len(keys)):
                kept = {*keys[:start], *keys[end:]}
                rest = {key: part for key, part in value.items() if key in kept}
                yield replaced(arguments, spot.path, rest)


def _stretches(count: int) -> Iterator[tuple[int, int]]:
    """Stretches of halving length that cover the whole, the last ones first."""
    length = count
    while length > 0:
        for end in range(count, 0, -length):
            yield max(0, end - length), end
        length //= 2


def _without(value: list[Json] | str, start: int, end: int) -> Json:
    if isinstance(value, str):
        return value[:start] + value[end:]
    return value[:start] + value[end:]


def _cut_together(
    arguments: Sequence[Json], found: Sequence[Place], path: Path, start: int, end: int
) -> Iterator[list[Json]]:
    """The same stretch cut out of all arguments of the same length, and numbers that are that
    length made less by as much: each alone, and both."""
    cut = arguments[_index(path)]
    count = len(cut) if isinstance(cut, list | str) else 0
    alike: list[int] = []
    counts: list[int] = []
    for spot in found:
        index = _index(spot.path)
        if len(spot.path) > 1 or spot.path == path:
            continue
        if isinstance(spot.value, list | str) and len(spot.value) == count:
            alike.append(index)
        elif type(spot.value) is int and spot.value in (count, count - 1):
            counts.append(index)
    for with_alike, with_counts in ((True, False), (False, True), (True, True)):
        if (with_alike and not alike) or (with_counts and not counts):
            continue
        changed = list(arguments)
        for index in [_index(path), *(alike if with_alike else [])]:
            changed[index] = _cut_if_sequence(changed[index], start, end)
        for index in counts if with_counts else []:
            number = changed[index]
            if isinstance(number, int):
                changed[index] = number - (end - start)
        yield changed


def _without_columns(arguments: Sequence[Json], spot: Place) -> Iterator[list[Json]]:
    """A table, of arrays or texts of one length, with columns cut out."""
    rows = spot.value if isinstance(spot.value, list) else []
    widths = {len(row) if isinstance(row, list | str) else 0 for row in rows}
    if len(rows) < 2 or len(widths) != 1:
        return
    for start, end in _stretches(widths.pop()):
        yield replaced(arguments, spot.path, [_cut_if_sequence(row, start, end) for row in rows])


def _cut_if_sequence(value: Json, start: int, end: int) -> Json:
    return _without(value, start, end) if isinstance(value, list | str) else value


def _index(path: Path) -> int:
    index = path[0]
    return index if isinstance(index, int) else 0
