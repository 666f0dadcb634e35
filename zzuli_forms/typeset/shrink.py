"""Typed text in smaller steps: first wrapping short values, then running text, half a point at a time."""

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
    """The page in the largest sizes in which it holds, or None."""
    return next((smaller for smaller in steps(page) if holds(smaller)), None)


def smallest(page: Page) -> Page:
    """The page in its smallest sizes."""
    return list(steps(page))[-1]


def steps(page: Page) -> Iterator[Page]:
    """The page as laid out, then smaller: first wrapping short values, then running text, to the minimum."""
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
    """The typed run of a paragraph, if it has one that may step down."""
    return next((run for run in paragraph.runs if run.source and run.minimum), None)


def source_of(paragraph: Paragraph) -> Source | None:
    """Which fact a paragraph's typed run states."""
    typed = typed_run(paragraph)
    return typed.source if typed else None


def settings(page: Page) -> Iterator[tuple[Paragraph, Length]]:
    """Every paragraph with typed text that may step down, with the width it is set in."""
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
