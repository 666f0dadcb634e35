"""Let one run at a time write into a folder, by a lock of the operating system, which dies with its process."""

from __future__ import annotations

import errno
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

from zzuli_forms.errors import FileError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = ".zzuli-forms.lock"
"""The file that is locked, there only while a run writes; a run that was killed may leave it, unlocked."""
_TAKEN = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})
_BEHIND = 1_000_000
"""The byte that Windows locks, which nobody can read: one behind the holder's name."""
_ATTEMPTS, _PAUSE = 20, 0.05
"""Attempts to take a lock, and seconds between: others write a single packet, or are just ending."""
_LONGEST = 300


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, and make the folder; FileError that says which process holds it already.

    A place without locks, or where nothing can be written, is no fault here: whoever writes there will be told.
    """
    path = folder / NAME
    descriptor = _taken(path)
    try:
        yield
    finally:
        if descriptor is not None:
            _release(path, descriptor)


def _taken(path: Path) -> int | None:
    """Lock a file and return its descriptor, None where the place has no locks."""
    for _ in range(_ATTEMPTS):
        try:
            descriptor = _opened(path)
        except (OSError, ValueError):
            return None
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno not in _TAKEN:
                return None
        else:
            if _is_at(path, descriptor):
                return descriptor
            os.close(descriptor)
        sleep(_PAUSE)
    raise FileError(f"“{path.parent}”里正有另一次运行在写（{_holder(path)}），请等它结束后再运行，或换一个文件夹")


def _opened(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)


def _lock(descriptor: int) -> None:
    """Lock an open file and write there who does; OSError where another has locked it."""
    if sys.platform == "win32":
        os.lseek(descriptor, _BEHIND, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{platform.node()}\n{os.getpid()}\n".encode())


def _is_at(path: Path, descriptor: int) -> bool:
    """Return whether an open file is the one at a path: its holder before may have removed it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _holder(path: Path) -> str:
    """Return who has locked a file, as far as it says so."""
    try:
        with path.open("rb") as stream:
            text = stream.read(_LONGEST).decode("utf-8", "replace")
    except OSError:
        text = ""
    stated = re.match(r"([^\n]*)\n([0-9]{1,10})\n", text)
    return f"电脑“{stated[1]}”，进程号{stated[2]}" if stated else "不知是哪个进程"


def _release(path: Path, descriptor: int) -> None:
    """Remove a locked file and unlock it; Windows removes no file that is open, and none that another run has open."""
    if sys.platform == "win32":
        os.close(descriptor)
    with suppress(OSError):
        path.unlink()
    if sys.platform != "win32":
        os.close(descriptor)
