"""The harness as the files of a box: compiled once here, so that no box spends time on it."""

import importlib.util
import marshal
from functools import cache
from pathlib import Path

from problemsmith.sandbox import BoxFile

BOX_FOLDER = "/box"
"""Where the harness stands inside; running this folder with the interpreter runs the harness."""

_SOURCE = Path(__file__).parent / "harness"
_MAIN = "from harness.process_one import main\nmain()\n"


@cache
def harness_files() -> tuple[BoxFile, ...]:
    """The harness's modules as byte code of this interpreter, which is also the box's."""
    files = [
        BoxFile(
            f"{BOX_FOLDER}/harness/{path.relative_to(_SOURCE).with_suffix('.pyc')}",
            _byte_code(path.read_text(encoding="utf-8"), str(path.relative_to(_SOURCE.parent))),
        )
        for path in sorted(_SOURCE.rglob("*.py"))
    ]
    return (BoxFile(f"{BOX_FOLDER}/__main__.pyc", _byte_code(_MAIN, "__main__.py")), *files)


def _byte_code(source: str, name: str) -> bytes:
    """A `.pyc` file that needs no source beside it (PEP 552: magic number and 12 bytes more)."""
    code = compile(source, name, "exec", dont_inherit=True)
    return importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code)
