"""Seccomp filters as BPF programs, built by libseccomp from the tables in `syscalls`."""

import contextlib
import errno
import importlib
import os
from collections.abc import Iterable
from types import ModuleType
from typing import IO, Protocol

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.sandbox.syscalls import (
    AF_UNIX,
    ALLOWED_IN_CHILD,
    ALLOWED_IN_RUNTIME,
    ALLOWED_IOCTLS,
    ALLOWED_SIGNALS,
    AT_EMPTY_PATH,
    CLONE_THREAD,
    DENIED_IN_BOX,
    DENIED_IOCTLS,
    DENIED_SOCKET_FAMILIES,
    EXEC_FD,
    NAMESPACE_FLAGS,
    RUNTIME_IOCTLS,
    WRITING_FLAGS,
)

_BADARCH_ACTION = 2  # SCMP_FLTATR_ACT_BADARCH in <seccomp.h>
_OPTIMIZE = 8  # SCMP_FLTATR_CTL_OPTIMIZE: 2 is a binary tree instead of a chain of comparisons
_LOW_HALF = 0xFFFFFFFF


class Filter(Protocol):
    """What is used of `pyseccomp.SyscallFilter`, which has no types of its own."""

    def set_attr(self, attr: int, value: int) -> None:
        """Set an attribute of the whole filter."""
        ...

    def add_rule(self, action: int, syscall: int | str, *args: object) -> None:
        """Add a rule for one system call, under conditions on its arguments."""
        ...

    def export_bpf(self, file: IO[bytes]) -> None:
        """Write the filter's program to a file."""
        ...


def box_filter() -> bytes:
    """The filter of a whole box: allows everything but what `syscalls` denies.

    Foreign architectures and x32 are killed. clone3 answers ENOSYS, so that callers fall back to
    clone, whose flags a filter can see.
    """
    seccomp = load_libseccomp()
    filter_ = _new_filter(seccomp, seccomp.ALLOW)
    refuse = seccomp.ERRNO(errno.EPERM)
    for name in DENIED_IN_BOX:
        _add_if_known(seccomp, filter_, refuse, name)
    for family in DENIED_SOCKET_FAMILIES.values():
        # The kernel reads 32 bits: the upper half of the register must not hide a value here.
        for call in ("socket", "socketpair"):
            argument = seccomp.Arg(0, seccomp.MASKED_EQ, _LOW_HALF, family)
            filter_.add_rule(refuse, call, argument)
    for request in DENIED_IOCTLS:
        argument = seccomp.Arg(1, seccomp.MASKED_EQ, _LOW_HALF, request)
        filter_.add_rule(refuse, "ioctl", argument)
    for flag in NAMESPACE_FLAGS:
        filter_.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    _add_if_known(seccomp, filter_, seccomp.ERRNO(errno.ENOSYS), "clone3")
    return _exported(filter_)


def child_filter() -> bytes:
    """The filter of one locked-down child: refuses everything but what `syscalls` allows.

    It may start threads but no process, and send no signal that could pass for the harness's own
    (SIGKILL, SIGSTOP).
    """
    seccomp = load_libseccomp()
    filter_ = _new_filter(seccomp, seccomp.ERRNO(errno.EPERM))
    for name in ALLOWED_IN_CHILD:
        _add_if_known(seccomp, filter_, seccomp.ALLOW, name)
    _add_shared_rules(seccomp, filter_, ALLOWED_IOCTLS)
    return _exported(filter_)


def _add_shared_rules(seccomp: ModuleType, filter_: Filter, ioctls: Iterable[int]) -> None:
    """What every child may call under conditions: threads, reading limits, signals of its own."""
    mask = CLONE_THREAD | sum(NAMESPACE_FLAGS)
    filter_.add_rule(seccomp.ALLOW, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, mask, CLONE_THREAD))
    _add_if_known(seccomp, filter_, seccomp.ERRNO(errno.ENOSYS), "clone3")
    for request in ioctls:
        filter_.add_rule(seccomp.ALLOW, "ioctl", seccomp.Arg(1, seccomp.EQ, request))
    # Limits may be read and not set: the pointer to the new ones must be null.
    filter_.add_rule(seccomp.ALLOW, "prlimit64", seccomp.Arg(2, seccomp.EQ, 0))
    for signal in ALLOWED_SIGNALS:
        filter_.add_rule(seccomp.ALLOW, "tgkill", seccomp.Arg(2, seccomp.EQ, signal))


def command_filter() -> bytes:
    """The filter of a child that is replaced by a program's own runtime.

    As `child_filter`, but a runtime's own calls are allowed, as is executing the one descriptor
    `EXEC_FD`; and no file may be opened for writing, since the box has a folder for compilers.
    """
    seccomp = load_libseccomp()
    filter_ = _new_filter(seccomp, seccomp.ERRNO(errno.EPERM))
    for name in (*ALLOWED_IN_CHILD, *ALLOWED_IN_RUNTIME):
        if name not in ("open", "openat", "openat2"):
            _add_if_known(seccomp, filter_, seccomp.ALLOW, name)
    for name, position in (("open", 1), ("openat", 2)):
        reading = seccomp.Arg(position, seccomp.MASKED_EQ, WRITING_FLAGS, 0)
        with contextlib.suppress(OSError):  # arm64 has no open
            filter_.add_rule(seccomp.ALLOW, name, reading)
    is_program = (
        seccomp.Arg(0, seccomp.EQ, EXEC_FD),
        seccomp.Arg(4, seccomp.EQ, AT_EMPTY_PATH),
    )
    filter_.add_rule(seccomp.ALLOW, "execveat", *is_program)
    filter_.add_rule(seccomp.ALLOW, "socketpair", seccomp.Arg(0, seccomp.EQ, AF_UNIX))
    _add_shared_rules(seccomp, filter_, (*ALLOWED_IOCTLS, *RUNTIME_IOCTLS))
    return _exported(filter_)


def load_libseccomp() -> ModuleType:
    """The binding to libseccomp. Raises EnvironmentNotReadyError where the library is missing."""
    try:
        return importlib.import_module("pyseccomp")  # loads the C library, which may be absent
    except (RuntimeError, OSError) as error:
        raise EnvironmentNotReadyError(
            "libseccomp was not found. Install it (Debian and Ubuntu: apt install libseccomp2; "
            "Fedora: dnf install libseccomp)."
        ) from error


def _new_filter(seccomp: ModuleType, default_action: int) -> Filter:
    filter_: Filter = seccomp.SyscallFilter(default_action)
    filter_.set_attr(_BADARCH_ACTION, seccomp.KILL_PROCESS)
    return filter_


def _add_if_known(seccomp: ModuleType, filter_: Filter, action: int, name: str) -> None:
    """Add a rule for a system call that this libseccomp may be too old to know."""
    try:
        number: int = seccomp.resolve_syscall(seccomp.Arch.NATIVE, name)
    except OSError:
        return
    if number >= 0:  # negative: known, but not a call of this architecture
        filter_.add_rule(action, number)


def _exported(filter_: Filter) -> bytes:
    with contextlib.suppress(OSError):  # libseccomp before 2.5: the same filter, a little slower
        filter_.set_attr(_OPTIMIZE, 2)
    with os.fdopen(os.memfd_create("filter"), "w+b") as file:
        filter_.export_bpf(file)
        return os.pread(file.fileno(), 1 << 20, 0)
