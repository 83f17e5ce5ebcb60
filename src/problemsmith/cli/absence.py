"""A database that is away for a while, such as a PostgreSQL that is restarted."""

from collections.abc import Generator
from contextlib import contextmanager

from problemsmith.cli.output import say
from problemsmith.errors import DatabaseUnreachableError


class Absence:
    """Lets a command that looks again and again go on looking; says that it does.

    Without an end: the jobs' engine waits as well, and whoever reads what is said can stop it.
    """

    def __init__(self) -> None:
        self._is_away = False

    @contextmanager
    def borne(self) -> Generator[None]:
        """One look, which is given up when the database can't be reached."""
        try:
            yield
        except DatabaseUnreachableError as error:
            if not self._is_away:
                self._is_away = True
                say(f"The database is away; waiting for it. ({error})")
        else:
            if self._is_away:
                self._is_away = False
                say("The database is back.")
