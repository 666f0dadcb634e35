"""What CONTRIBUTING says of the code is so."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "zzuli_forms"
TEXT = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
KEPT = re.compile(r"^ *@(once|cached_property|cache|lru_cache)\b|^\w+ = (lru_cache)\(", re.MULTILINE)
ROW = re.compile(r"^\| `([\w/]+\.py)` \| (\d+) \|", re.MULTILINE)
LISTS = TEXT.split("What is for this office's papers alone")[1].split("## ")[0]


def kept() -> dict[str, list[str]]:
    """What keeps answers in each module that does, by its path within the package."""
    found = {path: KEPT.findall(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
    return {
        path.relative_to(PACKAGE).as_posix(): ["".join(one) for one in all_] for path, all_ in found.items() if all_
    }


def test_every_module_that_keeps_answers_is_listed_with_how_many() -> None:
    assert {path: int(number) for path, number in ROW.findall(TEXT)} == {
        path: len(all_) for path, all_ in kept().items()
    }


def test_the_sum_is_right() -> None:
    counted = Counter(kind for all_ in kept().values() for kind in all_)
    told = ", ".join(f"{counted[kind]} `{kind}`" for kind in ("once", "cached_property", "cache", "lru_cache"))
    assert f"Answers are kept in {counted.total()} places of {len(kept())} modules: {told}." in TEXT


def test_every_file_named_is_there() -> None:
    for name in re.findall(r"`([\w/.]+/[\w.]+\.(?:py|toml|sh))`", TEXT.replace("FORM/", "opening/")):
        assert (PACKAGE / name).is_file() or (REPOSITORY / name).is_file(), name


def test_every_closed_list_named_is_there() -> None:
    named = re.findall(r"`([\w/]+\.py)`: (`.*?`) \|", LISTS)
    assert len(named) > 4
    for path, names in named:
        file = PACKAGE / path if (PACKAGE / path).is_file() else REPOSITORY / path
        for name in re.findall(r"`([\w]+)`", names):
            assert re.search(rf"^(def )?{name}\b", file.read_text("utf-8"), re.MULTILINE), name
