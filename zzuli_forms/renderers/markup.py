"""Escaping of text in XML."""

from __future__ import annotations


def escaped(text: str) -> str:
    """Return text escaped for the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """Return text escaped as the value of an attribute, in its quotation marks."""
    return f'"{escaped(text).replace(chr(34), "&quot;")}"'
