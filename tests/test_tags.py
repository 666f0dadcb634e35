"""The structure tree of every PDF says what its page tree says: what a screen reader tells, in that order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest

from tests.cases import case_name
from tests.drawing import Case
from tests.tags import Node, read_tags
from zzuli_forms.document.nodes import Cell, Document, Paragraph, Role, SignatureSlot, Table
from zzuli_forms.document.walking import paragraphs, runs, walk
from zzuli_forms.document.walking import slots as slots_of

SPOKEN = {Role.TITLE: "H1", Role.HEADING: "H2", Role.BODY: "P", Role.ITEM: "LI", Role.SUBITEM: "LI"}


@pytest.fixture
def tags(case: Case, papers: dict[str, Path]) -> Node:
    return read_tags(papers[f"{case_name(case)}.pdf"])


def squeezed(text: str) -> str:
    return "".join(text.split())


def printed(node: Document | Cell | Paragraph) -> str:
    return squeezed("".join(run.text for run in runs(node)))


def test_the_tree_is_read_as_the_paper_is_written(tags: Node, document: Document) -> None:
    assert tags.tag == "Document"
    assert squeezed(tags.text) == printed(document)
    assert [squeezed(sect.text) for sect in tags.kids("Sect")] == [
        squeezed("".join(run.text for run in runs(page))) for page in document.pages
    ]


def own_text(item: Node) -> str:
    """The text of a list item without the lists within it."""
    (label,), (body,) = item.kids("Lbl"), item.kids("LBody")
    return label.text + "".join(
        one if isinstance(one, str) else one.text
        for one in body.below
        if isinstance(one, str) or one.tag not in ("L", "Table")
    )


def spoken(tags: Node) -> Iterator[tuple[str, str]]:
    """Every paragraph with its tag, in the order of reading."""
    for node in tags.all("H1", "H2", "P", "LI"):
        yield node.tag, squeezed(own_text(node) if node.tag == "LI" else node.text)


def test_every_paragraph_is_tagged_as_what_it_is(tags: Node, document: Document) -> None:
    wanted = [(SPOKEN[paragraph.role], printed(paragraph)) for paragraph in paragraphs(document)]
    assert [one for one in spoken(tags) if one[1]] == [one for one in wanted if one[1]]


def test_a_title_stands_first_on_every_page_of_a_form(tags: Node, document: Document) -> None:
    for sect, page in zip(tags.kids("Sect"), document.pages, strict=True):
        roles = [paragraph.role for paragraph in paragraphs(page)]
        assert len(sect.all("H1")) == roles.count(Role.TITLE) == 1


def test_items_are_numbered_in_lists_and_items_of_items_within_them(papers: dict[str, Path]) -> None:
    tags = read_tags(papers["letter-blank.pdf"])
    (articles,) = [found for sect in tags.kids("Sect") for found in sect.kids("L")]
    assert [item.kids("Lbl")[0].text for item in articles.kids("LI")] == ["第一条", "第二条", "第三条", "第四条"]
    (points,) = articles.kids("LI")[3].kids("LBody")[0].kids("L")
    assert [item.kids("Lbl")[0].text for item in points.kids("LI")] == [f"（{n}）" for n in "一二三四五六七八九十"]
    assert all(found.attributes["/ListNumbering"] == "/Decimal" for found in tags.all("L"))


def tables(document: Document) -> list[Table]:
    return [node for node in walk(document) if isinstance(node, Table)]


def test_a_tables_grid_is_told_with_its_spans(tags: Node, document: Document) -> None:
    told = tags.all("Table")
    assert len(told) == len(tables(document))
    for node, table in zip(told, tables(document), strict=True):
        assert [row.tag for row in node.below if isinstance(row, Node)] == ["TR"] * len(table.rows)
        for line, row in zip(node.kids("TR"), table.rows, strict=True):
            cells = line.kids("TH", "TD")
            assert [cell.tag for cell in cells] == ["TH" if cell.label else "TD" for cell in row.cells]
            assert [squeezed(cell.text) for cell in cells] == [printed(cell) for cell in row.cells]
            spans = [(cell.attributes.get("/ColSpan", 1), cell.attributes.get("/RowSpan", 1)) for cell in cells]
            assert spans == [(cell.colspan, cell.rowspan) for cell in row.cells]
            scope = "/Column" if row.header else "/Row"
            assert all(cell.attributes["/Scope"] == scope for cell in line.kids("TH"))


def headed(tags: Node) -> Iterator[tuple[str, list[str]]]:
    """Each cell of data with the texts of the headers it names."""
    names = {str(head.said["/ID"]): squeezed(head.text) for head in tags.all("TH")}
    assert len(names) == len(tags.all("TH"))
    for cell in tags.all("TD"):
        yield squeezed(cell.text), [names[str(name)] for name in cell.attributes.get("/Headers", [])]


def test_each_person_of_the_form_is_told_with_post_and_column(papers: dict[str, Path]) -> None:
    said = dict(headed(read_tags(papers["approval-typical.pdf"])))
    assert said["图书馆"] == ["申报单位"]
    assert said["王刚"] == ["管理队伍", "负责人"]
    assert said["0371-63556789转8012"] == ["管理队伍", "负责人", "电话"]
    assert said["马䶮𬀩"] == ["管理队伍", "管理员"]
    assert said["内线6688"] == ["管理队伍", "管理员", "电话"]


def test_each_cell_of_a_report_is_told_with_its_column(papers: dict[str, Path]) -> None:
    said = [*headed(read_tags(papers["change-typical.pdf"]))]
    assert ("管理员阿依古丽·买买提13803711234", ["变更前", "离任"]) in said
    assert ("赵敏", ["姓名", "管理员"]) in said


def test_what_was_typed_carries_its_label_and_what_is_left_by_hand_its_alternative(
    tags: Node, document: Document
) -> None:
    spans = Counter(
        (str(node.said.get("/T", "")), str(node.said.get("/Alt", "")), squeezed(node.text)) for node in tags.all("Span")
    )
    wanted = Counter(
        (run.source.label if run.source else "", run.alternative, squeezed(run.text))
        for run in runs(document)
        if run.source or run.alternative
    )
    assert spans == wanted
    assert all(alternative.startswith("待填写：") for _, alternative, _ in spans if alternative)


def test_each_place_for_hand_work_is_a_field_that_says_who_does_what(tags: Node, document: Document) -> None:
    slots: list[SignatureSlot] = list(slots_of(document))
    forms = tags.all("Form")
    assert [str(form.said["/Alt"]) for form in forms] == [slot.handwork for slot in slots]
    assert [form.field for form in forms] == [slot.name for slot in slots]


def test_lines_and_page_numbers_are_artifacts(case: Case, papers: dict[str, Path], document: Document) -> None:
    with pdfplumber.open(papers[f"{case_name(case)}.pdf"]) as opened:
        drawn = [one for page in opened.pages for one in (*page.rects, *page.lines, *page.curves)]
        loose = "".join(char["text"] for page in opened.pages for char in page.chars if char["mcid"] is None)
    assert bool(drawn) == bool(tables(document))
    assert {one["tag"] for one in drawn} <= {"Artifact"}
    assert bool(squeezed(loose)) == bool(document.folio) or not document.folio
