"""The languages that programs may be written in. The next one is one file and one line here."""

from problemsmith.errors import ValidationError
from problemsmith.judge.languages.cpp import CPP
from problemsmith.judge.languages.java import JAVA
from problemsmith.judge.languages.javascript import JAVASCRIPT
from problemsmith.judge.languages.language import Language, SelfCheck
from problemsmith.judge.languages.python import PYTHON
from problemsmith.judge.languages.typescript import TYPESCRIPT

_ALL: tuple[Language, ...] = (PYTHON, TYPESCRIPT, JAVASCRIPT, CPP, JAVA)

LANGUAGES: dict[str, Language] = {language.name: language for language in _ALL}
"""Every language by its name."""

__all__ = ["LANGUAGES", "Language", "SelfCheck", "find_language", "language_of_file"]


def find_language(name: str) -> Language:
    """The language of that name.

    Raises ValidationError, naming those there are, and EnvironmentNotReadyError where what runs it
    is not installed.
    """
    if name not in LANGUAGES:
        raise ValidationError(
            f"The language {name!r} is not known. Known are: {', '.join(sorted(LANGUAGES))}."
        )
    LANGUAGES[name].require()
    return LANGUAGES[name]


def language_of_file(file_name: str) -> Language:
    """The language of a file by its extension. Raises ValidationError for an unknown one."""
    for language in LANGUAGES.values():
        if file_name.endswith(language.extension):
            return language
    known = ", ".join(sorted(language.extension for language in LANGUAGES.values()))
    raise ValidationError(
        f"The language of {file_name} cannot be told from its name. Known extensions are: {known}."
    )
