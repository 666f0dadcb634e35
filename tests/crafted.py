"""JSON as nobody's program writes it: every type in every place, single surrogates, numbers and depths without end."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pypdf
from hypothesis import strategies as st

from tests import edited
from tests.cases import TYPICAL
from zzuli_forms import ApprovalForm, render
from zzuli_forms.forms.register import all_forms
from zzuli_forms.renderers.markup import escaped

HUGE = 10**5000
_MARK = "\x01huge"
FORM = ApprovalForm.model_validate(TYPICAL)
WORD, BARE = render(FORM, "docx"), render(FORM, "pdf", attached=False)
FACTS_PART = "customXml/item1.xml"


def dumped(value: object) -> str:
    """Return the JSON text of a value, with numbers that Python does not write out."""
    return json.dumps(_marked(value)).replace(json.dumps(_MARK), "9" * 5_000)


def _marked(value: object) -> object:
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    return _MARK if isinstance(value, int) and value >= HUGE else value


def deep(depth: int) -> Any:
    """Return lists in lists and groups in groups."""
    value: Any = "底"
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=12),
    st.sampled_from(["", "..", ".", "²", "\ud800", "图书馆", "a\0b", "图" * 5_000, "0" * 5_000, "013803711234" * 500]),
)
keys = st.one_of(
    texts,
    st.sampled_from(
        ["unit", "申报单位", "team", "管理队伍", "team.leader", "team[0]", "team.administrators[1].name", "leader"]
    ),
    st.sampled_from(["edition", "文本版本", "name", "phone", "administrators", "[0]", "a.b", "category", "dated"]),
)
huge = st.integers(0, 9).map(lambda more: HUGE + more)
"""Not sampled, for Hypothesis would write the numbers out."""
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), huge, st.floats(), texts, st.sampled_from([60, 400]).map(deep)
)
values: st.SearchStrategy[Any] = st.recursive(
    scalars, lambda below: st.lists(below, max_size=4) | st.dictionaries(keys, below, max_size=4), max_leaves=12
)


def mostly(sound: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return sound data, some of it replaced by anything, with anything beside it."""
    changed = st.dictionaries(st.sampled_from([*sound]), values, max_size=3)
    return st.builds(lambda new, more: {**more, **sound, **new}, changed, st.dictionaries(keys, values, max_size=2))


team = mostly(TYPICAL["team"])
facts = st.one_of(mostly(TYPICAL), st.builds(lambda one: {**TYPICAL, "team": one}, team), values)
envelopes: st.SearchStrategy[Any] = st.one_of(
    values,
    st.fixed_dictionaries(
        {"form": st.one_of(st.sampled_from([form.key for form in all_forms()]), values), "facts": facts},
        optional={
            "zzuli_forms": st.one_of(st.just("0.7.0"), values),
            "schema": st.one_of(st.sampled_from([1, 2]), values),
            "edition": st.one_of(st.just("2014"), values),
            "continued": st.one_of(st.booleans(), values),
        },
    ).map(lambda envelope: {"schema": 1, "edition": "2014", **envelope}),
)


def pdf(data: bytes) -> bytes:
    """Return a sound form as PDF with these facts attached."""
    writer, buffer = pypdf.PdfWriter(BytesIO(BARE)), BytesIO()
    writer.add_attachment("facts.json", data)
    writer.write(buffer)
    return buffer.getvalue()


def word(text: str) -> bytes:
    """Return a sound form as a Word file with these facts inside."""
    return edited.with_parts(WORD, {FACTS_PART: lambda part: _stating(part.decode(), text).encode()})


def _stating(part: str, text: str) -> str:
    before, _, rest = part.partition("<f:stated>")
    return f"{before}<f:stated>{escaped(text)}</f:stated>{rest.partition('</f:stated>')[2]}"
