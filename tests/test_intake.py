"""Files to plain data: encodings, kinds, and what is wrong with a file said in one sentence."""

from __future__ import annotations

import json
from pathlib import Path, PurePath

import pytest

from zzuli_forms import FileError, FilingPacket, UsageError
from zzuli_forms.readers.text.facts_file import read, stated
from zzuli_forms.readers.text.sample import sample

YAML = "申报单位: 图书馆\n管理队伍:\n  负责人: {姓名: 王刚, 电话: 037112345670}\n"


def written(folder: Path, data: str | bytes, name: str = "f.yaml") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_of_a_chinese_office_is_recognised(encoding: str, tmp_path: Path) -> None:
    assert read(written(tmp_path, YAML.encode(encoding)))["申报单位"] == "图书馆"


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".toml", ".json"])
def test_the_sample_of_every_kind_is_a_valid_packet(suffix: str, tmp_path: Path) -> None:
    path = written(tmp_path, sample(FilingPacket, suffix), f"样例 一{suffix}")
    packet = FilingPacket.from_file(path)
    assert packet.unit == "图书馆"
    assert packet.team.administrators[0].name == "阿依古丽·买买提"
    assert packet.heading is None


@pytest.mark.parametrize("suffix", [".yaml", ".toml"])
def test_the_sample_explains_every_field(suffix: str) -> None:
    text = sample(FilingPacket, suffix)
    for field in FilingPacket.model_fields.values():
        assert field.title
        assert field.title in text
        assert f"# {field.description}" in text


def test_a_sample_of_another_kind_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="xlsx"):
        sample(FilingPacket, ".xlsx")


def test_numbers_dates_and_words_stay_as_written(tmp_path: Path) -> None:
    yaml = read(written(tmp_path, "a: 037112345670\nb: 1.38E+10\nc: no\nd: 2014-06-30\ne: 0x1F\nf: ~\n"))
    assert list(yaml.values()) == ["037112345670", "1.38E+10", "no", "2014-06-30", "0x1F", "~"]
    toml = read(written(tmp_path, "a = 13803711234\nd = 2014-06-30\n", "f.toml"))
    assert toml == {"a": "13803711234", "d": "2014-06-30"}
    numbers = read(written(tmp_path, '{"a": 13803711234, "b": 1.0}', "f.json"))
    assert numbers == {"a": "13803711234", "b": "1.0"}


@pytest.mark.parametrize("name", ["f.yaml", "f.toml", "f.json"])
@pytest.mark.parametrize("data", [b"", b"  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(name: str, data: bytes, tmp_path: Path) -> None:
    assert "是空的" in refusal(written(tmp_path, data, name))


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("f.yaml", "申报单位：图书馆", "中文冒号"),
        ("f.yaml", "- 图书馆", "中文冒号"),
        ("f.yaml", "a: b\n  c: d\n", "第2行"),
        ("f.yaml", "a: b\n\tc: d\n", "缩进"),
        ("f.yaml", "a: 1\nb: 2\na: 3\n", "第3行第1列：“a”写了两次"),
        ("f.yaml", "a: &x 1\nb: *x\n", "引用"),
        ("f.yaml", "a: \x07", "控制字符"),
        ("f.yaml", "a: b\n微博: @图书馆\n", "第2行第5列：“@”不能用在开头，请给这项内容加引号"),
        ("f.yaml", "宗旨: 参与 #轻工# 话题\n", "第1行第7列：“#”后面的字会被当作说明丢掉，请给这项内容加引号"),
        ("f.yaml", "[" * 3000, "层次太深"),
        ("f.toml", "申报单位 = '图书馆'", "英文引号"),
        ("f.toml", '"a" = "b', "末尾写法有误"),
        ("f.json", '{"a": "b",}', "第1行"),
        ("f.json", '{"a": 1, "a": 2}', "“a”写了两次"),
        ("f.json", "[" * 100_000, "层次太深"),
        ("f.json", '["图书馆"]', "项目: 内容"),
        ("f.txt", "a: b", ".yaml、.yml、.toml、.json"),
    ],
)
def test_a_file_written_wrong_is_refused_with_place_and_remedy(
    name: str, text: str, words: str, tmp_path: Path
) -> None:
    message = refusal(written(tmp_path, text, name))
    assert words in message
    assert name in message


def test_a_comment_and_a_quoted_topic_are_both_kept_apart(tmp_path: Path) -> None:
    path = written(tmp_path, 'a: 图书馆  # 说明\nb: "参与 #轻工# 话题"\nc: 参与#轻工#话题\n')
    assert read(path) == {"a": "图书馆", "b": "参与 #轻工# 话题", "c": "参与#轻工#话题"}


@pytest.mark.parametrize("text", ["a: !!python/object/apply:os.system ['true']", "a: !重要 服务师生", "!!map {a: b}"])
def test_a_yaml_tag_is_refused_and_no_word_lost(text: str, tmp_path: Path) -> None:
    assert "“!”不能用在开头，请给这项内容加引号" in refusal(written(tmp_path, text))


@pytest.mark.parametrize("name", ["f.yaml", "f.toml", "f.json"])
def test_random_bytes_are_a_sentence(name: str, tmp_path: Path) -> None:
    assert refusal(written(tmp_path, bytes(range(256)) * 20, name)).endswith("请另存为 UTF-8 文本")


def test_a_missing_file_or_a_folder_is_a_sentence(tmp_path: Path) -> None:
    assert "找不到" in refusal(tmp_path / "无.yaml")
    (tmp_path / "夹.yaml").mkdir()
    assert "文件夹" in refusal(tmp_path / "夹.yaml")


def test_json_and_yaml_state_the_same(tmp_path: Path) -> None:
    stated = read(written(tmp_path, sample(FilingPacket, ".yaml")))
    assert json.loads(sample(FilingPacket, ".json")) == stated


@pytest.mark.parametrize("name", ["f.txt", "f", "f.docx"])
def test_bytes_of_another_kind_are_a_sentence(name: str) -> None:
    with pytest.raises(FileError, match="不认识"):
        stated(b"a: 1", PurePath(name))
