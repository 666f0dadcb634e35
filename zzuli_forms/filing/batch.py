"""Many units: one workbook in; packets, summary and fault sheet out, by any executor, as often as you like."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from zzuli_forms._showing import Shows
from zzuli_forms.errors import FactsError, Fault, FileError, FormsError, InTheWayError, Remark
from zzuli_forms.files import disk, manifest, xlsx
from zzuli_forms.filing import results, unit_folder
from zzuli_forms.filing.making import files, origin, paper_names
from zzuli_forms.filing.options import AS_USUAL, FORMATS, Options
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.filing.processes import Processes
from zzuli_forms.filing.results import Outcome, Problem, State
from zzuli_forms.filing.roster import Roster, Unit, roster
from zzuli_forms.forms.drafts import unprintable
from zzuli_forms.forms.register import PACKET
from zzuli_forms.forms.rules import Terms
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers.table.rows import UnitRow
from zzuli_forms.readers.table.tables import UnitTable
from zzuli_forms.readers.text.facts_file import WORKBOOKS

AT_ONCE = 32
"""Units submitted to an executor before the first is awaited, which bounds the memory of a run."""
F = TypeVar("F", bound=Fault)
Progress: TypeAlias = Callable[[int, int, Outcome], None]
"""Called after each unit with the number done, the number of all, and the outcome."""


@dataclass(frozen=True, repr=False)
class Report(Shows):
    """Hold what has become of every unit of a file, and where the summary and the fault sheet lie."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    written: tuple[Path, ...] = ()

    def __repr__(self) -> str:
        return f"Report({self.counts})"

    @property
    def counts(self) -> str:
        """Return the number of units, of units in each state, of problems and of remarks, as a sentence."""
        states = Counter(outcome.state.value for outcome in self.outcomes)
        kinds = Counter(problem.kind for problem in self.problems)
        units = "，".join(f"{state}{number}个" for state, number in states.items())
        return f"{len(self.outcomes)}个单位：{units}" + "".join(f"；{kind}{number}处" for kind, number in kinds.items())

    @property
    def good(self) -> bool:
        """Return whether every unit is sound, and everything could be read."""
        unread = any(not problem.unit and problem.kind == "问题" for problem in self.problems)
        return all(outcome.good for outcome in self.outcomes) and not unread

    @property
    def blocked(self) -> bool:
        """Return whether a unit's files could not be written because of what is there."""
        return any(outcome.state is State.BLOCKED for outcome in self.outcomes)


