"""Facts for every registered form: blank, typical, maximal, and one over the limit."""

from __future__ import annotations

from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from zzuli_forms.forms.drafts import draft
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import APPROVAL, CHANGE, OWN, PACKET, all_forms
from zzuli_forms.models.facts import english_keys
from zzuli_forms.models.samples import example
from zzuli_forms.notebook.outline import InputField, outline
from zzuli_forms.official import DEFAULT_EDITION, editions

PROSE = (
    "围绕学校中心工作，及时发布教学科研、招生就业和校园生活等方面的重要信息；认真倾听师生意见，"
    "回应社会关注，做好政策解读（含答疑）。坚持“快报事实、慎报原因”的原则，传播校园文化，服务师生员工。"
)
PLAIN = "围绕学校中心工作及时发布教学科研和校园生活等方面的重要信息，认真倾听师生意见，回应社会关注。"
MIXED = "每周更新3次以上，内容含Weibo话题、2014年招生简章、数据库试用（CNKI、Web of Science）等；"
TYPICAL: dict[str, Any] = {
    "unit": "图书馆",
    "account": "郑州轻工业学院图书馆",
    "purpose": "发布馆藏与服务信息，回应读者咨询，每周更新3次以上，服务教学科研。",
    "scope": "开馆安排、新书通报、讲座与培训；\n数据库试用、读者问答，以及与图书馆有关的通知公告。",
    "team": {
        "leader": {"name": "王刚", "phone": "0371-63556789转8012"},
        "administrators": [
            {"name": "阿依古丽·买买提", "phone": "13803711234"},
            {"name": "马䶮𬀩", "phone": "内线6688"},
        ],
    },
}


def prose(length: int, pattern: str = PROSE) -> str:
    """So many characters of running text."""
    return "".join(islice(cycle(pattern), length))


def member(number: int) -> dict[str, str]:
    """A person with a long name and the longest number a form prints."""
    return {"name": f"买买提·{'一二三四'[number]}艾合买提江", "phone": "0371-63556789转123456"}


def with_prose(purpose: int, scope: int) -> dict[str, Any]:
    """The fullest team, with so many characters of purpose and scope."""
    return {
        "unit": "国际合作与交流处（港澳台事务办公室、国际教育学院筹备组）",
        "account": "郑州轻工业学院国际合作与交流处",
        "purpose": prose(purpose),
        "scope": prose(scope),
        "team": {"leader": member(0), "administrators": [member(n) for n in (1, 2, 3)]},
    }


MAXIMAL = with_prose(300, 300)
LONG_NAME = "阿布都热合曼·买买提艾力·吾买尔江·阿卜杜克热木江"
REPLACED: dict[str, Any] = {
    "leader": {"name": LONG_NAME, "phone": "0371-63556789转654321"},
    "administrators": [{"name": f"{LONG_NAME[:-1]}{c}", "phone": "0371-63556789转654321"} for c in "甲乙丙"],
}
"""Four people of whom none was in the fullest team."""
OPENED: dict[str, dict[str, Any] | None] = {
    "blank": None,
    "typical": {
        "unit": "图书馆",
        "account": "郑州轻工业学院图书馆",
        "domain": "https://weibo.com/zzulilib?from=feed",
        "opened": "2014年6月20日",
        "dated": "2014-06-25",
    },
    "maximal": {
        "unit": MAXIMAL["unit"],
        "account": MAXIMAL["account"],
        "domain": "https://e.weibo.com/zzuli-international-exchange.2",
        "opened": "2014-12-20",
        "dated": "2014-12-25",
    },
}
CHANGED: dict[str, dict[str, Any] | None] = {
    "blank": None,
    "typical": {
        "unit": "图书馆",
        "account": "郑州轻工业学院图书馆",
        "effective": "2014-09-01",
        "reason": "原管理员工作调动。",
        "before": TYPICAL["team"],
        "after": {
            "leader": {"name": "王刚", "phone": "0371-63556790"},
            "administrators": [
                {"name": "马䶮𬀩", "phone": "内线6688"},
                {"name": "赵敏", "phone": "13603711234"},
            ],
        },
        "dated": "2014-09-03",
    },
    "maximal": {
        "unit": MAXIMAL["unit"],
        "account": MAXIMAL["account"],
        "effective": "2014-12-11",
        "reason": prose(400),
        "before": MAXIMAL["team"],
        "after": REPLACED,
        "dated": "2014-12-23",
    },
}
HEADING = "国际合作与交流处（港澳台事务办公室）官方"
STATED: dict[str, dict[str, dict[str, Any] | None]] = {
    "letter": {
        "blank": None,
        "typical": {"unit": "图书馆"},
        "maximal": {"unit": MAXIMAL["unit"], "heading": HEADING},
    },
    "approval": {"blank": None, "typical": TYPICAL, "maximal": MAXIMAL},
    "packet": {"blank": None, "typical": TYPICAL, "maximal": {**MAXIMAL, "heading": HEADING}},
    "opening": OPENED,
    "change": CHANGED,
    "regulation": {"blank": None, "typical": {}, "maximal": {"edition": "2014-daxue"}},
}
LIMITS: dict[str, tuple[str, dict[str, Any]]] = {
    "letter": ("heading", {"unit": "图书馆"}),
    "approval": ("scope", with_prose(300, 300)),
    "packet": ("scope", with_prose(300, 300)),
    "opening": ("unit", OPENED["typical"] or {}),
    "change": ("reason", CHANGED["typical"] or {}),
}
"""For each form that takes free text the field that is lengthened to its limit, and the facts around it."""


