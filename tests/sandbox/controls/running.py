"""Runs controls: `python -m sandbox.controls.running LAYER ...`, inside the outer box.

Prints by layer whether its attack escaped with it and without it, as JSON.
"""

import asyncio
import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import indent

from problemsmith.judge.judge import Judge
from problemsmith.judge.languages.python_runtime import interpreter_binds
from problemsmith.judge.program import Program
from problemsmith.problem.problem import Limits
from problemsmith.sandbox import BoxGoneError, BoxSpec, Sandbox
from sandbox.attacks.host import watched_host
from sandbox.controls.layers import CONTROLS, Control, without

_IMPORTS = """
import ctypes, os, signal, socket, threading
libc = ctypes.CDLL(None)
def attack():
    escaped = False
BODY
    return escaped
"""

_AS_COMMAND = """
import struct
try:
    told = b'escaped' if attack() else b'stopped'
except OSError as error:
    told = str(error).encode()
os.write(0, struct.pack('>I', len(told)) + told)
"""

_AS_PROGRAM = "\ndef run_solution(): return attack()\n"
_IPC_CREAT = 0o1000


async def outcomes(control: Control) -> dict[str, bool]:
    """Whether the attack gets through, with the layer and without it."""
    found: dict[str, bool] = {}
    beside, all_off = control.beside, (*control.beside, *control.take_off)
    for name, parts in (("escaped with it", beside), ("escaped without it", all_off)):
        with watched_host() as host, _victim() as process, without(parts):
            names = host.names | {"victim": str(process), "key": str(_shared_memory())}
            found[name] = await _escaped(control, names)
    return found


@contextmanager
def _victim() -> Iterator[int]:
    """A process that an attack may find."""
    with subprocess.Popen(["/bin/sleep", "60"]) as process:
        yield process.pid
        process.kill()


def _shared_memory() -> int:
    """The key of a segment of shared memory of System V; it goes with the outer box."""
    key = os.getpid()
    ctypes.CDLL(None).shmget(key, 4096, _IPC_CREAT | 0o666)
    return key


async def _escaped(control: Control, names: dict[str, str]) -> bool:
    body = control.attack
    for name, value in names.items():
        body = body.replace("{" + name + "}", value)
    source = _IMPORTS.replace("BODY", indent(body, "    "))
    if control.in_child:
        return await _as_program(source + _AS_PROGRAM)
    return await _as_command(source + _AS_COMMAND)


async def _as_program(code: str) -> bool:
    async with Judge(warm=0, cgroups=False) as judge:
        (run,) = await judge.run(Program(code), [[]], limits=Limits(memory_mb=64))
    return run.value is True


async def _as_command(code: str) -> bool:
    runtime = interpreter_binds()
    spec = BoxSpec(
        (runtime.program, "-I", "-S", "-c", code),
        binds=runtime.binds,
        hidden=runtime.hidden,
        environment={"LD_LIBRARY_PATH": runtime.library_folder},
    )
    async with Sandbox(cgroups=False) as sandbox:
        box = await sandbox.start(spec)
        try:
            return await box.receive() == b"escaped"
        except BoxGoneError as error:
            raise AssertionError((await box.gone()).stderr) from error


async def _all(layers: list[str]) -> dict[str, dict[str, bool]]:
    return {it.layer: await outcomes(it) for it in CONTROLS if it.layer in layers}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_all(sys.argv[1:]))))
