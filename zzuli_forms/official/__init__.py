"""The official wording, a TOML file for each form with the document it was copied from, and the dated editions."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from zzuli_forms.errors import FileError, LayoutError
from zzuli_forms.official import toml_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT_EDITION = "2014"
LONGEST_INSTITUTION = 10
"""The most characters of a school's name with which every title stands on one line in 二号."""


class Origin(NamedTuple):
    """The document a wording was copied from; `sha256` is that of the source text it was compared with."""

    office: str
    number: str
    date: date
    sha256: str


class OwnWords(NamedTuple):
    """Words of this library's own, where no official text exists, and the rule they were written for."""

    written_for: str


class Clause(NamedTuple):
    """A numbered sentence and the items under it."""

    number: str
    text: str
    items: tuple[Clause, ...] = ()


class Wording(NamedTuple):
    """The words of one form: its titles (the short one for forms to be signed), the number of copies, its source,
    single texts by name, numbered clauses in order.
    """

    title: str
    file_title: str
    short_title: str
    copies: int
    source: Origin | OwnWords
    text: Mapping[str, str]
    clauses: tuple[Clause, ...]


class Edition(NamedTuple):
    """A dated edition: key, title, the school, its foreign names, the words for each wording's placeholders."""

    key: str
    title: str
    institution: str
    foreign_names: tuple[str, ...]
    words: Mapping[str, str]


class Deadline(NamedTuple):
    """The day by which a group of units opens its accounts; a unit belongs to it by the end of its name."""

    category: str
    day: date
    article: str
    units: tuple[str, ...]


def editions_folder() -> Path:
    """Return the folder of the editions, one file KEY.toml each."""
    return Path(__file__).with_name("editions")


def edition_keys() -> tuple[str, ...]:
    """Return the keys of the editions, the default one first; no file is read."""
    names = [path.name for path in editions_folder().iterdir() if path.is_file()]
    keys = [name.removesuffix(".toml") for name in names if name.endswith(".toml")]
    printable = [key for key in keys if key.isprintable() and not key.startswith(".")]
    return tuple(sorted(filter(None, printable), key=lambda key: (key != DEFAULT_EDITION, key)))


@cache
def read_edition(key: str) -> Edition:
    """Read the edition of a key; KeyError if no edition has that key, FileError if its file is faulty."""
    if key not in edition_keys():
        raise KeyError(key)
    path = editions_folder() / f"{key}.toml"
    data = _edition_data(path)
    words, names = (_group(data, name) for name in ("words", "names"))
    faults = "；".join(_faults(data, words, names))
    if faults:
        raise FileError(f"“{path}”{faults}")
    return Edition(
        key=key,
        title=data["title"],
        institution=words["institution"],
        foreign_names=tuple(names["foreign"]),
        words=MappingProxyType(words),
    )


def editions() -> Mapping[str, Edition]:
    """Return every edition by key, the default one first; FileError if the file of one is faulty."""
    return {key: read_edition(key) for key in edition_keys()}


def sound_editions() -> Mapping[str, Edition]:
    """Return every edition whose file has no fault, by key, the default one first."""
    results = {key: _edition_or_fault(key) for key in edition_keys()}
    return {key: edition for key, edition in results.items() if isinstance(edition, Edition)}


def told_editions() -> str:
    """Return the key of every edition with its title, or with the fault of its file."""
    results = {key: _edition_or_fault(key) for key in edition_keys()}
    return "；".join(f"{key}：{getattr(edition, 'title', edition)}" for key, edition in results.items())


def _edition_or_fault(key: str) -> Edition | FileError:
    try:
        return read_edition(key)
    except FileError as fault:
        return fault


