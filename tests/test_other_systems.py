"""What other systems build on: JSON Schema, the example web service, a cluster."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pytest

from tests.cases import STATED, TYPICAL
from tests.roster import EXAMPLES, example_units, tree
from zzuli_forms import FilingPacket, make_packets
from zzuli_forms.cli import main
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import all_forms

REPOSITORY = Path(__file__).parents[1]


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.key)
def test_schema_prints_a_sound_schema_of_each_form(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", form.key]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    stated = STATED[form.key]["typical"]
    jsonschema.validate(stated, schema)
    lacking: list[dict[str, object]] = [{}] if "unit" in form.model.model_fields else []
    for wrong in (*lacking, {**(stated or {}), "备注": "x"}, {**(stated or {}), "unit": ""}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_schema_without_a_form_prints_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == [form.key for form in all_forms()]


def test_the_examples_hold_to_the_schema() -> None:
    schema = next(form for form in all_forms() if form.key == "packet").schema()
    validator = jsonschema.Draft202012Validator(schema)
    assert [error for unit in example_units() for error in validator.iter_errors(unit)] == []


@pytest.fixture(scope="module")
def service() -> Any:
    """The example service, asked in this process."""
    sys.path.insert(0, str(EXAMPLES))
    try:
        from fastapi.testclient import TestClient
        from service import app  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(EXAMPLES))
    return TestClient(app, raise_server_exceptions=False)


def test_the_service_returns_the_packet_as_a_zip(service: Any) -> None:
    answer = service.post("/packet", json=TYPICAL)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%E5%9B%BE%E4%B9%A6%E9%A6%86.zip"
    with ZipFile(BytesIO(answer.content)) as archive:
        files = {name.removeprefix("图书馆/"): archive.read(name) for name in archive.namelist()}
    assert files == FilingPacket.from_facts(TYPICAL).files()


def test_the_service_answers_faults_as_a_list(service: Any) -> None:
    answer = service.post("/packet", json={**TYPICAL, "account": "微", "scope": "长" * 900})
    assert answer.status_code == 422
    first, second = answer.json()
    assert first == {
        "field": "account",
        "label": "申报政务微博名称",
        "message": "微博名称应为4至30个字符（汉字算2个），现为2个",
        "remedy": "请改用长短合适的名称",
    }
    assert second["field"] == "scope"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 90_000, b"\xff\xfe\xfd", b'"' + b"x" * 5_000_000 + b'"'])
def test_the_service_says_in_chinese_what_is_no_json_of_ours(body: bytes, service: Any) -> None:
    answer = service.post("/packet", content=body)
    assert answer.status_code == 422
    (fault,) = answer.json()
    assert set(fault) == {"field", "label", "message", "remedy"}
    assert "请" in fault["message"]


def test_the_service_states_its_schema(service: Any) -> None:
    assert service.get("/schema").json() == {form.key: form.schema() for form in all_forms()}
    body = service.get("/openapi.json").json()["paths"]["/packet"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"]["title"] == "政务微博报送材料"


def test_a_cluster_makes_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    script = EXAMPLES / "on_a_cluster.py"
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode("utf-8").splitlines()[0] == "图书馆 已生成"
    make_packets(EXAMPLES / "各单位.xlsx", tmp_path / "here")
    assert tree(tmp_path / "报送材料") == tree(tmp_path / "here")
