"""What compiling made is kept by where it came from, and never taken for anything else."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from problemsmith.judge import kept_files
from problemsmith.judge.harness.commands.plan import Plan
from problemsmith.judge.kept_files import KeptFiles, origin_of

PLAN = Plan(
    files={"/work/a": "source"},
    compile=("/bin/cc", "-O2"),
    run=("/work/program",),
    compiler_forks=True,
    result_is_stdout=False,
    memory_kind="data",
    memory_bytes=1,
    compiler_memory_bytes=1,
    startup_ns=0,
    artifact="/work/program",
    toolchain="1.0",
)


def test_an_artifact_is_found_by_another_process_and_a_damaged_one_is_not(tmp_path: Path) -> None:
    KeptFiles(tmp_path).keep("key", b"program")
    kept = KeptFiles(tmp_path)
    assert (kept.find("key"), kept.find("other")) == (b"program", None)
    (path,) = (tmp_path / "compiled").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert kept.find("key") is None


def test_whatever_compiling_depends_on_makes_another_key() -> None:
    keys = {
        origin_of(PLAN),
        origin_of(replace(PLAN, files={"/work/a": "other source"})),
        origin_of(replace(PLAN, compile=("/bin/cc", "-O3"))),
        origin_of(replace(PLAN, toolchain="1.1")),
    }
    assert len(keys) == 4
    assert origin_of(replace(PLAN, memory_bytes=2, run=("/x",))) == origin_of(PLAN)


def test_what_was_not_used_for_longest_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "MAX_KEPT_BYTES", 200)
    kept = KeptFiles(tmp_path)
    kept.keep("old", bytes(60))
    kept.keep("used", bytes(60))
    for age, name in enumerate(("used", "old")):
        os.utime(tmp_path / "compiled" / name, (1000 - age, 1000 - age))
    kept.find("old")
    kept.keep("new", bytes(60))
    assert [kept.find(key) is not None for key in ("old", "used", "new")] == [True, False, True]


def test_without_a_folder_that_can_be_written_to_a_temporary_one_is_used() -> None:
    kept = KeptFiles(Path("/proc/none"))
    kept.keep("key", b"program")
    assert kept.find("key") == b"program"
    folder = kept.folder
    kept.close()
    assert not folder.exists()
