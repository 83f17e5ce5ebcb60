"""Whether this process can do its work: database, workflow engine, sandbox."""

import time
from dataclasses import dataclass

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.problem.wire import WireModel
from problemsmith.sandbox import FindingStatus, probe
from problemsmith.service.application import Application

PROBE_SECONDS = 30.0
"""How old a finding about the sandbox may be: probing starts processes."""


class Readiness(WireModel):
    """What was looked at, each with its state in a word."""

    database: str
    engine: str
    sandbox: str


@dataclass(slots=True)
class SandboxProbe:
    """What is missing on this machine to run programs, found anew every `PROBE_SECONDS`."""

    _at: float = float("-inf")
    _missing: str = ""

    async def check(self) -> None:
        """Raise EnvironmentNotReadyError, saying what to install, when something is missing."""
        if time.monotonic() - self._at > PROBE_SECONDS:
            findings = await probe()
            self._missing = "; ".join(
                f"{one.name}: {one.detail} ({one.mend})"
                for one in findings
                if one.status is FindingStatus.MISSING
            )
            self._at = time.monotonic()
        if self._missing:
            raise EnvironmentNotReadyError(self._missing)


async def readiness(app: Application, sandbox: SandboxProbe) -> Readiness:
    """What was found, when all is well.

    Raises:
        StorageError: The database, or the workflow engine's part of it, can't be read.
        EnvironmentNotReadyError: This machine can't run programs; says what to install.
    """
    async with app.store.read() as view:
        await view.instances.list(limit=1)
    await sandbox.check()
    return Readiness(database="ok", engine="working" if app.working else "client", sandbox="ok")
