"""Chinese messages of faults and remedies, in one table keyed by pydantic's error types and our own codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import PydanticCustomError

from zzuli_forms.errors import masked as masked

MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("没有填", "请补填"),
    "blank": ("没有填", "请补填"),
    "ditto": ("写的是“{shown}”，照抄别处的内容就是猜", "请把内容写全"),
    "placeholder": ("“{shown}”只是占位，不是内容", "请换成真正的内容"),
    "extra_forbidden": ("没有“{key}”这一项", "{suggestion}"),
    "repeated_key": ("“{key}”与“{label}”是同一项，填了两次", "请只留一处"),
    "not_text": ("应填文字，现为{found}", "请改成一段文字"),
    "not_group": ("应分项填写，现为“{shown}”", "请按“{fields}”逐项填写"),
    "not_list": ("应逐人列出，现为“{shown}”", "请每人一项，分别填姓名和电话"),
    "too_short": ("至少要有{least}项，现为{actual}项", "请补填"),
    "too_long": ("最多{most}项，现为{actual}项", "请删去多余的{over}项"),
    "too_many_characters": ("最多{most}个字，现为{actual}个字", "请删去{over}个字"),
    "broken_text": ("含有残缺的字符", "请重新录入"),
    "json_invalid": ("不是正确的 JSON", "请检查英文引号、逗号和括号"),
    "invalid": ("填写有误", "请核对"),
    "own_rule": ("{message}", "{remedy}"),
    "unprintable": ("含有印不出来的字符：{found}", "请删去后重新录入"),
    "long_number": ("是一个超过{most}位的数字", "请核对，或改成一段文字"),
    "line_break": ("中间有换行", "请写在一行里"),
    "name_without_letters": ("“{shown}”里没有文字", "请填写姓名"),
    "two_names": (
        "“{shown}”像是不止一个人",
        "请每格只填一人；若是一个人，请去掉姓名中间的空格（少数民族姓名用“·”）",
    ),
    "name_unknown": ("“{shown}”不是完整的姓名", "请填写真实姓名"),
    "name_characters": (
        "“{shown}”里有姓名不用的字符{found}",
        "请只写姓名，不加职务、电话和符号；打不出的字请照证件补上",
    ),
    "account_length": ("微博名称应为4至30个字符（汉字算2个），现为{actual}个", "请改用长短合适的名称"),
    "account_characters": ("微博名称只能用汉字、字母、数字、“_”和“-”，现有{found}", "请改掉这些字符"),
    "edition": ("没有“{shown}”这个版本", "请改成{choices}之一"),
    "edition_file": ("“{shown}”这个版本不能用：{fault}", "或改用别的版本"),
    "day": ("“{shown}”不是日期", "请写成 2014-06-20 或 2014年6月20日 的样子"),
    "day_unknown": ("没有“{shown}”这一天", "请核对年、月、日"),
    "domain_host": (
        "“{shown}”不是 weibo.com、e.weibo.com 或 m.weibo.cn 的网址",
        "请打开微博主页，把地址栏里的网址抄来，如 weibo.com/zzulilib",
    ),
    "domain_page": ("“{shown}”不是微博主页的网址", "请打开微博主页，把地址栏里的网址抄来，如 weibo.com/zzulilib"),
    "no_change": ("与变更前完全相同", "没有变更就不必报告；有变更请改正变更后的人员和电话"),
    "other_unit": ("变更前写的是“{before}”，变更后写的是“{after}”", "请核对两份内容是不是同一个单位、同一个微博的"),
    "category": ("没有“{shown}”这一类", "请改成{choices}之一，或留空"),
    "phone_digits_lost": (
        "号码被表格软件变成了“{shown}”，后面的数字已经丢失",
        "请把这一格设为文本格式，重新填写完整的号码",
    ),
    "sheet_date": ("被表格软件当成了日期（{shown}）", "请把这一格设为文本格式，重新填写"),
    "sheet_error": ("公式出错，显示为“{shown}”", "请改成文字"),
    "sheet_formula": ("里面是公式，文件里没有它的结果", "请改成文字，或用 Excel、WPS 打开后保存一次"),
    "sheet_picture": ("格里是图片", "请改成文字"),
    "sheet_ditto": ("写的是“{shown}”，不代为照抄", "请写出内容"),
    "sheet_template": ("是还没有填的模板字样“{shown}”", "请改成要填的内容"),
    "sheet_too_long": ("有{actual}个字，表格里最多{most}个", "请核对是否贴错了内容"),
    "missing_column": ("没有“{header}”这一列", "{remedy}"),
    "swapped_columns": ("“{name}”和“{phone}”两列像是填反了", "请对调这两列的表头"),
    "repeated_column": ("“{header}”有两列：{columns}", "请只留一列"),
    "phone_two": ("一格里有两个号码（{shown}）", "请只留一个，另一个填在别处"),
    "phone_area_alone": ("“{shown}”只有区号", "请补上后面的号码"),
    "phone_letters": ("“{shown}”里有不属于电话号码的文字", "请只填号码，分机写作“转8012”"),
    "phone_foreign": ("“{shown}”是境外号码", "请填中国内地的号码"),
    "phone_mobile_length": ("手机号应为11位，现为“{shown}”（{actual}位）", "{remedy}"),
    "phone_local_length": ("区号{area}的号码应为8位、以2至8开头，现为“{shown}”（{actual}位）", "请核对"),
    "phone_length": (
        "应为11位手机号或带区号的固定电话，现为“{shown}”（{actual}位）",
        "{remedy}",
    ),
    "phone_unknown": ("“{shown}”不是有效的电话号码", "请核对区号和号码"),
    "phone_extension": ("“{shown}”的分机号应为1至6位数字", "请核对分机号"),
}

PYDANTIC_TYPES: Mapping[str, str] = {
    "string_type": "not_text",
    "model_type": "not_group",
    "model_attributes_type": "not_group",
    "dict_type": "not_group",
    "tuple_type": "not_list",
    "list_type": "not_list",
    "string_unicode": "broken_text",
}


def refuse(code: str, **facts: Any) -> PydanticCustomError:
    """Return the error for a validator to raise: a code of the table and the facts its message needs.

    With the code `own_rule` a form of another distribution states a `message` and a `remedy` of its own.
    """
    return PydanticCustomError(code, "{code}", {"code": code, **facts})


UNMASKED = frozenset(
    {
        *("edition_file", "sheet_date", "day", "day_unknown", "domain_host", "domain_page", "other_unit"),
        *("phone_mobile_length", "phone_local_length", "phone_length", "phone_unknown", "phone_foreign"),
    }
)
"""Codes of messages about a number that is no phone, or an invalid one that has to be seen, or about a file's name."""


MOST_NAMED = 10


def some(names: Sequence[str], unit: str) -> str:
    """Return names in quotation marks as a message gives them: of more than ten the first ten, and how many of a unit
    of counting there are.
    """
    quoted = "、".join(f"“{name}”" for name in names[:MOST_NAMED])
    return f"{quoted}等{len(names)}{unit}" if len(names) > MOST_NAMED else quoted


_QUOTED = ("shown", "key", "before", "after")
_LONGEST_QUOTED = 100
"""The most characters of a stated text that a message quotes."""


def _cut(text: Any) -> Any:
    return f"{text[:_LONGEST_QUOTED]}……" if isinstance(text, str) and len(text) > _LONGEST_QUOTED else text


def words(code: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return the fault and the remedy of a code, with its facts filled in; KeyError for an unknown code."""
    stated = {name: _cut(value) if name in _QUOTED else value for name, value in facts.items()}
    fault, remedy = (text.format_map(stated) for text in MESSAGES[code])
    return (fault if code in UNMASKED else masked(fault)), remedy
