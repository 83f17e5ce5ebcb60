"""The error for a signature that cannot be read."""

_WINDOW = 100  # characters of the line that are shown


class SignatureError(ValueError):
    """A signature text that cannot be read: what is wrong, and where.

    Its text is the reason with line and column, then that line with a caret below the place.
    """

    def __init__(self, reason: str, text: str, position: int) -> None:
        before = text[:position]
        self.reason = reason
        """What was expected, what was found, and where it helps what to write instead."""
        self.position = position
        """How many characters stand before the place."""
        self.line = before.count("\n") + 1
        self.column = position - (before.rfind("\n") + 1) + 1
        super().__init__(
            f"line {self.line}, column {self.column}: {reason}\n{_pointed_at(text, position)}"
        )


def _pointed_at(text: str, position: int) -> str:
    """The line of the text that holds the position, cut to a window, with a caret below."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    line = text[start : len(text) if end < 0 else end]
    column = position - start
    cut = max(0, column - _WINDOW // 2)
    shown = line[cut : cut + _WINDOW]
    plain = "".join(character if character.isprintable() else " " for character in shown)
    return f"  {plain}\n  {' ' * (column - cut)}^"
