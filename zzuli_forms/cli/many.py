"""The command for many units: batch, and its progress display."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from tqdm import tqdm

from zzuli_forms.cli.options import (
    options_of,
    takes_area,
    takes_continuation,
    takes_edition,
    takes_output,
    takes_terms,
)
from zzuli_forms.cli.parsing import Parser, number
from zzuli_forms.cli.talk import DONE, FAULTY, INTERRUPTED, WRONG, complain, printed, say
from zzuli_forms.filing.batch import Report, make_packets
from zzuli_forms.filing.results import Outcome, State


def add_batch(command: Parser) -> None:
    """Add the arguments of `batch`."""
    command.add_argument(
        "file", metavar="文件", type=Path, help="每个单位一行的 .xlsx 或 .csv 文件，或放着已填承诺书、审批表的文件夹"
    )
    takes_output(command)
    takes_area(command)
    takes_edition(command)
    takes_continuation(command)
    takes_terms(command)
    command.add_argument("--jobs", metavar="个数", type=number(1, 64), default=1, help="同时工作的进程数，默认 1")
    command.add_argument("--json", action="store_true", help="另写一份 问题清单.json，供程序读取")
    command.add_argument("-q", "--quiet", action="store_true", help="不显示进度，只说结果")
    command.set_defaults(run=_batch)


def _batch(arguments: argparse.Namespace) -> int:
    with _progress(arguments.quiet) as progress:
        try:
            report = make_packets(
                arguments.file,
                arguments.output,
                **vars(options_of(arguments)),
                jobs=arguments.jobs,
                as_json=arguments.json,
                progress=progress,
            )
        except KeyboardInterrupt:
            progress.close()
            complain([f"已中断：做完{progress.done}个单位，文件都是完整的；再运行一次会接着做"])
            return INTERRUPTED
    complain(f"{problem.kind} {problem.fault}" for problem in report.problems)
    say(_result(report))
    return WRONG if report.blocked else DONE if report.good else FAULTY


def _result(report: Report) -> Iterable[str]:
    counts = Counter(outcome.state for outcome in report.outcomes)
    summary = "，".join(f"{state.value}{counts[state]}个" for state in State if counts[state])
    yield f"共{len(report.outcomes)}个单位：{summary}"
    yield from map(str, report.written)


def _progress(quiet: bool) -> _Silent:
    if quiet:
        return _Silent()
    return _Bar() if sys.stderr.isatty() else _Lines()


class _Silent:
    """A progress display of a batch that counts the units done and shows nothing."""

    done = 0

    def __call__(self, done: int, total: int, outcome: Outcome) -> None:
        self.done = done
        self.show(total, outcome)

    def show(self, total: int, outcome: Outcome) -> None:
        """Show that one more unit is done."""

    def close(self) -> None:
        """Close the display."""

    def __enter__(self) -> _Silent:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Lines(_Silent):
    """A progress display of one line a unit."""

    def show(self, total: int, outcome: Outcome) -> None:
        say([f"{self.done}/{total} {outcome.unit.name}：{outcome.state.value}"])


class _Bar(_Silent):
    """A progress bar with count, time left and the unit's name."""

    bar: Any = None

    def show(self, total: int, outcome: Outcome) -> None:
        if self.bar is None:
            self.bar = _Steady(
                total=total, bar_format="{n_fmt}/{total_fmt} {bar:24} 剩余 {remaining} {desc}", leave=False
            )
        self.bar.set_description_str(f"{printed(outcome.unit.name)[:16]} {outcome.state.value}", refresh=False)
        self.bar.update()

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


class _Steady(tqdm):  # type: ignore[type-arg]
    """A progress bar without tqdm's monitor thread, with which other processes could not be forked cleanly."""

    monitor_interval = 0
