"""Keep the output folder of a batch: one run at a time, no leftovers of a killed one, the results for the clerk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from zzuli_forms.errors import FileError, Remark
from zzuli_forms.files import disk, locks, xlsx
from zzuli_forms.files.kinds import WORKBOOKS
from zzuli_forms.filing import results, unit_folder
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.filing.results import Outcome, Problem, State
from zzuli_forms.filing.roster import Roster
from zzuli_forms.models.messages import some
from zzuli_forms.readers.table.tables import UnitTable


def refuse_among_sources(output: Path, source: Path) -> None:
    """Raise FileError where the results would lie among the filled forms that are read."""
    if disk.is_folder(source) and source.resolve() in (output.resolve(), *output.resolve().parents):
        raise FileError(f"结果不能放在要读取的文件夹“{source}”里面，请换一个存放结果的文件夹")


@contextmanager
def opened(folder: Path, source: Path | None, overwrite: bool) -> Iterator[Path]:
    """Make the output folder, keep other runs out of it, and remove what a killed one left unfinished.

    Raises FileError where another run is writing there or nothing can be written, or where the summary or the fault
    sheet there may not be replaced.
    """
    disk.make_folder(folder)
    with locks.held(folder):
        _clear(folder, source, overwrite)
        yield folder


def _clear(folder: Path, source: Path | None, overwrite: bool) -> None:
    disk.probe(folder)
    disk.sweep(folder)
    for name in (results.SUMMARY, results.PROBLEMS):
        path = folder / name
        if source and path.resolve() == source.resolve():
            raise FileError(f"“{source}”会被新的“{name}”覆盖，请先改名，或换一个存放结果的文件夹")
        there = disk.read_if_there(path, xlsx.LARGEST)
        if there is not None and not (overwrite or xlsx.is_untouched(there)):
            raise FileError(f"“{path}”被人改动过，或不是本程序写的，没有覆盖；请先移走，或加 --force")
        disk.refuse_locked(path)
    there = disk.read_if_there(folder / results.PROBLEMS_JSON, xlsx.LARGEST)
    if there is not None and not (overwrite or results.is_ours(there)):
        raise FileError(f"“{folder / results.PROBLEMS_JSON}”不是本程序写的，没有覆盖；请先移走，或加 --force")


def unlisted(folder: Path, outcomes: Sequence[Outcome]) -> list[Remark]:
    """Return a remark that names the folders of papers whose units are not among these; none where there are none."""
    listed = {disk.alike(outcome.unit.folder) for outcome in outcomes}
    with disk.explained(folder, "读取"):
        others = sorted(path for path in folder.iterdir() if disk.alike(path.name) not in listed)
    names = [path.name for path in others if unit_folder.is_ours(path)]
    message = f"{some(names, '个文件夹')}里是以前生成的材料，这份名单里没有这些单位"
    return [Remark("文件夹", "", message, "不再需要时请移走", "unlisted_unit")] if names else []


def close(
    folder: Path,
    source: Path | None,
    listed: Roster,
    outcomes: Sequence[Outcome],
    problems: Sequence[Problem],
    as_json: bool,
) -> tuple[Path, ...]:
    """Write the summary, and where there are problems the fault sheet, and return the paths written."""
    disk.sync_folders(folder / outcome.unit.folder for outcome in outcomes if outcome.state is State.MADE)
    files = {results.SUMMARY: results.summary(outcomes)}
    if problems:
        files[results.PROBLEMS] = _problem_book(source, problems, listed.table)
    if as_json or disk.exists(folder / results.PROBLEMS_JSON):
        files[results.PROBLEMS_JSON] = results.as_json(problems)
    for name, data in files.items():
        disk.write(folder / name, data, overwrite=True)
    if not problems:
        disk.remove(folder / results.PROBLEMS)
    return tuple(folder / name for name in files)


def _problem_book(source: Path | None, problems: Sequence[Problem], table: UnitTable[FilingPacket]) -> bytes:
    """Return 问题清单 with the clerk's own sheets, with their texts alone where they cannot be carried over whole."""
    if source and source.suffix.lower() in WORKBOOKS:
        try:
            with xlsx.opened(xlsx.read(source), source) as book:
                return results.problem_book(problems, book, {name: name for name in table.sheets}, table.sheets)
        except FileError:
            problems = [*problems, Problem("", results.plain_copy(source.name))]
    book, titles = results.copies(table.sheets)
    return results.problem_book(problems, book, titles, table.sheets)
