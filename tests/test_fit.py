"""Sizes step down, rows share the page, and what does not fit is named with the characters over."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.cases import LIMITS, MAXIMAL, PROSE, prose, with_prose
from tests.drawing import Case
from zzuli_forms import ApprovalForm, FactsError, FilingPacket
from zzuli_forms.document.nodes import Document, Row, Table
from zzuli_forms.document.units import pt
from zzuli_forms.document.walking import map_paragraphs, runs
from zzuli_forms.errors import LayoutError
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import all_forms, lay_out, lay_out_blank
from zzuli_forms.typeset.fit import fit
from zzuli_forms.typeset.height import page_height


def rows_of(document: Document) -> tuple[Row, ...]:
    return next(block.rows for block in document.pages[0].blocks if isinstance(block, Table))


def sizes(document: Document, *paths: str) -> set[float]:
    return {run.size.pt for run in runs(document) if run.source and run.source.path in paths}


def test_two_hundred_hanzi_each_stand_at_xiaosi() -> None:
    document = lay_out(ApprovalForm.model_validate(with_prose(200, 200)))
    assert sizes(document, "purpose", "scope") == {12.0}


def test_three_hundred_hanzi_each_step_down_but_never_under_wuhao() -> None:
    document = lay_out(ApprovalForm.model_validate(with_prose(300, 300)))
    (size,) = sizes(document, "purpose", "scope")
    assert 10.5 <= size < 12
    assert sizes(document, "unit", "team.leader.phone") == {12.0}


TYPED = [form for form in all_forms() if "unit" in form.model.model_fields]


@pytest.mark.parametrize("form", TYPED, ids=lambda form: form.key)
def test_one_character_over_the_limit_is_an_error_that_counts_it(form: Form) -> None:
    field, facts = LIMITS[form.key]
    most = longest_accepted(form, field, facts)
    with pytest.raises(FactsError) as caught:
        lay_out(form.model.model_validate({**facts, field: prose(most + 1)}))
    (fault,) = (fault for fault in caught.value.faults if fault.path == field)
    assert fault.label == form.model.model_fields[field].title
    assert fault.code in ("too_long", "too_many_characters")
    assert f"共{most + 1}个字" in fault.message or f"现为{most + 1}个字" in fault.message
    assert "删去1个字" in fault.remedy


def longest_accepted(form: Form, field: str, facts: dict[str, object]) -> int:
    def fits(length: int) -> bool:
        try:
            lay_out(form.model.model_validate({**facts, field: prose(length)}))
        except FactsError:
            return False
        return True

    low, high = 1, 2_000
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def test_deleting_as_many_characters_as_the_error_says_makes_it_fit() -> None:
    with pytest.raises(FactsError) as caught:
        lay_out(ApprovalForm.model_validate(with_prose(700, 500)))
    over = {fault.path: int(fault.remedy.strip("请至少删去个字")) for fault in caught.value.faults}
    assert set(over) == {"purpose", "scope"}
    lay_out(ApprovalForm.model_validate(with_prose(700 - over["purpose"], 500 - over["scope"])))


def test_four_names_of_twenty_five_hanzi_fit() -> None:
    long_name = "阿布都热合曼·买买提艾力·吾买尔江·阿卜杜克热木江"
    assert len(long_name) == 25
    people = {"name": long_name, "phone": "13803711234"}
    facts = {**with_prose(200, 200), "team": {"leader": people, "administrators": [people] * 3}}
    document = lay_out(ApprovalForm.model_validate(facts))
    assert sizes(document, "purpose", "scope") == {12.0}
    assert sizes(document, "team.leader.name") < {12.0} or min(sizes(document, "team.leader.name")) >= 10.5


def test_only_the_field_that_must_be_shortened_is_blamed_and_line_breaks_are_named() -> None:
    facts = {**with_prose(250, 1), "scope": "\n".join(f"{n}、服务师生" for n in range(1, 31))}
    with pytest.raises(FactsError) as caught:
        lay_out(ApprovalForm.model_validate(facts))
    (fault,) = caught.value.faults
    assert fault.path == "scope"
    assert fault.remedy.endswith("或减少换行")


def test_every_case_fills_its_page_and_leaves_slack(case: Case, document: Document) -> None:
    for page in (page for page in document.pages if not page.flows):
        slack = page.text_height.mm - page_height(page).mm
        growing = any(row.grows for block in page.blocks if isinstance(block, Table) for row in block.rows)
        assert slack == pytest.approx(3.0, abs=0.01) if growing else slack >= 3.0


def test_growing_rows_share_what_the_page_leaves_by_their_weight() -> None:
    short = rows_of(lay_out(ApprovalForm.model_validate(with_prose(20, 20))))
    full = rows_of(lay_out(ApprovalForm.model_validate(MAXIMAL)))
    assert sum(row.height for row in short) == pytest.approx(sum(row.height for row in full), abs=40)
    gained = [short[9].height - full[9].height, short[8].height - full[8].height]
    assert gained[0] == gained[1] > 0


def test_missing_glyphs_are_named_all_at_once_with_their_fields() -> None:
    facts = {**MAXIMAL, "purpose": f"服务😀{PROSE}", "scope": prose(900), "unit": "图书馆\U0002a603"}
    with pytest.raises(FactsError) as caught:
        lay_out(FilingPacket.model_validate(facts))
    found = {(fault.path, fault.code) for fault in caught.value.faults}
    assert found == {("purpose", "missing_glyph"), ("unit", "missing_glyph"), ("scope", "too_long")}
    assert "U+1F600" in str(caught.value)


def test_a_layout_that_cannot_hold_even_a_blank_form_is_a_layout_error() -> None:
    document = lay_out_blank(all_forms()[1])
    doubled = map_paragraphs(document, lambda p: replace(p, leading=p.leading * 4))
    with pytest.raises(LayoutError):
        fit(doubled)


def test_wording_without_a_glyph_is_a_layout_error() -> None:
    document = lay_out_blank(all_forms()[0])
    strange = map_paragraphs(
        document, lambda p: replace(p, runs=tuple(replace(r, text="😀", source=None, size=pt(9)) for r in p.runs))
    )
    with pytest.raises(LayoutError):
        fit(strange)
