"""Many units: one workbook in; packets, summary and fault sheet out, by any executor, as often as you like."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from zzuli_forms._showing import Shows
from zzuli_forms.errors import FactsError, Fault, FileError, FormsError, InTheWayError, Remark
from zzuli_forms.files import disk, xlsx
from zzuli_forms.filing import results, unit_folder
from zzuli_forms.filing.packet import FORMATS, MANIFEST, FilingPacket
from zzuli_forms.filing.processes import Processes
from zzuli_forms.filing.results import Outcome, Problem, State
from zzuli_forms.filing.roster import Roster, Unit, news, placed, roster
from zzuli_forms.forms.rules import Terms
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers.table.tables import UnitTable
from zzuli_forms.readers.text.facts_file import WORKBOOKS

AT_ONCE = 32
"""Units submitted to an executor before the first is awaited, which bounds the memory of a run."""
Made: TypeAlias = "Mapping[str, bytes] | tuple[Fault, ...]"
Done: TypeAlias = "Made | unit_folder.Put"
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
        told = Counter(problem.kind for problem in self.problems)
        units = "，".join(f"{state}{number}个" for state, number in states.items())
        return f"{len(self.outcomes)}个单位：{units}" + "".join(f"；{kind}{number}处" for kind, number in told.items())

    @property
    def good(self) -> bool:
        """Return whether every unit is sound, and everything could be read."""
        unread = any(problem.place is None and problem.kind == "问题" for problem in self.problems)
        return all(outcome.good for outcome in self.outcomes) and not unread

    @property
    def blocked(self) -> bool:
        """Return whether a unit's files could not be written because of what is there."""
        return any(outcome.state is State.BLOCKED for outcome in self.outcomes)


@dataclass(frozen=True)
class Job:
    """Hold the options of a batch: formats, area code of bare numbers, whether to overwrite, whether remarks count,
    whether text that a form cannot hold goes on to a sheet behind it, whether the facts travel inside the papers.
    """

    formats: tuple[str, ...] = FORMATS
    area: str = LOCAL_AREA
    overwrite: bool = False
    strict: bool = False
    continued: bool = False
    attached: bool = True


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
    job = Job((), area, strict=strict, continued=continued)
    listed = roster(Path(source), (), area, terms, edition)
    outcomes = tuple(_judged(unit, made, listed, job) for unit, made in _worked(listed, job, None))
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
    job = Job(tuple(formats), area, overwrite, strict, continued, attached)
    _refuse_own_results(Path(source), Path(output))
    listed = roster(Path(source), results.NAMES, area, terms, edition)
    folder = _cleared(Path(output), Path(source), overwrite)
    outcomes: list[Outcome] = []
    with _engine(jobs, executor) as engine:
        for unit, done in _worked(listed, job, engine, folder):
            outcomes.append(_shelved(unit, done, listed, job, folder))
            if progress:
                progress(len(outcomes), len(listed.units), outcomes[-1])
    found = _problems(outcomes, listed)
    return Report(tuple(outcomes), tuple(found), _write_ledger(Path(source), folder, outcomes, found, listed, as_json))


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
    except FormsError:
        raise
    except OSError as error:
        raise FormsError("这台电脑开不了这么多进程，请减少 --jobs 后再运行一次，做好的不会重做") from error


def _worked(
    listed: Roster, job: Job, engine: Executor | None, folder: Path | None = None
) -> Iterator[tuple[Unit, Done | None]]:
    """Yield every unit in order with the result of its task; None for one that is up to date.

    Raises FormsError where a worker process has died.
    """
    waiting: deque[tuple[Unit, Future[Done] | None]] = deque()
    try:
        for unit in listed.units:
            home = folder / unit.folder if folder and _judged(unit, None, listed, job).good else None
            waiting.append((unit, None if _is_current(unit, job, home) else _begun(unit, job, engine, home)))
            if engine is None or len(waiting) >= AT_ONCE:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())
    except BrokenExecutor as error:
        raise FormsError("有一个工作进程意外退出，请减少 --jobs 后再运行一次，做好的不会重做") from error
    finally:
        for future in (future for _, future in waiting if future is not None):
            future.cancel()


def _is_current(unit: Unit, job: Job, home: Path | None) -> bool:
    if home is None or job.overwrite or unit.faults:
        return False
    papers = FilingPacket.papers(job.formats, unit.folder)
    try:
        return unit_folder.is_current(
            home, papers, partial(unit.packet.origin, unit.folder, job.continued, job.attached)
        )
    except InTheWayError:
        return False


def _begun(unit: Unit, job: Job, engine: Executor | None, home: Path | None) -> Future[Done]:
    """Submit the task of a unit and return its future: local processes write its files too, other executors return
    them.
    """
    making = partial(make, unit.row.facts, job.area, job.formats, unit.folder, job.continued, job.attached)
    task: Callable[[], Done] = making
    if home is not None and (engine is None or isinstance(engine, Processes)):
        task = partial(_made_and_put, making, home, job.overwrite)
    if engine is not None:
        return engine.submit(task)
    done: Future[Done] = Future()
    done.set_result(task())
    return done


