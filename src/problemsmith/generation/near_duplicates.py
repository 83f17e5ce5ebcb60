"""Near duplicates among statements, by MinHash.

Broder, "On the resemblance and containment of documents" (1997): the share of equal places in two
signatures estimates the Jaccard similarity of the two sets of word triples.
"""

import hashlib
import re
from collections.abc import Iterable
from operator import eq
from struct import Struct
from typing import TypeVar

from problemsmith.problem.problem import ProblemText

PLACES = 64
"""Hash functions; the estimate's standard error is at most 1 / (2 * sqrt(64)) = 0.0625."""

SIMILAR = 0.6
"""At this estimated similarity of word triples two statements tell the same problem."""

BAND = 3
"""Places that two texts must have in common, side by side, to be compared at all."""

Name = TypeVar("Name")

_PLACES = Struct(f"{PLACES}Q")
_WORD = re.compile(r"\w+")
_PRIME = (1 << 61) - 1
_MULTIPLIERS = tuple(
    int.from_bytes(hashlib.blake2b(bytes([place, which]), digest_size=7).digest()) + 1
    for place in range(PLACES)
    for which in range(2)
)


def fingerprint(text: str) -> bytes:
    """The MinHash signature of a text, `PLACES` numbers of 8 bytes; case and punctuation aside."""
    words = _WORD.findall(text.lower())
    triples = {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}
    hashes = [
        int.from_bytes(hashlib.blake2b(triple.encode(), digest_size=7).digest())
        for triple in triples
    ]
    return b"".join(
        min(
            (_MULTIPLIERS[2 * place] * value + _MULTIPLIERS[2 * place + 1]) % _PRIME
            for value in hashes
        ).to_bytes(8)
        for place in range(PLACES)
    )


def fingerprint_of(text: ProblemText) -> bytes:
    """The fingerprint of what a problem tells: title, statement and constraints."""
    return fingerprint(told(text))


def told(text: ProblemText) -> str:
    """The words by which two problems are compared; the story tells the same in others."""
    return "\n".join((text.title, text.statement, *text.constraints))


def similarity(one: bytes, other: bytes) -> float:
    """The estimated Jaccard similarity, 0 to 1, of the texts behind two fingerprints."""
    return sum(map(eq, _numbers(one), _numbers(other))) / PLACES


def nearest(text: str, existing: Iterable[tuple[Name, bytes]]) -> tuple[Name, float] | None:
    """The name of the most similar existing text at or above `SIMILAR`, or None."""
    own = _numbers(fingerprint(text))
    # A new statement is held against every other: this is done a million times in a large set.
    best = max(
        ((name, sum(map(eq, own, _numbers(other))) / PLACES) for name, other in existing),
        key=lambda pair: pair[1],
        default=None,
    )
    return best if best and best[1] >= SIMILAR else None


def _numbers(signature: bytes) -> tuple[int, ...]:
    """The places of a signature, in an order of bytes that is the same for both sides."""
    return _PLACES.unpack(signature)


def count_twins(fingerprints: Iterable[bytes]) -> int:
    """How many of the texts have one before them that tells the same problem.

    Only texts that agree in some run of `BAND` places are held against each other (locality
    sensitive hashing: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4): of two
    at the similarity `SIMILAR`, 99 % do.
    """
    seen: dict[tuple[int, tuple[int, ...]], list[tuple[int, ...]]] = {}
    twins = 0
    for signature in fingerprints:
        own = _numbers(signature)
        bands = [(at, own[at : at + BAND]) for at in range(0, PLACES - BAND + 1, BAND)]
        others = {other for band in bands for other in seen.get(band, ())}
        if any(sum(map(eq, own, other)) / PLACES >= SIMILAR for other in others):
            twins += 1
            continue
        for band in bands:
            seen.setdefault(band, []).append(own)
    return twins
