"""Pictures, tables, lists and links as self-contained HTML for a notebook, in light or dark themes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote

from zzuli_forms.document.nodes import Document
from zzuli_forms.filing.preview import Leaf, drawn, leaves

CSS_DPI, SHARP = 75, 2
"""The resolution at which a page is shown, in dots an inch, and how much finer it is drawn, for dense screens."""
INCHES_WIDE = 210 / 25.4
SHORT = 12
"""The most characters of a text that is kept on one line in a table."""
_SHEET = "border:1px solid #8888;background:#fff;max-width:100%;height:auto"
_CELL = "text-align:left;vertical-align:top;padding:3px 12px 3px 0"


def pages(document: Document, pdf: bytes) -> str:
    """Return every distinct page once as a picture, in the order of the PDF."""
    sheets = leaves(document)
    pictures = drawn(pdf, [leaf.number for leaf in sheets], CSS_DPI * SHARP)
    figures = "".join(_figure(leaf, png) for leaf, png in zip(sheets, pictures, strict=True))
    return f'<div style="display:flex;flex-wrap:wrap;gap:12px">{figures}</div>'


def _figure(leaf: Leaf, png: bytes) -> str:
    width = round(CSS_DPI * INCHES_WIDE)
    picture = f'<img alt="{escape(leaf.text)}" width="{width}" style="{_SHEET}" src="{_data(png, "page.png")}">'
    copies = f"<figcaption>一式{leaf.copies}份</figcaption>" if leaf.copies > 1 else ""
    return f'<figure style="margin:4px 0">{picture}{copies}</figure>'


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with a header row."""
    head = "".join(f'<th scope="col" style="{_CELL}">{escape(text)}</th>' for text in headers)
    body = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(row: Sequence[str]) -> Iterable[str]:
    return (f'<td style="{_CELL};{_white_space(text)}">{escape(text)}</td>' for text in row)


def _white_space(text: str) -> str:
    return "white-space:nowrap" if len(text) <= SHORT else "white-space:pre-wrap"


def paragraph(text: str) -> str:
    """Return a paragraph."""
    return f"<p>{escape(text)}</p>"


def items(lines: Iterable[str], mark: str = "") -> str:
    """Return a list of texts, each after the mark if one is given."""
    return _list((f"{mark}{escape(line)}" for line in lines), "list-style:none;padding-left:4px" if mark else "")


def _list(lines: Iterable[str], style: str = "") -> str:
    body = "".join(f"<li>{line}</li>" for line in lines)
    return f'<ul style="{style}">{body}</ul>' if body else ""


def carried(files: Mapping[str, bytes]) -> str:
    """Return a list of links that carry their files as data URLs, to be saved under these names."""
    return _list(
        f'<a download="{escape(name)}" href="{_data(data, name)}">{escape(name)}</a>' for name, data in files.items()
    )


def on_disk(paths: Iterable[Path]) -> str:
    """Return a list of links to files, relative to the notebook's working folder; files outside are only named."""
    return _list(map(_link, paths))


def _link(path: Path) -> str:
    whole, here = path.resolve(), Path.cwd().resolve()
    if not whole.is_relative_to(here):
        return escape(str(path))
    target = whole.relative_to(here).as_posix()
    return f'<a target="_blank" href="{quote(target)}">{escape(target)}</a>'


def _data(data: bytes, name: str) -> str:
    kind = guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{b64encode(data).decode()}"
