"""Text in XML."""

from __future__ import annotations


def escaped(text: str) -> str:
    """Text as it stands in an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """Text as the value of an attribute, in its quotation marks."""
    return f'"{escaped(text).replace(chr(34), "&quot;")}"'
