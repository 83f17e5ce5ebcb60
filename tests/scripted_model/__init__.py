"""A scripted provider: speaks real protocols over real HTTP, and answers as it is told."""

from scripted_model.replies import Reply
from scripted_model.requests import RecordedRequest
from scripted_model.server import ScriptedModel

__all__ = ["RecordedRequest", "Reply", "ScriptedModel"]
