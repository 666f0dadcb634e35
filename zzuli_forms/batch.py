"""Many units: one workbook in; packets, summary and fault sheet out, by any executor, as often as you like."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from zzuli_forms import disk, ledger, sheets, shelf
from zzuli_forms.errors import FactsError, Fault, FileError, FormsError, Remark
from zzuli_forms.intake.grids import WORKBOOKS, grids
from zzuli_forms.ledger import Outcome, Problem, State
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.packet import FORMATS, FilingPacket
from zzuli_forms.roster import Roster, Unit, news, placed, roster
from zzuli_forms.rules import Terms

AT_ONCE = 32
"""Units handed to an executor before the first comes back: what bounds the memory of a run."""
Made: TypeAlias = "Mapping[str, bytes] | tuple[Fault, ...]"
F = TypeVar("F", bound=Fault)
Progress: TypeAlias = Callable[[int, int, Outcome], None]
"""Called after each unit with the number done, the number of all, and the outcome."""


@dataclass(frozen=True)
class Report:
    """What has become of every unit of a file, and where the summary and the fault sheet lie."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    written: tuple[Path, ...] = ()

    @property
    def good(self) -> bool:
        """Whether every unit is sound."""
        return all(outcome.good for outcome in self.outcomes)


@dataclass(frozen=True)
class Job:
    """What is asked of every unit: formats, area code of bare numbers, whether to overwrite, whether remarks count."""

    formats: tuple[str, ...] = FORMATS
    area: str = LOCAL_AREA
    overwrite: bool = False
    strict: bool = False


def check_units(source: str | Path, area: str = LOCAL_AREA, terms: Terms | None = None, strict: bool = False) -> Report:
    """Hold every unit of an .xlsx or .csv file against models, rules and paper; nothing is written."""
    job = Job((), area, strict=strict)
    listed = roster(Path(source), (), area, terms)
    outcomes = tuple(_judged(unit, made, listed, job) for unit, made in _worked(listed.units, job, None))
    return Report(outcomes, tuple(_problems(outcomes, listed)))


