"""`/docs`: the OpenAPI document as a page that needs no script and no network."""

import html
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em }
summary { cursor: pointer; padding: 0.3rem 0 } summary b { display: inline-block; width: 4.5rem }
td, th { text-align: left; vertical-align: top; padding: 0.1rem 1rem 0.1rem 0 }
details > div { margin: 0 0 1rem 4.5rem }
"""


@router.get("/docs", response_class=HTMLResponse)
async def docs(request: Request) -> HTMLResponse:
    """Every operation with its parameters, its body and its answers."""
    page = render(request.app.openapi(), request.app.openapi_url)
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})


def render(document: dict[str, Any], address: str) -> str:
    """The page."""
    sections: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            tag = operation.get("tags", ["other"])[0]
            sections.setdefault(tag, []).append(_operation(method, path, operation))
    body = "".join(f"<h2>{_text(tag)}</h2>{''.join(items)}" for tag, items in sections.items())
    title = _text(f"{document['info']['title']} {document['info']['version']}")
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title>"
        f'<meta name=viewport content="width=device-width"><style>{STYLE}</style>'
        f"<h1>{title}</h1><p>{_text(document['info']['description'])}</p>"
        f'<p>For programs: <a href="{_text(address)}">{_text(address)}</a></p>{body}</html>'
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{_text(one['name'])}</code><td>{_text(one['in'])}"
        f"<td>{_text(one.get('description', ''))}"
        for one in operation.get("parameters", [])
    )
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    takes = f"<p>Body: <code>{_text(schema_name(body['schema']))}</code></p>" if body else ""
    answers = "".join(
        f"<tr><td>{_text(status)}<td>{_text(answer['description'])}"
        for status, answer in operation["responses"].items()
    )
    return (
        f"<details><summary><b>{_text(method.upper())}</b><code>{_text(path)}</code></summary>"
        f"<div><p>{_text(operation.get('description', ''))}</p><table>{rows}</table>{takes}"
        f"<table>{answers}</table></div></details>"
    )


def schema_name(schema: dict[str, Any]) -> str:
    """A schema by its name, or by its kind when it has none."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"array of {schema_name(schema.get('items', {}))}"
    return str(schema.get("title") or schema.get("type") or "any value")


def _text(value: str) -> str:
    return html.escape(value)