def proses(form: Form) -> list[str]:
    """The running texts of a form's facts that stand outside groups, by field."""
    return [
        field.path for field in outline(form.model).parts if isinstance(field, InputField) and field.kind == "prose"
    ]


def filled(form: Form, stated: dict[str, Any]) -> dict[str, Any]:
    """These facts with running texts so long that they fill the page."""
    for path in proses(form):
        room = draft(form.model, stated).room().get(path, 0)
        stated = {**stated, path: f"{stated[path]}{prose(room, PLAIN.replace('，', '').replace('。', ''))}"}
    return stated


for _form in all_forms():
    if _form.key not in STATED:
        _sample = english_keys(_form.model, example(_form.model))
        STATED[_form.key] = {"blank": None, "typical": _sample, "maximal": filled(_form, _sample)}
        LIMITS[_form.key] = ([*proses(_form), _form.named_by][0], _sample)
"""A form not stated above has the sample that a clerk is given, and that with as much text as its page holds."""

for _form in (APPROVAL, PACKET):
    STATED[_form.key]["continued"] = {
        **MAXIMAL,
        "purpose": f"{prose(400, PLAIN)}\n{prose(499, PLAIN)}",
        "scope": prose(700, PLAIN[5:]),
    }
CASES = [(form, kind) for form in all_forms() for kind in STATED[form.key]]
"""Every form blank, typical and maximal, and with text that goes on to a sheet behind it where it may."""


def case_name(case: tuple[Form, str]) -> str:
    """The name of a case in test output and of its golden file."""
    return f"{case[0].key}-{case[1]}"


def golden(case: tuple[Form, str]) -> Path:
    """The file of the golden tree of a case: among the tests, or in the package of a form that is not ours."""
    folder = Path(__file__).parent if case[0] in OWN else Path(str(files(case[0].package)))
    return folder / "golden" / f"{case_name(case)}.txt"


def _people(count: int, phone: str) -> list[dict[str, str]]:
    return [{"name": f"{'赵钱孙李'[n]}{'甲乙丙丁'[n]}", "phone": f"{phone}{n}"} for n in range(count)]


def _team(people: list[dict[str, str]]) -> dict[str, Any]:
    return {"leader": people[0], "administrators": people[1:]}


def with_changes(count: int) -> dict[str, Any]:
    """A notice of so many changes, 1 to 8: a person replaced is two, a phone changed is one."""
    replaced = max(0, count - 4)
    before, after = _people(4, "1380371123"), _people(4, "1380371123")
    for n in range(4):
        if n < replaced:
            after[n] = {"name": f"周{'甲乙丙丁'[n]}", "phone": f"1360371000{n}"}
        elif n < count - replaced:
            after[n] = {**after[n], "phone": f"1590371999{n}"}
    return {**(CHANGED["typical"] or {}), "before": _team(before), "after": _team(after)}


FURTHER: dict[str, tuple[Form, dict[str, Any]]] = {
    **{
        f"{form.key}-{edition}": (form, {**(STATED[form.key]["typical"] or {}), "edition": edition})
        for form in all_forms()
        for edition in editions()
        if edition != DEFAULT_EDITION
    },
    **{f"change-{count}": (CHANGE, with_changes(count)) for count in range(1, 9)},
    "approval-long names": (
        APPROVAL,
        {**with_prose(200, 200), "team": {"leader": REPLACED["leader"], "administrators": REPLACED["administrators"]}},
    ),
    "approval-mixed": (APPROVAL, {**TYPICAL, "purpose": prose(230, MIXED), "scope": prose(180, MIXED[5:])}),
}
"""More states, by name: in every other edition, with one to eight changes, names of 25 hanzi, Latin among hanzi."""
