"""`problemsmith doctor`: what this machine has of what the program needs."""

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stdout


def doctor(as_json: AsJson = False) -> None:
    """Check each thing the machine needs, and say how to mend it; exit 3 when one is missing."""
    from rich.text import Text

    from problemsmith.cli.rows import Cell, Column, print_rows
    from problemsmith.cli.session import load_settings
    from problemsmith.sandbox import FindingStatus
    from problemsmith.service.environment import examine_environment

    findings = run_async(examine_environment(load_settings()))
    missing = any(finding.status is FindingStatus.MISSING for finding in findings)
    if as_json:
        print_json(
            {
                "ready": not missing,
                "findings": [
                    {
                        "name": finding.name,
                        "status": finding.status,
                        "detail": finding.detail,
                        "mend": finding.mend,
                    }
                    for finding in findings
                ],
            }
        )
    else:
        styles = {
            FindingStatus.FOUND: ("✓", "green"),
            FindingStatus.DEGRADED: ("!", "yellow"),
            FindingStatus.MISSING: ("✗", "bold red"),
        }
        rows: list[list[Cell]] = []
        for finding in findings:
            mark, style = styles[finding.status]
            detail = Text(finding.detail)
            if finding.mend:
                detail.append(f"\n→ {finding.mend}", style=style)
            rows.append([Text(mark, style=style), Text(finding.name, style="bold"), detail])
        columns = (Column(""), Column("name"), Column("found", wraps=True))
        print_rows(stdout(), columns, rows, headed=False)
    if missing:
        raise typer.Exit(3)
