"""Structured completions with any provider, and the ledger of what they were and cost."""

from problemsmith.llm.calls import CallContext, Prompt
from problemsmith.llm.ledger import CallRecord, CallStatus, Ledger
from problemsmith.llm.models import Models
from problemsmith.llm.options import ModelOptions, ModelPrice, ProviderLimits
from problemsmith.llm.prompts import PromptLibrary

__all__ = [
    "CallContext",
    "CallRecord",
    "CallStatus",
    "Ledger",
    "ModelOptions",
    "ModelPrice",
    "Models",
    "Prompt",
    "PromptLibrary",
    "ProviderLimits",
]
