"""Makes the reference pages from the code; `--check` only tells whether they are up to date."""

import sys
from collections.abc import Iterator
from pathlib import Path

import typer.main

from problemsmith.api.app import create_api
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
    if parameter.required:
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


def http_api() -> str:
    """A section for each operation of the HTTP API, from its OpenAPI document."""
    document = create_api(Settings.model_construct(**_defaults())).openapi()
    schemas = document["components"]["schemas"]
    lines = [MADE, "# HTTP API\n", f"{document['info']['description']}\n"]
    lines.append(
        "A walk through all of it is in [api.md](../api.md). Every operation may answer 400, 401,"
        " 403, 413, 429, 500 and 503, each in the error envelope.\n"
    )
    sections: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            section = sections.setdefault(operation["tags"][0], [])
            section += _operation(f"{method.upper()} {path}", operation, schemas)
    for tag, section in sections.items():
        lines += [f"## {tag.capitalize()}\n", *section]
    return "\n".join(lines)


def _defaults() -> dict[str, object]:
    return {
        name: field.default
        for name, field in Settings.model_fields.items()
        if field.default_factory is None
    }


def _operation(title: str, operation: dict, schemas: dict) -> list[str]:
    lines = [f"### `{title}`\n", operation.get("description", "") + "\n"]
    rows = [
        f"| `{one['name']}` | {one['in']} | {_cell(one.get('description', ''))} |"
        for one in operation.get("parameters", [])
        if one["name"] != "id"
    ]
    if rows:
        lines += ["| parameter | in | meaning |", "|---|---|---|", *rows, ""]
    content = operation.get("requestBody", {}).get("content", {})
    if content:
        lines += _fields("Body", content["application/json"]["schema"], schemas)
    good = operation["responses"]["200"].get("content", {}).get("application/json", {})
    envelope = _resolved(good.get("schema", {}), schemas)
    if "data" in envelope.get("properties", {}):
        lines += _fields("Data", envelope["properties"]["data"], schemas)
    others = sorted(set(operation["responses"]) & {"202", "204", "404", "409", "502"})
    if others:
        lines.append(f"Also {', '.join(others)}.\n")
    return lines


def _fields(what: str, schema: dict, schemas: dict) -> list[str]:
    inner, kind = schema, ""
    while _resolved(inner, schemas).get("type") == "array":
        inner, kind = _resolved(inner, schemas).get("items", {}), "an array. Each item: "
    fields = _resolved(inner, schemas)
    if "properties" not in fields:
        return [f"{what}: {_kind(schema, schemas)}.\n"]
    needed = fields.get("required", [])
    rows = [
        f"| `{name}`{'' if name in needed else '?'} | {_cell(_kind(one, schemas))} |"
        f" {_cell(one.get('description', ''))} |"
        for name, one in fields["properties"].items()
    ]
    told = fields.get("description", "").split("\n\n")[0].replace("\n", " ")
    return [
        f"{what}: {kind}{told}".rstrip(": ") + "\n",
        "| field | type | meaning |",
        "|---|---|---|",
        *rows,
        "",
    ]


def _resolved(schema: dict, schemas: dict) -> dict:
    name = schema.get("$ref", "").rpartition("/")[2]
    return schemas[name] if name else schema


def _kind(schema: dict, schemas: dict) -> str:
    """A type in a few words."""
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(dict.fromkeys(_kind(one, schemas) for one in schema[choice]))
    found = _resolved(schema, schemas)
    if "enum" in found:
        return ", ".join(map(str, found["enum"]))
    if found.get("type") == "array":
        inner = found.get("items", {})
        return f"array of {_kind(inner, schemas)}" if inner else "array"
    if "$ref" in schema and found.get("type") == "object":
        return schema["$ref"].rpartition("/")[2]
    return str(found.get("format") or found.get("const") or found.get("type") or "any JSON")


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")


def main() -> int:
    """Write the pages, or with `--check` say which differ."""
    pages = {
        "command-line.md": command_line(),
        "http-api.md": http_api(),
        "settings.md": settings(),
        "steps.md": steps(),
    }
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
