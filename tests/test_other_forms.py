"""A form of another distribution is known by its entry point, everywhere, and vanishes with it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.roster import EXAMPLES
from zzuli_forms import Form, UsageError, all_forms, read, register, render
from zzuli_forms.cli import main
from zzuli_forms.forms import register as registry

SOURCE = EXAMPLES / "请假条" / "zzuli_leave"
RENAMED = {"zzuli_leave": "zzuli_absence", '"leave"': '"absence"', "请假条": "告假单"}
"""The example under other names, so that it is another form where the example itself is installed."""


def distribution(folder: Path, name: str, value: str, key: str = "absence") -> None:
    """Put the metadata of an installed distribution with one entry point into a folder."""
    metadata = folder / f"{name}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (metadata / "entry_points.txt").write_text(f"[zzuli_forms.forms]\n{key} = {value}\n", "utf-8")


@pytest.fixture
def fresh_register() -> Iterator[None]:
    """A register that is asked anew, before and after."""
    registry._installed.cache_clear()
    yield
    registry._installed.cache_clear()
    registry._added.clear()
    for name in [name for name in sys.modules if name.startswith("zzuli_absence")]:
        del sys.modules[name]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_register: None) -> Path:
    """A folder of installed packages with the form in it."""
    site = tmp_path / "site"
    package = site / "zzuli_absence"
    package.mkdir(parents=True)
    for path in (path for path in SOURCE.iterdir() if path.is_file()):
        text = path.read_text("utf-8")
        for old, new in RENAMED.items():
            text = text.replace(old, new)
        (package / path.name).write_text(text, "utf-8")
    distribution(site, "zzuli_absence", "zzuli_absence:FORM")
    monkeypatch.syspath_prepend(site)
    return tmp_path


def test_every_command_knows_it(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts, output = installed / "内容.yaml", installed / "out"
    assert main(["new", str(facts), "--form", "absence"]) == 0
    assert ' make absence "' in capsys.readouterr().out
    assert main(["check", "--form", "absence", str(facts)]) == 0
    assert main(["make", "absence", str(facts), "-o", str(output)]) == 0
    assert "“王刚”的告假单已生成" in capsys.readouterr().out
    papers = [output / "王刚" / f"王刚-告假单.{kind}" for kind in ("docx", "pdf")]
    assert main(["read", "--strict", *map(str, papers)]) == 0
    assert capsys.readouterr().out.count("所在单位：图书馆") == 2
    assert main(["preview", "--form", "absence", str(facts), "-o", str(installed / "样子.png")]) == 0
    assert main(["blank", "absence", "-o", str(output), "--format", "pdf"]) == 0
    assert (output / "空白-告假单.pdf").is_file()
    capsys.readouterr()
    assert main(["schema", "absence"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "告假单"


def test_its_papers_are_read_as_its_own_facts(installed: Path) -> None:
    form = registry.form_named("absence")
    facts = form.model.model_validate(json.loads((EXAMPLES / "请假条" / "样例.json").read_text("utf-8")))
    path = installed / "表.pdf"
    path.write_bytes(render(facts, "pdf"))
    assert read(path) == facts


def test_its_faults_are_told_in_its_own_words(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stated = json.loads((EXAMPLES / "请假条" / "样例.json").read_text("utf-8"))
    facts = installed / "内容.json"
    facts.write_text(json.dumps({**stated, "结束日期": "2014-06-01", "电话": "1380371"}, ensure_ascii=False), "utf-8")
    assert main(["make", "absence", str(facts), "-o", str(installed / "out")]) == 1
    said = capsys.readouterr().err
    assert "结束日期（ends）：早于开始日期，请核对这两个日期" in said
    assert "电话（phone）" in said
    assert not (installed / "out").exists()


def test_without_its_distribution_it_is_not_known(fresh_register: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["schema", "absence"])
    assert "不能是“absence”，可选：letter" in capsys.readouterr().err


def test_a_program_can_add_a_form_once(fresh_register: None) -> None:
    form = Form("memo", "Memo", home="somewhere")
    assert register(form) is register(form) is all_forms()[-1]
    with pytest.raises(UsageError, match="已经有一种表叫“letter”（建立政务微博承诺书）"):
        register(Form("letter", "Memo", home="somewhere"))


@pytest.mark.parametrize(
    ("value", "key", "said"),
    [
        ("nowhere_at_all:FORM", "absence", "“broken”提供的表“absence”装不上（ModuleNotFoundError"),
        ("json:dumps", "absence", "“broken”提供的表“absence”不是一种表"),
        ("zzuli_forms.forms.register:LETTER", "absence", ""),
    ],
)
def test_an_entry_point_that_is_no_form_is_told_and_other_commands_work(
    value: str,
    key: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fresh_register: None,
) -> None:
    distribution(tmp_path, "broken", value, key)
    monkeypatch.syspath_prepend(tmp_path)
    code = main(["schema"])
    assert (code, said in capsys.readouterr().err) == (2 if said else 0, True)
    assert main(["check", str(EXAMPLES / "图书馆.yaml")]) == 0


def test_two_distributions_with_one_key_are_refused(
    installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = installed / "another"
    distribution(site, "zzuli_other", "zzuli_other:FORM")
    (site / "zzuli_other.py").write_text(
        "from zzuli_forms import Form\nFORM = Form('absence', 'Other', home=__name__)\n", "utf-8"
    )
    monkeypatch.syspath_prepend(site)
    assert main(["schema"]) == 2
    assert "与已有的表同名（absence），请卸载其中一个" in capsys.readouterr().err
