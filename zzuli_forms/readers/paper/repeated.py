"""Repetition of values by LibreOffice 7.4, which saves a plain-text control of a Word file several times over."""

from __future__ import annotations

import re
from bisect import bisect_left

_ASIAN = (
    "\u1100-\u11ff\u2e80-\u4dbf\u4e00-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U00016fe0-\U00016fff\U0001aff0-\U0001b16f\U0001f200-\U0001f20f\U00020000-\U0003ffff"
)
_WEAK = (
    " \u00a0\u00ad\u02c7\u02ca\u02cb\u02d9\u0300-\u036f\u1dc0-\u1dff\u2000-\u2070\u2072-\u207e\u2080-\u208f"
    "\u20a0-\u2125\u2127-\u2129\u212c-\u2131\u2133-\u214d\u214f-\u27ff\u2900-\u2bff\u2e00-\u2e7f\u4dc0-\u4dff"
    "\ufe00-\ufe2d\ufe50-\ufe6f\ufff0-\uffff\U0001d000-\U0001d1ff\U0001d300-\U0001d7ff\U0001f000-\U0001f1ff\U0001f210-\U0001faff"
)
"""Characters of Asian scripts, and weak ones, which take the script before them; all others count as Latin."""
_STRETCHES = re.compile(f"[{_ASIAN}][{_ASIAN}{_WEAK}]*|[^{_ASIAN}{_WEAK}][^{_ASIAN}]*")
_BEGIN, _END = "\x04", "\x05"


def repeated(value: str) -> str:
    """Return what LibreOffice prints of a value that stands in a plain-text control (w:text).

    It reads the control as an input field, whose text stands between two marks that count as Latin characters, and
    writes a stretch of each script by itself: the whole value for the first stretch, and for each other one the
    stretch and the whole value again. 内线6688 (none, 内线, 6688) becomes 内线6688 内线 内线6688 6688 内线6688,
    图书馆 (none, 图书馆, none) stands there four times, 13803711234 once.
    """
    _, *others = _stretches(value)
    return value + "".join(other + value for other in others)


def value_of(text: str) -> str | None:
    """Return the value that LibreOffice repeated, or None for a text it makes of no value.

    What it prints is longer the longer the value, so a text is made of one value at most.
    """
    if text.rfind(text[:2]) < 1:
        return None
    end = bisect_left(range(len(text)), len(text), key=lambda end: _length(text[:end]))
    value = text[:end]
    return value if end < len(text) == _length(value) and repeated(value) == text else None


def is_made_of(value: str, rest: str) -> bool:
    """Return whether a text is what LibreOffice prints behind a value, in however many savings.

    It consists of the value and its stretches alone, the value at its end.
    """
    pieces = {value, *_stretches(value)} - {""}
    reached, ends = {0}, [0]
    while ends:
        start = ends.pop()
        after = {start + len(piece) for piece in pieces if rest.startswith(piece, start)} - reached
        reached |= after
        ends += after
    return bool(value) and rest.endswith(value) and len(rest) in reached


def _length(value: str) -> int:
    """Return the length of the repeated text, which may be too long to be built."""
    first, *others = _stretches(value)
    return len(value) * (len(others) + 2) - len(first)


def _stretches(value: str) -> list[str]:
    """Return the stretches of one script in a value; the first and the last are Latin and may be empty."""
    return [stretch.strip(_BEGIN + _END) for stretch in _STRETCHES.findall(f"{_BEGIN}{value}{_END}")]
