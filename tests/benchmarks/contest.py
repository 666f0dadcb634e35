"""The data of the contest, and what each maker makes of it: the letter and the form of one unit.

Every unit is new, so that nothing of its own is remembered; what is the same for all may be. Part of its characters are
new too: a maker that keeps the glyphs of earlier papers meets some it has not kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from tests.edited import DOCUMENT, with_parts
from zzuli_forms import FilingPacket, Format, render
from zzuli_forms.forms.register import form_named
from zzuli_forms.typeset import fonts

PURPOSE = (
    "围绕立德树人根本任务，宣传党的路线方针政策，弘扬社会主义核心价值观，讲好校园故事；展示教学改革、科研创新、"
    "招生就业、国际交流等方面成果，及时回应师生关切，畅通沟通渠道，提升服务水平与治理能力，营造清朗网络空间；凝聚爱校荣校情怀，塑造良好形象，推动特色鲜明高水平大学再上新台阶。"
)
SCOPE = (
    "馆藏推介、新书速递、讲座培训、数据库试用、阅读推广活动预告，开闭馆时间调整，座位预约与读者权益提示；\n"
    "读者咨询答复，失物招领，志愿者招募，毕业季离校手续办理指南，寒暑假值班安排，以及突发天气应急通知、党群共建、扶贫帮困、体育赛事、艺术展演、非遗传承等专题。"
)
TYPED: dict[str, Any] = {
    "unit": "图书馆",
    "account": "郑州轻工业学院图书馆",
    "purpose": PURPOSE,
    "scope": SCOPE,
    "team": {
        "leader": {"name": "欧阳静怡", "phone": "0371-63556789转8012"},
        "administrators": [
            {"name": "司徒浩然", "phone": "13803711234"},
            {"name": "阿依古丽·买买提", "phone": "15937182460"},
            {"name": "慕容雪", "phone": "0371-86608095"},
        ],
    },
}
COMMON = b"".join(bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)).decode(
    "gb2312", "ignore"
)
"""The 3,755 level-1 hanzi of GB 2312."""
NEW_HANZI = 0.15
"""The part of a text's hanzi that every unit has of its own."""
FIRST = 100_000
_NUMBERS = count(FIRST)
Work = Callable[[Mapping[str, Any]], tuple[bytes, bytes]]


def unit() -> dict[str, Any]:
    """Facts of a unit never seen before, running text and all; the same in every run."""
    return numbered(next(_NUMBERS))


def numbered(number: int) -> dict[str, Any]:
    """Facts of the unit of this number."""
    chance = Random(number)  # noqa: S311
    texts = {name: _renewed(_turned(TYPED[name], number), chance) for name in ("purpose", "scope")}
    return {**TYPED, **texts, "unit": f"图书馆{number}"}


def _turned(text: str, number: int) -> str:
    """The clauses of a text in another order, the same characters and more."""
    clauses = re.split("(?<=[，；。])", text.replace("\n", ""))
    first = number % len(clauses)
    return f"{''.join(clauses[first:] + clauses[:first])}{number}"


def _renewed(text: str, chance: Random) -> str:
    """The text with part of its hanzi replaced one for one, so that it is as long as before."""
    hanzi = [place for place, character in enumerate(text) if is_hanzi(character)]
    characters = list(text)
    for place in chance.sample(hanzi, round(NEW_HANZI * len(hanzi))):
        characters[place] = chance.choice(COMMON)
    return "".join(characters)


def is_hanzi(character: str) -> bool:
    """Whether a character is of the CJK block that holds all of GB 2312."""
    return "\u4e00" <= character <= "\u9fff"


def flat(facts: Mapping[str, Any]) -> dict[str, str]:
    """Each line of each value under the name of a merge field."""
    people = [facts["team"]["leader"], *facts["team"]["administrators"]]
    values = {key: facts[key] for key in ("unit", "account", "purpose", "scope")}
    values |= {f"name{n}": person["name"] for n, person in enumerate(people)}
    values |= {f"phone{n}": person["phone"] for n, person in enumerate(people)}
    return {f"{key}_{n}": line for key, text in values.items() for n, line in enumerate(text.split("\n"))}


def ours(kind: Format) -> Work:
    """The library: facts checked, fitted, rendered."""

    def work(facts: Mapping[str, Any]) -> tuple[bytes, bytes]:
        packet = FilingPacket.model_validate(facts)
        return render(packet.letter, kind), render(packet.form, kind)

    return work


