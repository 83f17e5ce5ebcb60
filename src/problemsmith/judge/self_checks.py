"""Each language proved to work on this machine, by running its small program for real."""

from pathlib import Path

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.judge.judge import Judge
from problemsmith.judge.languages import LANGUAGES, Language
from problemsmith.judge.program import JudgeTest
from problemsmith.problem.verdict import Verdict
from problemsmith.sandbox import Finding, FindingStatus

_OWN_LANGUAGE = "python"


async def self_checks(kept: Path | None = None) -> list[Finding]:
    """One finding a language, for `doctor`. Never raises for a machine that lacks something. `kept`
    is a judge's folder."""
    try:
        async with Judge(warm=0, kept=kept) as judge:
            return [await _check(judge, language) for language in LANGUAGES.values()]
    except EnvironmentNotReadyError as error:
        return [
            Finding(language.title, FindingStatus.MISSING, "The sandbox does not work.", str(error))
            for language in LANGUAGES.values()
        ]


async def _check(judge: Judge, language: Language) -> Finding:
    check = language.self_check
    try:
        judgement = await judge.judge(check.program, [JudgeTest(check.input, check.expected)])
    except EnvironmentNotReadyError as error:
        # problemsmith itself needs Python only: it makes problems without the other languages.
        needed = language.name == _OWN_LANGUAGE
        status = FindingStatus.MISSING if needed else FindingStatus.DEGRADED
        return Finding(language.title, status, "Does not run.", str(error))
    if judgement.verdict is Verdict.ACCEPTED:
        run = judgement.tests[0].run
        detail = f"A test program was judged rightly in {run.wall_ms:.0f} ms."
        return Finding(language.title, FindingStatus.FOUND, detail)
    return Finding(
        language.title,
        FindingStatus.MISSING,
        f"A test program that is right was judged {judgement.verdict}: {judgement.message}",
        f"Please report this together with the output of `problemsmith doctor --json`; "
        f"{language.title} cannot be used until it is mended.",
    )
