"""Many units: one workbook in; packets, summary and fault sheet out, by any executor, as often as you like."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from zzuli_forms._showing import Shows
from zzuli_forms.errors import FactsError, Fault, FormsError, InTheWayError, Remark
from zzuli_forms.files import disk, manifest
from zzuli_forms.filing import output_folder, results, unit_folder
from zzuli_forms.filing.making import files, origin, paper_names
from zzuli_forms.filing.options import AS_USUAL, FORMATS, Options
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.filing.processes import Processes
from zzuli_forms.filing.results import Outcome, Problem, State
from zzuli_forms.filing.roster import Roster, Source, Unit, roster
from zzuli_forms.forms.drafts import printable
from zzuli_forms.forms.register import PACKET, Format
from zzuli_forms.forms.rules import Terms
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers.table.rows import UnitRow

AT_ONCE = 32
"""Units submitted to an executor before the first is awaited, which bounds the memory of a run."""
WRITERS = 4
"""Units that are written at once."""
F = TypeVar("F", bound=Fault)
T = TypeVar("T")
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
    """The result of making one unit: the faults that show only on paper, or its files, or how those on disk stand."""

    faults: tuple[Fault, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    put: unit_folder.Put | None = None


def check_units(
    source: Source,
    area: str = LOCAL_AREA,
    terms: Terms | None = None,
    strict: bool = False,
    edition: str | None = None,
    continued: bool = False,
) -> Report:
    """Hold every unit of an .xlsx or .csv file, of a folder of filled forms, or of records, against models, rules and
    paper. A record is a mapping: of nested facts, or of cells by the headers of a table.

    Nothing is written.
    """
    options = Options((), area, edition, continued, strict=strict, terms=terms or AS_USUAL)
    listed = roster(source, results.NAMES, options)
    outcomes = tuple(_judged(unit, result, options) for unit, result in _worked(listed, options, None))
    return Report(outcomes, tuple(_problems(outcomes, listed)))


def make_packets(
    source: Source,
    output: str | Path,
    *,
    formats: Iterable[Format] = FORMATS,
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
    file = Path(source) if isinstance(source, str | Path) else None
    if file:
        output_folder.refuse_among_sources(Path(output), file)
    listed = roster(source, results.NAMES, options)
    outcomes: list[Outcome] = []
    with output_folder.opened(Path(output), file, overwrite) as folder, _engine(jobs, executor) as engine:
        for outcome in _filed(_worked(listed, options, engine, folder), options, folder):
            outcomes.append(outcome)
            if progress:
                progress(len(outcomes), len(listed.units), outcome)
        problems = _problems(outcomes, listed, output_folder.unlisted(folder, outcomes))
        written = output_folder.close(folder, file, listed, outcomes, problems, as_json)
    return Report(tuple(outcomes), tuple(problems), written)


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


def _standing(unit: Unit, options: Options, home: Path) -> unit_folder.Put | None:
    """Return how a unit's papers stand on disk, None where they are to be made."""
    if options.overwrite:
        return None
    papers = paper_names(PACKET, options.formats, unit.folder)
    try:
        return unit_folder.standing(home, papers, partial(origin, unit.packet, options, unit.folder))
    except InTheWayError:
        return None


def _begun(unit: Unit, options: Options, engine: Executor | None, home: Path | None) -> Future[Result]:
    """Submit the task of a unit and return its future."""
    current = _standing(unit, options, home) if home is not None else None
    if current is None and engine is not None:
        return engine.submit(make, unit.row, options, unit.folder)
    return _done(make(unit.row, options, unit.folder) if current is None else Result(put=current))


def _done(result: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(result)
    return future


def _finished(unit: Unit, future: Future[Result]) -> tuple[Unit, Result]:
    return unit, future.result()


def make(row: UnitRow[FilingPacket], options: Options, name: str) -> Result:
    """Return the files of one unit's packet, or the faults that show only on paper: the task of an executor, on any
    machine.
    """
    if row.faults:
        return Result(row.news(printable(row.facts, options.continued)))
    try:
        return Result(files=files(row.facts, options, name))
    except FactsError as error:
        return Result(row.news(error.faults))


def _judged(unit: Unit, result: Result, options: Options) -> Outcome:
    """Return the outcome of a unit with the faults that keep it from being made; a sound one may still have remarks."""
    faults = (*unit.faults, *result.faults, *(unit.remarks if options.strict else ()))
    return Outcome(unit, State.FAULTY if faults or unit.row.amiss else State.SOUND, faults)


def _filed(worked: Iterable[tuple[Unit, Result]], options: Options, folder: Path) -> Iterator[Outcome]:
    """Put the files of sound units on disk, unless they are there, and yield what the summary says of each.

    Threads write, for a disk takes its time while the next units are made. They begin after worker processes have: a
    process with threads cannot be forked cleanly.
    """
    waiting: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(WRITERS) as writers:
        for unit, result in worked:
            work = partial(_outcome, unit, result, options, folder)
            waiting.append(writers.submit(work) if result.files else _done(work()))
            if len(waiting) >= WRITERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _outcome(unit: Unit, result: Result, options: Options, folder: Path) -> Outcome:
    outcome, home = _judged(unit, result, options), folder / unit.folder
    if outcome.good:
        return _put(outcome, result.put or unit_folder.put(home, result.files, options.overwrite), options)
    try:
        return replace(outcome, notes=_left_from_before(unit, home))
    except InTheWayError as error:
        return _put(outcome, unit_folder.Put(refused=str(error)), options)


def _put(outcome: Outcome, put: unit_folder.Put, options: Options) -> Outcome:
    """Return the outcome of a unit whose files were to be written."""
    unit = outcome.unit
    if put.refused:
        fault = Fault("文件夹", "", put.refused, "再运行一次", "in_the_way", unit.row.home)
        return replace(outcome, state=State.BLOCKED, faults=(fault,))
    if put.altered:
        faults = tuple(_altered(Fault, unit, name, "没有覆盖") for name in put.altered)
        return replace(outcome, state=State.ALTERED, faults=faults)
    notes = tuple(_altered(Remark, unit, name, "照原样留着") for name in put.kept)
    state = State.MADE if put.written else State.CURRENT
    return replace(outcome, state=state, files=_files(unit, options), notes=notes)


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


def _problems(outcomes: Sequence[Outcome], listed: Roster, others: Iterable[Remark] = ()) -> list[Problem]:
    return results.problems(outcomes, (*listed.table.faults, *listed.table.remarks, *others))
