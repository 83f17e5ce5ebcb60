"""The places inside arguments, and arguments with the value at one place replaced."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from problemsmith.problem.shape import children
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import Type
from problemsmith.problem.values import fitting_type
from problemsmith.problem.wire import Json

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place inside arguments: the way to it, what stands there, and the type it is taken as.

    `declared` is the type as the signature has it, before names and unions are opened.
    """

    path: Path
    value: Json
    type: Type
    declared: Type


def places(
    arguments: Sequence[Json], signature: Signature, *, per_array: int, rng: Random | None = None
) -> Iterator[Place]:
    """The places inside arguments that fit the signature, the outer before the inner.

    Of the parts of one array or object at most `per_array` are visited: the first and the last,
    and others evenly spread, or drawn at random with `rng`. An optional argument that is null is
    left out.
    """
    waiting: deque[tuple[Path, Json, Type]] = deque()
    for index, (value, parameter) in enumerate(zip(arguments, signature.parameters, strict=False)):
        if not (value is None and parameter.optional):
            waiting.append(((index,), value, parameter.type))
    while waiting:
        path, value, declared = waiting.popleft()
        type_ = fitting_type(value, declared, signature)
        yield Place(path, value, type_, declared)
        parts = list(children(value, type_))
        for index in _visited(len(parts), per_array, rng):
            key, part, part_type = parts[index]
            waiting.append(((*path, key), part, part_type))


def replaced(arguments: Sequence[Json], path: Path, value: Json) -> list[Json]:
    """The arguments with another value at one place. What is not on the way is shared."""
    changed = list(arguments)
    index = path[0]
    if isinstance(index, int):
        changed[index] = _with_part(changed[index], path[1:], value)
    return changed


def _with_part(container: Json, path: Path, value: Json) -> Json:
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(container, list) and isinstance(key, int):
        items = container.copy()
        items[key] = _with_part(items[key], rest, value)
        return items
    if isinstance(container, dict) and isinstance(key, str):
        return {**container, key: _with_part(container[key], rest, value)}
    raise KeyError(key)


def _visited(count: int, limit: int, rng: Random | None) -> Sequence[int]:
    if count <= limit:
        return range(count)
    if rng is None:
        return sorted({index * (count - 1) // max(1, limit - 1) for index in range(limit)})
    return sorted({0, count - 1, *rng.sample(range(count), max(0, limit - 2))})
