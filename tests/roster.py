"""Units enough to fill a workbook: the shipped examples and more of their kind; and what a run leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from zzuli_forms.files import xlsx
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.models.facts import Location
from zzuli_forms.readers.table.columns import Column, columns
from zzuli_forms.readers.table.template import template
from zzuli_forms.readers.text import facts_file

EXAMPLES = Path(__file__).parents[1] / "examples"
COLUMNS = tuple(column for column in columns(FilingPacket) if column.offered)
SINGLE = ("图书馆.yaml", "食品与生物工程学院.toml", "青年志愿者协会.json")
MORE: tuple[dict[str, Any], ...] = (
    {
        "unit": "招生办公室",
        "account": "郑州轻工业学院招生",
        "purpose": "发布权威招生信息，解答考生和家长疑问，展示学校办学特色，维护招生公平。",
        "scope": "招生章程与计划、录取进程与结果查询、专业介绍、咨询安排和招生纪律。",
        "team": {
            "leader": {"name": "郭建国", "phone": "0371-63556601"},
            "administrators": [
                {"name": "韩雪", "phone": "13523412345"},
                {"name": "买买提·艾合买提", "phone": "内线6601"},
            ],
        },
        "category": "窗口单位",
    },
    {
        "unit": "国际合作与交流处（港澳台事务办公室）",
        "account": "郑州轻工业学院国际合作与交流处",
        "purpose": "宣传国际交流与合作政策，服务师生出国（境）学习研修，介绍合作院校和项目。",
        "scope": "合作项目与奖学金、出国（境）手续办理、外籍教师与留学生活动、讲座预告。",
        "team": {
            "leader": {"name": "田甜", "phone": "0371-63556800转801"},
            "administrators": [{"name": "John F. Smith", "phone": "15838112345"}],
        },
        "category": "窗口单位",
    },
    {
        "unit": "后勤集团",
        "account": "郑州轻工业学院后勤集团",
        "purpose": "公开后勤服务信息，受理师生报修与建议，及时回应关切，保障校园生活。",
        "scope": "停水停电通知、食堂与公寓服务、维修进度、节能宣传、师生意见答复。",
        "team": {
            "leader": {"name": "范志强", "phone": "0371-63556900"},
            "administrators": [
                {"name": "吕岩", "phone": "18937112345"},
                {"name": "梁秋", "phone": "0371-63556901"},
                {"name": "石磊", "phone": "17603812345"},
            ],
        },
        "category": "窗口单位",
    },
)


def value_at(facts: Mapping[str, Any], path: Location) -> str:
    """What facts state at a path; empty where nothing."""
    found: Any = facts
    for step in path:
        inside = dict(enumerate(found)) if isinstance(found, list) else found
        found = inside.get(step, {})
    return str(found or "")


def example_units() -> list[dict[str, Any]]:
    """The facts of the shipped examples, by English name, as written."""
    stated = [facts_file.read(EXAMPLES / name) for name in SINGLE]
    packets = [FilingPacket.model_validate(facts) for facts in stated]
    return [packet.model_dump(mode="json", exclude_none=True, exclude={"edition"}) for packet in packets] + [*MORE]


def filled_template(units: Iterable[Mapping[str, Any]]) -> bytes:
    """The template with these units typed into it, the sample overwritten."""
    book = load_workbook(BytesIO(template(FilingPacket)))
    sheet = book["各单位"]
    sheet["A2"].comment = None
    for row, facts in enumerate(units, 2):
        xlsx.grow(xlsx.put_row(sheet, row, [value_at(facts, column.path) for column in COLUMNS]))
    return xlsx.packed(book)


def plain_book(rows: Sequence[Sequence[object]], title: str = "各单位") -> Workbook:
    """A workbook as a script writes it: values of any kind, row by row."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return book


def numbered(count: int) -> list[dict[str, Any]]:
    """So many units, each with a name, an account and numbers of its own."""
    return [_numbered(number) for number in range(count)]


def _numbered(number: int) -> dict[str, Any]:
    return {
        **MORE[number % len(MORE)],
        "unit": f"第{number:04d}教学部",
        "account": f"郑州轻工业学院教学部{number:04d}",
        "team": {
            "leader": {"name": "王刚", "phone": f"0371-6355{number:04d}"},
            "administrators": [{"name": "李晓雨", "phone": f"138037{number:05d}"}],
        },
    }


def headers(known: Sequence[Column] = COLUMNS) -> list[str]:
    """The headers of the columns."""
    return [column.header for column in known]


def cells(facts: Mapping[str, Any], known: Sequence[Column] = COLUMNS) -> list[str]:
    """What a unit states, column by column."""
    return [value_at(facts, column.path) for column in known]


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder, path → digest."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
