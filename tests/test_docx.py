"""The DOCX: invariants of its XML, and no trace of any template."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from lxml import etree
from msgspec.structs import replace

from tests.cases import STATED
from tests.drawing import Case, document_of
from zzuli_forms.document.nodes import Document, Face
from zzuli_forms.document.units import mm
from zzuli_forms.document.walking import runs
from zzuli_forms.forms.approval import layout as approval
from zzuli_forms.forms.register import APPROVAL, LETTER, REGULATION
from zzuli_forms.renderers import docx as renderer
from zzuli_forms.renderers.docx import binding
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.pagebreak import sheets

W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
PLACEHOLDER = "\u3000" * 4
FACES = {official.name for official in fonts.OFFICIAL.values()}


class Package:
    """A DOCX taken apart."""

    def __init__(self, data: bytes) -> None:
        with ZipFile(BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
            self.dates = {info.date_time for info in archive.infolist()}

    def root(self, name: str) -> etree._Element:
        return etree.fromstring(self.parts[name])

    def find(self, path: str, part: str = "word/document.xml") -> list[etree._Element]:
        found = self.root(part).xpath(path, namespaces={**W, "f": binding.NAMESPACE})
        assert isinstance(found, list)
        return found  # type: ignore[return-value]


def attribute(element: etree._Element, name: str) -> str:
    return str(element.get(f"{{{W['w']}}}{name}", ""))


def number(element: etree._Element, name: str) -> int:
    return int(attribute(element, name))


@pytest.fixture
def package(document: Document) -> Package:
    return Package(renderer.render(document))


def test_every_page_is_a4_with_the_layouts_margins(package: Package, document: Document) -> None:
    sections = package.find("//w:sectPr")
    assert len(sections) == len(document.pages)
    for section, page in zip(sections, document.pages, strict=True):
        (size,), (margins,) = section.findall("w:pgSz", W), section.findall("w:pgMar", W)
        assert (number(size, "w"), number(size, "h")) == (11906, 16838)
        for edge in ("top", "right", "bottom", "left"):
            assert number(margins, edge) == getattr(page.margins, edge).twips


def test_every_run_and_style_names_one_official_face_for_every_script(package: Package) -> None:
    named = package.find("//w:rFonts") + package.find("//w:rFonts", "word/styles.xml")
    assert len(package.find("//w:r[not(w:rPr/w:rFonts)]")) == 0
    assert len(package.find("//w:style[not(w:rPr/w:rFonts)]", "word/styles.xml")) == 0
    for element in named:
        faces = {attribute(element, script) for script in ("ascii", "hAnsi", "eastAsia", "cs")}
        assert len(faces) == 1
        assert faces <= FACES
        assert not any("Theme" in str(name) for name in element.attrib)


def test_the_font_table_leads_each_official_face_to_what_computers_have(package: Package) -> None:
    alternates = {
        attribute(font, "name"): attribute(font[0], "val") for font in package.find("//w:font", "word/fontTable.xml")
    }
    assert set(alternates) == FACES
    assert {"FangSong", "STFangsong", "仿宋"} <= set(alternates["仿宋_GB2312"].split(","))
    assert {"SimHei", "STHeiti"} <= set(alternates["黑体"].split(","))
    assert {"STZhongsong", "SimSun"} <= set(alternates["方正小标宋简体"].split(","))
    assert {"KaiTi", "STKaiti"} <= set(alternates["楷体_GB2312"].split(","))


def test_the_theme_names_official_faces_alone_to_wps_and_onlyoffice(package: Package) -> None:
    theme = package.root("word/theme/theme1.xml")
    assert {str(named.get("typeface")) for named in theme.iter("{*}latin", "{*}ea", "{*}cs", "{*}font")} <= FACES
    for collection, role in (("majorFont", Face.TITLE), ("minorFont", Face.BODY)):
        (faces,) = theme.iter(f"{{*}}{collection}")
        (east_asian,), (hans,) = faces.findall("{*}ea"), faces.findall("{*}font[@script='Hans']")
        assert east_asian.get("typeface") == hans.get("typeface") == fonts.OFFICIAL[role].name


def test_no_foreign_language_is_left(package: Package) -> None:
    (language,) = package.find("//w:rPrDefault//w:lang", "word/styles.xml")
    assert attribute(language, "eastAsia") == "zh-CN"
    assert b"ja-JP" not in b"".join(package.parts.values())


def test_grid_columns_cells_and_table_width_agree(package: Package) -> None:
    for table in package.find("//w:tbl"):
        columns = [number(column, "w") for column in table.findall("w:tblGrid/w:gridCol", W)]
        (width,) = table.findall("w:tblPr/w:tblW", W)
        (layout,) = table.findall("w:tblPr/w:tblLayout", W)
        assert number(width, "w") == sum(columns)
        assert attribute(layout, "type") == "fixed"
        for row in table.findall("w:tr", W):
            at = 0
            for cell in row.findall("w:tc", W):
                span = cell.find("w:tcPr/w:gridSpan", W)
                across = number(span, "val") if span is not None else 1
                (stated,) = cell.findall("w:tcPr/w:tcW", W)
                assert number(stated, "w") == sum(columns[at : at + across])
                at += across
            assert at == len(columns)


def test_rows_do_not_break_and_never_clip(package: Package) -> None:
    for row in package.find("//w:tr"):
        assert row.find("w:trPr/w:cantSplit", W) is not None
        (height,) = row.findall("w:trPr/w:trHeight", W)
        assert attribute(height, "hRule") == "atLeast"


def test_no_cell_has_a_margin_above_or_below(package: Package) -> None:
    for edge in ("top", "bottom"):
        assert not [margin for margin in package.find(f"//w:tcMar/w:{edge}") if number(margin, "w")]
        assert not [margin for margin in package.find(f"//w:tblCellMar/w:{edge}") if number(margin, "w")]


def test_opinion_rows_are_at_least_46_mm_high() -> None:
    package = Package(renderer.render(document_of((APPROVAL, "maximal"))))
    *_, unit, office = package.find("//w:tr/w:trPr/w:trHeight")
    assert min(number(unit, "val"), number(office, "val")) + approval.BORDER.inner.twips >= mm(46).twips


def test_every_paragraph_has_an_exact_line_and_leaves_the_grid_alone(package: Package) -> None:
    assert package.find("//w:docGrid") == []
    for paragraph in package.find("//w:p"):
        (spacing,) = paragraph.findall("w:pPr/w:spacing", W)
        assert attribute(spacing, "lineRule") == "exact"
        for switch in ("snapToGrid", "autoSpaceDE", "autoSpaceDN"):
            (found,) = paragraph.findall(f"w:pPr/w:{switch}", W)
            assert attribute(found, "val") == "0"


def test_every_typed_value_stands_in_controls_tagged_with_its_field_path(package: Package, document: Document) -> None:
    lines = [(run.source, line) for run in runs(document) if run.source for line in run.text.split("\n")]
    controls = package.find("//w:sdt")
    assert len(controls) == len(lines)
    for control, (source, line) in zip(controls, lines, strict=True):
        assert control.getparent().tag == f"{{{W['w']}}}p"  # type: ignore[union-attr]
        assert attribute(control.find("w:sdtPr/w:tag", W), "val") == source.path  # type: ignore[arg-type]
        assert attribute(control.find("w:sdtPr/w:alias", W), "val") == source.label  # type: ignore[arg-type]
        assert shown_in(control) == line
    ids = [attribute(found, "val") for found in package.find("//w:sdtPr/w:id")]
    assert len(set(ids)) == len(ids)
    breaks = package.find("//w:p[w:sdt]/w:r/w:br")
    assert len(breaks) == sum(run.text.count("\n") for run in runs(document) if run.source)


def shown_in(control: etree._Element) -> str:
    """The value a control shows: '' where it says that it shows its placeholder."""
    text = "".join(text.text or "" for text in control.findall("w:sdtContent/w:r/w:t", W))
    return text if control.find("w:sdtPr/w:showingPlcHdr", W) is None else ""


def test_a_control_shows_the_value_it_is_bound_to(package: Package, document: Document) -> None:
    bound = package.find("//w:sdt[w:sdtPr/w:dataBinding]")
    (store,) = package.root("customXml/itemProps1.xml").attrib.values()
    known = {run.source.path for run in runs(document) if run.source}
    assert bool(bound) == bool(known)
    for control in bound:
        (held,) = control.findall("w:sdtPr/w:dataBinding", W)
        assert attribute(held, "storeItemID") == store
        assert attribute(held, "prefixMappings") == f"xmlns:f='{binding.NAMESPACE}'"
        (value,) = package.find(attribute(held, "xpath"), "customXml/item1.xml")
        assert (value.text or "") == shown_in(control)
        path = attribute(control.find("w:sdtPr/w:tag", W), "val")  # type: ignore[arg-type]
        assert value.tag == f"{{{binding.NAMESPACE}}}{binding.name(path or '')}"


def test_the_facts_travel_inside_unless_they_are_not_to(package: Package, document: Document) -> None:
    (stated,) = package.find("/f:facts/f:stated", "customXml/item1.xml")
    assert stated.text == document.facts
    without = Package(renderer.render(replace(document, facts="")))
    assert not [name for name in without.parts if name.startswith("customXml")]
    assert not without.find("//w:dataBinding")


def test_no_sheet_takes_more_than_10_kilobytes_without_facts(document: Document) -> None:
    data = renderer.render(replace(document, facts=""))
    assert len(data) <= 10_000 * sum(len(sheets(page)) for page in document.pages)


def test_an_empty_control_holds_wide_spaces_that_no_program_prints(package: Package, document: Document) -> None:
    lines = [line for run in runs(document) if run.source for line in run.text.split("\n")]
    empty = package.find("//w:sdt[w:sdtPr/w:showingPlcHdr]")
    assert len(empty) == lines.count("")
    for control in empty:
        assert control.xpath("string(w:sdtContent)", namespaces=W) == PLACEHOLDER
        assert attribute(control.find("w:sdtPr/w:alias", W), "val")  # type: ignore[arg-type]
    assert package.find("//w:placeholder") == []


def test_a_swallowed_cell_adds_no_height(package: Package) -> None:
    for cell in package.find("//w:tc[w:tcPr/w:vMerge[@w:val='continue']]"):
        (paragraph,) = cell.findall("w:p", W)
        (spacing,) = paragraph.findall("w:pPr/w:spacing", W)
        assert number(spacing, "line") == 20


def test_running_text_is_justified_and_titles_centred(package: Package) -> None:
    stated = {"".join(t.text or "" for t in p.iter(f"{{{W['w']}}}t")): p for p in package.find("//w:p")}
    for text, paragraph in stated.items():
        (found,) = paragraph.findall("w:pPr/w:jc", W)
        if text.startswith(("第一条", "（一）", "政务微博宗旨：围绕", "政务微博宗旨：发布")):
            assert attribute(found, "val") == "both"
        if text.startswith("郑州轻工业学院") and len(text) in (16, 17):
            assert attribute(found, "val") == "center"


def test_the_signature_block_is_kept_together(package: Package, case: Case) -> None:
    kept = package.find("//w:p[w:pPr/w:keepNext]")
    texts = ["".join(text.text or "" for text in p.iter(f"{{{W['w']}}}t")) for p in kept]
    stated = STATED[case[0].key][case[1]] or {}
    letter = ["承诺人（申请单位主要负责人签字）：", "签字日期：　　年　　月　　日", "申办单位公章：（加盖公章）"]
    closing = "特此报告。" if case[0].key == "opening" else "特此报告，请予备案。"
    report = [closing, stated.get("unit", PLACEHOLDER)] if case[0].later else []
    block = letter if LETTER in case[0].papers else report
    kept_last = [text for text in texts if not text.endswith(("宗旨：", "范围："))]
    assert kept_last[len(kept_last) - len(block) :] == block


def test_a_heading_keeps_with_what_it_heads(package: Package, case: Case) -> None:
    kept = package.find("//w:p[w:pPr/w:keepNext]")
    texts = ["".join(text.text or "" for text in p.iter(f"{{{W['w']}}}t")) for p in kept]
    chapters = [
        "第一章　总则",
        "第二章　加入政务微博体系的审批程序",
        "第三章　体系内政务微博的安全管理",
        "第四章　附则",
    ]
    assert [text for text in texts if text.startswith("第")] == (chapters if case[0].key == "regulation" else [])
    tables = [text[2:] for text in texts if text[1:2] == "、"]
    assert tables == (["变更情况", "变更后的管理队伍"] if case[0].key == "change" else [])


def test_properties_state_title_and_unit_and_nothing_else(package: Package, document: Document) -> None:
    stated = {etree.QName(element).localname: element.text for element in package.root("docProps/core.xml")}
    expected = {"title": document.title, "language": "zh-CN"}
    assert stated == (expected | {"subject": document.organisation} if document.organisation else expected)
    company = package.root("docProps/app.xml").findtext("{*}Company")
    assert (company or "") == document.organisation


def test_no_trace_of_python_docx_or_of_any_day_is_left(package: Package) -> None:
    everything = b"".join(package.parts.values()).lower()
    for trace in (b"python-docx", b"generated by", b"2013-12-23", b"steve canny", b"stylewitheffects", b"ms mincho"):
        assert trace not in everything
    assert package.dates == {(1980, 1, 1, 0, 0, 0)}
    assert len(package.parts) - sum("footer" in name for name in package.parts) == 13


def test_numbered_documents_have_a_number_at_the_outer_edge_of_odd_and_even_sheets(
    package: Package, document: Document
) -> None:
    parts = sorted(name for name in package.parts if "footer" in name)
    assert parts == (["word/footer-default.xml", "word/footer-even.xml"] if document.folio else [])
    assert bool(package.find("//w:evenAndOddHeaders", "word/settings.xml")) == bool(document.folio)
    for name, align, edge in zip(parts, ("right", "left"), ("right", "left"), strict=False):
        (line,) = package.find("/w:ftr/w:p", name)
        assert "".join(text.text or "" for text in line.iter(f"{{{W['w']}}}t")) == "— 1 —"
        assert attribute(line.find("w:fldSimple", W), "instr").strip() == "PAGE"  # type: ignore[arg-type]
        assert attribute(line.find("w:pPr/w:jc", W), "val") == align  # type: ignore[arg-type]
        assert number(line.find("w:pPr/w:ind", W), edge) == 14 * 20  # type: ignore[arg-type]
        faces = {attribute(found, "ascii") for found in line.iter(f"{{{W['w']}}}rFonts")}
        assert faces == {"宋体"}


def test_a_table_that_may_run_on_repeats_its_header(package: Package, case: Case) -> None:
    headers = package.find("//w:tr[w:trPr/w:tblHeader]")
    assert len(headers) == (2 if case[0].key == "change" else 0)


def test_curly_quotes_say_outright_that_a_mark_may_hang() -> None:
    package = Package(renderer.render(document_of((REGULATION, "blank"))))
    said = package.find("//w:p[w:pPr/w:overflowPunct/@w:val='1']")
    assert ["".join(text.text or "" for text in p.iter(f"{{{W['w']}}}t"))[:3] for p in said] == ["第四条"]


def test_python_docx_reads_the_text_back(case: Case) -> None:
    document = document_of(case)
    read = docx.Document(BytesIO(renderer.render(document)))
    for control in read.element.body.xpath("//w:sdt[w:sdtPr/w:showingPlcHdr]"):
        control.getparent().remove(control)
    drawn = "".join(text.text or "" for text in read.element.body.iter(f"{{{W['w']}}}t"))
    assert drawn == "".join(run.text for run in runs(document)).replace("\n", "")


def test_faces_by_role(document: Document) -> None:
    package = Package(renderer.render(document))
    title = package.find("//w:body/w:p[1]//w:rFonts")[0]
    assert attribute(title, "eastAsia") == fonts.OFFICIAL[Face.TITLE].name
