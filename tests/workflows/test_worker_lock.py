"""One file has one worker, by whatever name it is opened."""

import os
from pathlib import Path

import pytest

from problemsmith.workflows import WorkerAlreadyRunningError
from problemsmith.workflows.worker_lock import WorkerLock


@pytest.mark.parametrize("link_folder", [True, False])
def test_two_names_of_one_file_have_one_lock(tmp_path: Path, link_folder: bool) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    database = folder / "database.sqlite"
    database.touch()
    if link_folder:
        (tmp_path / "other").symlink_to(folder)
        other = tmp_path / "other" / database.name
    else:
        other = tmp_path / "other.sqlite"
        other.symlink_to(database)
    held = WorkerLock(database)
    held.acquire()
    try:
        with pytest.raises(
            WorkerAlreadyRunningError, match=r"worker on database\.sqlite"
        ) as refusal:
            WorkerLock(other).acquire()
        assert refusal.value.pid == os.getpid()
    finally:
        held.release()
    freed = WorkerLock(other)
    freed.acquire()
    freed.release()
