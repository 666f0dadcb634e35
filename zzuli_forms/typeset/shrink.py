"""Reducing typed text half a point at a time: short values that wrap first, then running text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from zzuli_forms.document.nodes import Align, Page, Paragraph, Run, Source, Table
from zzuli_forms.document.units import ZERO, Length, pt
from zzuli_forms.document.walking import map_paragraphs, runs
from zzuli_forms.typeset.height import holds
from zzuli_forms.typeset.linebreak import lines_needed

STEP = pt(0.5)


def stepped(page: Page) -> Page | None:
    """Return the page in the largest sizes with which it holds, or None."""
    return next((smaller for smaller in steps(page) if holds(smaller)), None)


def smallest(page: Page) -> Page:
    """Return the page in its smallest sizes."""
    return list(steps(page))[-1]


def steps(page: Page) -> Iterator[Page]:
    """Yield the page as laid out, then smaller: first short values that wrap, then running text, to the minimum."""
    yield page
    wrapping = [p for p, width in settings(page) if lines_needed(p, width) > 1]
    short = frozenset(source_of(p) for p in wrapping if p.align is not Align.JUSTIFY)
    running = frozenset(source_of(p) for p in wrapping) - short
    deepest = max((run.size - run.minimum for run in runs(page) if run.minimum), default=ZERO)
    for shrunk in (short, running):
        larger = page
        for down in range(STEP, deepest + 1, STEP):
            page = map_paragraphs(larger, partial(_shrink, wrapping=shrunk, down=down))
            yield page


def typed_run(paragraph: Paragraph) -> Run | None:
    """Return the first typed run of a paragraph that may be reduced in size, or None."""
    return next((run for run in paragraph.runs if run.source and run.minimum), None)


def source_of(paragraph: Paragraph) -> Source | None:
    """Return the source of a paragraph's typed run, or None."""
    typed = typed_run(paragraph)
    return typed.source if typed else None


def settings(page: Page) -> Iterator[tuple[Paragraph, Length]]:
    """Yield every paragraph with typed text that may be reduced in size, with the width it is set in."""
    for block in page.blocks:
        if isinstance(block, Paragraph) and typed_run(block):
            yield block, page.text_width
        elif isinstance(block, Table):
            for placed in block.placed():
                for item in placed.cell.content:
                    if isinstance(item, Paragraph) and typed_run(item):
                        yield item, placed.inner_width


def _shrink(paragraph: Paragraph, wrapping: frozenset[Source | None], down: int) -> Paragraph:
    typed = typed_run(paragraph)
    if typed is None or typed.minimum is None or typed.source not in wrapping:
        return paragraph
    size = max(typed.minimum, typed.size - down)
    leading = Length(round(paragraph.leading * size / typed.size))
    shrunk = tuple(replace(run, size=size) if run.source in wrapping else run for run in paragraph.runs)
    return replace(paragraph, runs=shrunk, leading=leading)
