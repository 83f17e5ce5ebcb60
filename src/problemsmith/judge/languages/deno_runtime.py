"""Deno, from the wheel that problemsmith depends on: its program, and what it needs by itself."""

import re
import resource
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.judge.harness_files import BOX_FOLDER
from problemsmith.sandbox import BoxFile, ReadOnlyBind
from problemsmith.sandbox.libraries import libraries_of

DENO_PROGRAM = "/deno/deno"
"""Where it stands inside a box."""
RUNNER_FOLDER = f"{BOX_FOLDER}/deno"

_SOURCE = Path(__file__).parent.parent / "harness" / "deno"
_WITH_STACK = 'ulimit -s 65536 2>/dev/null; exec "$0" "$@"'
"""With the stack limit of a child (in KiB): it is the size of each thread's stack, which counts."""
_MEASURE = "console.log(Deno.readTextFileSync('/proc/self/status'))"


@dataclass(frozen=True, slots=True)
class DenoShare:
    """What the runtime takes before any program: bytes of data (RLIMIT_DATA counts these), bytes
    resident, and nanoseconds of CPU."""

    data_bytes: int
    resident_bytes: int
    startup_ns: int


def find_deno() -> Path:
    """The program `deno`. Raises EnvironmentNotReadyError where it is missing."""
    beside = Path(sysconfig.get_path("scripts")) / "deno"
    found = str(beside) if beside.is_file() else shutil.which("deno")
    if found is None:
        raise EnvironmentNotReadyError(
            "Deno was not found, which runs JavaScript and TypeScript. Install it with "
            "`pip install deno` into the environment of problemsmith."
        )
    return Path(found).resolve()


@cache
def deno_share() -> DenoShare:
    """Measured once on this machine by running an empty program, without any of a person's code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        told = _told_of_itself()
    except (OSError, subprocess.SubprocessError) as error:
        raise EnvironmentNotReadyError(
            f"Deno does not run on this machine: {error}. Reinstall it with `pip install "
            "--force-reinstall deno`."
        ) from error
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    sizes = {name: int(size) << 10 for name, size in re.findall(r"(Vm\w+):\s+(\d+) kB", told)}
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # Several threads may be waited for at once elsewhere: a start never takes a second.
    return DenoShare(sizes["VmData"], sizes["VmRSS"], round(min(cpu, 1.0) * 1e9))


def _told_of_itself() -> str:
    """What the kernel tells of an empty program; run again if somebody killed it."""
    attempts = 3
    while True:
        attempts -= 1
        try:
            return subprocess.run(  # noqa: S603  # our own program and script
                ["/bin/sh", "-c", _WITH_STACK, str(find_deno()), "eval", "--no-config", _MEASURE],
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
                stdin=subprocess.DEVNULL,
                env={"NO_COLOR": "1", "DENO_DIR": "/dev/null/none", "DENO_NO_UPDATE_CHECK": "1"},
            ).stdout
        except subprocess.CalledProcessError as error:
            if error.returncode >= 0 or not attempts:
                raise


@cache
def deno_binds() -> tuple[ReadOnlyBind, ...]:
    """The program with the libraries that it is linked to."""
    program = find_deno()
    libraries = libraries_of(program)
    binds = [ReadOnlyBind(program, DENO_PROGRAM)]
    binds += [
        ReadOnlyBind(path.resolve(), f"/lib/{name}")
        for name, path in sorted(libraries.by_name.items())
    ]
    if libraries.loader is not None:
        binds.append(ReadOnlyBind(libraries.loader.resolve(), str(libraries.loader)))
    return tuple(binds)


@cache
def runner_files() -> tuple[BoxFile, ...]:
    """The JavaScript side of the harness."""
    return tuple(
        BoxFile(f"{RUNNER_FOLDER}/{path.name}", path.read_bytes())
        for path in sorted(_SOURCE.glob("*.js"))
    )
