"""What is wrong with a file is told to other programs with the line or the cell."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cases import TYPICAL
from tests.roster import EXAMPLES
from zzuli_forms import FilingPacket
from zzuli_forms.cli import main
from zzuli_forms.files.kinds import FACTS
from zzuli_forms.models.facts import field_named, location
from zzuli_forms.models.samples import example
from zzuli_forms.readers.text.places import line_of
from zzuli_forms.readers.text.sample import sample

WRONG: dict[str, Any] = {
    **TYPICAL,
    "account": "微",
    "team": {**TYPICAL["team"], "administrators": [{"name": "李晓雨", "phone": "1380371"}]},
}
YAML = """申报单位: 图书馆
申报政务微博名称: 微
政务微博宗旨: 服务师生。
政务微博信息发布范围: |
  通知公告，
  讲座。
管理队伍:
  负责人: {姓名: 王刚, 电话: 13803711234}
  管理员:
    - 姓名: 李晓雨
      电话: 1380371
"""


def findings(path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert main(["check", "--report", "json", str(path)]) == 1
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_a_fault_in_yaml_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "内容.yaml"
    path.write_text(YAML, "utf-8")
    told = findings(path, capsys)
    assert [(one["field"], one["line"], one["kind"]) for one in told] == [
        ("account", 2, "fault"),
        ("team.administrators[0].phone", 11, "fault"),
    ]
    assert {one["file"] for one in told} == {str(path)}


def test_a_fault_in_json_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "内容.json"
    path.write_text(json.dumps(WRONG, ensure_ascii=False, indent=1), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    for one in findings(path, capsys):
        assert one["field"].rpartition(".")[2] in lines[one["line"] - 1]


@pytest.mark.parametrize("kind", sorted({".yaml", ".toml", ".json"} & set(FACTS)))
def test_every_field_of_a_sample_is_found_on_its_own_line(kind: str) -> None:
    text = sample(FilingPacket, kind)
    lines = text.splitlines()

    def walk(stated: Any, path: str, model: Any) -> None:
        for key, value in stated.items():
            name = field_named(model, key)
            here = f"{path}.{name}".lstrip(".")
            line = lines[line_of(Path(f"f{kind}"), text, FilingPacket, location(here)) - 1]
            assert key in line, (here, line)
            inner = model.model_fields[name].annotation
            for item, place in [(value, here)] if isinstance(value, dict) else []:
                walk(item, place, inner)

    walk(example(FilingPacket), "", FilingPacket)


def test_a_workbook_names_the_cell_and_a_folder_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "各单位.csv"
    header = "申报单位,申报政务微博名称,政务微博宗旨,政务微博信息发布范围,负责人"
    path.write_text(f"{header}\n图书馆,微,甲,乙,王刚\n", "utf-8")
    told = findings(path, capsys)
    assert "“各单位”!B2" in [one["cell"] for one in told]
    assert {one["line"] for one in told} == {None}


def test_github_shows_an_error_at_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "内容,甲.yaml"
    path.write_text(YAML, "utf-8")
    assert main(["check", "--report", "github", str(path)]) == 1
    first, second = capsys.readouterr().out.splitlines()
    place = r"file=.*内容%2C甲\.yaml,line=2,title=申报政务微博名称（account）"
    assert re.fullmatch(f"::error {place}::微博名称应为.*", first)
    assert ",line=11," in second


def test_a_sound_file_reports_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--report", "json", str(EXAMPLES / "图书馆.yaml")]) == 0
    assert json.loads(capsys.readouterr().out) == []
