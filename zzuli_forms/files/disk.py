"""Files read whole, written whole or not at all, and named so that every file system can hold them."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from zzuli_forms._showing import Shows
from zzuli_forms.errors import FileError, FormsError, InTheWayError

LONGEST_NAME, _LONGEST_OF_ALL = 180, 255
"""The most bytes of UTF-8 in a unit's name, and in a whole name as a file system holds it."""
_UNFINISHED = re.compile(r"\.~[0-9a-f]{16}")
_MOST_AT_ONCE = 8
_WITHOUT_SYNC = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
"""The errors of a file system that knows no fsync."""
_UNHELD = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_WIDE = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_REFUSED = "没有权限，或文件正被其他程序打开，请关闭那个程序、换一个文件夹或请管理员授权"
_REASONS = {
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EROFS: "所在位置只能读不能写，请换一个文件夹",
    errno.ENOSPC: "磁盘已满，请腾出空间再试",
    errno.EFBIG: "文件超过了允许的大小，请换一个文件夹，或请管理员放宽限制",
    errno.EDQUOT: "磁盘配额已满，请腾出空间再试",
    errno.ENOENT: "找不到，请核对路径",
    errno.EISDIR: "这是一个文件夹，应是文件；请核对路径，或移走这个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹，请核对路径",
    errno.EEXIST: "同名的文件挡住了文件夹，请移走或换一个位置",
    errno.ENAMETOOLONG: "名称太长，请换短一些的路径",
}
_FIRST_DAY, _UNIX = (1980, 1, 1, 0, 0, 0), 3
"""The date and the system of every member of our zips: the first day that a zip can name."""
_LOCAL = frozenset({errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.EEXIST})


@contextmanager
def explained(path: Path, doing: str) -> Iterator[None]:
    """Turn an OSError or ValueError about a path into a FileError in Chinese."""
    try:
        yield
    except FormsError:
        raise
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"系统错误{error.errno}，请检查磁盘，或关闭正在使用它的程序")
        kind = InTheWayError if error.errno in _LOCAL else FileError
        raise kind(f"{doing}“{path}”失败：{reason}") from error
    except ValueError as error:
        raise FileError(f"{doing}失败：路径里有这台电脑不能用的字符，请换一个路径") from error


def read(path: Path, most: int) -> bytes:
    """Return the bytes of a file; FileError if it cannot be read, InTheWayError if it has more than `most`."""
    with explained(path, "读取"), path.open("rb") as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise InTheWayError(f"“{path}”太大（超过{most // 1000:,} KB），请核对是否选对了文件")
    return data


def write(path: Path, data: bytes, overwrite: bool = False) -> None:
    """Write a file whole or not at all, and make its folder; FileError if it exists or cannot be written."""
    refuse_existing([path], overwrite)
    _write({path: data})


class Written(list[Path], Shows):
    """The paths written, in their order; a notebook shows them as links."""

    def __repr__(self) -> str:
        return f"Written({'、'.join(path.as_posix() for path in self)})"


def write_all(files: Mapping[Path, bytes], overwrite: bool = False) -> Written:
    """Write files, each whole or not at all; FileError before the first is written if one exists or is locked."""
    refuse_existing(list(files), overwrite)
    for path in files:
        refuse_locked(path)
    _write(files)
    return Written(files)


def _write(files: Mapping[Path, bytes]) -> None:
    folders = {path.parent for path in files}
    parents = {folder.parent for folder in folders if not exists(folder)}
    replace(files)
    sync_folders(folders | parents)


def replace(files: Mapping[Path, bytes], obsolete: Iterable[Path] = ()) -> None:
    """Put files in their places in their order, whole, and remove the obsolete ones before; FileError if that fails.

    All are on the disk beside their places before the first is touched: a full disk changes nothing, and a loss of
    power leaves no half file. `sync_folders` is left to the caller, who may have many of them.
    """
    with _unfinished(files) as unfinished:
        for path in obsolete:
            remove(path)
        for path, new in unfinished.items():
            with explained(path, "写入"):
                new.replace(path)


def sync_folders(folders: Iterable[Path]) -> None:
    """Have the names in folders on the disk, so that a loss of power leaves no file under its old name."""
    _each(folders, _sync_folder)


@contextmanager
def _unfinished(files: Mapping[Path, bytes]) -> Iterator[Mapping[Path, Path]]:
    """Write files under other names beside their places and yield these; remove what was not put in its place."""
    unfinished = dict[Path, Path]()
    try:
        for path, data in files.items():
            with explained(path, "写入"):
                path.parent.mkdir(parents=True, exist_ok=True)
                unfinished[path] = _unfinished_name(path.parent)
                with unfinished[path].open("xb") as stream:
                    stream.write(data)
        _each(files, lambda path: _sync_file(path, unfinished[path]))
        yield unfinished
    finally:
        for new in unfinished.values():
            new.unlink(missing_ok=True)


def _unfinished_name(folder: Path) -> Path:
    return folder / f".~{os.urandom(8).hex()}"


