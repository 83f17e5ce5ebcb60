"""Makes the reference pages from the code; `--check` only tells whether they are up to date."""

import sys
from collections.abc import Iterator
from pathlib import Path

import typer.main

from problemsmith.cli.app import app
from problemsmith.generation.steps import STEP_ORDER
from problemsmith.settings import ENV_PREFIX, Settings

REFERENCE = Path("docs/reference")
SOURCES = (
    "From the environment, then `problemsmith.toml` in the working folder, then"
    " `problemsmith/problemsmith.toml` in the user's config folder.\n"
)
MADE = "<!-- Made from the code by `make docs`; do not edit. -->\n"


def command_line() -> str:
    """A section for each command, with its arguments and options."""
    lines = [MADE, "# Command line\n"]
    for path, command in _commands(typer.main.get_command(app), "problemsmith"):
        lines.append(f"## `{path}`\n\n{command.help or ''}\n")
        rows = [_parameter(parameter) for parameter in command.params if parameter.name != "help"]
        if rows:
            lines += ["| argument or option | meaning | default |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _commands(command, path: str) -> Iterator[tuple[str, object]]:
    children = getattr(command, "commands", None)
    if not children:
        yield path, command
        return
    for name, child in children.items():
        yield from _commands(child, f"{path} {name}")


def _parameter(parameter) -> str:
    is_option = parameter.opts[0].startswith("-")
    name = ", ".join([*parameter.opts, *parameter.secondary_opts])
    shown = name if is_option else (parameter.metavar or name).upper()
    default = parameter.default
    plain = "" if default is None or default is False or callable(default) else str(default)
    if not is_option and parameter.required:
        plain = "needed"
    meaning = (getattr(parameter, "help", None) or "").replace("|", "\\|")
    return f"| `{shown}` | {meaning} | {plain} |"


def settings() -> str:
    """A row for each setting."""
    rows = [
        f"| `{ENV_PREFIX}{name.upper()}` | `{name}` | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(
        [
            MADE,
            "# Settings\n",
            SOURCES,
            "| variable | key | what it sets |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def steps() -> str:
    """The steps by their wire names."""
    return "\n".join(
        [MADE, "# Steps\n", *(f"{at}. `{step}`" for at, step in enumerate(STEP_ORDER, 1)), ""]
    )


def main() -> int:
    """Write the pages, or with `--check` say which differ."""
    pages = {"command-line.md": command_line(), "settings.md": settings(), "steps.md": steps()}
    check = "--check" in sys.argv
    stale: list[str] = []
    for name, text in pages.items():
        path = REFERENCE / name
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(str(path))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"out of date: {', '.join(stale)}; run `make docs`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
