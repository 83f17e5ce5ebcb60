"""Running a module of the tests as an ordinary user, whoever runs the tests."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import problemsmith
from problemsmith.sandbox.cgroups import CgroupKind, Cgroups
from problemsmith.sandbox.identity import OVERFLOW_ID, Identity
from problemsmith.sandbox.starter import Starter

IS_ROOT = os.geteuid() == 0
_NOBODY = Identity(OVERFLOW_ID, OVERFLOW_ID, drops_root=True)


def run_as_ordinary_user(
    module: str,
    *arguments: str,
    delegates: Cgroups | None = None,
    within: Sequence[str] = (),
) -> "subprocess.CompletedProcess[str]":
    """Run `python -m module` with the tests' own interpreter and packages.

    Root becomes `nobody`. The interpreter may stand where nobody may go, so the thread that starts
    the process shows it under another path, as the sandbox itself does for its boxes. With
    `delegates` the process is put into a control group that it owns; `within` is a command that
    runs the command given to it.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_run, [module, *arguments], delegates, within).result()


def _run(
    command: list[str], delegates: Cgroups | None, within: Sequence[str]
) -> "subprocess.CompletedProcess[str]":
    starter = Starter(_NOBODY if IS_ROOT else Identity.current())
    home = starter.reachable(Path(sys.base_prefix))
    packages = (
        Path(problemsmith.__file__).parents[1],
        Path(__file__).parent,
        Path(sysconfig.get_path("purelib")),
    )
    scripts = starter.reachable(Path(sysconfig.get_path("scripts")))  # where Deno is
    environment = {
        "PATH": os.pathsep.join((str(scripts), os.environ.get("PATH", os.defpath))),
        "PYTHONPATH": os.pathsep.join(str(starter.reachable(path)) for path in packages),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LD_LIBRARY_PATH": str(home / "lib"),
    }
    program = home / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    with _delegated(delegates) as group:
        join = f"echo $$ | tee {' '.join(group)} >/dev/null && " if group else ""
        drop = (
            f"exec setpriv --reuid {OVERFLOW_ID} --regid {OVERFLOW_ID} --clear-groups "
            if IS_ROOT
            else "exec "
        )
        return subprocess.run(
            ["/bin/sh", "-c", f'{join}{drop}"$@"', "sh", *within, str(program), "-m", *command],
            env=environment,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def _delegated(cgroups: Cgroups | None) -> Iterator[list[str]]:
    """A group that belongs to nobody; the files through which a process joins it."""
    if cgroups is None or cgroups.kind is not CgroupKind.V1:
        yield []
        return
    group = cgroups.make()
    assert group is not None
    folders = {group.memory, group.processes}
    for folder in folders:
        for path in (folder, *folder.iterdir()):
            os.chown(path, OVERFLOW_ID, OVERFLOW_ID)
    try:
        yield [str(folder / "cgroup.procs") for folder in folders]
    finally:
        group.remove()