def _each(paths: Iterable[Path], work: Callable[[Path], None]) -> None:
    """Do the work for all paths at once, in threads: a disk takes hardly longer for eight files than for one."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_MOST_AT_ONCE) as threads:
        for _ in threads.map(work, paths):
            pass


def _sync_file(path: Path, unfinished: Path) -> None:
    with explained(path, "写入"):
        _sync(os.open(unfinished, os.O_RDWR))


def _sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk; nothing where the system opens no folders."""
    if hasattr(os, "O_DIRECTORY") and os.access(folder, os.R_OK):
        with explained(folder, "写入"):
            _sync(os.open(folder, os.O_RDONLY))


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _WITHOUT_SYNC:
            raise
    finally:
        os.close(descriptor)


def read_if_there(path: Path, most: int) -> bytes | None:
    """Return the bytes of a file, or None if there is none; FileError if it cannot be read."""
    return read(path, most) if exists(path) else None


def make_folder(path: Path) -> None:
    """Make a folder and its parents; FileError if that fails."""
    with explained(path, "建立文件夹"):
        path.mkdir(parents=True, exist_ok=True)


def probe(folder: Path) -> None:
    """Raise FileError if no file can be written in a folder."""
    with explained(folder, "写入"):
        path = _unfinished_name(folder)
        path.open("xb").close()
        path.unlink()


def refuse_locked(path: Path) -> None:
    """Raise FileError if a file exists that cannot be written, for example because another program has it open."""
    if exists(path):
        with explained(path, "写入"), path.open("r+b"):
            pass


def refuse_link(folder: Path) -> None:
    """Raise InTheWayError if a folder is a link: what is written there would lie somewhere else."""
    with explained(folder, "查找"):
        linked = folder.is_symlink() or (folder.exists() and folder.resolve().parent != folder.parent.resolve())
    if linked:
        raise InTheWayError(f"“{folder}”是一个链接，指向别处，没有往那里写；请移走这个链接，或换一个文件夹")


def remove(path: Path) -> None:
    """Remove a file if it exists; FileError if that fails."""
    with explained(path, "删除"):
        path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove the temporary files that a killed run left in a folder and in its direct subfolders."""
    with explained(folder, "清理"):
        links = {path for path in folder.iterdir() if path.is_symlink()}
        for pattern in (".~*", "*/.~*"):
            for path in folder.glob(pattern):
                if _UNFINISHED.fullmatch(path.name) and path.is_file() and path.parent not in links:
                    path.unlink(missing_ok=True)


def exists(path: Path) -> bool:
    """Return whether a path exists; FileError if that cannot be told."""
    with explained(path, "查找"):
        return path.exists()


def is_folder(path: Path) -> bool:
    """Return whether a folder exists at a path; FileError if that cannot be told."""
    with explained(path, "查找"):
        return path.is_dir()


def archive(members: Iterable[tuple[str, bytes]], begun: bytes = b"", level: int = 6, least: int = 0) -> bytes:
    """Return a zip of the members in their order, behind those of the zip `begun`.

    Members of `least` bytes and more are deflated. Equal members give equal bytes on every day and system.
    """
    file = BytesIO()
    file.write(begun)
    with ZipFile(file, "a") as zipped:
        for name, data in members:
            member = ZipInfo(name, _FIRST_DAY)
            member.create_system = _UNIX
            zipped.writestr(member, data, ZIP_DEFLATED if len(data) >= least else ZIP_STORED, level)
    return file.getvalue()


def refuse_existing(paths: list[Path], overwrite: bool) -> None:
    """Raise FileError that names the first file that exists and counts all, unless overwriting is asked for."""
    there = [] if overwrite else [path for path in paths if exists(path)]
    if there:
        others = f"等{len(there)}个文件" if len(there) > 1 else ""
        raise FileError(f"已有文件“{there[0]}”{others}，没有改动；要换成新的请加 --force，或换一个文件夹")


def file_name(name: str) -> str:
    """Return a unit's name as a file system can hold it, at most 180 bytes.

    A name that had to be changed (forbidden marks to full width, for example) carries a digest of the original, so that
    two units never share a folder.
    """
    stem = _mended(name) or "_"
    if _RESERVED.fullmatch(stem):
        stem = f"{stem}_"
    return stem if stem == name and len(name.encode()) <= LONGEST_NAME else _told_apart(stem, name)


def alike(name: str) -> str:
    """Return a name so normalized that two which some file system takes for one are equal (NFC, case-folded)."""
    return unicodedata.normalize("NFC", name).casefold()


def is_file_name(name: str) -> bool:
    """Return whether this can be the name of a file, and is no path."""
    return _mended(name) == name != "" and len(name.encode("utf-8", "replace")) <= _LONGEST_OF_ALL


def _mended(name: str) -> str:
    return _UNHELD.sub("", name.translate(_WIDE)).strip(" .")


def _told_apart(stem: str, name: str) -> str:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    start = stem.encode()[: LONGEST_NAME - 9].decode(errors="ignore")
    return f"{start}~{digest}"
