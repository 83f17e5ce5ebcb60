"""The bubblewrap command line of a box."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.sandbox.identity import OVERFLOW_ID
from problemsmith.sandbox.spec import BoxSpec

_DEVICES = ("null", "zero", "random", "urandom")

_ISOLATION = (
    *("--die-with-parent", "--new-session", "--as-pid-1"),
    *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
    *("--unshare-user", "--uid", str(OVERFLOW_ID), "--gid", str(OVERFLOW_ID), "--disable-userns"),
    *("--hostname", "box", "--cap-drop", "ALL", "--clearenv"),
)


def find_bubblewrap() -> Path:
    """The `bwrap` program. Raises EnvironmentNotReadyError where it is missing."""
    found = shutil.which("bwrap")
    if found is None:
        raise EnvironmentNotReadyError(
            "bubblewrap was not found. Install it (Debian and Ubuntu: apt install bubblewrap; "
            "Fedora: dnf install bubblewrap). Programs never run without it."
        )
    return Path(found)


def minimal_command(bwrap: Path) -> list[str]:
    """A command that makes a box like the real ones, runs the loader in it, and ends."""
    binds = [
        part
        for folder in ("/usr", "/lib", "/lib64", "/bin")
        for part in ("--ro-bind-try", folder, folder)
    ]
    return [str(bwrap), *_ISOLATION, *binds, "--remount-ro", "/", "--", "/bin/true"]


def bubblewrap_command(
    bwrap: Path,
    spec: BoxSpec,
    *,
    sources: Sequence[Path],
    files: Sequence[int],
    seccomp: int,
    info: int,
) -> list[str]:
    """The command that starts the box.

    `sources` are the paths of the binds as bubblewrap can reach them, `files` descriptors with the
    contents of the box's own files, `seccomp` one with the filter, and `info` one that bubblewrap
    writes the process id to.
    """
    command = [str(bwrap), *_ISOLATION]
    for bind, source in zip(spec.binds, sources, strict=True):
        command += ["--ro-bind", str(source), bind.target]
    for folder in spec.hidden:
        command += ["--tmpfs", folder, "--remount-ro", folder]
    for file, descriptor in zip(spec.files, files, strict=True):
        command += ["--perms", "0444", "--file", str(descriptor), file.target]
    for device in _DEVICES:
        command += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for place, target in spec.links.items():
        command += ["--symlink", target, place]
    if spec.scratch is not None:
        command += ["--size", str(spec.scratch_bytes), "--tmpfs", spec.scratch]
    command += ["--remount-ro", "/"]
    for name, value in spec.environment.items():
        command += ["--setenv", name, value]
    command += ["--chdir", "/", "--seccomp", str(seccomp), "--info-fd", str(info), "--"]
    return [*command, *spec.command]
