"""Process 1 of a box: takes frames, forks children, answers. Never executes the program."""

import fcntl
import gc
import importlib
import io
import json
import os
import platform
import signal
import socket
import sys
import traceback
from dataclasses import replace
from typing import cast

from .channel import Channel
from .children import Children, Ended, JudgeGoneError
from .commands.driver import COMPILER_LIMITS, CommandDriver
from .commands.plan import Plan
from .lockdown import ChildFiles, ChildLimits, Lockdown
from .protocol import (
    BLOCK,
    DONE,
    FAULT,
    HELLO,
    MAX_BLOCK_CALLS,
    PROGRAM,
    RESULTS,
    SHOWN_BYTES,
    TEST,
)
from .python.driver import Driver, compile_task

FILTER_PATH = "/box/child.bpf"
_FIRST_FREE_FD = 10
_MAX_DIGITS = 100_000
_WARM = (
    *("array", "bisect", "collections", "collections.abc", "copy", "dataclasses", "decimal"),
    *("enum", "fractions", "functools", "heapq", "io", "itertools", "math", "operator"),
    *("re", "string", "struct", "sys", "time", "typing"),
)
"""Modules that programs often import: loaded here once, found ready by every child."""

_WARM_WHEN_NAMED = ("datetime", "queue", "random", "statistics", "threading")
"""Modules that are loaded here when the program's text has their name. Some of them run code of
their own in every child that is forked, which costs a sixth of a small test."""


def main() -> None:
    """Serve until the judge closes the channel."""
    channel = _claim_channel()
    try:
        _Harness(channel).serve()
    except JudgeGoneError:
        pass
    except (EOFError, OSError) as error:
        sys.stderr.write(f"the channel broke: {error}\n")
    except Exception:  # noqa: BLE001  # told to the judge, which takes another box
        channel.send(FAULT, traceback.format_exc().encode(errors="replace")[-SHOWN_BYTES:])


class _Harness:
    """The program of this box and what runs it."""

    def __init__(self, channel: Channel) -> None:
        _settle_interpreter()
        self._channel = channel
        self._lockdown = Lockdown(FILTER_PATH)
        self._children = Children(channel, self._lockdown)
        self._driver: Driver | CommandDriver | None = None
        self._confine = self._lockdown.confine
        self._limits = COMPILER_LIMITS
        self._runtime_bytes = self._lockdown.own_bytes

    def serve(self) -> None:
        """Answer frames until the channel ends."""
        hello = {"implementation": platform.python_implementation(), "version": sys.version}
        self._channel.send(HELLO, json.dumps(hello).encode())
        while head := self._channel.next_head():
            kind, length = head
            if kind == PROGRAM:
                self._compile(length)
            elif kind == TEST:
                self._test(length)
            elif kind == BLOCK:
                self._block(length)
            else:
                raise ValueError(f"unknown frame {kind!r}")

    def _compile(self, length: int) -> None:
        head, _, artifact = self._channel.read(length).partition(b"\n")
        config = json.loads(head)
        self._limits = ChildLimits(**config.pop("limits"))
        source: str = config.pop("source")
        plan: str | None = config.pop("plan")
        if plan is not None:
            self._compile_by_command(CommandDriver(Plan.from_json(plan), self._lockdown), artifact)
            return
        ended, files = self._children.run(lambda: compile_task(source), COMPILER_LIMITS)
        if ended.status == 0:
            for name in _WARM_WHEN_NAMED:
                if name in source:
                    importlib.import_module(name)
            compiled = os.pread(files.result, ended.result_bytes, 0)
            self._driver = Driver(config, source, compiled)
            gc.freeze()
        self._answer(ended, files)

    def _compile_by_command(self, driver: CommandDriver, artifact: bytearray) -> None:
        if artifact:
            driver.place_artifact(artifact)
            self._use(driver)
            self._channel.send(DONE, Ended.at_once().to_json() + b"\n")
            return
        ended, files = self._children.run(
            driver.compile_task, driver.compile_limits, confine=driver.confine_compiler
        )
        if ended.status == 0:
            self._use(driver)
            made, size = driver.artifact(files.result, ended.result_bytes)
            os.dup2(made, files.result)
            os.close(made)
            ended = replace(ended, result_bytes=size)
        self._answer(ended, files)

    def _use(self, driver: CommandDriver) -> None:
        self._driver = driver
        self._confine = driver.confine_program
        self._runtime_bytes = driver.runtime_bytes

    def _test(self, length: int) -> None:
        driver = self._loaded_driver()
        ended, files = self._children.run(
            lambda: driver.test_task(self._channel.read(length)),
            self._limits,
            confine=self._confine,
            runtime_bytes=self._runtime_bytes,
        )
        self._answer(ended, files)

    def _block(self, length: int) -> None:
        driver = self._loaded_driver()
        ended, files = self._children.run(
            lambda: driver.block_task(self._channel.read(length)),
            replace(self._limits, calls=MAX_BLOCK_CALLS),
            lambda records: self._channel.send(RESULTS, records),
            self._confine,
            self._runtime_bytes,
        )
        self._answer(ended, files, with_result=False)

    def _loaded_driver(self) -> Driver | CommandDriver:
        if self._driver is None:
            raise ValueError("a test came before its program")
        return self._driver

    def _answer(self, ended: Ended, files: ChildFiles, *, with_result: bool = True) -> None:
        try:
            self._channel.send(
                DONE,
                ended.to_json() + b"\n",
                (files.result, ended.result_bytes if with_result else 0),
                (files.stdout, min(ended.stdout_bytes, SHOWN_BYTES)),
                (files.stderr, min(ended.stderr_bytes, SHOWN_BYTES)),
            )
        finally:
            for descriptor in files.all():
                os.close(descriptor)


def _claim_channel() -> Channel:
    """Move the channel away from standard input, which becomes /dev/null for every child."""
    descriptor = fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE_FD)
    null = os.open("/dev/null", os.O_RDWR)
    for low in range(_FIRST_FREE_FD):
        if low not in (1, 2):
            os.dup2(null, low)  # reserved, so that no later file takes a descriptor of a child's
    return Channel(socket.socket(fileno=descriptor))


def _settle_interpreter() -> None:
    """Bring the interpreter into the state that every child starts from."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # as process 1 it is then immune to it
    for name in _WARM:
        importlib.import_module(name)
    sys.path[:] = [entry for entry in sys.path if not entry.startswith("/box")]
    sys.argv = ["solution.py"]
    sys.set_int_max_str_digits(_MAX_DIGITS)
    for stream in (sys.stdout, sys.stderr):
        cast("io.TextIOWrapper", stream).reconfigure(line_buffering=True, errors="backslashreplace")
    gc.collect()
    gc.freeze()
    gc.disable()
