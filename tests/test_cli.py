"""The command line: exit codes, Chinese on every console, nothing lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.roster import numbered
from zzuli_forms import __version__, all_forms
from zzuli_forms.cli import main, program

REPOSITORY = Path(__file__).parents[1]
EXAMPLES = sorted(path for path in (REPOSITORY / "examples").iterdir() if path.suffix in (".yaml", ".toml", ".json"))
COMMANDS = ["packet", "check", "new", "blank", "fonts", "schema", "batch"]
WRONG = "申报单位: 图书馆\n申报政务微博名称: 郑州轻工业学院图书馆\n管理队伍: {负责人: {姓名: 王刚, 电话: 1380371}}\n"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "zzuli_forms", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONUTF8": "1", **environment}, timeout=60, check=False
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_example_makes_a_packet(example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(example)]) == 0
    assert main(["packet", str(example), "-o", str(tmp_path / "报送 材料")]) == 0
    (folder,) = (tmp_path / "报送 材料").iterdir()
    assert len(list(folder.iterdir())) == 6
    out, err = capsys.readouterr()
    assert err == ""
    assert f"{folder.name}-报送材料.pdf" in out
    assert "一式2份" in out


def test_there_are_a_window_unit_a_college_and_a_society() -> None:
    assert [path.stem for path in EXAMPLES] == ["图书馆", "青年志愿者协会", "食品与生物工程学院"]


def test_faults_go_to_stderr_all_at_once_with_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "错.yaml"
    file.write_text(WRONG, "utf-8")
    assert main(["packet", str(file), "-o", str(tmp_path / "out")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "有4处问题" in err
    assert "管理队伍›负责人›电话（team.leader.phone）：应为11位手机号" in err
    assert not (tmp_path / "out").exists()


def test_good_files_are_made_though_others_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "错.yaml"
    file.write_text(WRONG, "utf-8")
    assert main(["packet", str(file), str(EXAMPLES[0]), "-o", str(tmp_path / "out")]) == 1
    assert (tmp_path / "out" / "图书馆" / "manifest.json").is_file()
    assert main(["check", str(file), str(tmp_path / "无.yaml")]) == 2
    assert "找不到" in capsys.readouterr().err


def test_nothing_is_overwritten_without_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["packet", str(EXAMPLES[0]), "-o", str(tmp_path)]
    assert [main(arguments), main(arguments), main([*arguments, "--force"])] == [0, 2, 0]
    assert "没有改动；要换成新的请加 --force" in capsys.readouterr().err


def fact_file(path: Path, facts: dict[str, Any]) -> Path:
    path.write_text(json.dumps(facts), "utf-8")
    return path


@pytest.mark.parametrize("command", [["packet"], ["make", "approval"], ["packet", "--zip"]], ids=" ".join)
def test_two_files_of_one_unit_are_refused_in_one_sentence_and_others_are_made(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, other = (fact_file(tmp_path / f"{facts['unit']}.json", facts) for facts in numbered(2))
    second = fact_file(tmp_path / "再填.json", {**numbered(1)[0], "purpose": "服务师生。"})
    out = tmp_path / "out"
    for force in ([], ["--force"]):
        assert main([*command, *map(str, (first, second, other)), "-o", str(out), *force]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(
            f"“{first}”、“{second}”的材料要放在同一个文件夹“第0000教学部”，会互相覆盖，都没有生成；请"
        )
        assert [path.name.removesuffix(".zip") for path in out.iterdir()] == ["第0001教学部"]
        shutil.rmtree(out)


def test_a_file_given_twice_is_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packet", str(EXAMPLES[0]), str(EXAMPLES[0]), "-o", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("报送材料.pdf") == 1


def test_new_writes_a_sample_that_serves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.yaml", "b.toml", "c.json"):
        assert main(["new", str(tmp_path / name)]) == 0
        assert main(["check", str(tmp_path / name)]) == 0
    assert main(["new", str(tmp_path / "a.yaml")]) == 2
    assert main(["new", str(tmp_path / "d.doc")]) == 2
    assert "没有改动" in capsys.readouterr().err


def test_blank_writes_every_form_in_the_wanted_format(tmp_path: Path) -> None:
    assert main(["blank", "-o", str(tmp_path), "--format", "pdf"]) == 0
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {f"空白-{form.title}.pdf" for form in all_forms() if form.by_hand}
    assert {"空白-建立政务微博承诺书.pdf", "空白-政务微博体系审批表.pdf"} <= made
    assert main(["blank", "-o", str(tmp_path), "--format", "pdf"]) == 2


def test_fonts_tells_roles_and_whether_a_text_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fonts"]) == 0
    assert main(["fonts", "䶮𬀩㛃"]) == 0
    assert main(["fonts", "王😀"]) == 1
    out, err = capsys.readouterr()
    assert all(role in out for role in ("小标宋", "仿宋", "黑体", "楷体", "生僻字", "仿宋_GB2312"))
    assert "所给文字都能印出" in out
    assert "印不出来：“😀”（U+1F600）" in err


def test_a_zip_is_made_on_demand(tmp_path: Path) -> None:
    assert main(["packet", str(EXAMPLES[0]), "-o", str(tmp_path), "--zip"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["图书馆.zip"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "还缺少：命令"),
        (["packet"], "还缺少：文件, -o/--output"),
        (["packet", "a.yaml", "-o"], "-o/--output 后面要跟内容"),
        (["packet", "a.yaml", "-o", "x", "--format", "odt"], "不能生成“odt”，可选：docx,pdf"),
        (["packet", "a.yaml", "-o", "x", "--fast"], "不认识的参数：--fast"),
        (["print"], "命令 不能是“print”"),
        (["packet", "a.yaml", "-o", "x", "--zip=1"], "--zip 后面不要跟内容"),
    ],
)
def test_wrong_use_is_explained_in_chinese_with_exit_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_speaks_chinese(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*command, "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：zzuli-forms")
    assert not any(word in out for word in ("usage", "options", "arguments", "show this"))


@pytest.mark.parametrize("command", ["new", "blank", "packet"])
def test_a_path_too_long_for_the_disk_is_one_sentence(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    long = "长" * 120
    arguments = {"new": [f"{long}.yaml"], "blank": ["-o", long], "packet": [str(EXAMPLES[0]), "-o", long]}[command]
    assert main([command, *arguments]) == 2
    assert "失败：" in capsys.readouterr().err


def test_a_closed_pipe_is_no_error() -> None:
    command = f'"{sys.executable}" -m zzuli_forms fonts | true'
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, timeout=60)
    assert b"Error" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize(("stream", "words"), [("stdout", "输出写不出去，请检查磁盘"), ("stderr", "")])
def test_output_lost_to_a_full_disk_is_exit_2(stream: str, words: str) -> None:
    with Path("/dev/full").open("wb") as full:
        streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: full}
        command = [sys.executable, "-X", "utf8", "-m", "zzuli_forms", "check", str(EXAMPLES[0]), "--date", "2014-07-01"]
        done: subprocess.CompletedProcess[bytes] = subprocess.run(command, **streams, check=False, timeout=60)
    assert done.returncode == 2
    assert words in (done.stderr or b"").decode()


def test_a_command_without_stdout_does_its_work(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m zzuli_forms new "{tmp_path / "a.yaml"}" >&-'
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "a.yaml").is_file()


def test_a_wrong_area_code_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLES[0]), "--area-code", "371"]) == 2
    assert "区号" in capsys.readouterr().err


def test_a_gbk_console_never_raises(tmp_path: Path) -> None:
    file = tmp_path / "错 误.yaml"
    file.write_text(WRONG.replace("王刚", "王\ue001𬀩"), "utf-8")
    done = run("check", file, PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    text = done.stderr.decode("gbk")
    assert done.returncode == 1
    assert "Traceback" not in text
    assert "管理队伍>负责人>电话" in text
    shown = run("fonts", "𬀩😀", PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert "[U+1F600]" in shown.stderr.decode("gbk")
    assert run("--help", PYTHONIOENCODING="ascii", PYTHONUTF8="0").returncode == 0


def test_the_module_and_the_script_are_the_same_program() -> None:
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="zzuli-forms")
    assert script.load() is program
    assert run("--version").stdout.decode().strip() == __version__


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "没有权限"),
        (errno.EROFS, "只能读不能写"),
        (errno.ENOSPC, "磁盘已满"),
        (errno.EIO, "关闭正在使用它的程序"),
    ],
)
def test_a_disk_that_refuses_is_one_sentence_with_exit_2(
    number: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(path: Path, *_: object, **__: object) -> None:
        raise OSError(number, "refused", str(path))

    monkeypatch.setattr(Path, "mkdir", refusing)
    assert main(["packet", str(EXAMPLES[0]), "-o", str(tmp_path / "x")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("写入“")
    assert words in line


def test_ctrl_c_leaves_whole_files_and_says_so(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("signals to a child differ on Windows")
    many = [fact_file(tmp_path / f"{facts['unit']}.json", facts) for facts in numbered(200)]
    out = tmp_path / "out"
    command = [sys.executable, "-m", "zzuli_forms", "packet", *map(str, many), "-o", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 30
        while not list(out.glob("*/manifest.json")) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "已中断" in err.decode()
    assert "Traceback" not in err.decode()
    assert list(out.glob("*/manifest.json"))
    assert not list(out.rglob(".*"))
    assert all(path.stat().st_size for path in out.rglob("*/*"))
