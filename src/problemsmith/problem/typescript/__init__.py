"""Signatures as TypeScript text: `(nums: number[], k: number): number`, read and written."""

from problemsmith.problem.typescript.error import SignatureError
from problemsmith.problem.typescript.inline import inline_types
from problemsmith.problem.typescript.parser import MAX_CHARACTERS, parse_signature
from problemsmith.problem.typescript.printer import Numbers, format_signature, format_type
from problemsmith.problem.typescript.widen import widen_numbers

__all__ = [
    "MAX_CHARACTERS",
    "Numbers",
    "SignatureError",
    "format_signature",
    "format_type",
    "inline_types",
    "parse_signature",
    "widen_numbers",
]
