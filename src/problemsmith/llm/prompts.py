"""Prompts kept as Jinja2 templates, one file a prompt.

A template has two blocks, `system` and `user`. What people or models wrote goes in through the
filters `fenced` and `json`, so that it stands out as material and cannot pass for instructions.
"""

import json
import re
from pathlib import Path
from typing import Self

from jinja2 import BaseLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from jinja2.exceptions import TemplateError, TemplateNotFound

from problemsmith.llm.calls import Prompt

_BLOCKS = ("system", "user")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class PromptTemplateError(Exception):
    """A template is missing or wrong, or a variable it needs was not given: a fault of ours."""


def fenced(value: str, language: str = "text") -> str:
    """Put the text between fences longer than any run of backticks in it.

    Control characters other than tab and line break are left out.
    """
    text = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def as_json(value: object) -> str:
    """Write a value as JSON on one line, in which line breaks are escaped."""
    return json.dumps(value, ensure_ascii=False)


class PromptLibrary:
    """Renders prompts by name."""

    def __init__(self, loader: BaseLoader) -> None:
        self._environment = Environment(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - a model reads the text, no browser does
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(fenced=fenced, json=as_json)

    @classmethod
    def from_package(cls, package: str, folder: str = "prompts") -> Self:
        """Take the templates in a folder of an installed package."""
        return cls(PackageLoader(package, folder))

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Take the templates in a folder."""
        return cls(FileSystemLoader(folder))

    def names(self) -> list[str]:
        """List the prompts: the templates that have both blocks."""
        return [
            name
            for file in self._environment.list_templates(extensions=["j2"])
            if set(_BLOCKS) <= set(self._environment.get_template(file).blocks)
            for name in [file.removesuffix(".j2")]
        ]

    def render(self, name: str, **variables: object) -> Prompt:
        """Render the prompt with these variables; a variable that is missing is an error."""
        try:
            template = self._environment.get_template(f"{name}.j2")
            context = template.new_context(variables)
            # Running the whole template first gives its blocks what it imports and sets at the top.
            for _ in template.root_render_func(context):
                pass
            system, user = ("".join(template.blocks[block](context)).strip() for block in _BLOCKS)
        except TemplateNotFound as error:
            raise PromptTemplateError(f"there is no template {error.name}") from error
        except KeyError as error:
            raise PromptTemplateError(f"prompt {name} has no block {error}") from error
        except TemplateError as error:
            raise PromptTemplateError(f"prompt {name}: {error.message}") from error
        return Prompt(name=name, system=system, user=user)
