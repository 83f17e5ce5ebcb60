"""The JDK as it is installed here, and the harness's classes, compiled and archived for it."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.judge.harness_files import BOX_FOLDER
from problemsmith.judge.kept_files import forget_unused
from problemsmith.sandbox import ReadOnlyBind
from problemsmith.sandbox.libraries import libraries_of

JAVA_PROGRAM = "/java/bin/java"
"""Where it stands inside a box."""
COMPILER_CLASS = "problemsmith.Compile"
RUNNER_CLASS = "problemsmith.Run"
JAVA_FLAGS = (
    # One thread collects garbage; no file of its own anywhere; what it says of itself on stderr.
    *("-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:+DisplayVMOutputToStderr"),
    *("-XX:-CreateCoredumpOnCrash", "-XX:-UseContainerSupport", "-XX:+DisableAttachMechanism"),
    *("-XX:ReservedCodeCacheSize=64m", "-XX:CompressedClassSpaceSize=32m"),
    *("-XX:MaxMetaspaceSize=96m", "-XX:-OmitStackTraceInFastThrow"),
    *("-Dfile.encoding=UTF-8", "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr"),
)

_OLDEST = 17
_JAR = f"{BOX_FOLDER}/java/harness.jar".lstrip("/")
_SOURCE = Path(__file__).parent.parent / "harness" / "java"
_TRIAL_SECONDS = 120
_USED_FOLDERS = ("bin", "lib", "conf")
_INSTALL = (
    f"Install a JDK of version {_OLDEST} or later (Debian and Ubuntu: apt install "
    "openjdk-17-jdk-headless; Fedora: dnf install java-17-openjdk-devel)."
)
# A small process starts it: the peak of a process counts what its parent had when it forked.
_MEASURE = """\
import os, sys
process = os.posix_spawn(sys.argv[1], sys.argv[1:], {"LC_ALL": "C.UTF-8"})
_, status, usage = os.wait4(process, 0)
print(usage.ru_maxrss, usage.ru_utime + usage.ru_stime)
sys.exit(status != 0)
"""
_SAMPLE = """\
class Solution {
    List<Map<String, Double>> runSolution(long[] numbers, String name) {
        System.out.println(name);
        return List.of(Map.of(name, (double) Arrays.stream(numbers).sum()));
    }
}
"""
_SAMPLE_TASK = """{"names":["runSolution"],"parameters":[["array",["int"]],["string"]],\
"returns":["array",["map",["string"],["float"]]],"named":{},"records":{}}"""


@dataclass(frozen=True, slots=True)
class JavaShare:
    """What the runtime takes before any program: bytes resident, and nanoseconds of CPU."""

    resident_bytes: int
    startup_ns: int


def find_jdk() -> Path:
    """The folder of the JDK whose `javac` is found first. Raises EnvironmentNotReadyError where
    there is none, or an old one."""
    compiler = shutil.which("javac")
    if compiler is None:
        raise EnvironmentNotReadyError(f"javac was not found, which compiles Java. {_INSTALL}")
    home = Path(compiler).resolve().parent.parent
    try:
        version = re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text(encoding="utf-8"))
    except OSError:
        version = None
    if version is None or int(version[1]) < _OLDEST:
        raise EnvironmentNotReadyError(f"The JDK at {home} is too old or incomplete. {_INSTALL}")
    return home


@cache
def jdk_version() -> str:
    """What the JDK says of itself."""
    return (find_jdk() / "release").read_text(encoding="utf-8")


@cache
def java_share() -> JavaShare:
    """Measured once on this machine, without any of a person's code."""
    command = [str(find_jdk() / "bin" / "java"), *JAVA_FLAGS, "-Xmx64m", "-version"]
    try:
        told = subprocess.run(  # noqa: S603  # our own command
            [sys.executable, "-I", "-S", "-c", _MEASURE, *command],
            capture_output=True,
            text=True,
            timeout=_TRIAL_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise EnvironmentNotReadyError(
            f"The JDK at {find_jdk()} does not run here: {error}. {_INSTALL}"
        ) from error
    resident_kb, seconds = told.split()
    # A start never takes a second.
    return JavaShare(int(resident_kb) << 10, round(min(float(seconds), 1.0) * 1e9))


@cache
def jdk_binds() -> tuple[ReadOnlyBind, ...]:
    """The JDK under a short path, what its links point to, and the libraries that it needs."""
    home = find_jdk()
    binds = [ReadOnlyBind(home / name, f"/java/{name}") for name in _USED_FOLDERS]
    for name in _USED_FOLDERS:
        for link in sorted((home / name).rglob("*")):
            target = link.readlink() if link.is_symlink() else link
            if link.is_symlink() and target.is_absolute() and target.exists():
                binds.append(ReadOnlyBind(target.resolve(), str(target)))
    program = home / "bin" / "java"
    plugins = [home / "lib" / it for it in ("server/libjvm.so", "libjava.so", "libzip.so")]
    plugins += [home / "lib" / it for it in ("libnio.so", "libnet.so", "libjimage.so")]
    libraries = libraries_of(program, [it for it in plugins if it.exists()])
    binds += [
        ReadOnlyBind(path.resolve(), f"/lib/{name}")
        for name, path in sorted(libraries.by_name.items())
        if not path.resolve().is_relative_to(home)
    ]
    if libraries.loader is not None:
        binds.append(ReadOnlyBind(libraries.loader.resolve(), str(libraries.loader)))
    return tuple({bind.target: bind for bind in binds}.values())


def harness_binds(kept: Path) -> tuple[ReadOnlyBind, ...]:
    """The harness's classes and their archives (class data sharing, which halves the start-up),
    made once and kept in the folder. Raises EnvironmentNotReadyError where they cannot be made."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in _SOURCE.glob("*.java")}
    origin = json.dumps([sorted(sources.items()), jdk_version(), JAVA_FLAGS, str(find_jdk())])
    folder = kept / f"java-{hashlib.sha256(origin.encode()).hexdigest()[:32]}"
    if not folder.exists():
        try:
            _make(folder)
        except (OSError, subprocess.SubprocessError) as error:
            complaint = getattr(error, "stderr", None) or error
            raise EnvironmentNotReadyError(
                f"The JDK at {find_jdk()} does not compile the judge's own classes: {complaint}. "
                f"{_INSTALL}"
            ) from error
    with contextlib.suppress(OSError):
        os.utime(folder)
    forget_unused(kept, "java-*")
    files = {_JAR: folder / _JAR, **{archive(it): folder / f"{it}.jsa" for it in _STEPS}}
    return tuple(
        ReadOnlyBind(path, f"/{name.lstrip('/')}") for name, path in files.items() if path.exists()
    )


def archive(class_name: str) -> str:
    """Where the archive for one of the two main classes stands inside a box."""
    return f"{BOX_FOLDER}/java/{class_name}.jsa"


def class_path() -> str:
    """The class path for both. It is relative, as the archives know it; a box begins in `/`."""
    return _JAR


_STEPS = (COMPILER_CLASS, RUNNER_CLASS)


def _make(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as made:
        place = Path(made) / "made"
        (place / _JAR).parent.mkdir(parents=True)
        classes = Path(made) / "classes"
        sources = [str(path) for path in sorted(_SOURCE.glob("*.java"))]
        _run("javac", "-proc:none", "-encoding", "UTF-8", "-d", str(classes), *sources)
        with zipfile.ZipFile(place / _JAR, "w") as jar:
            for path in sorted(classes.rglob("*.class")):
                jar.write(path, path.relative_to(classes))
        _archive(place, Path(made))
        with contextlib.suppress(OSError):  # another process was quicker, perhaps
            place.rename(folder)


def _archive(place: Path, scratch: Path) -> None:
    """Run both main classes once, so that the classes that they load are archived."""
    (scratch / "Solution.java").write_text(_SAMPLE, encoding="utf-8")
    (scratch / "task.json").write_text(_SAMPLE_TASK, encoding="utf-8")
    program = scratch / "program"
    flags = (*JAVA_FLAGS, "-cp", _JAR)
    arguments = {COMPILER_CLASS: [str(scratch / "Solution.java")]}
    arguments[RUNNER_CLASS] = [str(scratch / "task.json"), str(program)]
    for step in _STEPS:
        dump = f"-XX:ArchiveClassesAtExit={step}.jsa"
        done = _run("java", *flags, dump, step, *arguments[step], place=place)
        if step == COMPILER_CLASS:
            program.write_bytes(done)


def _run(program: str, *arguments: str, place: Path | None = None) -> bytes:
    return subprocess.run(  # noqa: S603  # our own command
        [str(find_jdk() / "bin" / program), *arguments],
        capture_output=True,
        timeout=_TRIAL_SECONDS,
        check=True,
        cwd=place,
        input=b'[[1,2,3],"a"]\n[[4],"b"]',
        env={"LC_ALL": "C.UTF-8"},
    ).stdout
