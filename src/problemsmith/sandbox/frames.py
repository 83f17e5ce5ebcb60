"""Length-prefixed frames: four bytes of length, most significant first, then the content."""

import asyncio
import struct

MAX_FRAME_BYTES = 256 * 1024 * 1024
"""No frame is longer; a longer length means that the other side is not what it should be."""

_LENGTH = struct.Struct(">I")


def frame_head(length: int) -> bytes:
    """The prefix of a frame. Raises ValueError for a content that is too long."""
    if length > MAX_FRAME_BYTES:
        raise ValueError(f"a frame of {length} bytes; at most {MAX_FRAME_BYTES}")
    return _LENGTH.pack(length)


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """The next frame. Raises EOFError at the end, and for a length that is out of bounds."""
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if length > MAX_FRAME_BYTES:
        raise EOFError(f"a frame of {length} bytes was announced")
    return await reader.readexactly(length)
