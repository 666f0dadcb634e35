"""Workbooks as other programs damage them, beside their cells and in the names of their parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

from tests.roster import cells, example_units, headers

Parts = dict[str, bytes]
Damage = Callable[[Parts], Parts]
SHEET, STYLES, BOOK, THEME = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/theme/theme1.xml"
STRINGS, TYPES, RELATED = "xl/sharedStrings.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_OFFICE = b"http://schemas.openxmlformats.org/"
_INLINE = rb't="inlineStr"><is><t[^>]*>(.*?)</t></is>'
_RUN = b'<si><r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">%s</t></r></si>'
_OVERRIDE = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>'
_STRINGS = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_RELATED = (
    b'<Relationship Id="rIdS" Target="sharedStrings.xml" Type="%sofficeDocument/2006/relationships/sharedStrings"/>'
)
_STRICT = (
    (_OFFICE + b"spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (_OFFICE + b"officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
)


def busy_book() -> bytes:
    """A workbook with two units, one with a faulty phone, a note, a link, a chart, a picture and a table."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "各单位"
    first, second = (cells(unit) for unit in example_units()[:2])
    second[5] = "1380371"
    for row in (headers(), first, second):
        sheet.append(row)
    sheet["A2"].comment = Comment("请核对", "张三")
    sheet["B2"].hyperlink = "https://weibo.com/zzulilib"
    other = book.create_sheet("往年")
    other.append(["年份", "单位数"])
    other.append([2013, 12])
    other.add_table(Table(displayName="往年", ref="A1:B2"))
    chart, picture = BarChart(), BytesIO()
    chart.add_data(Reference(other, min_col=2, min_row=1, max_row=2))
    other.add_chart(chart, "D2")
    Picture.new("RGB", (4, 4)).save(picture, "PNG")
    sheet.add_image(Image(picture), "P2")
    book.properties.created = datetime(2014, 6, 1)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parts(data: bytes) -> Parts:
    """The parts of a package by name."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_shared_strings(members: Parts) -> Parts:
    """The workbook with its texts in a table of shared strings, in runs, as Excel writes them."""
    shared: list[bytes] = []

    def share(found: re.Match[bytes]) -> bytes:
        shared.append(_RUN % found[1])
        return b't="s"><v>%d</v>' % (len(shared) - 1)

    sheets = {name: re.sub(_INLINE, share, part) for name, part in members.items() if "worksheets/sheet" in name}
    types = members[TYPES].replace(b"</Types>", _OVERRIDE % _STRINGS)
    related = members[RELATED].replace(b"</Relationships>", _RELATED % _OFFICE + b"</Relationships>")
    strings = b'<sst xmlns="%sspreadsheetml/2006/main">%s</sst>' % (_OFFICE, b"".join(shared))
    return {**members, **sheets, TYPES: types, RELATED: related, STRINGS: strings}


def package(members: Mapping[str, bytes], path: Path) -> Path:
    """Write parts as a package."""
    with ZipFile(path, "w") as written:
        for name, part in members.items():
            written.writestr(name, part)
    return path


def changed(name: str, old: bytes, new: bytes) -> Damage:
    """The change of some bytes, which must be there, in the parts of whose names this is the beginning."""

    def change(members: Parts) -> Parts:
        affected = [part for part in members if part.startswith(name) and re.search(old, members[part], re.DOTALL)]
        assert affected, (name, old)
        return {**members, **{part: re.sub(old, new, members[part], flags=re.DOTALL) for part in affected}}

    return change


def renamed(rename: Callable[[str], str], only: str = "") -> Damage:
    """The parts with other names, not told to the parts that refer to them."""
    return lambda members: {rename(name) if only in name else name: part for name, part in members.items()}


def without(name: str) -> Damage:
    """The package without the parts of whose names this is the beginning."""
    return lambda members: {part: data for part, data in members.items() if not part.startswith(name)}


def strict(members: Parts) -> Parts:
    """The package in the namespaces of Strict Open XML."""
    changed = dict(members)
    for old, new in _STRICT:
        changed = {name: data.replace(old, new) for name, data in changed.items()}
    return changed


DAMAGES: Mapping[str, Damage] = {
    "a fill without a kind": changed(STYLES, rb"<fills.*?<fill>.*?</fill>", b'<fills count="2"><fill/>'),
    "a colour that is none": changed(STYLES, rb"<color [^>]*>", b'<color rgb="red"/>'),
    "a font family out of range": changed(STYLES, rb'<family val="2"', b'<family val="99"'),
    "an alignment that is none": changed(STYLES, rb"<xf ([^>]*)/>", rb'<xf \1><alignment horizontal="middle"/></xf>'),
    "Strict Open XML": strict,
    "SharedStrings.xml": renamed(lambda name: name.replace("sharedStrings", "SharedStrings")),
    "Sheet1.XML": renamed(lambda name: name.replace("sheet1.xml", "Sheet1.XML"), "worksheets/sheet1"),
    "all upper case": renamed(str.upper),
    "backslashes": renamed(lambda name: name.replace("/", "\\")),
    "a text in a size that is none": changed(STRINGS, rb'<sz val="11"/>', b'<sz val="big"/>'),
    "a note without an author": changed("xl/comments/", rb"<authors>.*?</authors>", b""),
    "a note of an unknown author": changed("xl/comments/", rb'authorId="0"', b'authorId="7"'),
    "a picture without a target": changed("xl/drawings/_rels/", rb'Target="[^"]*"', b'Target="NULL"'),
    "no drawing": without("xl/drawings/"),
    "no table": without("xl/tables/"),
    "a table without a range": changed("xl/tables/", rb' ref="[^"]*"', b""),
    "no chart": without("xl/charts/"),
    "a chart that is none": changed("xl/charts/", rb"<barDir [^>]*>", b'<barDir val="up"/>'),
    "a link without a place": changed(SHEET, rb'(<hyperlink [^>]*)ref="B2"', rb'\1ref="zz"'),
    "a page turned nowhere": changed(SHEET, rb"</sheetData>", b'</sheetData><pageSetup orientation="up"/>'),
    "a prompt of no kind": changed(
        SHEET, rb"</sheetData>", b'</sheetData><dataValidations><dataValidation type="any"/></dataValidations>'
    ),
    "a row of no height": changed(SHEET, rb'<row r="2"', b'<row r="2" ht="high"'),
    "a view of no kind": changed(SHEET, rb"<sheetView ", b'<sheetView view="upside" '),
    "a name without meaning": changed(
        BOOK,
        rb"<definedNames ?/?>",
        b'<definedNames><definedName localSheetId="x" name="a">#REF!</definedName></definedNames>',
    ),
    "a day that is none": changed("docProps/core", rb">2014-06-01[^<]*<", b">gestern<"),
    "a theme that is none": changed(THEME, rb"</a:theme>", b""),
    "no theme": without(THEME),
    "no styles": without(STYLES),
}


def damaged(names: Iterable[str]) -> Parts:
    """The parts of the busy workbook after these damages."""
    members = with_shared_strings(parts(busy_book()))
    for name in names:
        members = DAMAGES[name](members)
    return members
