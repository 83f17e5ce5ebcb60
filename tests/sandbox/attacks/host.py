"""The host that the attacks are to leave alone: its secrets, its listeners, its files."""

import contextlib
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyseccomp

_LITTERED = ("/tmp", "/dev/shm", "/var/tmp", "/", "/run", "/dev")


@dataclass(frozen=True)
class Host:
    """What stands on the host while the attacks run."""

    folder: Path
    token: str
    mark: str
    tcp: socket.socket
    udp: socket.socket
    abstract: socket.socket
    unix: socket.socket

    @property
    def names(self) -> dict[str, str]:
        """What the names in an attack's body stand for.

        `port`: a TCP and UDP port that the host listens on. `abstract`: an abstract UNIX socket.
        `folder`: a folder that everybody may write to, with the file `secret` and the UNIX socket
        `socket`. `token`: the secret, in that file, in the host's environment and memory, in
        halves `half1` and `half2`. `mark1` and `mark2`: halves of an argument of another test.
        """
        return {
            "port": str(self.tcp.getsockname()[1]),
            "abstract": self.abstract.getsockname()[1:].decode(),
            "folder": str(self.folder),
            "token": self.token,
            "half1": self.token[:16],
            "half2": self.token[16:],
            "mark1": self.mark[:16],
            "mark2": self.mark[16:],
            "hostname": os.uname().nodename,
            "tgkill": str(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, "tgkill")),
        }

    def harm(self) -> list[str]:
        """What has happened to the host, in words; empty when nothing has."""
        found: list[str] = []
        for name in ("tcp", "abstract", "unix"):
            with contextlib.suppress(BlockingIOError):
                getattr(self, name).accept()
                found.append(f"somebody connected to the {name} socket")
        with contextlib.suppress(BlockingIOError):
            self.udp.recv(1)
            found.append("somebody sent a datagram")
        names = sorted(path.name for path in self.folder.iterdir())
        if names != ["secret", "socket"]:
            found.append(f"the folder has changed: {names}")
        if (self.folder / "secret").read_text() != self.token:
            found.append("the secret has changed")
        found += [
            f"{place}/{self.token} was made"
            for place in _LITTERED
            if Path(place, self.token).is_symlink() or Path(place, self.token).exists()
        ]
        return found


@contextlib.contextmanager
def watched_host() -> Iterator[Host]:
    """A host with listeners, secrets, and a descriptor that careless children would inherit."""
    token, mark = secrets.token_hex(16), secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp")))
        folder.chmod(0o777)
        (folder / "secret").write_text(token)
        (folder / "secret").chmod(0o666)
        inherited = os.open(folder / "secret", os.O_RDWR)
        stack.callback(os.close, inherited)
        os.set_inheritable(inherited, True)
        os.environ["PROBLEMSMITH_ATTACKED"] = token
        stack.callback(os.environ.pop, "PROBLEMSMITH_ATTACKED")
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(tcp.getsockname())
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind(f"\0problemsmith-{secrets.token_hex(8)}")
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(str(folder / "socket"))
        (folder / "socket").chmod(0o777)
        abstract.listen()
        unix.listen()
        for listener in (tcp, udp, abstract, unix):
            listener.setblocking(False)
        sys.stdout.flush()
        yield Host(folder, token, mark, tcp, udp, abstract, unix)
