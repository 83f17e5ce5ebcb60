"""Files that appear whole or not at all."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from problemsmith.errors import ValidationError


@contextmanager
def whole_file(path: Path) -> Generator[IO[str]]:
    """An open text file that takes the name `path` when the block ends without an error.

    A device, a pipe or a link (`/dev/stdout`) is written to as it is, never replaced.

    Raises:
        ValidationError: It can't be written: no such folder, no permission, no room.
    """
    if not path.name or path.is_dir():
        raise ValidationError(f"can't write {path}: it is a folder; name a file")
    if path.is_symlink() or (path.exists() and not path.is_file()):
        try:
            with path.open("w", encoding="utf-8", newline="\n") as file:
                yield file
        except OSError as error:
            raise ValidationError(f"can't write {path}: {error.strerror or error}") from error
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        unfinished.replace(path)
    except OSError as error:
        raise ValidationError(f"can't write {path}: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
