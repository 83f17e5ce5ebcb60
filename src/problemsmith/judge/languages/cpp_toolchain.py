"""g++ as it is installed here: its programs, headers and libraries, as a box must see them."""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.judge.harness_files import BOX_FOLDER
from problemsmith.judge.kept_files import forget_unused
from problemsmith.sandbox import BoxFile, ReadOnlyBind
from problemsmith.sandbox.libraries import libraries_of

HEADER_FOLDER = f"{BOX_FOLDER}/cpp"
"""Where the harness's headers stand inside a box."""

MAIN_HEADER = "run.hpp"
CPP_FLAGS = (
    *("-std=gnu++20", "-O2", "-pthread", "-w"),
    *("-fmax-errors=10", "-fdiagnostics-color=never"),
)

_SOURCE = Path(__file__).parent.parent / "harness" / "cpp"
_LOCAL_FOLDER = Path("/usr/local")
_TRIAL_SECONDS = 60
_FOLDERS = re.compile(r"search starts here:\n(.*?)End of search list", re.DOTALL)
_SAMPLE = r"""
#include <fstream>
#include <iostream>
int main() { std::cout << std::ifstream("/proc/self/status").rdbuf(); }
"""


@dataclass(frozen=True, slots=True)
class CppToolchain:
    """The compiler, and what of the host a box shows so that it compiles and its programs run."""

    program: str
    version: str
    search_path: str
    """The folders of the assembler and the linker."""
    binds: tuple[ReadOnlyBind, ...]
    address_space_bytes: int
    """What a program takes of its address space before it begins."""
    resident_bytes: int


def find_gxx() -> Path:
    """The program `g++`. Raises EnvironmentNotReadyError where it is missing."""
    found = shutil.which("g++")
    if found is None:
        raise EnvironmentNotReadyError(
            "g++ was not found, which compiles C++. Install it (Debian and Ubuntu: apt install "
            "g++; Fedora: dnf install gcc-c++)."
        )
    return Path(found).resolve()


@cache
def cpp_toolchain() -> CppToolchain:
    """Examined once on this machine, by compiling and running a small program of our own. Raises
    EnvironmentNotReadyError where that does not work."""
    compiler = find_gxx()
    try:
        with tempfile.TemporaryDirectory(prefix="problemsmith-") as folder:
            return _examined(compiler, Path(folder))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        complaint = getattr(error, "stderr", None) or error
        raise EnvironmentNotReadyError(
            f"{compiler} does not compile a small program here: {complaint}. Reinstall g++ "
            "(Debian and Ubuntu: apt install --reinstall g++)."
        ) from error


def precompiled_headers(kept: Path) -> ReadOnlyBind | None:
    """The headers as g++ reads them fastest, made once and kept in the folder: some 130 MiB that
    halve the time of compiling. None where they cannot be made; compiling does without, then."""
    origin = "".join([cpp_toolchain().version, *CPP_FLAGS, *(str(it) for it in cpp_headers())])
    name = f"headers-{hashlib.sha256(origin.encode()).hexdigest()[:32]}.gch"
    file = kept / name
    if not file.exists():
        try:
            with tempfile.TemporaryDirectory(dir=kept, prefix="making-") as folder:
                made = Path(folder) / name
                source = str(_SOURCE / MAIN_HEADER)
                _said(find_gxx(), *CPP_FLAGS, "-x", "c++-header", source, "-o", str(made))
                made.replace(file)
        except (OSError, subprocess.SubprocessError):
            return None
    with contextlib.suppress(OSError):
        os.utime(file)
    forget_unused(kept, "headers-*.gch")
    forget_unused(kept, "making-*")
    return ReadOnlyBind(file, f"{HEADER_FOLDER}/{MAIN_HEADER}.gch")


@cache
def cpp_headers() -> tuple[BoxFile, ...]:
    """The C++ side of the harness."""
    return tuple(
        BoxFile(f"{HEADER_FOLDER}/{path.name}", path.read_bytes())
        for path in sorted(_SOURCE.glob("*.hpp"))
    )


def _examined(compiler: Path, folder: Path) -> CppToolchain:
    source, sample = folder / "sample.cpp", folder / "sample"
    source.write_text(_SAMPLE)
    # The linker tells every file that it opens: start-up code, libraries, linker scripts.
    opened = _said(compiler, str(source), "-o", str(sample), "-pthread", "-Wl,--trace").stdout
    linked = {Path(os.path.normpath(line)) for line in opened.split("\n") if line.startswith("/")}
    parts = {name: _part(compiler, name) for name in ("cc1plus", "collect2", "as", "ld")}
    own = {Path(_said(compiler, "-print-libgcc-file-name").stdout.strip()).resolve().parent}
    own |= {parts["cc1plus"].parent, parts["collect2"].parent}
    listing = _said(compiler, "-xc++", "-E", "-v", os.devnull).stderr
    found = _FOLDERS.findall(listing)
    headers = {Path(os.path.normpath(it.strip())) for it in "".join(found).split("\n") if it}
    headers = {it for it in headers if it.is_dir() and not it.is_relative_to(_LOCAL_FOLDER)}
    folders = own | headers
    targets = folders | {
        it
        for it in (*linked, compiler, *parts.values())
        if not it.is_relative_to(folder) and not any(it.is_relative_to(top) for top in folders)
    }
    binds = [ReadOnlyBind(it.resolve(), str(it)) for it in sorted(targets) if it.exists()]
    for program in (compiler, *parts.values(), sample):
        libraries = libraries_of(program)
        binds += [
            ReadOnlyBind(path.resolve(), f"/lib/{name}") for name, path in libraries.by_name.items()
        ]
        if libraries.loader is not None:
            binds.append(ReadOnlyBind(libraries.loader.resolve(), str(libraries.loader)))
    status = _said(sample).stdout
    sizes = {name: int(size) << 10 for name, size in re.findall(r"(Vm\w+):\s+(\d+) kB", status)}
    return CppToolchain(
        program=str(compiler),
        version=_said(compiler, "-v").stderr.strip().split("\n")[-1],
        search_path=":".join(sorted({str(parts[name].parent) for name in ("as", "ld")})),
        binds=tuple({bind.target: bind for bind in binds}.values()),
        address_space_bytes=sizes["VmPeak"],
        resident_bytes=sizes["VmHWM"],
    )


def _part(compiler: Path, name: str) -> Path:
    """One of the programs that the compiler starts."""
    told = _said(compiler, f"-print-prog-name={name}").stdout.strip()
    found = shutil.which(told)
    if found is None:
        raise OSError(f"its part {name} was not found")
    # The compiler looks for it by this path: it may be a link, and is bound under its own name.
    return Path(os.path.normpath(found))


def _said(program: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603  # our own command
        [str(program), *arguments],
        capture_output=True,
        text=True,
        timeout=_TRIAL_SECONDS,
        check=True,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
    )
