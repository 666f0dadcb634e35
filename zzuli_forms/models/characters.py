"""Characters that stand for others: old private codes, radicals typed for the characters they look like.

Sources. GBK 1.0 had no Unicode for 80 ideographs and components (FE50 to FEA0) and put them at U+E815 to U+E864;
GB 18030-2000, -2005 and -2022 (appendix E; whatwg/encoding issue 27 lists all 80) give their present codes, as they do
for A2E3, A6D9 to A6F3, A8BC, A8BF and A989 to A995. The radicals are those of the Unicode property
Equivalent_Unified_Ideograph (EquivalentUnifiedIdeograph.txt, Unicode 14); Kangxi radicals have the same by NFKC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_RADICALS = dict(
    zip(
        "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳"
        "⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥"
        "⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁"
        "冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼"
        "鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_KANGXI = {radical: unicodedata.normalize("NFKC", radical) for radical in map(chr, range(0x2F00, 0x2FD6))}
_GBK = dict(
    zip(
        map(chr, range(0xE815, 0xE865)),
        (
            "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼"
            "䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
        ),
        strict=True,
    )
)
_MARKS = {
    "\ue76c": "€",
    **dict(
        zip(
            map(chr, range(0xE78D, 0xE797)), "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19", strict=True
        )
    ),
    "\ue7c7": "ḿ",
    "\ue7c8": "ǹ",
    **dict(zip(map(chr, range(0xE7E7, 0xE7F4)), "〾⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻", strict=True)),
}
_LOOKALIKES = {**_RADICALS, **_KANGXI}
MEANT: Mapping[str, str] = {
    **_LOOKALIKES,
    **{old: _LOOKALIKES.get(new, new) for old, new in {**_GBK, **_MARKS}.items()},
}
"""The character meant by each old private code and each radical."""
_STANDING_FOR_OTHERS = re.compile(f"[{''.join(MEANT)}]")
_COMPATIBILITY = "\uf900-\ufaff\U0002f800-\U0002fa1f"
"""Ideographs that NFC replaces by another: their glyphs may differ."""
_COMPOSABLE = re.compile(f"[^{_COMPATIBILITY}]+")


def as_meant(text: str) -> str:
    """Return the text in NFC, with the characters meant by old private codes, radicals and compatibility ideographs."""
    return unicodedata.normalize("NFC", _STANDING_FOR_OTHERS.sub(lambda found: MEANT[found[0]], text))


def composed(text: str) -> str:
    """Return the text in NFC but for compatibility ideographs, which stay: it looks the same as before."""
    return _COMPOSABLE.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
