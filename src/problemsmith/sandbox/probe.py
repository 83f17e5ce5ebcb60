"""What this machine has of what the sandbox needs, for `doctor`."""

import asyncio
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.sandbox.bubblewrap import find_bubblewrap, minimal_command
from problemsmith.sandbox.cgroups import CgroupKind, Cgroups
from problemsmith.sandbox.findings import Finding, FindingStatus
from problemsmith.sandbox.identity import Identity
from problemsmith.sandbox.seccomp import child_filter, load_libseccomp

_MACHINES = ("x86_64", "aarch64")
_TRIAL_SECONDS = 20
_NAMESPACE_MEND = (
    "Allow unprivileged user namespaces: on Ubuntu 24.04 and later "
    "`sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, elsewhere "
    "`sysctl -w user.max_user_namespaces=10000`; in a container, start it with a seccomp profile "
    "that allows them."
)


async def probe() -> list[Finding]:
    """Each thing the sandbox needs, found or missing, with how to mend it. Never raises."""
    return await asyncio.to_thread(_findings)


def _findings() -> list[Finding]:
    checks: tuple[Callable[[], Finding], ...] = (
        _linux,
        _bubblewrap,
        _libseccomp,
        _namespaces,
        _memory_limits,
        _cgroups,
        _clock,
    )
    findings: list[Finding] = []
    for check in checks:
        finding = check()
        findings.append(finding)
        if finding.name == "Linux" and finding.status is FindingStatus.MISSING:
            break  # nothing further can be asked of another system
    return findings


def _linux() -> Finding:
    if not sys.platform.startswith("linux"):
        return Finding(
            "Linux",
            FindingStatus.MISSING,
            f"This is {platform.system()}.",
            "Use a Linux machine, a virtual machine or WSL 2.",
        )
    if platform.machine() not in _MACHINES:
        return Finding(
            "Linux",
            FindingStatus.MISSING,
            f"The processor is {platform.machine()}; filters exist for {', '.join(_MACHINES)}.",
            "Use an x86-64 or arm64 machine.",
        )
    return Finding("Linux", FindingStatus.FOUND, f"{platform.release()} on {platform.machine()}")


def _bubblewrap() -> Finding:
    try:
        program = find_bubblewrap()
    except EnvironmentNotReadyError as error:
        return Finding("bubblewrap", FindingStatus.MISSING, "`bwrap` is not installed.", str(error))
    version = _trial([str(program), "--version"])
    return Finding("bubblewrap", FindingStatus.FOUND, f"{version.stdout.strip()} at {program}")


def _libseccomp() -> Finding:
    try:
        load_libseccomp()
        size = len(child_filter()) // 8
    except EnvironmentNotReadyError as error:
        return Finding("libseccomp", FindingStatus.MISSING, "Not installed.", str(error))
    return Finding("libseccomp", FindingStatus.FOUND, f"builds filters ({size} instructions)")


def _namespaces() -> Finding:
    name = "user namespaces"
    try:
        program = find_bubblewrap()
    except EnvironmentNotReadyError as error:
        return Finding(
            name, FindingStatus.MISSING, "Cannot be tried without bubblewrap.", str(error)
        )
    trial = _trial(minimal_command(program), Identity.current())
    if trial.returncode == 0:
        return Finding(name, FindingStatus.FOUND, "a box starts")
    return Finding(name, FindingStatus.MISSING, trial.stderr.strip()[:500], _NAMESPACE_MEND)


def _cgroups() -> Finding:
    kind = Cgroups.find().kind
    if kind is not CgroupKind.NONE:
        return Finding("cgroups", FindingStatus.FOUND, f"{kind}: bound each box as a whole")
    return Finding(
        "cgroups",
        FindingStatus.DEGRADED,
        "None may be made here; memory is bounded for each process by its own limits.",
        "Run in a delegated group: `systemd-run --user --scope -p Delegate=yes problemsmith ...`, "
        "or `Delegate=yes` in the service's unit.",
    )


def _memory_limits() -> Finding:
    """A process whose address space is bounded: does the kernel hold it to that?"""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))\n"
        "try: bytearray(1 << 29)\nexcept MemoryError: print('held')"
    )
    if _trial([sys.executable, "-I", "-S", "-c", code]).stdout.strip() == "held":
        return Finding("memory limits", FindingStatus.FOUND, "RLIMIT_AS holds")
    return Finding(
        "memory limits",
        FindingStatus.MISSING,
        "The kernel does not hold a process to RLIMIT_AS.",
        "Use a Linux kernel that does; some emulated ones do not.",
    )


def _clock() -> Finding:
    """Time limits are read off a process's CPU clock: can it be read, and how finely?"""
    resolution = time.clock_getres(time.CLOCK_PROCESS_CPUTIME_ID)
    try:
        time.clock_gettime_ns(~os.getpid() << 3 | 2)
    except OSError as error:
        return Finding(
            "CPU clock",
            FindingStatus.MISSING,
            f"A process's CPU clock cannot be read ({error}).",
            "Use a kernel with POSIX timers (CONFIG_POSIX_TIMERS).",
        )
    return Finding("CPU clock", FindingStatus.FOUND, f"resolution {resolution * 1e9:g} ns")


def _trial(
    command: list[str], identity: Identity | None = None
) -> "subprocess.CompletedProcess[str]":
    drops = identity is not None and identity.drops_root
    return subprocess.run(  # noqa: S603  # the command is our own
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=_TRIAL_SECONDS,
        cwd=Path("/"),
        user=identity.uid if identity and drops else None,
        group=identity.gid if identity and drops else None,
        extra_groups=[] if drops else None,
    )