@dataclass(frozen=True)
class Result:
    """The result of making one unit: the faults that show only on paper, or its files, or how writing them ended."""

    faults: tuple[Fault, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    put: unit_folder.Put | None = None
    current: bool = False
    """Whether all was there already, as an earlier run made it."""


def check_units(
    source: str | Path,
    area: str = LOCAL_AREA,
    terms: Terms | None = None,
    strict: bool = False,
    edition: str | None = None,
    continued: bool = False,
) -> Report:
    """Hold every unit of an .xlsx or .csv file, or of a folder of filled forms, against models, rules and paper.

    Nothing is written.
    """
    options = Options((), area, edition, continued, strict=strict, terms=terms or AS_USUAL)
    listed = roster(Path(source), (), options)
    outcomes = tuple(_judged(unit, result, options) for unit, result in _worked(listed, options, None))
    return Report(outcomes, tuple(_problems(outcomes, listed)))


def make_packets(
    source: str | Path,
    output: str | Path,
    *,
    formats: Iterable[str] = FORMATS,
    area: str = LOCAL_AREA,
    terms: Terms | None = None,
    strict: bool = False,
    edition: str | None = None,
    continued: bool = False,
    attached: bool = True,
    overwrite: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
    as_json: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Make every unit's packet in `output/UNIT/`, 汇总表.xlsx, and 问题清单.xlsx where there are problems.

    Works in this process, in `jobs` processes, or on any `executor`; the bytes are the same. What an earlier
    run left up to date stays untouched; a file altered by hand is replaced only with `overwrite`. With `strict`
    remarks keep a unit from being made; an `edition` takes the place of what the rows state; with `continued` text
    that a form cannot hold goes on to a sheet behind it; the facts travel inside the papers unless they are not to be
    `attached`. Raises FileError for a file that cannot be read or written.
    """
    options = Options(tuple(formats), area, edition, continued, attached, overwrite, strict, terms or AS_USUAL)
    _refuse_own_results(Path(source), Path(output))
    listed = roster(Path(source), results.NAMES, options)
    folder = _cleared(Path(output), Path(source), overwrite)
    outcomes: list[Outcome] = []
    with _engine(jobs, executor) as engine:
        for unit, result in _worked(listed, options, engine, folder):
            outcomes.append(_filed(unit, result, options, folder))
            if progress:
                progress(len(outcomes), len(listed.units), outcomes[-1])
    problems = _problems(outcomes, listed)
    written = _write_results(Path(source), folder, outcomes, problems, listed, as_json)
    return Report(tuple(outcomes), tuple(problems), written)


def _refuse_own_results(source: Path, output: Path) -> None:
    """Raise FileError where the results would lie among the filled forms that are read."""
    if disk.is_folder(source) and source.resolve() in (output.resolve(), *output.resolve().parents):
        raise FileError(f"结果不能放在要读取的文件夹“{source}”里面，请换一个存放结果的文件夹")


def _cleared(folder: Path, source: Path, overwrite: bool) -> Path:
    """Make the output folder, remove what a killed run left unfinished, and return it.

    Raises FileError where it cannot be written, or where the summary or the fault sheet there may not be replaced.
    """
    disk.make_folder(folder)
    disk.probe(folder)
    disk.sweep(folder)
    for name in (results.SUMMARY, results.PROBLEMS):
        path = folder / name
        if path.resolve() == source.resolve():
            raise FileError(f"“{source}”会被新的“{name}”覆盖，请先改名，或换一个存放结果的文件夹")
        there = disk.read_if_there(path, xlsx.LARGEST)
        if there is not None and not (overwrite or xlsx.is_untouched(there)):
            raise FileError(f"“{path}”被人改动过，或不是本程序写的，没有覆盖；请先移走，或加 --force")
        disk.refuse_locked(path)
    there = disk.read_if_there(folder / results.PROBLEMS_JSON, xlsx.LARGEST)
    if there is not None and not (overwrite or results.is_ours(there)):
        raise FileError(f"“{folder / results.PROBLEMS_JSON}”不是本程序写的，没有覆盖；请先移走，或加 --force")
    return folder


@contextmanager
def _engine(jobs: int, executor: Executor | None) -> Iterator[Executor | None]:
    """Yield the executor given, a pool of local processes, or None for work in this process.

    Raises FormsError where the system refuses so many processes.
    """
    if executor is not None or jobs == 1:
        yield executor
        return
    try:
        with Processes(jobs) as processes:
            yield processes
    except OSError as error:
        raise FormsError("这台电脑开不了这么多进程，请减少 --jobs 后再运行一次，做好的不会重做") from error


def _worked(
    listed: Roster, options: Options, engine: Executor | None, folder: Path | None = None
) -> Iterator[tuple[Unit, Result]]:
    """Yield every unit in order with the result of making it.

    Raises FormsError where a worker process has died.
    """
    waiting: deque[tuple[Unit, Future[Result]]] = deque()
    try:
        for unit in listed.units:
            home = folder / unit.folder if folder and _judged(unit, Result(), options).good else None
            waiting.append((unit, _begun(unit, options, engine, home)))
            if engine is None or len(waiting) >= AT_ONCE:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())
    except BrokenExecutor as error:
        raise FormsError("有一个工作进程意外退出，请减少 --jobs 后再运行一次，做好的不会重做") from error
    finally:
        for _, future in waiting:
            future.cancel()


def _is_current(unit: Unit, options: Options, home: Path) -> bool:
    if options.overwrite:
        return False
    papers = paper_names(PACKET, options.formats, unit.folder)
    try:
        return unit_folder.is_current(home, papers, partial(origin, unit.packet, options, unit.folder))
    except InTheWayError:
        return False


def _begun(unit: Unit, options: Options, engine: Executor | None, home: Path | None) -> Future[Result]:
    """Submit the task of a unit and return its future: local processes write its files too, other executors return
    them.
    """
    done: Future[Result] = Future()
    if home is not None and _is_current(unit, options, home):
        done.set_result(Result(current=True))
        return done
    there = home if engine is None or isinstance(engine, Processes) else None
    if engine is not None:
        return engine.submit(make, unit.row, options, unit.folder, there)
    done.set_result(make(unit.row, options, unit.folder, there))
    return done


def _finished(unit: Unit, future: Future[Result]) -> tuple[Unit, Result]:
    return unit, future.result()


def make(row: UnitRow[FilingPacket], options: Options, name: str, home: Path | None = None) -> Result:
    """Return the files of one unit's packet, or the faults that show only on paper; put them into the folder `home` if
    there is one. The task of an executor, on any machine.
    """
    if row.faults:
        return Result(row.news(unprintable(row.facts, options.continued)))
    try:
        made = files(row.facts, options, name)
    except FactsError as error:
        return Result(row.news(error.faults))
    return Result(files=made) if home is None else Result(put=unit_folder.put(home, made, options.overwrite))


def _judged(unit: Unit, result: Result, options: Options) -> Outcome:
    """Return the outcome of a unit with the faults that keep it from being made; a sound one may still have remarks."""
    faults = (*unit.faults, *result.faults, *(unit.remarks if options.strict else ()))
    return Outcome(unit, State.FAULTY if faults or unit.row.amiss else State.SOUND, faults)


def _filed(unit: Unit, result: Result, options: Options, folder: Path) -> Outcome:
    """Put the files of a sound unit on disk, unless they are there, and return what the summary says of it."""
    outcome, home = _judged(unit, result, options), folder / unit.folder
    try:
        if not outcome.good:
            return replace(outcome, notes=_left_from_before(unit, home))
        if result.current:
            notes = tuple(_altered(Remark, unit, name, "照原样留着") for name in unit_folder.altered(home))
            return replace(outcome, state=State.CURRENT, files=_files(unit, options), notes=notes)
    except InTheWayError as error:
        return _put(outcome, unit_folder.Put(refused=str(error)), options)
    return _put(outcome, result.put or unit_folder.put(home, result.files, options.overwrite), options)


def _put(outcome: Outcome, put: unit_folder.Put, options: Options) -> Outcome:
    """Return the outcome of a unit whose files were to be written."""
    unit = outcome.unit
    if put.refused:
        fault = Fault("文件夹", "", put.refused, "再运行一次", "in_the_way", unit.row.home)
        return replace(outcome, state=State.BLOCKED, faults=(fault,))
    if put.altered:
        faults = tuple(_altered(Fault, unit, name, "没有覆盖") for name in put.altered)
        return replace(outcome, state=State.ALTERED, faults=faults)
    return replace(outcome, state=State.MADE, files=_files(unit, options))


def _files(unit: Unit, options: Options) -> tuple[str, ...]:
    return tuple(f"{unit.folder}/{name}" for name in paper_names(PACKET, options.formats, unit.folder))


def _left_from_before(unit: Unit, home: Path) -> tuple[Remark, ...]:
    if not disk.exists(home / manifest.NAME):
        return ()
    message, remedy = f"“{unit.folder}/”里还是以前生成的材料", "改好以前请不要使用"
    return (Remark("文件", "", message, remedy, "old_packet", unit.row.home),)


def _altered(kind: type[F], unit: Unit, name: str, done: str) -> F:
    message, remedy = f"“{unit.folder}/{name}”被人改动过，{done}", "要换成新的请加 --force，或先把它移走"
    return kind("文件", "", message, remedy, "altered_file", unit.row.home)


def _problems(outcomes: Sequence[Outcome], listed: Roster) -> list[Problem]:
    return results.problems(outcomes, (*listed.table.faults, *listed.table.remarks))


def _write_results(
    source: Path, folder: Path, outcomes: Sequence[Outcome], problems: Sequence[Problem], listed: Roster, as_json: bool
) -> tuple[Path, ...]:
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


def _problem_book(source: Path, problems: Sequence[Problem], table: UnitTable[FilingPacket]) -> bytes:
    """Return 问题清单 with the clerk's own sheets, with their texts alone where they cannot be carried over whole."""
    if source.suffix.lower() in WORKBOOKS:
        try:
            with xlsx.opened(xlsx.read(source), source) as book:
                return results.problem_book(problems, book, {name: name for name in table.sheets}, table.sheets)
        except FileError:
            problems = [*problems, Problem("", results.plain_copy(source.name))]
    book, titles = results.copies(table.sheets)
    return results.problem_book(problems, book, titles, table.sheets)
