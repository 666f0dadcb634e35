"""Kinds of files by their suffix, and the way out where a command is given another kind than it reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from zzuli_forms.files.commands import running

FACTS = (".yaml", ".yml", ".toml", ".json")
WORKBOOKS = (".xlsx", ".xlsm")
TABLES = (*WORKBOOKS, ".csv")
"""The suffixes of files that hold many units."""
PAPERS = (".docx", ".pdf")
DOCUMENTS = (".doc", ".wps", ".rtf", ".odt")
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".heic")
ARCHIVES = (".zip", ".rar", ".7z")

WAYS: Mapping[tuple[str, ...], str] = {
    FACTS: "这是一个单位的内容文件，请用 {check} 检查，用 {packet} 生成材料",
    TABLES: "这是多个单位的表，请用 {check} 检查，用 {batch} 生成材料",
    PAPERS: "这是填好的表，请用 {read} 读出内容；有一批时放在一个文件夹里，用 {batch}",
    (".xls", ".et", ".ods", ".xlsb"): "请用 Excel 或 WPS 打开，另存为 .xlsx",
    DOCUMENTS: "请用 Word 或 WPS 打开，另存为 .docx",
    (".txt", ".md", ""): "内容请照样例写成 .yaml 文件，样例用 {new} 我的单位.yaml 写出",
    PICTURES: "图片里的字读不出来，请照它写成 .yaml 文件",
    ARCHIVES: "请先解压",
}
"""The kinds of files, and what is to be done with each by whoever has one."""


def way_out(path: PurePath) -> str:
    """Return what is to be done with a file of a kind that a command does not read; '' where that is not known."""
    way = next((way for suffixes, way in WAYS.items() if path.suffix.lower() in suffixes), "")
    return way.format_map({name: running(name) for name in ("check", "packet", "batch", "read", "new")})


def unread(path: PurePath, kinds: tuple[str, ...]) -> str:
    """Return the sentence that refuses a file of another kind than these, with the way out where there is one."""
    refusal = f"不认识“{path}”的文件类型，这里可读的有：{'、'.join(kinds)}"
    return "；".join(filter(None, (refusal, way_out(path))))
