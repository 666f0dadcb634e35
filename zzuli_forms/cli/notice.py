"""The commands for the two reports a unit writes later: notice opening, notice change."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from zzuli_forms.cli.options import options_of, takes_area, takes_edition, takes_output
from zzuli_forms.cli.parsing import Parser, command
from zzuli_forms.cli.talk import DONE, attempt, complain_of, say, still_by_hand
from zzuli_forms.errors import FactsError
from zzuli_forms.files import manifest
from zzuli_forms.filing import notices
from zzuli_forms.filing.making import by_hand, left_by_hand, write
from zzuli_forms.forms.change.model import TeamChangeNotice
from zzuli_forms.forms.opening.model import OpeningNotice
from zzuli_forms.models.facts import label
from zzuli_forms.readers.text import facts_file

_FACTS = "报送材料的内容文件或 manifest.json，或只写这份报告的内容文件"


def add_notice(notice: Parser) -> None:
    """Add the reports as commands of their own, each with its arguments."""
    kinds = notice.add_subparsers(title="报告", metavar="报告", required=True, parser_class=Parser)
    command(kinds, "opening", "微博开通后，报告名称、域名和开通日期（审批表注2）", _add_opening)
    command(kinds, "change", "管理队伍人员变更后，报告变更前后的人员（审批表注3）", _add_change)


def _add_opening(opening: Parser) -> None:
    opening.add_argument("file", metavar="文件", type=Path, help=_FACTS)
    _takes_new(opening, OpeningNotice, "domain", "opened", "dated")
    opening.set_defaults(run=_opening)


def _add_change(change: Parser) -> None:
    change.add_argument("file", metavar="变更前", type=Path, help=_FACTS)
    change.add_argument(
        "after", metavar="变更后", type=Path, nargs="?", help="变更后的内容文件；前一个文件已写明则不填"
    )
    _takes_new(change, TeamChangeNotice, "effective", "reason", "dated")
    change.set_defaults(run=_change)


def _takes_new(added: Parser, model: type[OpeningNotice | TeamChangeNotice], *fields: str) -> None:
    for field in fields:
        about = model.model_fields[field].description
        added.add_argument(f"--{field}", metavar=label(model, field), help=about)
    added.set_defaults(fields=fields)
    takes_edition(added)
    takes_area(added)
    takes_output(added)


def _new(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Return the facts stated on the command line, which replace those of the files."""
    stated = {field: getattr(arguments, field) for field in (*arguments.fields, "edition")}
    return {field: value for field, value in stated.items() if value is not None}


def _opening(arguments: argparse.Namespace) -> int:
    def make() -> int:
        whole = facts_file.read_whole(arguments.file)
        notice = notices.opening(manifest.facts_in(whole), _new(arguments), arguments.area_code)
        return _write(notice, arguments, manifest.folder_in(whole))

    return _attempt(arguments.file, make, arguments)


def _change(arguments: argparse.Namespace) -> int:
    def make() -> int:
        before = facts_file.read_whole(arguments.file)
        after = facts_file.read_whole(arguments.after) if arguments.after else {}
        facts = manifest.facts_in(before), manifest.facts_in(after) if arguments.after else None
        notice = notices.change(*facts, _new(arguments), arguments.area_code)
        return _write(notice, arguments, manifest.folder_in(after) or manifest.folder_in(before))

    return _attempt("”与“".join(str(path) for path in (arguments.file, arguments.after) if path), make, arguments)


def _attempt(about: object, make: Callable[[], int], arguments: argparse.Namespace) -> int:
    """Do the work and return its exit code; where a fact is missing that an option states, name the option."""

    def work() -> int:
        try:
            return make()
        except FactsError as error:
            missing = [fault.path for fault in error.faults if fault.code == "missing"]
            options = [f"--{field}" for field in missing if field in arguments.fields]
            hints = [f"在命令里可以写明：{'、'.join(options)}"] if options else []
            return complain_of(about, error.faults, hints)

    return attempt(about, work)


def _write(notice: OpeningNotice | TeamChangeNotice, arguments: argparse.Namespace, name: str | None) -> int:
    say(map(str, write(notice, arguments.output, options_of(arguments), name)))
    say(still_by_hand(f"“{notice.unit}”的报告", by_hand(left_by_hand(notice))))
    return DONE
