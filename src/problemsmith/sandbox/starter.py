"""The one long-lived thread that starts boxes.

bubblewrap's `--die-with-parent` follows the *thread* that started it, so a box started from a
short-lived worker thread would die with it. This thread lives as long as the sandbox.

When root drops to `nobody`, files under a folder that only root may enter (an interpreter in
/root, say) are out of reach. The thread then has a mount namespace of its own, which nothing else
in the process sees and which ends with the thread, and shows those files there under a short path.
"""

import asyncio
import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.sandbox.identity import Identity

_CLONE_NEWNS = 0x00020000
_MS_BIND, _MS_REC, _MS_PRIVATE = 4096, 1 << 14, 1 << 18
_STAGE_FOLDERS = (Path("/mnt"), Path("/media"), Path("/srv"))

T = TypeVar("T")


class Starter:
    """Runs calls in the one thread, and makes files readable for the identity of the boxes."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="box-starter")
        self._staged: dict[Path, Path] = {}
        self._stage: Path | None = None

    async def call(self, function: Callable[[], T]) -> T:
        """Run a function in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    def close(self) -> None:
        """End the thread, and with it every box that it started."""
        self._thread.shutdown(wait=True)

    def reachable(self, source: Path) -> Path:
        """A path under which the boxes' identity can read the source. Call it in the thread."""
        source = source.resolve()
        if source in self._staged:
            return self._staged[source]
        place = source if self._identity.can_reach(source) else self._show(source)
        self._staged[source] = place
        return place

    def _show(self, source: Path) -> Path:
        stage = self._stage or self._make_stage(source)
        place = stage / str(len(self._staged))
        if source.is_dir():
            place.mkdir()
        else:
            place.touch()
        _mount(str(source), place, None, _MS_BIND)
        return place

    def _make_stage(self, source: Path) -> Path:
        folders = (it for it in _STAGE_FOLDERS if it.is_dir() and not source.is_relative_to(it))
        folder = next(folders, None)
        if folder is None:
            raise EnvironmentNotReadyError(
                "As root, the sandbox needs one of the folders /mnt, /media or /srv to exist; "
                "create one, or run problemsmith as an ordinary user."
            )
        _checked(_libc().unshare(_CLONE_NEWNS), "a mount namespace for the sandbox")
        _mount(None, Path("/"), None, _MS_REC | _MS_PRIVATE)
        _mount("tmpfs", folder, "tmpfs", 0)
        folder.chmod(0o755)
        self._stage = folder
        return folder


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _mount(source: str | None, target: Path, kind: str | None, flags: int) -> None:
    result = _libc().mount(
        source.encode() if source else None,
        os.fsencode(target),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        None,
    )
    _checked(result, f"a mount on {target}")


def _checked(result: int, wanted: str) -> None:
    if result != 0:
        reason = os.strerror(ctypes.get_errno())
        raise EnvironmentNotReadyError(
            f"The sandbox could not make {wanted} ({reason}). Run problemsmith as an ordinary "
            "user, or as root with all capabilities."
        )
