"""What arrives at the scripted model, whatever the protocol."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RecordedRequest:
    """One request, as it came and as it reads."""

    path: str
    headers: dict[str, str]  # names in lower case
    body: dict[str, Any]
    time: float  # seconds since the epoch

    @property
    def job(self) -> str:
        return self.headers.get("x-problemsmith-job", "")

    @property
    def step(self) -> str:
        return self.headers.get("x-problemsmith-step", "")

    @property
    def prompt(self) -> str:
        return self.headers.get("x-problemsmith-prompt", "")

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))

    @property
    def system(self) -> str:
        """The system text of either protocol."""
        outside = self.body.get("system")  # Anthropic's place for it
        inside = [m["content"] for m in self._messages() if m["role"] in {"system", "developer"}]
        return "\n\n".join(_text(part) for part in [*([outside] if outside else []), *inside])

    @property
    def turns(self) -> list[str]:
        """The texts of user and model, by turns."""
        return [_text(m["content"]) for m in self._messages() if m["role"] in {"user", "assistant"}]

    def _messages(self) -> list[dict[str, Any]]:
        return list(self.body.get("messages", []))


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "\n".join(part.get("text", "") for part in content)
    return str(content)
