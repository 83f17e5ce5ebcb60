"""Boxes: frames both ways, what they see, and what happens when something is missing."""

import asyncio
import os
import platform
import sys
from pathlib import Path

import pytest

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.sandbox import BoxFile, BoxGoneError, BoxSpec, FindingStatus, Sandbox, probe
from problemsmith.sandbox.frames import MAX_FRAME_BYTES, frame_head, read_frame
from problemsmith.sandbox.identity import OVERFLOW_ID, Identity
from problemsmith.sandbox.libraries import libraries_of
from problemsmith.sandbox.seccomp import box_filter, child_filter
from problemsmith.sandbox.spec import ReadOnlyBind
from processes import children_of_this_process, eventually

pytestmark = pytest.mark.anyio

SHELL = Path("/bin/sh").resolve()
ECHO = "/bin/cat <&0 >&0"


def shell_box(command: str, *files: BoxFile) -> BoxSpec:
    """A box with a shell and `cat`."""
    tools = {"sh": SHELL, "cat": Path("/bin/cat").resolve()}
    libraries = {}
    loader = None
    for tool in tools.values():
        found = libraries_of(tool)
        libraries |= found.by_name
        loader = found.loader
    assert loader is not None
    return BoxSpec(
        ("/bin/sh", "-c", command),
        binds=(
            *(ReadOnlyBind(path, f"/bin/{name}") for name, path in tools.items()),
            *(ReadOnlyBind(path.resolve(), f"/lib/{name}") for name, path in libraries.items()),
            ReadOnlyBind(loader.resolve(), str(loader)),
        ),
        files=files,
        environment={"LD_LIBRARY_PATH": "/lib"},
    )


async def test_frames_travel_both_ways() -> None:
    async with Sandbox() as sandbox:
        box = await sandbox.start(shell_box(ECHO))
        for size in (0, 1, 100_000):
            await box.send(b"x" * size, b"y")
            assert await box.receive() == b"x" * size + b"y"


async def test_a_box_sees_its_files_and_may_not_change_them() -> None:
    command = "cat /data >&0; echo no > /data; echo no > /new; cat /data >&0"
    frame = frame_head(5) + b"hello"
    async with Sandbox() as sandbox:
        box = await sandbox.start(shell_box(command, BoxFile("/data", frame)))
        assert await box.receive() == b"hello"
        assert await box.receive() == b"hello"
        end = await box.gone()
    assert "cannot create /data" in end.stderr
    assert "cannot create /new: Read-only file system" in end.stderr


async def test_a_box_that_ends_tells_its_status_and_complaints() -> None:
    async with Sandbox() as sandbox:
        box = await sandbox.start(shell_box("echo over >&2; exit 7"))
        with pytest.raises(BoxGoneError):
            await box.receive()
        end = await box.gone()
    assert (end.status, end.stderr) == (7, "over")


async def test_a_command_that_is_not_there_is_told_by_the_end() -> None:
    async with Sandbox() as sandbox:
        box = await sandbox.start(BoxSpec(("/bin/nothing",)))
        end = await box.gone()
    assert end.status != 0
    assert "/bin/nothing" in end.stderr


async def test_a_killed_box_is_gone_with_all_its_processes() -> None:
    async with Sandbox() as sandbox:
        box = await sandbox.start(shell_box("cat /dev/zero > /dev/null & cat /dev/zero >/dev/null"))
        await eventually(lambda: len(children_of_this_process()) >= 4)
        box.kill()
        await box.gone()
        assert not children_of_this_process()


async def test_many_boxes_start_at_once() -> None:
    async with Sandbox() as sandbox:
        boxes = await asyncio.gather(*(sandbox.start(shell_box(ECHO)) for _ in range(10)))
        for number, box in enumerate(boxes):
            await box.send(str(number).encode())
        assert [await box.receive() for box in boxes] == [str(n).encode() for n in range(10)]
    assert not children_of_this_process()


async def test_without_bubblewrap_the_sandbox_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentNotReadyError, match="apt install bubblewrap"):
        async with Sandbox():
            pass
    missing = [it.name for it in await probe() if it.status is FindingStatus.MISSING]
    assert missing == ["bubblewrap", "user namespaces"]


async def test_on_another_system_the_sandbox_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(EnvironmentNotReadyError, match="only Linux has"):
        async with Sandbox():
            pass
    (finding,) = await probe()
    assert finding.status is FindingStatus.MISSING


async def test_the_probe_finds_everything_on_this_machine() -> None:
    findings = await probe()
    assert {it.name for it in findings} >= {"Linux", "bubblewrap", "libseccomp", "CPU clock"}
    assert all(it.status is not FindingStatus.MISSING for it in findings), findings
    assert all(it.mend for it in findings if it.status is FindingStatus.DEGRADED)


async def test_a_frame_longer_than_any_is_the_end() -> None:
    reader = asyncio.StreamReader()
    reader.feed_data((MAX_FRAME_BYTES + 1).to_bytes(4, "big"))
    with pytest.raises(EOFError):
        await read_frame(reader)
    with pytest.raises(ValueError, match="at most"):
        frame_head(MAX_FRAME_BYTES + 1)


def test_filters_are_whole_instructions_and_fit_the_kernel() -> None:
    for content in (box_filter(), child_filter()):
        assert len(content) % 8 == 0
        assert 10 < len(content) // 8 < 4096  # BPF_MAXINSNS


def test_root_drops_to_nobody_and_others_stay_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert Identity.current() == Identity(OVERFLOW_ID, OVERFLOW_ID, drops_root=True)
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    assert not Identity.current().drops_root
    assert Identity.current().uid == 1234


def test_what_nobody_can_reach_is_told_by_the_modes(tmp_path: Path) -> None:
    nobody = Identity(OVERFLOW_ID, OVERFLOW_ID, drops_root=True)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").touch(mode=0o644)
    assert not nobody.can_reach(closed / "file")
    assert nobody.can_reach(Path("/usr"))


def test_the_libraries_of_a_program_are_found() -> None:
    found = libraries_of(SHELL)
    assert found.loader is not None
    assert "libc.so.6" in found.by_name
    with pytest.raises(OSError, match="not a 64-bit ELF"):
        libraries_of(Path(__file__))


@pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x86-64")
def test_the_box_filter_differs_from_the_childs() -> None:
    assert box_filter() != child_filter()
