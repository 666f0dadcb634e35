"""What another program calls by name works in later versions, or names its successor in a warning."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.public import Shape, lacking, options, shape

STATED: dict[str, Any] = json.loads((Path(__file__).parent / "left_by_0_7_0" / "names.json").read_text("utf-8"))
NAMES: list[tuple[str, str, Shape]] = [
    (home, name, was) for home, offered in STATED["python"].items() for name, was in offered.items()
]
PACKAGE = """
from bygones.modern import present
from zzuli_forms._moved import leading
__getattr__ = leading(__name__, {"past": ("bygones.modern", "present")})
"""


@pytest.mark.parametrize(("home", "name", "was"), NAMES, ids=lambda value: value if isinstance(value, str) else "")
def test_every_public_name_of_0_7_0_works_or_names_its_successor(home: str, name: str, was: Shape) -> None:
    module = import_module(home)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        thing = getattr(module, name)
    moved = name not in dir(module)
    assert [(one.category, f"{home}.{name} is now" in str(one.message)) for one in told] == [
        (DeprecationWarning, True)
    ] * moved
    assert list(lacking(name, thing, was)) == []


@pytest.mark.parametrize("command", STATED["commands"])
def test_every_command_of_0_7_0_takes_its_options(command: str) -> None:
    assert set(STATED["commands"][command]) <= set(options(command.split()))


def test_the_names_kept_are_all_there_were() -> None:
    assert len(NAMES) > 60
    assert {"render", "make_packets", "__version__"} <= set(STATED["python"]["zzuli_forms"])
    assert "--pkcs12" in STATED["commands"]["sign"]


@pytest.fixture
def bygones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import a package of which one name has moved."""
    (tmp_path / "bygones").mkdir()
    (tmp_path / "bygones" / "__init__.py").write_text(PACKAGE, "utf-8")
    (tmp_path / "bygones" / "modern.py").write_text("present = 'here'\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("bygones")
    for name in ("bygones", "bygones.modern"):
        sys.modules.pop(name, None)


def test_a_name_that_has_moved_gives_its_successor_and_says_so_to_whoever_asks(bygones: Any) -> None:
    for _ in range(2):
        with pytest.warns(DeprecationWarning, match=r"^bygones\.past is now bygones\.modern\.present$") as told:
            assert bygones.past == "here"
        assert told[0].filename == __file__
    assert bygones.present == "here"
    with pytest.raises(AttributeError, match="nothing"):
        bygones.nothing  # noqa: B018


def test_an_import_of_a_name_that_has_moved_says_so_where_it_stands(bygones: Any) -> None:
    with pytest.warns(DeprecationWarning, match="bygones.modern.present") as told:
        exec("from bygones import past\nassert past == 'here'", {"__name__": "caller"})  # noqa: S102
    assert {one.filename for one in told} == {"<string>"}


def of_old(path: str, kind: str = "pdf", *, force: bool = False) -> None: ...


def with_more(path: str, kind: str = "pdf", dpi: int = 110, *, force: bool = False, quiet: bool = True) -> None: ...


def with_a_need(path: str, kind: str, *, force: bool = False) -> None: ...


def renamed(path: str, form: str = "pdf", *, force: bool = False) -> None: ...


def swapped(kind: str, path: str = "", *, force: bool = False) -> None: ...


def asking_more(path: str, kind: str = "pdf", *, force: bool = False, dpi: int) -> None: ...


@pytest.mark.parametrize(
    ("now", "works"),
    [(of_old, True), (with_more, True), (with_a_need, False), (renamed, False), (swapped, False), (asking_more, False)],
)
def test_a_function_that_no_longer_takes_what_it_took_is_found(now: Callable[..., None], works: bool) -> None:
    told = [] if works else ["f no longer takes path, kind=, *, force="]
    assert list(lacking("f", now, shape(of_old))) == told


class Old(NamedTuple):
    """What has a field, a property and a method."""

    path: str

    @property
    def stem(self) -> str:
        """The start of it."""
        return self.path[:1]


class New(NamedTuple):
    """What lacks them."""

    name: str


def test_a_class_that_no_longer_has_what_it_had_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Old, "__module__", "zzuli_forms.old")
    assert shape(Old) == {"path": None, "stem": None}
    assert list(lacking("C", Old, shape(Old))) == []
    assert list(lacking("C", New, shape(Old))) == ["C.path has gone", "C.stem has gone"]