def _made_and_put(making: Callable[[], Made], home: Path, overwrite: bool) -> Done:
    made = making()
    return made if isinstance(made, tuple) else unit_folder.put(home, made, overwrite)


def _finished(unit: Unit, future: Future[Done] | None) -> tuple[Unit, Done | None]:
    return unit, None if future is None else future.result()


def make(
    facts: Mapping[str, object],
    area: str,
    formats: tuple[str, ...],
    name: str,
    continued: bool = False,
    attached: bool = True,
) -> Made:
    """Return the files of one unit's packet by name, or all its faults; the task of an executor, on any machine."""
    try:
        return FilingPacket.from_facts(facts, area, continued).files(formats, name, continued, attached)
    except FactsError as error:
        return error.faults


def _judged(unit: Unit, done: Done | None, listed: Roster, job: Job) -> Outcome:
    """Return the outcome of a unit with the faults that keep it from being made; a sound one may still have remarks."""
    told = news(done, unit.row, listed.table) if isinstance(done, tuple) else ()
    spoilt = placed(unit.row.faults, unit.row)
    faults = (*spoilt, *placed(told, unit.row), *(unit.remarks if job.strict else ()))
    faulty = faults or listed.table.sheets[unit.row.home.sheet].faults
    return Outcome(unit, State.FAULTY if faulty else State.SOUND, faults)


def _shelved(unit: Unit, done: Done | None, listed: Roster, job: Job, folder: Path) -> Outcome:
    """Put the files of a sound unit on disk, unless they are there, and return what the summary tells of it."""
    outcome, home = _judged(unit, done, listed, job), folder / unit.folder
    try:
        if not outcome.good:
            return replace(outcome, notes=_left_from_before(unit, home))
        if done is None or isinstance(done, tuple):
            kept = tuple(_altered(Remark, unit, name, "照原样留着") for name in unit_folder.altered(home))
            return replace(outcome, state=State.CURRENT, files=_files(unit, job), notes=kept)
    except InTheWayError as error:
        return _told(outcome, unit_folder.Put(refused=str(error)), job)
    return _told(
        outcome, done if isinstance(done, unit_folder.Put) else unit_folder.put(home, done, job.overwrite), job
    )


def _told(outcome: Outcome, put: unit_folder.Put, job: Job) -> Outcome:
    unit = outcome.unit
    if put.refused:
        fault = Fault("文件夹", "", put.refused, "再运行一次", "in_the_way", str(unit.row.home))
        return replace(outcome, state=State.BLOCKED, faults=(fault,))
    if put.altered:
        faults = tuple(_altered(Fault, unit, name, "没有覆盖") for name in put.altered)
        return replace(outcome, state=State.ALTERED, faults=faults)
    return replace(outcome, state=State.MADE, files=_files(unit, job))


def _files(unit: Unit, job: Job) -> tuple[str, ...]:
    return tuple(f"{unit.folder}/{name}" for name in FilingPacket.papers(job.formats, unit.folder))


def _left_from_before(unit: Unit, home: Path) -> tuple[Remark, ...]:
    if not disk.exists(home / MANIFEST):
        return ()
    message, remedy = f"“{unit.folder}/”里还是以前生成的材料", "改好以前请不要使用"
    return (Remark("文件", "", message, remedy, "old_packet", str(unit.row.home)),)


def _altered(kind: type[F], unit: Unit, name: str, done: str) -> F:
    message, remedy = f"“{unit.folder}/{name}”被人改动过，{done}", "要换成新的请加 --force，或先把它移走"
    return kind("文件", "", message, remedy, "altered_file", str(unit.row.home))


def _problems(outcomes: Sequence[Outcome], listed: Roster) -> list[Problem]:
    return results.problems(outcomes, (*listed.table.faults, *listed.table.remarks))


def _write_ledger(
    source: Path, folder: Path, outcomes: Sequence[Outcome], found: Sequence[Problem], listed: Roster, as_json: bool
) -> tuple[Path, ...]:
    files = {results.SUMMARY: results.summary(outcomes)}
    if found:
        files[results.PROBLEMS] = _problem_book(source, found, listed.table)
    if as_json or disk.exists(folder / results.PROBLEMS_JSON):
        files[results.PROBLEMS_JSON] = results.as_json(found)
    for name, data in files.items():
        disk.write(folder / name, data, overwrite=True)
    if not found:
        disk.remove(folder / results.PROBLEMS)
    return tuple(folder / name for name in files)


def _problem_book(source: Path, found: Sequence[Problem], table: UnitTable) -> bytes:
    if source.suffix.lower() in WORKBOOKS:
        with xlsx.opened(xlsx.read(source), source) as book:
            return results.problem_book(found, book, {name: name for name in table.sheets}, table)
    ((name, sheet),) = table.sheets.items()
    book = results.copy_of_table(name, sheet.grid)
    return results.problem_book(found, book, {name: book.sheetnames[0]}, table)
