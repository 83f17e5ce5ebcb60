"""Arrays, texts, maps and trees of another size, made out of their own items."""

from collections.abc import Iterator
from itertools import count, islice

from problemsmith.problem.types import STRING, MapType, ReferenceType, Type
from problemsmith.problem.wire import Json


def grown(value: Json, size: int, type_: Type | None) -> Iterator[Json]:
    """Ways to give the value another size, the plainest first; a validator says which will do.

    Items are repeated; or they are all different; or one whole number in each goes up by one from
    item to item.
    """
    for made in (
        resized(value, size, type_),
        _with_distinct_items(value, size),
        *_counted_up(value, size),
    ):
        if made is not None:
            yield made


def resized(value: Json, size: int, type_: Type | None) -> Json:
    """The value with another size: cut, or grown out of its own items; None where it can't be.

    A tree is made complete, its values taken in level order.
    """
    if isinstance(value, str) and type_ == STRING:
        text = value or "a"
        return (text * (size // len(text) + 1))[:size]
    if isinstance(value, dict) and isinstance(type_, MapType):
        return _resized_map(value, size) if type_.key_type == STRING else None
    if isinstance(value, list):
        nodes = isinstance(type_, ReferenceType)
        items = [item for item in value if item is not None] or [1] if nodes else value
        if not items and size > 0:
            return None
        return [items[place % len(items)] for place in range(size)]
    return None


def _with_distinct_items(value: Json, size: int) -> Json:
    """An array of so many items that are all different, made in the manner of its own; None where
    its items are neither whole numbers nor texts."""
    if not isinstance(value, list) or not value:
        return None
    own = list(dict.fromkeys(item for item in value if isinstance(item, int | str)))[:size]
    if len(own) < min(size, len(value)) or isinstance(own[0], bool):
        return None
    taken = set(own)
    if isinstance(own[0], str):
        fresh: Iterator[int | str] = map(_key, count())
    else:
        fresh = count(min(item for item in own if isinstance(item, int)))
    return [*own, *islice((item for item in fresh if item not in taken), size - len(own))]


def _counted_up(value: Json, size: int) -> Iterator[Json]:
    """The first item so often, each time with one of its whole numbers one higher."""
    first = value[0] if isinstance(value, list) and value else None
    if isinstance(first, dict):
        for name, part in first.items():
            if isinstance(part, int) and not isinstance(part, bool):
                yield [{**first, name: number} for number in range(part, part + size)]
    elif isinstance(first, list):
        for place, part in enumerate(first):
            if isinstance(part, int) and not isinstance(part, bool):
                yield [
                    [*first[:place], number, *first[place + 1 :]]
                    for number in range(part, part + size)
                ]


def _resized_map(value: dict[str, Json], size: int) -> Json:
    kept = dict(list(value.items())[:size])
    if len(kept) < size and not value:
        return None
    fillers = list(value.values())
    for number in range(size - len(kept)):
        kept.setdefault(_key(number), fillers[number % len(fillers)])
    return kept if len(kept) == size else None


def _key(number: int) -> str:
    """A short key of lower-case letters that real ones rarely are."""
    letters = ""
    while True:
        letters += "abcdefghijklmnopqrstuvwxyz"[number % 26]
        number //= 26
        if number == 0:
            return f"{letters}zq"
