"""The files that facts make: every paper in every format, and of papers filed together the whole and the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from zzuli_forms._version import __version__
from zzuli_forms.document.nodes import Document
from zzuli_forms.document.walking import slots
from zzuli_forms.files import disk, locks, manifest
from zzuli_forms.filing.options import Options
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import bound, composed, form_of, lay_out_papers, renderer
from zzuli_forms.models.editions import edition_of
from zzuli_forms.models.facts import Facts

WHOLE = "pdf"
"""The format in which papers filed together are also one file, to be printed."""
RENAMED = "单位名称“{unit}”含有文件名不能用的字符、太长，或与别的单位同名，所以文件和文件夹改用这个名称"


def folder_name(facts: Facts) -> str:
    """Return the name that the folder and the files of facts have; '' for facts that name nobody."""
    name = form_of(type(facts)).name(facts)
    return disk.file_name(name) if name else ""


def files(facts: Facts, options: Options, name: str | None = None) -> dict[str, bytes]:
    """Return every file that facts make, by its name; FactsError with all faults of all papers.

    `name` is what the folder and the files are called instead of the unit. Papers that are filed together have a
    manifest, and are one PDF too, made of the pages that were fitted for the single papers.
    """
    form, name = form_of(type(facts)), folder_name(facts) if name is None else name
    papers = lay_out_papers(facts, options.continued, attached=options.attached)
    made = {paper_name(name, *paper): renderer(paper[1])(papers[paper[0]]) for paper in _papers(form, options.formats)}
    if not form.parts:
        return made
    if WHOLE in options.formats:
        whole = bound(facts, papers, options.continued, options.attached)
        made[paper_name(name, form, WHOLE)] = renderer(WHOLE)(whole)
    return {**made, manifest.NAME: manifest.made(origin(facts, options, name), made, handwork(papers))}


def write(
    facts: Facts, folder: str | Path, options: Options, name: str | None = None, zipped: bool = False
) -> disk.Written:
    """Write the files that facts make to `folder/NAME/`, or to `folder/NAME.zip`, and return the paths written.

    Nothing is written if a fact is wrong (FactsError), or a file is there already or another run is writing to the
    folder (FileError).
    """
    name = folder_name(facts) if name is None else name
    if zipped:
        made, home = {f"{name or form_of(type(facts)).title}.zip": archive(facts, options)}, Path(folder)
    else:
        made, home = files(facts, options, name), Path(folder) / name
    if home != Path(folder):
        disk.refuse_link(home)
    paths = {home / file: data for file, data in made.items()}
    disk.refuse_existing(list(paths), options.overwrite)
    with locks.held(Path(folder)):
        return disk.write_all(paths, options.overwrite)


def archive(facts: Facts, options: Options) -> bytes:
    """Return a zip of the files that facts make, in a folder of the unit's name; FactsError as `files`."""
    home = Path(folder_name(facts))
    return disk.archive(((home / file).as_posix(), data) for file, data in files(facts, options).items())


def _papers(form: Form, formats: Iterable[str]) -> Iterator[tuple[Form, str]]:
    kinds = tuple(formats)
    return ((paper, kind) for paper in form.papers for kind in kinds)


def paper_names(form: Form, formats: Iterable[str], name: str) -> tuple[str, ...]:
    """Return the names of the papers that `files` makes, without making them."""
    kinds = tuple(formats)
    whole = (paper_name(name, form, WHOLE),) if form.parts and WHOLE in kinds else ()
    return (*(paper_name(name, *paper) for paper in _papers(form, kinds)), *whole)


def paper_name(whose: str, form: Form, kind: str) -> str:
    """Return the file name of a form: 图书馆-政务微博体系审批表.pdf; without a unit by its title alone."""
    stem = f"{whose}-{form.title}" if whose else form.title
    return f"{stem}.{kind}"


def origin(facts: Facts, options: Options, name: str) -> dict[str, Any]:
    """Return the data that the files depend on, as the manifest states them first."""
    unit = form_of(type(facts)).name(facts)
    return {
        manifest.OURS: __version__,
        "edition": edition_of(facts),
        "continued": options.continued,
        "attached": options.attached,
        "folder": name,
        **({} if name == unit else {"folder_note": RENAMED.format(unit=unit)}),
        "facts": facts.model_dump(mode="json", exclude_none=True),
    }


def handwork(papers: Mapping[Form, Document]) -> Iterator[dict[str, Any]]:
    """Yield what is still to be done by hand on each paper: where, by whom, which acts, on how many copies."""
    for form, document in papers.items():
        for slot in slots(document):
            yield {
                "form": form.title,
                "copies": form.copies,
                "place": slot.name,
                "by": slot.by,
                "acts": list(slot.acts),
            }


def left_by_hand(facts: Facts) -> Iterator[dict[str, Any]]:
    """Yield what is still to be done by hand on the papers that facts make, without making them."""
    form = form_of(type(facts))
    yield from handwork({paper: composed(form.part(paper, facts)) for paper in form.papers})


def by_hand(todo: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is still to be done by hand, a line for each place."""
    for place in todo:
        copies = f"（一式{place['copies']}份）" if place["copies"] > 1 else ""
        yield f"{place['form']}{copies}：{place['by']}{'、'.join(place['acts'])}"
