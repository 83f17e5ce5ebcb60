"""Valid arguments with one thing wrong, to see whether a problem's validator notices.

A near miss need not be invalid: whether `[]` or a repeated item is allowed, the type does not say.
The ones that are no longer of their types are marked, since every validator must refuse those.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from problemsmith.problem.changes import Change, Seen, changes_at
from problemsmith.problem.json_text import canonical_json
from problemsmith.problem.places import places, replaced
from problemsmith.problem.signature import Signature
from problemsmith.problem.values import ValueMismatch, check_arguments
from problemsmith.problem.wire import Json
from problemsmith.problem.wording import place

PER_ARRAY = 4
"""Parts of one array that are looked at."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Arguments made by one change to valid ones."""

    arguments: list[Json]
    what: str
    """The change in words, with its place: `$.arguments[1]: one more than the largest, 8`."""
    well_typed: bool
    """Whether the arguments still fit the signature; if not, no validator may accept them."""


def near_misses(
    arguments: Sequence[Json],
    signature: Signature,
    rng: Random,
    limit: int,
    *,
    with_long: bool = True,
) -> Iterator[NearMiss]:
    """At most `limit` different changes to valid arguments, of as many kinds as possible.

    The arguments must fit the signature (ValueMismatch otherwise) and are not changed themselves.
    Parts that did not change are shared with them. One change makes something longer than problems
    allow, unless `with_long` is False: it is large, and slow to check.
    """
    check_arguments(arguments, signature)
    by_kind = _by_kind(arguments, signature, rng, with_long=with_long)
    seen = {canonical_json(list(arguments))}
    while limit > 0 and by_kind:
        for kind in list(by_kind):
            change = by_kind[kind].pop()
            if not by_kind[kind]:
                del by_kind[kind]
            changed = change.make()
            made = replaced(arguments, change.path, changed) if change.path else changed
            if not isinstance(made, list):
                continue
            text = canonical_json(made)
            if text in seen:
                continue
            seen.add(text)
            root = "$.arguments"
            yield NearMiss(
                made, f"{place(root, change.path)}: {change.what}", _fits(made, signature)
            )
            limit -= 1
            if limit <= 0:
                return


def _by_kind(
    arguments: Sequence[Json], signature: Signature, rng: Random, *, with_long: bool
) -> dict[str, list[Change]]:
    """The changes in random order, by their kind."""
    by_kind: dict[str, list[Change]] = {}
    for change in _changes(arguments, signature, rng):
        by_kind.setdefault(change.kind, []).append(change)
    for changes in by_kind.values():
        rng.shuffle(changes)
    long = by_kind.pop("long", [])
    if long and with_long:
        by_kind["long"] = long[:1]  # each is large; one shows whether lengths are looked at
    return by_kind


def _fits(arguments: list[Json], signature: Signature) -> bool:
    try:
        check_arguments(arguments, signature)
    except ValueMismatch:
        return False
    return True


def _changes(arguments: Sequence[Json], signature: Signature, rng: Random) -> Iterator[Change]:
    values = list(arguments)
    names = [parameter.name for parameter in signature.parameters]
    yield Change("count", (), "one argument less", lambda: values[:-1])
    yield Change("count", (), "one argument more", lambda: [*values, 0])
    for first in range(len(values) - 1):
        yield Change(
            "swap",
            (),
            f"{names[first]} and {names[first + 1]} swapped",
            partial(_swapped, values, first),
        )
    found = list(places(arguments, signature, per_array=PER_ARRAY, rng=rng))
    seen = Seen(found)
    for spot in found:
        yield from changes_at(spot, seen, rng)


def _swapped(values: list[Json], first: int) -> Json:
    return [*values[:first], values[first + 1], values[first], *values[first + 2 :]]
