"""Traversing, changing and dumping the document tree of `nodes`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from operator import is_
from typing import Any, TypeVar, cast

from msgspec.structs import replace

from zzuli_forms.document.nodes import Cell, Document, Folio, Page, Paragraph, Role, Row, Run, SignatureSlot, Table
from zzuli_forms.document.paths import is_covered
from zzuli_forms.document.units import Length

Node = Document | Page | Table | Row | Cell | SignatureSlot | Paragraph
N = TypeVar("N", bound=Node)
_CHILDREN: dict[type, str] = {
    Document: "pages",
    Page: "blocks",
    Table: "rows",
    Row: "cells",
    Cell: "content",
    SignatureSlot: "prompts",
}
"""The attribute that holds the children of each kind of node, from the top down."""


def children(node: Node) -> tuple[Node, ...]:
    """Return the children of a node."""
    below: tuple[Node, ...] = () if isinstance(node, Paragraph) else getattr(node, _CHILDREN[type(node)])
    return below


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def paragraphs(node: Node) -> list[Paragraph]:
    """Return every paragraph at or below a node, in reading order."""
    nodes: list[Any] = [node]
    for kind, below in _CHILDREN.items():
        nodes = [child for parent in nodes for child in (getattr(parent, below) if type(parent) is kind else (parent,))]
    return nodes


def runs(node: Node) -> Iterator[Run]:
    """Return an iterator over every run at or below a node, in reading order."""
    return (run for paragraph in paragraphs(node) for run in paragraph.runs)


def is_typed(paragraph: Paragraph) -> bool:
    """Return whether a paragraph states a fact or keeps a place for one."""
    return any(run.source for run in paragraph.runs)


def has_typed(page: Page) -> bool:
    """Return whether any paragraph of a page states a fact or keeps a place for one."""
    return any(map(is_typed, paragraphs(page)))


def slots(node: Node) -> Iterator[SignatureSlot]:
    """Return an iterator over every signature slot at or below a node."""
    return (below for below in walk(node) if isinstance(below, SignatureSlot))


def map_paragraphs(node: N, change: Callable[[Paragraph], Paragraph]) -> N:
    """Return the tree with `change` applied to every paragraph; a node below which none changed is the same object."""
    if isinstance(node, Paragraph):
        return cast("N", change(node))
    below = children(node)
    mapped = tuple([map_paragraphs(child, change) for child in below])
    return cast("N", node if all(map(is_, mapped, below)) else replace(node, **{_CHILDREN[type(node)]: mapped}))


def blanked(document: Document, paths: Collection[str]) -> Document:
    """Return the document without the text of the runs whose field is, or lies below, one of these field paths."""

    def without(run: Run) -> Run:
        return replace(run, text="") if run.source and is_covered(run.source.path, paths) else run

    def change(paragraph: Paragraph) -> Paragraph:
        return replace(paragraph, runs=tuple(map(without, paragraph.runs))) if is_typed(paragraph) else paragraph

    return map_paragraphs(document, change) if paths else document


def dump(node: Node, depth: int = 0) -> str:
    """Return the tree as readable text, one line a node (a cell with a single paragraph shares its line with it)."""
    line, below = "  " * depth + _line(node), children(node)
    if isinstance(node, Cell) and len(below) == 1 and isinstance(below[0], Paragraph):
        return f"{line} {_line(below[0])}"
    return "\n".join([line, *(dump(child, depth + 1) for child in below)])


def _line(node: Node) -> str:
    match node:
        case Document():
            dated = f" 日期={node.dated}" if node.dated else ""
            return f"文件 {node.title!r} {node.language} 单位={node.organisation!r}{dated}{_folio(node.folio)}"
        case Page():
            m = node.margins
            edges = " ".join(_mm(edge) for edge in (m.top, m.right, m.bottom, m.left))
            name = f" {node.name}" if node.name else ""
            return f"页{name} {_mm(node.width)}×{_mm(node.height)} 边距 {edges}{_flow(node)}"
        case Table():
            widths = " ".join(_mm(width) for width in node.columns)
            return f"表 列 {widths} 框线 {node.border.frame.pt:g} 内线 {node.border.inner.pt:g}pt"
        case Row():
            head = "表头行" if node.header else "行"
            return f"{head} 高≥{_mm(node.height)}" + (f" 分余量×{node.grows}" if node.grows else "")
        case Cell():
            return _cell_line(node)
        case SignatureSlot():
            seal = node.seal
            return (
                f"签章处 {node.name}（{node.by}：{'、'.join(node.acts)}）"
                f" 印章 {_mm(seal.diameter)} 距右 {_mm(seal.right)} 距下 {_mm(seal.bottom)}"
            )
        case Paragraph():
            return _paragraph_line(node)


def _flow(page: Page) -> str:
    leading = f" 行距可减至{page.tightest}%" if page.tightest < 100 else ""
    return f" 可续页{leading}" if page.flows else ""


def _folio(folio: Folio | None) -> str:
    if folio is None:
        return ""
    text = f"{folio.before}1{folio.after}"
    return (
        f" 页码 [{folio.face.value}{folio.size.pt:g} {text!r}]"
        f" 行距{folio.leading.pt:g} 版心下{_mm(folio.below)} 距外侧{folio.inside.pt:g}"
    )


def _cell_line(cell: Cell) -> str:
    spans = f"{cell.colspan}×{cell.rowspan}"
    edges = " ".join(f"{edge.pt:g}" for edge in cell.padding)
    return f"{'标签' if cell.label else '格'} {spans} {cell.valign.value} 左右内距 {edges}pt"


def _paragraph_line(paragraph: Paragraph) -> str:
    distances = {
        "段前": paragraph.before,
        "段后": paragraph.after,
        "首行": paragraph.indent,
        "左": paragraph.left,
        "右": paragraph.right,
    }
    spacing = "".join(f" {name}{length.pt:g}" for name, length in distances.items() if length)
    keep = (" 与下段同页" if paragraph.keep_with_next else "") + ("" if paragraph.hangs else " 标点不外悬")
    text = " ".join(_run_text(run) for run in paragraph.runs)
    role = "" if paragraph.role is Role.BODY else f"（{paragraph.role.value}）"
    return f"段{role} {paragraph.align.value} 行距{paragraph.leading.pt:g}{spacing}{keep} {text}"


def _run_text(run: Run) -> str:
    steps = f"↓{run.minimum.pt:g}" if run.minimum else ""
    source = f"⟨{run.source.path}⟩" if run.source else ""
    scale = f"×{run.scale}%" if run.scale != 100 else ""
    blank = f" 待写{run.blank!r}" if run.blank else ""
    return f"[{run.face.value}{run.size.pt:g}{scale}{steps}{source} {run.text!r}{blank}]"


def _mm(length: Length) -> str:
    return f"{length.mm:g}mm"
