"""Text too long for its page: reported with the number of characters over, or cut to be continued on another sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from zzuli_forms.document.nodes import Align, Page, Paragraph, Run, Source
from zzuli_forms.document.units import Length
from zzuli_forms.document.walking import map_paragraphs
from zzuli_forms.errors import Fault, LayoutError
from zzuli_forms.typeset.height import holds
from zzuli_forms.typeset.linebreak import NOT_FIRST, NOT_LAST, lines_needed
from zzuli_forms.typeset.shrink import settings, smallest, source_of, stepped, typed_run

BEYOND_MEASURE = 40
"""A number of lines in one field that no page can hold."""
FILLER = "字" * 1_000


def too_long(page: Page) -> Iterator[Fault]:
    """Yield a fault for each field that takes more lines than the page holds if all such fields get the same number."""
    smaller = smallest(page)
    typed = list(settings(smaller))
    running = frozenset(source_of(p) for p, _ in typed if p.align is Align.JUSTIFY)
    sources = running if holds(_in_lines(smaller, dict.fromkeys(running, 1))) else {source_of(p) for p, _ in typed}
    lines = _fair(smaller, dict.fromkeys(sources, 1), "")
    for paragraph, width in typed:
        run = typed_run(paragraph)
        if run and run.source in lines and lines_needed(paragraph, width) > lines[run.source]:
            most = len(_text(_in_so_many(paragraph, width, lines[run.source])))
            yield _too_long_fault(run, len(run.text) - most)


def shortened(page: Page, ending: str) -> Page:
    """Return the page with running text cut, as late as possible, where it cannot hold it; then `ending`.

    A text that is cut no longer states its fact, so it loses its source. A page that holds is unchanged, and so is one
    that no cutting of running text would help.
    """
    if page.flows or stepped(page):
        return page
    smaller = smallest(page)
    typed = {source_of(p): (p, width) for p, width in settings(smaller) if p.align is Align.JUSTIFY}
    lines = dict.fromkeys(typed, 1)
    if not typed or not holds(_in_lines(smaller, lines, ending)):
        return page
    lines = _fair(smaller, lines, ending)
    for source, setting in typed.items():
        while lines[source] < lines_needed(*setting) and holds(_in_lines(smaller, _more(lines, source), ending)):
            lines = _more(lines, source)
    return _in_lines(smaller, lines, ending)


def room(page: Page) -> dict[str, int]:
    """Return the number of hanzi that each running text may gain before its page no longer holds, by field path."""
    if page.flows or not stepped(page):
        return {}
    texts = {source_of(p): p for p, _ in settings(page) if p.align is Align.JUSTIFY}
    return {source.path: _room(page, source, len(_text(p))) for source, p in texts.items() if source}


def _room(page: Page, source: Source, written: int) -> int:
    """Return the number of hanzi one text may gain, at its smallest size, on the lines there is room for."""
    longer = smallest(_retyped(page, source, lambda run: run.text + FILLER))
    paragraph, width = next(setting for setting in settings(longer) if source_of(setting[0]) == source)
    lines = _most(1, BEYOND_MEASURE, lambda n: holds(_retyped(longer, source, lambda _: "\n" * (n - 1))))
    spare = lines - lines_needed(_cut(paragraph, written), width)
    most = min((spare + 1) * (width // min(run.size for run in paragraph.runs)), len(FILLER))
    return _most(0, most, lambda n: lines_needed(_cut(paragraph, written + n), width) <= lines)


def _retyped(page: Page, source: Source, text: Callable[[Run], str]) -> Page:
    """Return the page with the text of one fact replaced."""

    def change(paragraph: Paragraph) -> Paragraph:
        runs = (replace(run, text=text(run)) if run.source == source else run for run in paragraph.runs)
        return replace(paragraph, runs=tuple(runs)) if source_of(paragraph) == source else paragraph

    return map_paragraphs(page, change)


Lines = Mapping[Source | None, int]


def _more(lines: Lines, source: Source | None) -> dict[Source | None, int]:
    return {**lines, source: lines[source] + 1}


def _fair(page: Page, lines: Lines, ending: str) -> dict[Source | None, int]:
    """Return the greatest number of lines, the same for each of these texts, with which the page holds."""
    most = max((lines_needed(p, width) for p, width in settings(page)), default=1)
    fair = _most(1, most, lambda n: holds(_in_lines(page, dict.fromkeys(lines, n), ending)))
    return dict.fromkeys(lines, fair)


def _text(paragraph: Paragraph) -> str:
    run = typed_run(paragraph)
    return run.text if run else ""


def _in_lines(page: Page, lines: Lines, ending: str = "") -> Page:
    """Return the page with each of these texts cut to its number of lines."""
    widths = {source_of(p): width for p, width in settings(page)}

    def cut(paragraph: Paragraph) -> Paragraph:
        source = source_of(paragraph)
        return _in_so_many(paragraph, widths[source], lines[source], ending) if source in lines else paragraph

    return map_paragraphs(page, cut)


def _in_so_many(paragraph: Paragraph, width: Length, lines: int, ending: str = "") -> Paragraph:
    """Return the paragraph with its typed text cut until it takes no more than so many lines."""
    whole = len(_text(paragraph))
    if lines_needed(paragraph, width) <= lines:
        return paragraph
    most = _most(0, whole - 1, lambda n: lines_needed(_cut(paragraph, n, ending), width) <= lines)
    return _cut(paragraph, most, ending)


def _cut(paragraph: Paragraph, most: int, ending: str = "") -> Paragraph:
    cut = (_cut_run(run, most, ending) if run.source else run for run in paragraph.runs)
    return replace(paragraph, runs=tuple(cut))


def _cut_run(run: Run, most: int, ending: str) -> Run:
    if not ending:
        return replace(run, text=run.text[:most])
    return replace(run, text=_ended_well(run.text, most).rstrip() + ending, source=None, minimum=None)


def _ended_well(text: str, most: int) -> str:
    """Return at most so many characters of a text, ended where a line may end and no word, number or address is cut."""
    return text[: next((end for end in range(most, 0, -1) if _may_end(text, end)), most)]


def _may_end(text: str, end: int) -> bool:
    before, after = text[end - 1], text[end]
    return not ("!" <= before <= "~" and "!" <= after <= "~") and before not in NOT_LAST and after not in NOT_FIRST


def _most(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the greatest number from `low` to `high` that holds, by bisection; LayoutError if not even `low` does."""
    if not holds(low):
        raise LayoutError("the form does not fit its page even with next to nothing typed")
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _too_long_fault(run: Run, over: int) -> Fault:
    assert run.source is not None
    fewer_lines = "，或减少换行" if "\n" in run.text else ""
    return Fault(
        run.source.label,
        run.source.path,
        f"共{len(run.text)}个字，字号减到最小仍超出版面{over}个字",
        f"请至少删去{over}个字{fewer_lines}",
        "too_long",
    )
