"""What comes back from a box, taken apart: how a child ended, and the records that it left."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from problemsmith.judge.harness.children import Ended
from problemsmith.judge.harness.protocol import RECORD, SHOWN_BYTES


class HarnessFaultError(Exception):
    """The trusted part inside the box failed. A fault of ours, which never blames the program."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a child. All of it is a claim of the program's process."""

    kind: bytes
    body: bytes
    cpu_ns: int = 0
    memory_kb: int = 0


@dataclass(frozen=True, slots=True)
class ChildEnd:
    """How a child ended, what it left in its result file, and what it printed (the first part)."""

    ended: Ended
    result: bytes
    stdout: bytes
    stderr: bytes
    out_of_memory: bool = False
    """Whether it ended for want of memory, by all that the kernel tells."""


def read_done(content: bytes, *, with_result: bool = True) -> ChildEnd:
    """The content of a DONE frame. Raises HarnessFaultError when it is malformed."""
    head, _, rest = content.partition(b"\n")
    try:
        ended = Ended(**json.loads(head))
    except (ValueError, TypeError) as error:
        raise HarnessFaultError(f"a malformed answer from the box: {error}") from error
    result = ended.result_bytes if with_result else 0
    stdout = min(ended.stdout_bytes, SHOWN_BYTES)
    return ChildEnd(ended, rest[:result], rest[result : result + stdout], rest[result + stdout :])


def whole_records(content: bytes) -> Iterator[Record]:
    """The records of a result file; a last one that is cut short is left out."""
    offset = 0
    while offset + RECORD.size <= len(content):
        kind, length, cpu_ns, memory_kb = RECORD.unpack_from(content, offset)
        offset += RECORD.size
        if offset + length > len(content):
            return
        yield Record(kind, content[offset : offset + length], cpu_ns, memory_kb)
        offset += length


class RecordStream:
    """Records out of a stream that is cut anywhere."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, chunk: bytes) -> Iterator[Record]:
        """The records completed by the chunk."""
        rest = self._rest
        rest += chunk
        while len(rest) >= RECORD.size:
            kind, length, cpu_ns, memory_kb = RECORD.unpack_from(rest)
            end = RECORD.size + length
            if len(rest) < end:
                return
            body = bytes(memoryview(rest)[RECORD.size : end])
            del rest[:end]
            yield Record(kind, body, cpu_ns, memory_kb)