def _edition_data(path: Path) -> dict[str, Any]:
    try:
        return toml_text.read(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise FileError(f"“{path}”读不出来（系统错误{error.errno}），请核对文件的权限，或移走它") from error
    except UnicodeDecodeError as error:
        raise FileError(f"“{path}”不是 UTF-8 文本，请另存为 UTF-8") from error
    except toml_text.SyntaxFaultError as fault:
        raise FileError(f"“{path}”{fault}") from fault


def _group(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    group = data.get(name)
    return group if isinstance(group, dict) else {}


def _faults(data: Mapping[str, Any], words: Mapping[str, Any], names: Mapping[str, Any]) -> Iterator[str]:
    """Yield every fault of an edition's data, with its remedy."""
    institution, foreign = words.get("institution"), names.get("foreign")
    others = [name for name, word in words.items() if name != "institution" and not _is_line(word)]
    if not _is_line(data.get("title")):
        yield '里没有版本的名称，请在开头写一行 title = "名称"'
    if not isinstance(institution, str) or not _is_line(institution) or " " in institution:
        yield '里没有写对校名，请在 [words] 下写一行 institution = "校名"，中间不空格'
    elif len(institution) > LONGEST_INSTITUTION:
        yield f"里的校名有{len(institution)}个字，标题一行最多印{LONGEST_INSTITUTION}个字，请改用简称"
    yield from (f"里 [words] 下的 {name} 不是一行文字，请改正" for name in others)
    if not isinstance(foreign, list) or not all(map(_is_line, foreign)):
        yield '里没有写对学校的外文名，请在 [names] 下写一行 foreign = ["外文名", "缩写"]'


def _is_line(text: object) -> bool:
    """Return whether an object is a printable text on one line, without white space at its ends."""
    return isinstance(text, str) and text.isprintable() and text == text.strip() != ""


def deadlines() -> tuple[Deadline, ...]:
    """Return the days by which accounts are to be opened, from the notice."""
    data = tomllib.loads(files(__name__).joinpath("deadlines.toml").read_text("utf-8"))["deadlines"]
    return tuple(Deadline(**{**item, "units": tuple(item["units"])}) for item in data)


@cache
def wording(module: str, edition: str = DEFAULT_EDITION) -> Wording:
    """Return the wording kept in the `wording.toml` beside a form's module, an edition's words for its placeholders.

    Raises LayoutError where the file lacks the title, the title for file names, or the source.
    """
    data = _worded(_form_data(module.rpartition(".")[0]), read_edition(edition).words)
    return Wording(
        title=data["title"],
        file_title=data["file_title"],
        short_title=data.get("short_title", ""),
        copies=data.get("copies", 1),
        source=_source(data["source"]),
        text=MappingProxyType(data.get("text", {})),
        clauses=tuple(_clause(clause) for clause in data.get("clauses", ())),
    )


def article(number: str, edition: str = DEFAULT_EDITION) -> Clause:
    """Return an article of the regulation by its number, 第六条; KeyError if none has that number."""
    regulation = wording("zzuli_forms.forms.regulation.layout", edition)
    articles = {item.number: item for chapter in regulation.clauses for item in chapter.items}
    return articles[number]


def _worded(data: Any, words: Mapping[str, str]) -> Any:
    """Return the data with the placeholders `{word}` replaced in every text."""
    if isinstance(data, dict):
        return {name: _worded(value, words) for name, value in data.items()}
    if isinstance(data, list):
        return [_worded(value, words) for value in data]
    return data.format_map(words) if isinstance(data, str) else data


def _source(data: Mapping[str, Any]) -> Origin | OwnWords:
    return OwnWords(data["written_for"]) if "written_for" in data else Origin(**data)


def _clause(data: Mapping[str, Any]) -> Clause:
    items = tuple(_clause(item) for item in data.get("items", ()))
    return Clause(data["number"], data["text"], items)


def _form_data(home: str) -> dict[str, Any]:
    """Read the `wording.toml` of a form's package; LayoutError where it lacks what every form has."""
    data = tomllib.loads(files(home).joinpath("wording.toml").read_text("utf-8"))
    lacking = [key for key in ("title", "file_title", "source") if key not in data]
    if lacking:
        raise LayoutError(f"“{home}”的 wording.toml 里没有 {'、'.join(lacking)}，请补上")
    return data