def _field(path: str, line: int) -> str:
    name = path.replace("team.leader.", "leader0").replace("team.administrators", "")
    for number in range(3):
        name = name.replace(f"[{number}].name", f"name{number + 1}").replace(f"[{number}].phone", f"phone{number + 1}")
    return f"{name.replace('leader0name', 'name0').replace('leader0phone', 'phone0')}_{line}"


@cache
def template(holes: str) -> Mapping[str, bytes]:
    """Lean templates made of our own files, with a hole written so for each control; letter and form."""
    packet = FilingPacket.model_validate(TYPED)
    return {
        "letter": _with_holes(render(packet.letter, "docx", attached=False), holes),
        "form": _with_holes(render(packet.form, "docx", attached=False), holes),
    }


def _with_holes(data: bytes, holes: str) -> bytes:
    def change(part: bytes) -> bytes:
        root = etree.fromstring(part)
        seen: dict[str, int] = {}
        for control in list(root.iter(qn("w:sdt"))):
            _replace(control, seen, holes)
        return etree.tostring(root)

    return with_parts(data, {DOCUMENT: change})


def _replace(control: etree._Element, seen: dict[str, int], holes: str) -> None:
    tag, run = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}"), next(control.iter(qn("w:r")))
    assert tag is not None
    path = str(tag.get(qn("w:val")))
    name, seen[path] = _field(path, seen.get(path, 0)), seen.get(path, 0) + 1
    (text,) = run.findall(qn("w:t"))
    text.text = holes.format(name)
    hole = run
    if holes.startswith("«"):
        hole = etree.Element(qn("w:fldSimple"), {qn("w:instr"): f" MERGEFIELD {name} "})
        hole.append(run)
    control.addprevious(hole)
    home = control.getparent()
    assert home is not None
    home.remove(control)


def mail_merge(facts: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """docx-mailmerge2 on the lean templates."""
    from mailmerge import MailMerge

    def merged(data: bytes) -> bytes:
        buffer = BytesIO()
        with MailMerge(BytesIO(data)) as document:
            document.merge(**flat(facts))
            document.write(buffer)
        return buffer.getvalue()

    made = template("«{}»")
    return merged(made["letter"]), merged(made["form"])


def docxtpl(facts: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """docxtpl on the lean templates."""
    from docxtpl import DocxTemplate

    def filled(data: bytes) -> bytes:
        buffer = BytesIO()
        document = DocxTemplate(BytesIO(data))
        document.render(flat(facts))
        document.save(buffer)
        return buffer.getvalue()

    made = template("{{{{ {} }}}}")
    return filled(made["letter"]), filled(made["form"])


@dataclass(frozen=True)
class Typst:
    """typst with its fonts and source loaded, tagging what it sets."""

    compiler: Any

    @classmethod
    def ready(cls) -> Typst:
        """Loads the faces and the source once."""
        import typst

        source = str(Path(__file__).with_name("pages.typ"))
        compiler: Any = typst.Compiler(source, font_paths=[str(fonts.folder())], ignore_system_fonts=True)
        return cls(compiler)

    def __call__(self, facts: Mapping[str, Any]) -> tuple[bytes, bytes]:
        return self.pages(facts, "letter"), self.pages(facts, "approval")

    def pages(self, facts: Mapping[str, Any], *pages: str) -> bytes:
        """These papers in one file."""
        stated = {**facts, "people": list(people(facts))}
        said = json.dumps({"pages": pages, "words": [words(which) for which in pages], "facts": stated})
        made: bytes = self.compiler.compile(format="pdf", sys_inputs={"said": said})
        return made


def people(facts: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Post, name and phone of everybody."""
    everybody = [facts["team"]["leader"], *facts["team"]["administrators"]]
    for post, person in zip(("负责人", "管理员", "管理员", "管理员"), everybody, strict=True):
        yield post, person["name"], person["phone"]


@cache
def words(which: str) -> Mapping[str, Any]:
    """The official words of a paper as plain data."""
    found = form_named(which).wording()
    clauses = [
        {"number": one.number, "text": one.text, "items": [f"{item.number}{item.text}" for item in one.items]}
        for one in found.clauses
    ]
    names = ("closing", "signature", "signed_on", "seal")
    closing = (
        [found.text[name] for name in names]
        if which == "letter"
        else [f"{one.number} {one.text}" for one in found.clauses]
    )
    return {"title": found.title, **found.text, "clauses": clauses, "closing": closing}
