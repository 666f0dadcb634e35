"""What the papers print is the notice's text, character by character."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from zzuli_forms.document.walking import paragraphs
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import APPROVAL, LETTER, OWN, PACKET, REGULATION, all_forms, lay_out_blank
from zzuli_forms.forms.rules import MESSAGES
from zzuli_forms.official import DEFAULT_EDITION, Origin, OwnWords, article, editions

NOTICE = Path(__file__).parent / "official" / "notice-2014-16.txt"
OFFICIAL = (LETTER, APPROVAL, REGULATION)
UNOFFICIAL = [form for form in OWN if form not in (*OFFICIAL, PACKET)]
STARTS = {
    "regulation": "# 郑州轻工业学院政务微博体系管理条例",
    "letter": "# 郑州轻工业学院建立政务微博承诺书",
    "approval": "## 郑州轻工业学院政务微博体系审批表",
}
ENDS = {"regulation": STARTS["letter"], "letter": STARTS["approval"], "approval": "---"}


def official(form: Form) -> str:
    """The form's section of the notice without the extraction's noise: marks, dashes, NBSP, line breaks."""
    text = NOTICE.read_text("utf-8")
    section = text[text.index(STARTS[form.key]) :]
    section = section[: section.index(ENDS[form.key])]
    return without_space(re.sub(r"^(#+ |- )|\*\*", "", section, flags=re.MULTILINE))


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed(form: Form, edition: str = DEFAULT_EDITION) -> str:
    """The blank form's text, in reading order."""
    document = lay_out_blank(form, edition)
    return without_space("".join(run.text for p in paragraphs(document) for run in p.runs))


@pytest.mark.parametrize("form", OFFICIAL, ids=lambda form: form.key)
def test_a_blank_form_prints_the_notice_word_for_word(form: Form) -> None:
    assert printed(form) == official(form)


@pytest.mark.parametrize("form", OFFICIAL, ids=lambda form: form.key)
def test_the_wording_names_the_very_text_it_was_copied_from(form: Form) -> None:
    source = form.wording().source
    text = without_space(NOTICE.read_text("utf-8"))
    assert isinstance(source, Origin)
    assert source.sha256 == hashlib.sha256(NOTICE.read_bytes()).hexdigest()
    assert source.office in text
    assert without_space(source.number) in text
    assert f"{source.date.year}年{source.date.month}月{source.date.day}日" in text
    assert editions()[DEFAULT_EDITION].institution in form.wording().title


@pytest.mark.parametrize("form", UNOFFICIAL, ids=lambda form: form.key)
def test_wording_of_our_own_says_so_and_names_the_rule_it_answers(form: Form) -> None:
    source = form.wording().source
    assert isinstance(source, OwnWords)
    assert "郑轻院党〔2014〕16号" in source.written_for


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.key)
@pytest.mark.parametrize("edition", editions())
def test_an_edition_changes_the_institutions_name_and_nothing_else(form: Form, edition: str) -> None:
    names = [editions()[key].institution for key in (DEFAULT_EDITION, edition)]
    text = printed(form)
    assert names[0] in text
    assert printed(form, edition) == text.replace(names[0], names[1])


def test_an_edition_is_a_toml_and_no_line_of_code() -> None:
    package = Path(__file__).parents[1] / "zzuli_forms"
    assert set(editions()) == {path.stem for path in (package / "official" / "editions").glob("*.toml")}
    assert next(iter(editions())) == DEFAULT_EDITION == "2014"
    for key in set(editions()) - {DEFAULT_EDITION}:
        assert not [path for path in package.rglob("*.py") if key in path.read_text("utf-8")]


def test_every_article_a_remark_cites_stands_in_the_regulation() -> None:
    cited = {found for *_, source in MESSAGES.values() for found in re.findall("条例(第.+条)", source)}
    assert "第六条" in cited
    for number in cited:
        assert f"{number}{without_space(article(number).text)}" in printed(REGULATION)


def test_the_letter_and_the_regulation_differ_in_item_nine_only() -> None:
    letter = [f"{item.number}{item.text}" for item in LETTER.wording().clauses[3].items]
    article = NOTICE.read_text("utf-8").split("**第六条**")[1].split("**第七条**")[0]
    regulation = re.findall(r"^- (.*)$", article, re.MULTILINE)
    assert len(letter) == len(regulation) == 10
    differing = [(a, b) for a, b in zip(letter, regulation, strict=True) if a != b]
    assert differing == [("（九）涉密及不宜公开的；", "（九）涉密或不宜公开的；")]


def test_the_form_is_filed_twice_because_its_note_says_so() -> None:
    assert "一式两份" in APPROVAL.wording().clauses[0].text
    assert (APPROVAL.copies, LETTER.copies) == (2, 1)
