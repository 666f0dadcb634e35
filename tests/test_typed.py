"""What the types of the package say to somebody else's code, by mypy and by pyright, from outside the checkout."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import zzuli_forms
from tests.conftest import program
from tests.outside import Desk, Said
from zzuli_forms.models.facts import Facts

pytestmark = pytest.mark.judged
REPOSITORY = Path(__file__).parents[1]
PAGES = ("README.md", "CONTRIBUTING.md", "examples/使用手册.md")
REFUSED = "  # refused"
USUAL = """
from datetime import date
from pathlib import Path

from typing_extensions import assert_type

from zzuli_forms import ApprovalForm, CommitmentLetter, Facts, FactsError, Fault, Faults, FilingPacket, Format, Member
from zzuli_forms import OpeningNotice, Phone, Reading, Regulation, Report, Team, TeamChangeNotice
from zzuli_forms import check_units, make_packets, preview, read, reading, render, save
from zzuli_forms.files.disk import Written
from zzuli_forms.filing.results import Outcome, Problem, State
from zzuli_forms.filing.roster import Unit
from zzuli_forms import Form
from zzuli_forms.models.categories import Category

person = {"name": "王刚", "phone": "13803711234"}
member = Member(name="王刚", phone="13803711234")
Member(name="王刚", phone=member.phone)
Member(姓名="王刚", 电话="13803711234")
Member(name="王刚", phone=13803711234)
Member(name="王刚", phone=["13803711234"])  # refused
Member(name=13803711234, phone="13803711234")  # refused
team = Team(leader=member, administrators=[member])
Team(leader=person, administrators=[person, member])
Team(leader={"姓名": "王刚", "电话": "13803711234"}, administrators=(member, person))
Team(leader="王刚", administrators=[])  # refused
Team(leader=member, administrators="王刚")  # refused
CommitmentLetter(unit="图书馆")
CommitmentLetter(申报单位="图书馆")
CommitmentLetter("图书馆")  # refused
CommitmentLetter(unit=None)  # refused
Regulation()
packet = FilingPacket(unit="图书馆", account="轻院", purpose="宗旨", scope="范围", team=team, category="窗口单位")
FilingPacket(unit="图书馆", account="轻院", team={"leader": person, "administrators": [person]})
FilingPacket(unit="图书馆", team="王刚")  # refused
FilingPacket.from_facts({"申报单位": "图书馆", "team": {"leader": person}}, area="0371")
ApprovalForm.model_validate({"unit": "图书馆"}, context={"area_code": "0371"})
notice = OpeningNotice(unit="图书馆", domain="weibo.com/zzuli", opened="2014-06-20", dated=date(2014, 6, 25))
OpeningNotice(unit="图书馆", account="轻院", domain="weibo.com/zzuli", opened=2.5)  # refused
changed = TeamChangeNotice(unit="图书馆", effective=date(2014, 9, 1), before=team, after={"leader": person})
packet.units  # refused

assert_type(member.phone, Phone)
assert_type(team.administrators, tuple[Member, ...])
assert_type(notice.opened, date)
assert_type(notice.dated, date | None)
assert_type(packet.form, ApprovalForm)
assert_type(packet.letter, CommitmentLetter)
assert_type(packet.category, Category | None)
assert_type(FilingPacket.from_file("图书馆.yaml"), FilingPacket)
assert_type(FilingPacket.model_validate({}), FilingPacket)
assert_type(packet.files(), dict[str, bytes])
assert_type(packet.write("out", formats=["pdf"]), Written)
for path in packet.write("out"):
    assert_type(path, Path)
packet.write("out", formats=["odt"])  # refused

kind: Format = "docx"
assert_type(render(packet, kind), bytes)
assert_type(render(packet, "pdf"), bytes)
render(packet, "odt")  # refused
render({"unit": "图书馆"}, "pdf")  # refused
assert_type(save(packet.form, "审批表.docx"), Path)
assert_type(preview(notice), bytes)

stated = read("审批表.docx")
assert_type(stated, Facts)
if isinstance(stated, FilingPacket):
    assert_type(stated.team.leader.phone.text, str)
found = reading("审批表.docx")
assert_type(found, Reading)
assert_type(found.form, Form)
assert_type(found.facts, Facts | None)
assert_type(found.faults, Faults[Fault])
assert_type([fault.remedy for fault in found.faults], list[str])

