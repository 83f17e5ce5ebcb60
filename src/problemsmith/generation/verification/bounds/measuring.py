"""Looking at a target inside arguments, and putting something else there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from problemsmith.generation.verification.bounds.rules import ANY, Target
from problemsmith.generation.verification.bounds.terms import Terms
from problemsmith.problem.types import TREE_NODE, ReferenceType, Type
from problemsmith.problem.wire import Json

Path = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a target's path leads to, and what stands there."""

    path: Path
    value: Json


def spots(target: Target, arguments: Sequence[Json]) -> Iterator[Spot]:
    """The places of a target inside arguments; null and missing parts are left out."""
    yield from _follow(target.path, (), list(arguments))


def _follow(rest: tuple[int | str | None, ...], path: Path, value: Json) -> Iterator[Spot]:
    if not rest:
        if value is not None:
            yield Spot(path, value)
        return
    for key, part in _parts(rest[0], value):
        yield from _follow(rest[1:], (*path, key), part)


def _parts(wanted: int | str | None, value: Json) -> Iterator[tuple[int | str, Json]]:
    """The parts of a value that one step of a path leads to."""
    if isinstance(value, dict):
        if wanted is ANY:
            yield from value.items()
        elif wanted in value:
            yield str(wanted), value[str(wanted)]
    elif isinstance(value, list | str):
        if wanted is ANY:
            yield from enumerate(value)
        elif isinstance(wanted, int) and wanted < len(value):
            yield wanted, value[wanted]


def measured(target: Target, arguments: Sequence[Json], terms: Terms) -> list[float]:
    """The numbers at a target: its values, or its sizes."""
    type_ = terms.type_at(target.path)
    found: list[float] = []
    for spot in spots(target, arguments):
        value = spot.value
        if target.measure == "size":
            found += [_size(value, type_)] if isinstance(value, list | str | dict) else []
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found.append(value)
    return found


def replaced(arguments: Sequence[Json], path: Path, change: Callable[[Json], Json]) -> list[Json]:
    """The arguments with the value at a path changed; what is not on the way is shared."""
    made = _changed(list(arguments), path, change)
    return made if isinstance(made, list) else []


def _changed(value: Json, path: Path, change: Callable[[Json], Json]) -> Json:
    if not path:
        return change(value)
    part, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(part, int):
        return [*value[:part], _changed(value[part], rest, change), *value[part + 1 :]]
    if isinstance(value, dict) and isinstance(part, str):
        return {**value, part: _changed(value[part], rest, change)}
    if isinstance(value, str) and isinstance(part, int):
        return f"{value[:part]}{_changed(value[part], rest, change)}{value[part + 1 :]}"
    return value


def _size(value: list[Json] | str | dict[str, Json], type_: Type | None) -> int:
    if isinstance(value, list) and type_ == ReferenceType(name=TREE_NODE):
        return sum(item is not None for item in value)
    return len(value)
