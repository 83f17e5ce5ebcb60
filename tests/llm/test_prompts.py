"""Prompts from templates, and what people wrote kept apart in them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemsmith.llm import Prompt, PromptLibrary
from problemsmith.llm.prompts import PromptTemplateError, fenced


@pytest.fixture
def library(tmp_path: Path) -> PromptLibrary:
    (tmp_path / "parts.j2").write_text(
        "{% macro asked(wish) %}The wish:\n{{ wish | fenced }}{% endmacro %}"
    )
    (tmp_path / "story.j2").write_text(
        '{% import "parts.j2" as parts %}\n'
        "{% block system %}\nYou tell stories.\n{% endblock %}\n"
        "{% block user %}\n{{ parts.asked(wish) }}\nData: {{ data | json }}\n{% endblock %}\n"
    )
    (tmp_path / "half.j2").write_text("{% block system %}only half{% endblock %}")
    (tmp_path / "broken.j2").write_text("{% block system %}")
    return PromptLibrary.from_folder(tmp_path)


def test_a_prompt_is_rendered_by_blocks_with_what_it_imports(library: PromptLibrary) -> None:
    prompt = library.render("story", wish="about <cats> & dogs", data={"a": "x\ny"})
    assert prompt == Prompt(
        name="story",
        system="You tell stories.",
        user='The wish:\n```text\nabout <cats> & dogs\n```\nData: {"a": "x\\ny"}',
    )


def test_what_people_wrote_is_never_run_as_a_template(library: PromptLibrary) -> None:
    assert "{{ data }}" in library.render("story", wish="{{ data }}", data=1).user


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("story", "prompt story: 'wish' is undefined"),
        ("half", "prompt half has no block 'user'"),
        ("broken", "prompt broken:"),
        ("nothing", "there is no template nothing.j2"),
    ],
)
def test_a_template_that_is_wrong_says_so(library: PromptLibrary, name: str, words: str) -> None:
    with pytest.raises(PromptTemplateError) as caught:
        library.render(name)
    assert words in str(caught.value)


def test_prompts_are_the_templates_with_both_blocks(tmp_path: Path) -> None:
    both = "{% block system %}{% endblock %}{% block user %}{% endblock %}"
    (tmp_path / "b.j2").write_text(both)
    (tmp_path / "a.j2").write_text(both)
    (tmp_path / "parts.j2").write_text("{% macro x() %}{% endmacro %}")
    assert PromptLibrary.from_folder(tmp_path).names() == ["a", "b"]


def test_the_products_own_prompts_are_found() -> None:
    library = PromptLibrary.from_package("problemsmith.generation")
    assert "problem_text" in library.names()
    assert "parts" not in library.names()


@given(st.text(alphabet=st.sampled_from("`~ab\n\r\t\0 ")))
def test_a_fence_cannot_be_closed_from_inside(text: str) -> None:
    first, *inside, last = fenced(text).split("\n")
    assert first == f"{last}text"
    assert all(last not in line for line in inside)
    assert "\0" not in "".join(inside)
