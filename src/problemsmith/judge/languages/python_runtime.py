"""The parts of this machine's Python that a box sees: interpreter, standard library, libraries."""

import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.sandbox import ReadOnlyBind
from problemsmith.sandbox.libraries import libraries_of

_HOME = "/py"
_LIBRARY_FOLDER = "/lib"

_UNUSED_EXTENSIONS = ("_tkinter", "nis", "readline", "_curses", "_dbm", "_gdbm", "_ssl", "_sqlite3")
"""Extension modules that no program here needs and that would bring in many libraries."""

_HIDDEN_FOLDERS = ("site-packages", "dist-packages", "test", "idlelib", "ensurepip")


@dataclass(frozen=True, slots=True)
class PythonRuntime:
    """Where the interpreter stands inside the box, and what must be shown for it to run."""

    program: str
    binds: tuple[ReadOnlyBind, ...]
    hidden: tuple[str, ...]
    library_folder: str


@cache
def interpreter_binds() -> PythonRuntime:
    """The interpreter under a short path of its own.

    bubblewrap copies the mode of a folder's ancestors to those it creates, so that an interpreter
    below a folder closed to others could not be entered under its own path. Raises
    EnvironmentNotReadyError where the interpreter cannot be examined.
    """
    program = Path(getattr(sys, "_base_executable", None) or sys.executable).resolve()
    library = Path(sysconfig.get_path("stdlib", vars=_base_prefixes())).resolve()
    platform_library = Path(sysconfig.get_path("platstdlib", vars=_base_prefixes())).resolve()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    home = f"{_HOME}/lib/{version}"
    extensions = [
        path
        for path in sorted((platform_library / "lib-dynload").glob("*.so"))
        if not path.name.startswith(_UNUSED_EXTENSIONS)
    ]
    try:
        libraries = libraries_of(program, extensions)
    except OSError as error:
        raise EnvironmentNotReadyError(
            f"The Python interpreter {program} cannot be examined ({error}). Use the Python of "
            "your distribution."
        ) from error
    binds = [
        ReadOnlyBind(program, f"{_HOME}/bin/{version}"),
        ReadOnlyBind(library, home),
        *(
            ReadOnlyBind(path.resolve(), f"{_LIBRARY_FOLDER}/{name}")
            for name, path in sorted(libraries.by_name.items())
        ),
    ]
    if platform_library != library:
        binds.append(ReadOnlyBind(platform_library / "lib-dynload", f"{home}/lib-dynload"))
    if libraries.loader is not None:
        binds.append(ReadOnlyBind(libraries.loader.resolve(), str(libraries.loader)))
    hidden = [f"{home}/{name}" for name in _HIDDEN_FOLDERS if (library / name).is_dir()]
    return PythonRuntime(f"{_HOME}/bin/{version}", tuple(binds), tuple(hidden), _LIBRARY_FOLDER)


def _base_prefixes() -> dict[str, str]:
    """The prefixes of the interpreter itself, not of the virtual environment it runs in."""
    return {
        "installed_base": sys.base_prefix,
        "base": sys.base_prefix,
        "installed_platbase": sys.base_exec_prefix,
        "platbase": sys.base_exec_prefix,
    }
