"""Shapes the layouts share: 字号, typed runs, label cells, date blanks."""

from __future__ import annotations

from itertools import accumulate, pairwise

from msgspec.structs import replace

from zzuli_forms.document.nodes import Align, Block, Cell, Face, Margins, Padding, Page, Paragraph, Role, Run, Source
from zzuli_forms.document.units import Length, mm, pt
from zzuli_forms.models.facts import Facts, label, path_text

LANGUAGE = "zh-CN"
A4 = (mm(210), mm(297))
ERHAO, SANHAO, SIHAO, XIAOSI, WUHAO = pt(22), pt(16), pt(14), pt(12), pt(10.5)
SEAL = mm(42)
IDEOGRAPHIC_SPACE = "\u3000"
CELL = Padding(pt(5.4), pt(5.4))
CLEAR = pt(3)
"""The space in a cell above its first paragraph and below its last."""

DATE = "日期"

Step = str | int


def a4(name: str, margins: Margins, *blocks: Block) -> Page:
    """Return an A4 sheet to be signed."""
    return Page(*A4, margins, blocks, name=name)


def title(text: str, leading: Length, after: Length) -> Paragraph:
    """Return a title in 二号 小标宋, centred (GB/T 9704-2012, 7.3.1)."""
    return Paragraph((Run(text, Face.TITLE, ERHAO),), leading, Align.CENTER, after=after, role=Role.TITLE)


def stated(facts: Facts | None, *path: Step) -> str:
    """Return the text in which a fact is printed; '' on a blank form and for a place nobody fills."""
    value: object = facts
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, tuple) and step < len(value) else None
        else:
            value = getattr(value, step, None)
    return "" if value is None else str(value)


def own_label(model: type[Facts], *path: Step) -> str:
    """Return the printed label of a field, without those that lead to it and without its number in a list."""
    return label(model, *(step for step in path if isinstance(step, str))).rpartition("›")[2]


def typed(model: type[Facts], path: tuple[Step, ...], text: str, size: Length, minimum: Length) -> Run:
    """Return a run of a value in 仿宋, with the field it states as its source; it may shrink to `minimum`."""
    return Run(text, Face.BODY, size, Source(path_text(path), label(model, *path)), minimum)


def spread(name: str) -> str:
    """Return a two-character name set as wide as three, as forms print it: 王　刚."""
    return f"{name[0]}{IDEOGRAPHIC_SPACE}{name[1]}" if len(name) == 2 else name


def label_cell(text: str, leading: Length) -> Cell:
    """Return a cell with a label in 黑体, centred both ways."""
    run = Run(text, Face.LABEL, XIAOSI)
    return Cell(clear(Paragraph((run,), leading, Align.CENTER, hangs=False)), CELL, label=True)


def clear(*paragraphs: Paragraph, above: Length = CLEAR, below: Length = CLEAR) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a cell, clear of its upper and its lower border."""
    first, *others = paragraphs
    *before, last = replace(first, before=above), *others
    return (*before, replace(last, after=below))


def in_lines(text: str, *counts: int) -> str:
    """Return the text broken into lines of so many characters; ValueError if they do not add up."""
    ends = [0, *accumulate(counts)]
    if ends[-1] != len(text):
        raise ValueError(f"{text!r} has {len(text)} characters, not {ends[-1]}")
    return "\n".join(text[start:end] for start, end in pairwise(ends))


def date_blank(text: str, size: Length, scale: int = 100) -> Run:
    """Return a run of 「年 月 日」 with room for handwritten digits: two ideographic spaces a gap."""
    return Run(text.replace(" ", 2 * IDEOGRAPHIC_SPACE), Face.BODY, size, scale=scale, blank=DATE)
