"""The display in a notebook of facts, packets, faults, batches and written files, a function for each type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from zzuli_forms._showing import shown
from zzuli_forms.errors import FactsError, Fault, Faults, Remark
from zzuli_forms.files.commands import installing
from zzuli_forms.files.disk import Written
from zzuli_forms.filing.batch import Report
from zzuli_forms.filing.making import by_hand
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.filing.preview import can_draw
from zzuli_forms.forms.register import lay_out, registered, renderer
from zzuli_forms.models.facts import Facts
from zzuli_forms.notebook import html

MOST_ROWS = 60
"""The most problems of a batch that are listed; the fault sheet has them all."""


def _bundle(thing: object, *parts: str) -> Mapping[str, str]:
    return {"text/plain": repr(thing), "text/html": "".join(parts)}


@shown.register(Facts)
def _facts(facts: Facts) -> Mapping[str, str]:
    """Show the pages as they would be filed, or the faults that prevent it; a part of a form has no page."""
    if registered(type(facts)) is None:
        return {"text/plain": repr(facts)}
    try:
        return _bundle(facts, _pages(facts))
    except FactsError as error:
        return _bundle(facts, fault_table(error.faults))


@shown.register(FilingPacket)
def _packet(packet: FilingPacket) -> Mapping[str, str]:
    """Show the pages, the hand-work still to be done, and links that carry the files."""
    try:
        files = packet.files()
    except FactsError as error:
        return _bundle(packet, fault_table(error.faults))
    handwork = html.items(by_hand(packet.handwork()), mark="☐ ")
    parts = (
        html.paragraph("打印后还要手工完成："),
        handwork,
        html.paragraph("点文件名即可保存："),
        html.carried(files),
    )
    return _bundle(packet, _pages(packet), *parts)


@shown.register(Faults)
def _faults(faults: Faults[Fault]) -> Mapping[str, str]:
    """Show faults as a table."""
    return _bundle(faults, fault_table(faults))


@shown.register(Report)
def _report(report: Report) -> Mapping[str, str]:
    """Show the counts, the problems row by row, and links to the files written."""
    rows = [
        (problem.kind, problem.unit, fault.cell, fault.label, fault.message, fault.remedy, problem.article)
        for problem in report.problems[:MOST_ROWS]
        for fault in (problem.fault,)
    ]
    more = len(report.problems) - len(rows)
    return _bundle(
        report,
        html.paragraph(report.counts),
        html.table(("类别", "单位", "位置", "项目", "问题", "怎样改", "依据"), rows) if rows else "",
        html.paragraph(f"另有{more}处没有列出") if more else "",
        html.on_disk((*report.written, *_papers(report))),
    )


def _papers(report: Report) -> Iterable[Path]:
    """Return the path of each made unit's last paper: the PDF to be printed, where there is one."""
    names = [outcome.files[-1] for outcome in report.outcomes if outcome.files]
    return (report.written[0].parent / name for name in names[:MOST_ROWS])


@shown.register(Written)
def _written(paths: Written) -> Mapping[str, str]:
    """Show links to the files."""
    return _bundle(paths, html.on_disk(paths) or html.paragraph("没有写出文件"))


def _pages(facts: Facts) -> str:
    """Return the pages as pictures, or the command that installs what draws them."""
    document = lay_out(facts)
    if not can_draw():
        return html.paragraph(f"{facts!r} 要在这里看到印出来的样子，请安装：{installing('notebook')}")
    return html.pages(document, renderer("pdf")(document))


def fault_table(faults: Iterable[Fault]) -> str:
    """Return a table of labels, messages and remedies, and of cells and articles where there are any."""
    rows = [
        (fault.cell, fault.label, fault.message, fault.remedy, fault.article if isinstance(fault, Remark) else "")
        for fault in faults
    ]
    if not rows:
        return html.paragraph("没有发现问题")
    headers = ("位置", "项目", "问题", "怎样改", "依据")
    columns = [column for column in range(len(headers)) if any(row[column] for row in rows)]
    return html.table([headers[column] for column in columns], [[row[column] for column in columns] for row in rows])
