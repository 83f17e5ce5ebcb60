"""The box's end of the channel to the judge."""

import os
import socket

from .protocol import FRAME_LENGTH

_CHUNK = 1 << 20


class Channel:
    """Frames over the socket that the box was started with."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def fileno(self) -> int:
        """The descriptor, for polling."""
        return self._connection.fileno()

    def next_head(self) -> tuple[bytes, int] | None:
        """Kind and length of the next frame's content, which is left unread; None at the end."""
        head = self._connection.recv(FRAME_LENGTH.size + 1, socket.MSG_WAITALL)
        if len(head) < FRAME_LENGTH.size + 1:
            return None
        (length,) = FRAME_LENGTH.unpack(head[: FRAME_LENGTH.size])
        return head[FRAME_LENGTH.size :], length - 1

    def read(self, length: int) -> bytearray:
        """The content of the frame whose head was read. Raises EOFError if it is cut short."""
        content = bytearray(length)
        view = memoryview(content)
        while view:
            count = self._connection.recv_into(view, min(len(view), _CHUNK))
            if count == 0:
                raise EOFError
            view = view[count:]
        return content

    def send(self, kind: bytes, content: bytes, *files: tuple[int, int]) -> None:
        """Send a frame of the content followed by that many bytes of each file.

        The files go from kernel to kernel: what a child wrote never enters this process, where a
        later child could find it.
        """
        total = 1 + len(content) + sum(length for _, length in files)
        self._connection.sendall(FRAME_LENGTH.pack(total) + kind + content)
        for descriptor, length in files:
            offset = 0
            while offset < length:
                sent = os.sendfile(self.fileno(), descriptor, offset, length - offset)
                if sent == 0:
                    raise EOFError
                offset += sent
