"""The commands for one unit: packet, check, new, blank; and fonts, schema."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from zzuli_forms import disk, fonts, intake
from zzuli_forms.batch import check_units
from zzuli_forms.cli.parsing import (
    Commands,
    command,
    takes_continuation,
    takes_edition,
    takes_facts,
    takes_output,
    takes_terms,
    terms,
)
from zzuli_forms.cli.talk import DONE, FAULTY, attempt, complain, say, still_by_hand
from zzuli_forms.drafts import unprintable
from zzuli_forms.errors import Fault
from zzuli_forms.forms import BY_HAND, FORMS, NOTICES, PACKET, REGULATION, Form, lay_out_blank, renderer
from zzuli_forms.intake.grids import TABLES
from zzuli_forms.intake.sample import sample
from zzuli_forms.intake.template import template
from zzuli_forms.models.editions import in_edition
from zzuli_forms.official import DEFAULT_EDITION
from zzuli_forms.packet import FilingPacket
from zzuli_forms.page import Face
from zzuli_forms.rules import remarks


def add_to(commands: Commands) -> None:
    """Add the commands."""
    packet = command(commands, "packet", "由内容文件生成整套报送材料", _packet)
    takes_facts(packet, ".yaml、.toml 或 .json")
    takes_output(packet)
    takes_edition(packet)
    takes_continuation(packet)
    packet.add_argument("--zip", action="store_true", help="打成一个 zip 文件")
    check = command(commands, "check", "只检查内容文件，不生成材料", _check)
    takes_facts(check, ".yaml、.toml、.json，或多单位的 .xlsx、.csv、放着已填各表的文件夹")
    takes_edition(check)
    takes_continuation(check)
    takes_terms(check)
    new = command(commands, "new", "写一份带说明的样例，供修改", _new)
    new.add_argument(
        "file", metavar="文件", type=Path, help="以 .yaml、.toml、.json 结尾（一个单位），或 .xlsx（多个单位）"
    )
    kinds = [form.key for form in (PACKET, *NOTICES)]
    told = "、".join(f"{form.key}（{form.title}）" for form in (PACKET, *NOTICES))
    new.add_argument("--form", metavar="表", choices=kinds, default=PACKET.key, help=f"{told}；默认 {PACKET.key}")
    new.add_argument("--force", action="store_true", help="覆盖已有文件")
    blank = command(commands, "blank", "生成空白的承诺书、审批表和两种报告，供手填", _blank)
    takes_output(blank)
    takes_edition(blank)
    regulation = command(commands, "regulation", "生成《政务微博体系管理条例》全文，供查阅", _regulation)
    takes_output(regulation)
    takes_edition(regulation)
    shown = command(commands, "fonts", "列出所用字体；给出文字时检查能否印出", _fonts)
    shown.add_argument("text", metavar="文字", nargs="*", help="要检查的文字，如人名中的生僻字")
    schema = command(commands, "schema", "列出各表内容的 JSON Schema，供别的系统使用", _schema)
    keys = [form.key for form in FORMS]
    schema.add_argument("form", metavar="表", nargs="?", choices=keys, help=f"{'、'.join(keys)} 之一；不写则全部列出")


def _packet(wanted: argparse.Namespace) -> int:
    def write(path: Path) -> int:
        facts = in_edition(FilingPacket, intake.read(path), wanted.edition)
        packet = FilingPacket.from_facts(facts, wanted.area_code, wanted.continued)
        made = packet.write(wanted.output, wanted.format, wanted.force, wanted.zip, wanted.continued, wanted.attached)
        say(map(str, made))
        say(still_by_hand(f"“{packet.unit}”的材料", packet.handwork()))
        return DONE

    return _each(wanted.files, write)


def _check(wanted: argparse.Namespace) -> int:
    def check(path: Path) -> int:
        faults, noted, good = _found(path, wanted)
        if faults:
            complain([f"“{path}”有{len(faults)}处问题：", *(f"  {fault}" for fault in faults)])
        else:
            say([f"“{path}”没有发现问题"])
        if noted:
            complain([f"“{path}”有{len(noted)}处提醒：", *(f"  {remark}" for remark in noted)])
        return DONE if good else FAULTY

    return _each(wanted.files, check)


def _found(path: Path, wanted: argparse.Namespace) -> tuple[Sequence[Fault], Sequence[Fault], bool]:
    """Faults and remarks of one unit, or of all units of a table, and whether that will do."""
    if path.suffix.lower() in TABLES or disk.is_folder(path):
        report = check_units(path, wanted.area_code, terms(wanted), wanted.strict, wanted.edition, wanted.continued)
        faults = [problem.fault for problem in report.problems if problem.kind == "问题"]
        return faults, [problem.fault for problem in report.problems if problem.kind == "提醒"], report.good
    checked = FilingPacket.check(in_edition(FilingPacket, intake.read(path), wanted.edition), wanted.area_code)
    spoilt = {fault.path for fault in checked.faults}
    found = [*checked.faults, *unprintable(checked.facts, wanted.continued)]
    noted = [*remarks(checked.facts, terms(wanted), spoilt)]
    return found, noted, not (found or (wanted.strict and noted))


def _each(paths: Iterable[Path], work: Callable[[Path], int]) -> int:
    """Do the work for every file, whatever becomes of the others; the gravest exit code counts."""
    return max([attempt(path, partial(work, path)) for path in paths])


def _new(wanted: argparse.Namespace) -> int:
    kind, form = wanted.file.suffix.lower(), next(form for form in FORMS if form.key == wanted.form)
    if kind == ".xlsx" and form is PACKET:
        disk.write(wanted.file, template(FilingPacket), wanted.force)
        say([f'样例已写入“{wanted.file}”，填好后运行：zzuli-forms batch "{wanted.file}" -o 报送材料'])
        return DONE
    disk.write(wanted.file, sample(form.model, kind).encode(), wanted.force)
    then = f"notice {form.key}" if form in NOTICES else form.key
    say([f'样例已写入“{wanted.file}”，改好后运行：zzuli-forms {then} "{wanted.file}" -o 报送材料'])
    return DONE


def _blank(wanted: argparse.Namespace) -> int:
    return _write_blank({f"空白-{form.title}": form for form in BY_HAND}, wanted)


def _regulation(wanted: argparse.Namespace) -> int:
    return _write_blank({REGULATION.title: REGULATION}, wanted)


def _write_blank(forms: Mapping[str, Form], wanted: argparse.Namespace) -> int:
    """Write forms that state no facts, under these names."""
    edition = wanted.edition or DEFAULT_EDITION
    documents = {name: lay_out_blank(form, edition, wanted.attached) for name, form in forms.items()}
    files = {
        wanted.output / f"{name}.{kind}": renderer(kind)(document)
        for name, document in documents.items()
        for kind in wanted.format
    }
    say(map(str, disk.write_all(files, wanted.force)))
    return DONE


def _fonts(wanted: argparse.Namespace) -> int:
    for face, official in fonts.OFFICIAL.items():
        say([f"{face.value}：PDF 用 {fonts.folder() / official.file}；Word 用 {official.name}"])
    say([f"生僻字：PDF 用 {fonts.folder() / fonts.RARE_FILE}"])
    missing = fonts.missing(" ".join(wanted.text), Face.BODY)
    if missing:
        complain([f"印不出来：{'、'.join(f'“{c}”（U+{ord(c):04X}）' for c in missing)}"])
    elif wanted.text:
        say(["所给文字都能印出"])
    return FAULTY if missing else DONE


def _schema(wanted: argparse.Namespace) -> int:
    schemas = {form.key: form.schema() for form in FORMS}
    shown = schemas[wanted.form] if wanted.form else schemas
    say(json.dumps(shown, ensure_ascii=False, indent=2).splitlines())
    return DONE