report = check_units("各单位.xlsx")
assert_type(report, Report)
assert_type(report.outcomes, tuple[Outcome, ...])
assert_type(report.problems, tuple[Problem, ...])
assert_type(report.written, tuple[Path, ...])
assert_type(report.good, bool)
assert_type(report.outcomes[0].state, State)
state: str = report.outcomes[0].state.value
assert_type(report.outcomes[0].unit, Unit)
assert_type(report.outcomes[0].unit.packet, FilingPacket)
assert_type(report.outcomes[0].faults, tuple[Fault, ...])
assert_type(report.problems[0].fault, Fault)


def told(done: int, all_: int, outcome: Outcome) -> None:
    print(done, all_, outcome.state)


assert_type(make_packets("各单位.xlsx", "out", formats=("docx",), progress=told), Report)
make_packets("各单位.xlsx", "out", formats=("odt",))  # refused
try:
    pass
except FactsError as error:
    assert_type(error.faults, Faults[Fault])
"""
MODELS: dict[str, type[Facts]] = {
    name: thing
    for name in zzuli_forms.__all__
    if isinstance(thing := getattr(zzuli_forms, name), type) and issubclass(thing, Facts) and thing is not Facts
}


def blocks() -> Iterator[tuple[str, str]]:
    """The Python that the pages for people show, by a file name."""
    for page in PAGES:
        for number, block in enumerate(
            re.findall(r"```python\n(.*?)```", (REPOSITORY / page).read_text("utf-8"), re.S)
        ):
            yield f"{Path(page).stem}_{number}.py", block


def fields() -> str:
    """Every field of every model stated by name, by label, and as what no field is."""
    lines = [f"from zzuli_forms import {', '.join(MODELS)}"]
    for name, model in MODELS.items():
        for key, field in model.model_fields.items():
            example = f"{(field.examples or [{}])[0]!r}"
            given = f"[{example}]" if key == "administrators" else example
            lines += [f"{name}({key}={given})", f"{name}({field.title}={given})", f"{name}({key}=object()){REFUSED}"]
    return "\n".join(lines)


CODE = {**dict(blocks()), "usual.py": USUAL, "fields.py": fields()}
Checked = dict[str, Future[list[Said]]]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with all the code of this file on it."""
    program("node")
    desk = Desk(tmp_path_factory.mktemp("typed"))
    desk.put(CODE)
    return desk


@pytest.fixture(scope="module")
def checked(desk: Desk) -> Iterator[tuple[Checked, Future[dict[str, Any]]]]:
    """What both checkers say of all code, and what pyright knows of the package, found side by side."""
    checkers: dict[str, Callable[..., list[Said]]] = {"mypy": desk.mypy, "pyright": desk.pyright}
    assert desk.python.exists()
    with ThreadPoolExecutor(3) as pool:
        known = pool.submit(desk.completeness)
        yield {name: pool.submit(check, [*CODE]) for name, check in checkers.items()}, known


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
@pytest.mark.parametrize("file", CODE)
def test_a_checker_refuses_what_is_wrong_and_nothing_else(
    checker: str, file: str, checked: tuple[Checked, Future[dict[str, Any]]]
) -> None:
    wrong = {number for number, line in enumerate(CODE[file].splitlines(), 1) if line.endswith(REFUSED)}
    faults = [said for said in checked[0][checker].result() if said.file == file and said.fault]
    assert {said.line for said in faults} == wrong, [said for said in faults if said.line not in wrong]


def test_the_pages_have_their_code() -> None:
    assert {"README_0.py", "CONTRIBUTING_0.py"} <= set(CODE)
    assert CODE["fields.py"].count(REFUSED) > 30


def of_public_names(symbol: str) -> bool:
    """Tell whether a name is one that the package offers, or belongs to one."""
    things = [getattr(zzuli_forms, name) for name in zzuli_forms.__all__ if name[0].isalpha()]
    homes = [f"{thing.__module__}.{thing.__name__}" for thing in things if hasattr(thing, "__name__")]
    return any(symbol == home or symbol.startswith(f"{home}.") for home in homes)


def test_the_type_of_every_public_name_is_known_outright(
    checked: tuple[Checked, Future[dict[str, Any]]],
) -> None:
    known = checked[1].result()
    public = [symbol for symbol in known["symbols"] if symbol["isExported"] and of_public_names(symbol["name"])]
    assert len(public) > 100
    assert [symbol["name"] for symbol in public if not symbol["isTypeKnown"]] == []
    assert known["exportedSymbolCounts"]["withUnknownType"] <= 2
