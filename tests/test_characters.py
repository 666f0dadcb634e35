"""The characters that stand for others: the table against Python's own tables, and the same after a second time."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zzuli_forms.models.characters import MEANT, as_meant, composed
from zzuli_forms.models.texts import UNSEEN, cleaned, is_han

TRAILS = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
GBK = dict(zip(TRAILS, map(chr, range(0xE815, 0xE865)), strict=True))
"""The 80 codes FE50 to FEA0 of GBK, by second byte, and the private codes that GBK had for them."""
LATER = ["FE51", "FE52", "FE53", "FE59", "FE61", "FE66", "FE67", "FE6C", "FE6D", "FE76", "FE7E", "FE90", "FE91", "FEA0"]
LATER_MEANT = "𠂇𠂉𠃌龴龵龶龷𡗗龸𢦏龹龺𤇾龻"
"""The codes that GB 18030-2000 left private, and the characters of GB 18030-2005 and -2022."""


def decoded(trail: int) -> str:
    return bytes((0xFE, trail)).decode("gb18030")


@pytest.mark.parametrize(("trail", "private"), [*GBK.items()])
def test_an_old_private_code_means_what_gb18030_says(trail: int, private: str) -> None:
    now = dict(zip(LATER, LATER_MEANT, strict=True)).get(f"FE{trail:02X}") or decoded(trail)
    assert decoded(trail) in (private, now)
    assert as_meant(private) == MEANT.get(now, now)


def test_marks_that_gbk_had_in_private_codes_mean_what_gb18030_2022_says() -> None:
    assert as_meant("\ue78d\ue78e\ue78f\ue790\ue796") == "\ufe10\ufe12\ufe11\ufe13\ufe19"
    assert as_meant("\ue7c7\ue7c8\ue76c") == "ḿǹ€"
    assert [as_meant(chr(code)) for code in range(0xE7E7, 0xE7F4)] == [
        bytes((0xA9, trail)).decode("gb18030") for trail in range(0x89, 0x96)
    ]


@pytest.mark.parametrize("radical", [*map(chr, range(0x2F00, 0x2FD6))])
def test_a_kangxi_radical_is_the_ideograph_of_its_compatibility_form(radical: str) -> None:
    assert as_meant(radical) == unicodedata.normalize("NFKC", radical)
    assert is_han(as_meant(radical))


SUPPLEMENT = "⺠⻄⻅⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳"
LOOKED_LIKE = "民西见贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟"


@pytest.mark.parametrize(("radical", "meant"), [*zip(SUPPLEMENT, LOOKED_LIKE, strict=True)])
def test_a_radical_of_the_supplement_is_the_ideograph_that_looks_like_it(radical: str, meant: str) -> None:
    assert as_meant(radical) == meant


def test_every_radical_has_an_ideograph() -> None:
    radicals = {c for c in map(chr, range(0x2E80, 0x2FD6)) if unicodedata.name(c, "")}
    assert radicals - MEANT.keys() == {"⺀"}
    assert all(map(is_han, (MEANT[radical] for radical in radicals & MEANT.keys())))


def test_no_meaning_has_another_meaning() -> None:
    assert not MEANT.keys() & set("".join(MEANT.values()))


@given(st.text() | st.text([*MEANT, *"王刚e\u0301\uf9dc\U0002f8a6\u200b\u2003\ufeff \n"]))
def test_a_text_cleaned_twice_is_as_cleaned_once(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert isinstance(once, str)
    assert unicodedata.is_normalized("NFC", once)
    assert not UNSEEN.search(once)


def test_composing_alone_leaves_compatibility_ideographs() -> None:
    assert composed("e\u0301\uf9dc\U0002f8a6") == "é\uf9dc\U0002f8a6"
    assert as_meant("e\u0301\uf9dc\U0002f8a6") == "é隆慈"
