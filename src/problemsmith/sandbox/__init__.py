"""Isolation only: run this command with these files, stream frames, give back what happened.

Nothing here knows of programs, tests or verdicts; `problemsmith.judge` does.
"""

from problemsmith.sandbox.box import Box, BoxEnd, BoxGoneError
from problemsmith.sandbox.findings import Finding, FindingStatus
from problemsmith.sandbox.probe import probe
from problemsmith.sandbox.sandbox import Sandbox
from problemsmith.sandbox.spec import BoxFile, BoxSpec, ReadOnlyBind

__all__ = [
    "Box",
    "BoxEnd",
    "BoxFile",
    "BoxGoneError",
    "BoxSpec",
    "Finding",
    "FindingStatus",
    "ReadOnlyBind",
    "Sandbox",
    "probe",
]
