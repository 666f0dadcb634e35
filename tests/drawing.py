"""Word files as LibreOffice and OnlyOffice draw and save them, made beside the tests that do not need them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from typing_extensions import ParamSpec

from tests.cases import CASES, FURTHER, STATED, TYPICAL, case_name, prose
from zzuli_forms import ApprovalForm, FactsError, save
from zzuli_forms.document.nodes import Document
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import lay_out, lay_out_blank, renderer

P = ParamSpec("P")
Case = tuple[Form, str]
NAMES = [*map(case_name, CASES), *FURTHER]
"""Every state of every form."""
AHEAD = ("by_office", "spaced_as_told", "by_onlyoffice", "in_half_ems", "resaved", "elsewhere")
"""The fixtures that are begun before the first test if any test asks for them."""
PATTERNS = ("每周更新3次，每月推送2期，", "2014年6月30日、7月1日举办3场讲座，", "通过QQ群、APP、WiFi与师生互动，")
WAYS = (("docx",), ("odt", "docx"), ("doc", "docx"))
"""How LibreOffice saves a Word file: at once, and through its own and Word's older format."""
LONG_UNIT = "食品与生物工程学院"
TYPED: dict[str, dict[str, str]] = {
    "opening-blank": {"unit": LONG_UNIT, "account": f"郑州轻工业学院{LONG_UNIT}", "domain": "weibo.com/zzulifood"},
    "change-blank": {"unit": LONG_UNIT, "account": f"郑州轻工业学院{LONG_UNIT}", "reason": "原管理员工作调动。"},
    "opening-typical": {"unit": LONG_UNIT},
    "change-typical": {"unit": LONG_UNIT},
    "approval-blank": {
        "unit": "国际合作与交流处（港澳台事务办公室）",
        "purpose": "发布馆藏与服务信息，回应读者咨询，每周更新3次以上，服务教学科研。" * 3,
        "team.leader.name": "阿布都热合曼·买买提艾力·吾买尔江·阿卜杜克热木江",
        "team.leader.phone": "0371-63556789转123456",
    },
}
"""What may be typed later into papers of ours, by their names."""
MACHINES = {
    "Noto": "opentype/noto/Noto*CJK-*.ttc",
    "WenQuanYi": "truetype/wqy/*.ttc",
    "AR PL": "truetype/arphic/*.ttc",
}
"""The faces of machines that have none of the standard, by Debian's folders."""


def document_of(case: Case) -> Document:
    """The fitted tree of a case."""
    form, kind = case
    stated = STATED[form.key][kind]
    if stated is None:
        return lay_out_blank(form)
    return lay_out(form.model.model_validate(stated), continued=kind == "continued")


def document_named(name: str) -> Document:
    """The fitted tree of a state."""
    if name in FURTHER:
        form, facts = FURTHER[name]
        return lay_out(form.model.model_validate(facts))
    return document_of(next(case for case in CASES if case_name(case) == name))


def written(folder: Path, kind: str) -> dict[str, Path]:
    """Write every state in a format; NAME → path."""
    paths = {name: folder / f"{name}.{kind}" for name in NAMES}
    for name, path in paths.items():
        path.write_bytes(renderer(kind)(document_named(name)))
    return paths


def crowded_forms(folder: Path) -> dict[str, Path]:
    """Write forms full of digits and Latin words as Word files, as long as they are accepted; NAME → path."""
    found: dict[str, Path] = {}
    for (number, pattern), length in product(enumerate(PATTERNS), range(200, 330, 15)):
        facts = {**TYPICAL, "purpose": prose(length, pattern), "scope": prose(length, pattern)}
        name = f"{number}-{length}"
        with suppress(FactsError):
            found[name] = save(ApprovalForm.model_validate(facts), folder / f"{name}.docx")
    return found


@dataclass(frozen=True)
class Later(Mapping[str, Path]):
    """Files by name that a program is still making; whoever asks for one waits until all are there."""

    made: Callable[[], Mapping[str, Path]]

    def __getitem__(self, name: str) -> Path:
        return self.made()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.made())

    def __len__(self) -> int:
        return len(self.made())


def later(pool: Executor, make: Callable[P, Mapping[str, Path]], *given: P.args, **named: P.kwargs) -> Later:
    """Have a program make files beside the tests."""
    return Later(pool.submit(make, *given, **named).result)


@dataclass(frozen=True)
class Drawn:
    """The Word file and the PDF of every state, and what each engine makes of the Word file: ENGINE → NAME → PDF."""

    words: Mapping[str, Path]
    pdfs: Mapping[str, Path]
    engines: Mapping[str, Mapping[str, Path]]


def of_cases(words: Mapping[str, Path]) -> list[Path]:
    """Return the files of the cases among those of all states."""
    return [words[case_name(case)] for case in CASES]
