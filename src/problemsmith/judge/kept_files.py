"""What the judge keeps on disk: compiled programs by their origin, and what a runtime prepares."""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

from problemsmith.judge.harness.commands.plan import Plan

MAX_KEPT_BYTES = 512 << 20
"""Compiled programs of more than this in all: the ones unused for longest are thrown away."""

_DIGEST_BYTES = 32
_FORGOTTEN_SECONDS = 30 * 24 * 3600


class KeptFiles:
    """A folder of files that can be made again at any time, shared by any number of processes.

    Without a folder a temporary one is used until `close`. Nothing here fails for a disk that is
    full or read-only: then nothing is kept.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._folder = folder
        self._is_closed = False
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path:
        """The folder, which exists: a temporary one where the wished one cannot be written to.

        Raises OSError after `close`: a thread whose caller was cancelled may come here late, and
        is to leave nothing behind.
        """
        with self._lock:
            return self._existing_folder()

    def _existing_folder(self) -> Path:
        if self._is_closed:
            raise OSError("the folder of kept files is closed")
        if self._temporary is None and self._folder is not None:
            with contextlib.suppress(OSError):
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if os.access(self._folder, os.W_OK | os.X_OK):
                    return self._folder
        if self._temporary is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="problemsmith-")
        return Path(self._temporary.name)

    def close(self) -> None:
        """Remove the folder if it is a temporary one."""
        with self._lock:
            self._is_closed = True
            if self._temporary is not None:
                self._temporary.cleanup()
                self._temporary = None

    def find(self, key: str) -> bytes | None:
        """The artifact kept under a key; None where there is none, or not the one that was kept."""
        try:
            path = self._path(key)
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        digest, artifact = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        return artifact if digest == hashlib.sha256(artifact).digest() else None

    def keep(self, key: str, artifact: bytes) -> None:
        """Keep an artifact under a key."""
        with contextlib.suppress(OSError):
            path = self._path(key)
            self._make_room(len(artifact))
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                try:
                    file.write(hashlib.sha256(artifact).digest() + artifact)
                    file.flush()
                    Path(file.name).replace(path)
                except OSError:
                    Path(file.name).unlink()

    def _path(self, key: str) -> Path:
        folder = self.folder / "compiled"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder / key

    def _make_room(self, size: int) -> None:
        files = [(it.stat(), it) for it in (self.folder / "compiled").iterdir()]
        total = size + sum(status.st_size for status, _ in files)
        for status, file in sorted(files, key=lambda it: it[0].st_mtime):
            if total <= MAX_KEPT_BYTES:
                return
            file.unlink(missing_ok=True)
            total -= status.st_size


def forget_unused(folder: Path, pattern: str) -> None:
    """Remove the files and folders of a name that no process has used for a month: those of
    compilers and versions of this program that are gone."""
    for path in folder.glob(pattern):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - _FORGOTTEN_SECONDS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def origin_of(plan: Plan) -> str:
    """A key that differs wherever compiling could come to something else."""
    origin = json.dumps([sorted(plan.files.items()), plan.compile, plan.toolchain])
    return hashlib.sha256(origin.encode("utf-8", "surrogatepass")).hexdigest()