def make_packets(
    source: str | Path,
    output: str | Path,
    *,
    formats: Iterable[str] = FORMATS,
    area: str = LOCAL_AREA,
    terms: Terms | None = None,
    strict: bool = False,
    overwrite: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
    as_json: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Make every unit's packet in `output/UNIT/`, 汇总表.xlsx, and 问题清单.xlsx where there are problems.

    Works in this process, in `jobs` processes, or on any `executor`; the bytes are the same. What an earlier
    run left up to date stays untouched; a file altered by hand is replaced only with `overwrite`. With `strict`
    remarks keep a unit from being made. Raises FileError for a file that cannot be read or written.
    """
    job = Job(tuple(formats), area, overwrite, strict)
    listed = roster(Path(source), ledger.NAMES, area, terms)
    folder = _cleared(Path(output), Path(source), overwrite)
    outcomes: list[Outcome] = []
    with _engine(jobs, executor) as engine:
        for unit, made in _worked(listed.units, job, engine, folder):
            outcomes.append(_shelved(unit, made, listed, job, folder))
            if progress:
                progress(len(outcomes), len(listed.units), outcomes[-1])
    found = _problems(outcomes, listed)
    return Report(tuple(outcomes), tuple(found), _write_ledger(Path(source), folder, outcomes, found, listed, as_json))


def _cleared(folder: Path, source: Path, overwrite: bool) -> Path:
    """The output folder, made, rid of what a killed run left unfinished, its ledger free to be replaced."""
    disk.make_folder(folder)
    disk.sweep(folder)
    for name in (ledger.SUMMARY, ledger.PROBLEMS):
        path = folder / name
        if path.resolve() == source.resolve():
            raise FileError(f"“{source}”会被新的“{name}”覆盖，请先改名，或换一个存放结果的文件夹")
        there = disk.read_if_there(path, sheets.LARGEST)
        if there is not None and not (overwrite or sheets.is_untouched(there)):
            raise FileError(f"“{path}”被人改动过，或不是本程序写的，没有覆盖；请先移走，或加 --force")
        disk.refuse_locked(path)
    return folder


def _engine(jobs: int, executor: Executor | None) -> AbstractContextManager[Executor | None]:
    """The executor given, processes of our own, or none: this process."""
    if executor is not None or jobs == 1:
        return nullcontext(executor)
    return _Processes(jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))


class _Processes(ProcessPoolExecutor):
    """Processes that stop at once when the run is interrupted; Ctrl-C reaches only this one."""

    def __exit__(self, *failure: object) -> bool | None:
        self.shutdown(wait=True, cancel_futures=True)
        return None


def _worked(
    units: Sequence[Unit], job: Job, engine: Executor | None, folder: Path | None = None
) -> Iterator[tuple[Unit, Made | None]]:
    """Every unit in order with its files or faults; None for one that is up to date."""
    waiting: deque[tuple[Unit, Future[Made] | None]] = deque()
    try:
        for unit in units:
            waiting.append((unit, None if _is_current(unit, job, folder) else _begun(unit, job, engine)))
            if engine is None or len(waiting) >= AT_ONCE:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())
    except BrokenExecutor as error:
        raise FormsError("有一个工作进程意外退出，请减少 --jobs 后再运行一次，做好的不会重做") from error
    finally:
        for _, future in waiting:
            if future is not None:
                future.cancel()


def _is_current(unit: Unit, job: Job, folder: Path | None) -> bool:
    if folder is None or job.overwrite or unit.faults:
        return False
    papers = FilingPacket.papers(job.formats, unit.folder)
    return shelf.is_current(folder / unit.folder, unit.packet.origin(unit.folder), papers)


def _begun(unit: Unit, job: Job, engine: Executor | None) -> Future[Made]:
    task: tuple[Any, ...] = (unit.row.facts, job.area, job.formats, unit.folder)
    if engine is not None:
        return engine.submit(make, *task)
    done: Future[Made] = Future()
    done.set_result(make(*task))
    return done


def _finished(unit: Unit, future: Future[Made] | None) -> tuple[Unit, Made | None]:
    return unit, None if future is None else future.result()


def make(facts: Mapping[str, object], area: str, formats: tuple[str, ...], name: str) -> Made:
    """The files of one unit's packet, or all its faults; what an executor runs, wherever that is."""
    try:
        return FilingPacket.from_facts(facts, area).files(formats, name)
    except FactsError as error:
        return error.faults


def _judged(unit: Unit, made: Made | None, listed: Roster, job: Job) -> Outcome:
    """What keeps a unit from being made; a sound one may still have remarks."""
    told = news(made, unit.row, listed.table) if isinstance(made, tuple) else ()
    spoilt = placed(unit.row.faults, unit.row)
    faults = (*spoilt, *placed(told, unit.row), *(unit.remarks if job.strict else ()))
    faulty = faults or listed.table.faults
    return Outcome(unit, State.FAULTY if faulty else State.SOUND, faults)


def _shelved(unit: Unit, made: Made | None, listed: Roster, job: Job, folder: Path) -> Outcome:
    """The unit's files put on disk, if it is sound and no hand has altered what is there."""
    outcome, home = _judged(unit, made, listed, job), folder / unit.folder
    if not outcome.good:
        return outcome
    files = tuple(f"{unit.folder}/{name}" for name in FilingPacket.papers(job.formats, unit.folder))
    if made is None or isinstance(made, tuple):
        kept = tuple(_altered(Remark, unit, name, "照原样留着") for name in shelf.altered(home))
        return replace(outcome, state=State.CURRENT, files=files, notes=kept)
    touched = () if job.overwrite else shelf.in_the_way(home, made)
    if touched:
        faults = tuple(_altered(Fault, unit, name, "没有覆盖") for name in touched)
        return replace(outcome, state=State.ALTERED, faults=faults)
    shelf.put(home, made)
    return replace(outcome, state=State.MADE, files=files)


def _altered(kind: type[F], unit: Unit, name: str, done: str) -> F:
    message, remedy = f"“{unit.folder}/{name}”被人改动过，{done}", "要换成新的请加 --force，或先把它移走"
    return kind("文件", "", message, remedy, "altered_file", str(unit.row.home))


def _problems(outcomes: Sequence[Outcome], listed: Roster) -> list[Problem]:
    return ledger.problems(outcomes, (*listed.table.faults, *listed.table.remarks))


def _write_ledger(
    source: Path, folder: Path, outcomes: Sequence[Outcome], found: Sequence[Problem], listed: Roster, as_json: bool
) -> tuple[Path, ...]:
    files = {ledger.SUMMARY: ledger.summary(outcomes)}
    if found:
        files[ledger.PROBLEMS] = _problem_book(source, found, listed)
    if as_json:
        files[ledger.PROBLEMS_JSON] = ledger.as_json(found)
    for name, data in files.items():
        disk.write(folder / name, data, overwrite=True)
    if not found:
        disk.remove(folder / ledger.PROBLEMS)
    return tuple(folder / name for name in files)


def _problem_book(source: Path, found: Sequence[Problem], listed: Roster) -> bytes:
    if source.suffix.lower() in WORKBOOKS:
        with sheets.opened(disk.read(source, sheets.LARGEST), source) as book:
            return ledger.problem_book(found, book, listed.table.headers)
    (name, grid), *_ = grids(source)[0].items()
    lines = ((line.number, [entry.text for entry in line.entries]) for line in grid)
    return ledger.problem_book(found, ledger.copy_of_table(name, lines), listed.table.headers)
