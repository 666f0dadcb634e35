"""Worker processes that leave Ctrl-C to their parent, and end when it ends."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread

from zzuli_forms.errors import FormsError


class Processes(ProcessPoolExecutor):
    """A pool of processes that, left by an exception, finishes what it has begun and nothing more.

    Only where the system refuses another process (OSError) are the others ended by force: a process killed
    while it sends its result would leave this one waiting for the rest.
    """

    def __init__(self, count: int) -> None:
        super().__init__(count, initializer=_begin)

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is not None and issubclass(kind, OSError) and not issubclass(kind, FormsError):
            for process in list((self._processes or {}).values()):
                process.kill()
        self.shutdown(cancel_futures=kind is not None)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
