"""What this machine has of what the program needs: the findings of `doctor`."""

import os
import platform

from problemsmith import store
from problemsmith.errors import ProblemsmithError, StorageError
from problemsmith.judge.self_checks import self_checks
from problemsmith.sandbox import Finding, FindingStatus, probe
from problemsmith.settings import Settings

PROVIDER_KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY")


async def examine_environment(settings: Settings) -> list[Finding]:
    """Each thing that is needed, found or missing, and how to mend it."""
    findings = [_python(), *await probe(), await _database(settings), _disk(settings), _keys()]
    if not any(finding.status is FindingStatus.MISSING for finding in findings):
        findings += await self_checks(settings.data_dir / "kept")
    return findings


def _python() -> Finding:
    return Finding("python", FindingStatus.FOUND, platform.python_version())


async def _database(settings: Settings) -> Finding:
    try:
        await store.check_place(settings.database_url)
        found = await store.status(settings.database_url)
    except (StorageError, ProblemsmithError) as error:
        return Finding("database", FindingStatus.MISSING, error.message, "see the message")
    if found.newer:
        return Finding(
            "database",
            FindingStatus.MISSING,
            f"{found.database} was made by a newer problemsmith",
            "upgrade the program",
        )
    if found.pending and found.current:
        return Finding(
            "database",
            FindingStatus.DEGRADED,
            f"{found.database} waits for migrations ({len(found.pending)})",
            "problemsmith db upgrade",
        )
    return Finding("database", FindingStatus.FOUND, str(found.database))


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        room = os.statvfs(folder)
    except OSError as error:
        return Finding(
            "disk",
            FindingStatus.MISSING,
            f"{folder}: {error.strerror}",
            "name a folder that can be written in PROBLEMSMITH_DATA_DIR",
        )
    free = room.f_bavail * room.f_frsize / 2**30
    if free < 1:
        return Finding(
            "disk", FindingStatus.DEGRADED, f"{free:.1f} GiB free at {folder}", "make room"
        )
    return Finding("disk", FindingStatus.FOUND, f"{free:.0f} GiB free")


def _keys() -> Finding:
    found = [name for name in PROVIDER_KEYS if os.environ.get(name)]
    if found:
        return Finding("model keys", FindingStatus.FOUND, ", ".join(found))
    return Finding(
        "model keys",
        FindingStatus.DEGRADED,
        "none: only --dummy works",
        f"set {' or '.join(PROVIDER_KEYS)}, or your provider's own variable",
    )
