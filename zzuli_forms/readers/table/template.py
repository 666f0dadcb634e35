"""The workbook to fill in: one row per unit, headers, a sample row and notes made of a model's fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from zzuli_forms.files import xlsx
from zzuli_forms.models.facts import description
from zzuli_forms.readers.table.columns import Column, choices, columns, sample

SAMPLE_NOTE = "这一行是样例：请改成自己的内容，或删去整行"
"""The note at the sample row."""
_ROOM = 2_000
_FRAMED = 40
"""The last row with prompts and lists, and the last with a border; text format holds for whole columns."""
_WIDTHS: Mapping[int | str, float] = {"account": 28, "purpose": 34, "scope": 34, "name": 12, "phone": 20}
"""Column widths in characters, by field name; other columns have 18."""
_GENERAL = (
    "每个单位填一行；列的先后可以调换，上面可以加标题行，不用的列可以删去。",
    "“各单位”第2行是样例，请直接改成自己的内容，或删去整行；填了别的单位以后，没有改动的样例会被跳过。",
    "电话各列已设为文本格式，粘贴时请选“只粘贴数值”，以免号码变成 1.38E+10 之类。",
    "标“必填”的列不能空着；管理员不足三人时，其余留空。",
)


def template(model: type[BaseModel]) -> bytes:
    """Return the workbook as bytes: the sheet 各单位 to fill in, the sheet 填写说明 to read."""
    fields = tuple(column for column in columns(model) if column.offered)
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    _units(book.create_sheet("各单位"), fields)
    _notes(book.create_sheet("填写说明"), fields)
    return xlsx.packed(book)


def _units(sheet: Worksheet, fields: Sequence[Column]) -> None:
    xlsx.set_widths(sheet, [_width(column) for column in fields])
    for position, column in enumerate(fields, 1):
        sheet.column_dimensions[get_column_letter(position)].number_format = "@"
        _guide(sheet, position, column)
    xlsx.put_header(sheet, 1, [column.header for column in fields])
    example = sample(fields)
    cells = xlsx.put_row(sheet, 2, [example.get(column.path, "") for column in fields])
    xlsx.hang(cells[0], SAMPLE_NOTE)
    xlsx.grow(cells)
    for row in range(3, _FRAMED + 1):
        xlsx.frame_row(sheet, row, len(fields))
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"
    xlsx.print_on_landscape_a4(sheet, header=1)


def _width(column: Column) -> float:
    return _WIDTHS.get(column.path[-1], 18)


def _guide(sheet: Worksheet, position: int, column: Column) -> None:
    """Add the field's description as the input prompt of a column, and a list where the field has choices."""
    offered = choices(column)
    guide = DataValidation(
        type="list" if offered else None,
        formula1=f'"{",".join(offered)}"' if offered else None,
        allow_blank=True,
        showErrorMessage=bool(offered),
        showInputMessage=True,
        promptTitle=column.header[:32],
        prompt=(description(column.field))[:255],
        errorTitle="请从列表中选",
        error="、".join(offered),
    )
    letter = get_column_letter(position)
    guide.add(f"{letter}2:{letter}{_ROOM}")
    sheet.add_data_validation(guide)


def _notes(sheet: Worksheet, fields: Sequence[Column]) -> None:
    xlsx.set_widths(sheet, [24, 10, 62, 50])
    for number, text in enumerate(_GENERAL, 1):
        cell = xlsx.put(sheet, number, 1, f"{number}. {text}")
        cell.alignment = xlsx.WRAPPED
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=4)
        sheet.row_dimensions[number].height = 20
    header = len(_GENERAL) + 2
    xlsx.put_header(sheet, header, ["列", "是否必填", "怎样填", "样例"])
    for number, column in enumerate(fields, header + 1):
        needed = "必填" if column.required else "可不填"
        example = str((column.field.examples or [""])[-1])
        xlsx.grow(xlsx.put_row(sheet, number, [column.header, needed, description(column.field), example]))
    xlsx.print_on_landscape_a4(sheet, header)
