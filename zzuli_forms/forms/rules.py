"""Rules of the regulation beyond the form: they make remarks, each citing its article; the clerk decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias

from zzuli_forms.document.paths import is_covered
from zzuli_forms.errors import Faults, Remark
from zzuli_forms.forms.approval.model import ApprovalForm
from zzuli_forms.forms.packet.model import PacketFacts
from zzuli_forms.models.days import written
from zzuli_forms.models.facts import Facts, Location, label, location, path_text
from zzuli_forms.models.flat import flatten
from zzuli_forms.models.messages import masked
from zzuli_forms.models.phones import HOTLINE, Phone, PhoneKind
from zzuli_forms.official import DEFAULT_EDITION, Deadline, deadlines, read_edition

Leaves: TypeAlias = Mapping[Location, object]

MESSAGES: Mapping[str, tuple[str, str, str]] = {
    "account_pattern": (
        "“{account}”不以“{institution}”或其外文名、缩写开头",
        "建议用“{institution}”加单位名称或工作业务名称",
        "条例第一条",
    ),
    "secret": (
        "写有“{word}”",
        "请核对：政务微博不得发布涉密或不宜公开的内容",
        "条例第六条",
    ),
    "late": (
        "报送日期{filed}晚于{category}的开通期限{day}",
        "请核对单位类别和日期，并尽快报送",
        "{article}",
    ),
    "same_person": ("“{name}”与{other}是同一个姓名", "若是同一人，请另选一人", "条例第八条"),
    "same_phone": ("电话与{other}相同", "请核对是否填错", "审批表“电话”栏"),
    "unknown_mobile": ("“{phone}”的号段不常见", "请核对是否填错", "审批表“电话”栏"),
    "short_phone": (
        "“{phone}”既不是手机号，也不是带区号的固定电话，照原样印",
        "若是内线或短号，请写明“内线”或“短号”；否则请补全",
        "审批表“电话”栏",
    ),
    "hotline": ("“{phone}”是公用的服务号码，照原样印", "请核对是否填错", "审批表“电话”栏"),
    "dated_before": ("落款日期{dated}早于{event}{day}", "请核对两个日期", "审批表注"),
    "unit_elsewhere": ("“{name}”与{other}是同一个单位", "请核对是否重复申报", "条例第五条"),
    "account_elsewhere": ("“{name}”与{other}的微博同名", "请核对；一个微博只由一个单位申报", "条例第五条"),
    "person_elsewhere": ("“{name}”也在{other}的管理队伍里，电话相同", "请核对是否填错", "条例第八条"),
    "phone_elsewhere": ("电话与{other}的相同，姓名不同", "请核对是否填错", "审批表“电话”栏"),
}


class Terms(NamedTuple):
    """Terms of the rules: the filing date (None: no deadline is checked), and the school's foreign names (none given:
    those of the edition).
    """

    filed: date | None = None
    foreign_names: tuple[str, ...] = ()


def remarks(stated: Facts, terms: Terms | None = None, faulty: Collection[str] = ()) -> Faults[Remark]:
    """Return the remarks of every rule on the facts of one unit, or of a report; none that rests on a faulty path."""
    leaves, rules = sound_leaves(stated, faulty), RULES if isinstance(stated, ApprovalForm) else NOTICE_RULES
    found = (remark for rule in rules for remark in rule(leaves, terms or Terms()))
    return Faults(replace(remark, label=label(type(stated), *location(remark.path))) for remark in found)


def sound_leaves(facts: Facts, faulty: Collection[str] = ()) -> Leaves:
    """Return every single value by its path, without those at or below a faulty path."""
    return {path: value for path, value in flatten(facts) if not is_covered(path_text(path), faulty)}


def _remark(code: str, path: Location, **facts: object) -> Remark:
    message, remedy, article = (text.format_map(facts) for text in MESSAGES[code])
    return Remark(label(PacketFacts, *path), path_text(path), message, remedy, code, article=article)


def _account_pattern(stated: Leaves, terms: Terms) -> Iterator[Remark]:
    edition = read_edition(str(stated.get(("edition",), DEFAULT_EDITION)))
    account, others = str(stated.get(("account",), "")), terms.foreign_names or edition.foreign_names
    names = tuple(name.casefold() for name in (edition.institution, *others))
    if account and not account.casefold().startswith(names):
        yield _remark("account_pattern", ("account",), account=account, institution=edition.institution)


def _late(stated: Leaves, terms: Terms) -> Iterator[Remark]:
    if terms.filed is None or not (("category",) in stated or ("unit",) in stated):
        return
    due = _deadline(stated)
    if terms.filed > due.day:
        facts = {"filed": terms.filed, "category": due.category, "day": due.day, "article": due.article}
        yield _remark("late", ("category",) if ("category",) in stated else ("unit",), **facts)


def _deadline(stated: Leaves) -> Deadline:
    category, unit = stated.get(("category",)), str(stated.get(("unit",), ""))
    if category is not None:
        return next(due for due in deadlines() if due.category == category)
    return next(due for due in deadlines() if unit.endswith(due.units))


_SECRETS = "涉密|国家秘密|机密|绝密|内部(?:资料|文件)|不宜公开"
_SECRET = re.compile(rf"([不非未禁勿][^，。；\n]{{0,8}}?)?({_SECRETS})(?:[^，。；\n]{{0,4}}(?:{_SECRETS}))*")
"""Secrets, one or several in a row, with the word before them that leaves them out."""


def _secret(stated: Leaves, _terms: Terms) -> Iterator[Remark]:
    """Yield a remark if the scope of publication names secrets, and does not say that they are left out."""
    matches = _SECRET.finditer(str(stated.get(("scope",), "")))
    word = next((match[2] for match in matches if not match[1]), None)
    if word:
        yield _remark("secret", ("scope",), word=word)


def _same_person(stated: Leaves, _terms: Terms) -> Iterator[Remark]:
    for path, name, first in _repeated(stated, "name"):
        yield _remark("same_person", path, name=name, other=f"“{label(PacketFacts, *first[:-1])}”")


def _same_phone(stated: Leaves, _terms: Terms) -> Iterator[Remark]:
    for path, _, first in _repeated(stated, "phone"):
        yield _remark("same_phone", path, other=f"“{label(PacketFacts, *first[:-1])}”")


def _repeated(stated: Leaves, key: str) -> Iterator[tuple[Location, object, Location]]:
    first: dict[object, Location] = {}
    for path, value in stated.items():
        if path[-1] == key and first.setdefault(value, path) != path:
            yield path, value, first[value]


_LONG_GIVEN_OUT = re.compile(r"\+861(?:[38][0-9]|5[0-35-9])[0-9]{8}")


def _is_given_out(mobile: str) -> bool:
    """Tell whether a mobile number (E.164) is of a series that operators have."""
    if _LONG_GIVEN_OUT.fullmatch(mobile):
        return True
    import phonenumbers

    return phonenumbers.is_valid_number(phonenumbers.parse(mobile))


def _unknown_mobile(stated: Leaves, _terms: Terms) -> Iterator[Remark]:
    for path, phone in stated.items():
        if isinstance(phone, Phone) and phone.kind is PhoneKind.MOBILE and not _is_given_out(phone.e164 or ""):
            yield _remark("unknown_mobile", path, phone=masked(phone.text))


def _short_phone(stated: Leaves, _terms: Terms) -> Iterator[Remark]:
    """Yield a remark for each number of three to six digits of which nothing says that it is an internal one."""
    for path, phone in stated.items():
        if isinstance(phone, Phone) and phone.kind is PhoneKind.SHORT and (number := _BARE.match(phone.text)):
            yield _remark("hotline" if HOTLINE.fullmatch(number[0]) else "short_phone", path, phone=phone.text)


_BARE = re.compile("[0-9]+")


def _dated_before(stated: Leaves, _terms: Terms) -> Iterator[Remark]:
    """Yield a remark if a report is dated before what it reports."""
    dated = stated.get(("dated",))
    for name, event in (("opened", "开通日期"), ("effective", "变更日期")):
        day = stated.get((name,))
        if isinstance(dated, date) and isinstance(day, date) and dated < day:
            yield _remark("dated_before", ("dated",), dated=written(dated), event=event, day=written(day))


RULES: tuple[Callable[[Leaves, Terms], Iterator[Remark]], ...] = (
    _account_pattern,
    _secret,
    _late,
    _same_person,
    _same_phone,
    _unknown_mobile,
    _short_phone,
)
NOTICE_RULES = (_unknown_mobile, _short_phone, _dated_before)
"""The rules for the reports that a unit writes later."""


class _Mention(NamedTuple):
    """A value that should stand in one unit only: the unit's index, the value's path, the name it belongs to."""

    unit: int
    path: Location
    name: str


def remarks_across(units: Sequence[Leaves], places: Sequence[str]) -> dict[int, tuple[Remark, ...]]:
    """Return the remarks on values that two units share, by index of the unit; `places` name the units in them."""
    remarks: dict[int, list[Remark]] = defaultdict(list)
    for group in _mentioned(units).values():
        for mention in group:
            other = next((other for other in group if other.unit != mention.unit), None)
            if other is not None:
                remarks[mention.unit].append(_shared(mention, other, places[other.unit]))
    return {index: tuple(notes) for index, notes in remarks.items()}


def _shared(mention: _Mention, other: _Mention, place: str) -> Remark:
    if mention.path[-1] in ("unit", "account"):
        return _remark(f"{mention.path[-1]}_elsewhere", mention.path, name=mention.name, other=place)
    if mention.name == other.name:
        return _remark("person_elsewhere", (*mention.path[:-1], "name"), name=mention.name, other=place)
    return _remark("phone_elsewhere", mention.path, other=place)


def _mentioned(units: Sequence[Leaves]) -> Mapping[object, list[_Mention]]:
    groups: dict[object, list[_Mention]] = defaultdict(list)
    for index, stated in enumerate(units):
        for path, value in stated.items():
            if path[-1] in ("unit", "account"):
                groups[path, str(value).casefold()].append(_Mention(index, path, str(value)))
            elif isinstance(value, Phone):
                groups[value].append(_Mention(index, path, str(stated.get((*path[:-1], "name")))))
    return groups
