"""Finding and using control groups, on a folder laid out as the kernel does.

The real ones of the machine are used by the attack tests; version 2 with delegation is rarely there
in a build, so its files are laid out here.
"""

import os
from pathlib import Path

import pytest

from problemsmith.sandbox.cgroups import Cgroup, CgroupKind, Cgroups


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file like /proc/self/cgroup."""
    file = tmp_path / "own"
    file.write_text("0::/user.slice/job.scope\n")
    return file


@pytest.fixture
def delegated(tmp_path: Path) -> Path:
    """The mount of version 2, with a subtree delegated to this process."""
    mount = tmp_path / "cgroup"
    folder = mount / "user.slice" / "job.scope"
    folder.mkdir(parents=True)
    (mount / "cgroup.controllers").write_text("memory pids\n")
    (folder / "cgroup.controllers").write_text("memory pids\n")
    (folder / "cgroup.subtree_control").write_text("\n")
    (folder / "cgroup.procs").write_text(f"{os.getpid()}\n")
    return mount


def test_a_delegated_subtree_of_version_2_is_used(delegated: Path, own: Path) -> None:
    found = Cgroups.find(delegated, own)
    folder = delegated / "user.slice" / "job.scope"
    assert found == Cgroups(CgroupKind.V2, folder, folder)
    assert (folder / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert (folder / "problemsmith.own" / "cgroup.procs").read_text() == str(os.getpid())


def test_processes_of_others_are_not_moved(delegated: Path, own: Path) -> None:
    folder = delegated / "user.slice" / "job.scope"
    (folder / "cgroup.procs").write_text(f"1\n{os.getpid()}\n")
    Cgroups.find(delegated, own)
    assert not (folder / "problemsmith.own").exists()


def test_without_a_memory_controller_there_are_none(delegated: Path, own: Path) -> None:
    (delegated / "user.slice" / "job.scope" / "cgroup.controllers").write_text("cpu\n")
    assert Cgroups.find(delegated, own).kind is CgroupKind.NONE
    assert Cgroups.find(delegated, own).make() is None


def test_a_missing_mount_means_none(tmp_path: Path) -> None:
    assert Cgroups.find(tmp_path / "nothing", tmp_path / "nothing").kind is CgroupKind.NONE


def test_version_1_is_used_where_groups_may_be_made(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("4:memory:/a\n8:pids:/b\n0::/\n")
    for controller, path in (("memory", "a"), ("pids", "b")):
        (tmp_path / controller / path).mkdir(parents=True)
    found = Cgroups.find(tmp_path, own)
    assert found == Cgroups(CgroupKind.V1, tmp_path / "memory" / "a", tmp_path / "pids" / "b")


def test_a_group_of_version_2_is_bounded_and_counts_kills(tmp_path: Path) -> None:
    group = Cgroup(CgroupKind.V2, tmp_path, tmp_path)
    (tmp_path / "memory.swap.max").touch()
    (tmp_path / "memory.events").write_text("low 0\noom 3\noom_kill 2\n")
    group.limit_memory(1000)
    group.limit_processes()
    group.add(77)
    assert (tmp_path / "memory.max").read_text() == "1000"
    assert (tmp_path / "memory.swap.max").read_text() == "0"
    assert (tmp_path / "pids.max").read_text() == "128"
    assert (tmp_path / "cgroup.procs").read_text() == "77"
    assert group.memory_kills() == 2


def test_leftovers_of_dead_judges_are_swept(tmp_path: Path) -> None:
    dead = tmp_path / "problemsmith-4194305-0"  # above the largest process id of 64-bit Linux
    alive = tmp_path / f"problemsmith-{os.getpid()}-0"
    for folder in (dead, alive):
        folder.mkdir()
    Cgroups(CgroupKind.V2, tmp_path, tmp_path).sweep()
    assert alive.exists()
    assert not dead.exists()
