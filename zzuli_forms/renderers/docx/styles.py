"""WordprocessingML of runs: faces, sizes, and the styles made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zzuli_forms.document.nodes import Face, Run
from zzuli_forms.document.units import Length
from zzuli_forms.renderers.markup import escaped, quoted
from zzuli_forms.typeset import fonts


def w(tag: str, *below: str, **attributes: str | int) -> str:
    """Return a `w:` element around others; its attributes are `w:` too unless their names have a prefix."""
    attribute_text = "".join([_attribute(name, value) for name, value in attributes.items()])
    return f"<w:{tag}{attribute_text}>{''.join(below)}</w:{tag}>" if below else f"<w:{tag}{attribute_text}/>"


def _attribute(name: str, value: str | int) -> str:
    prefix = "" if ":" in name else "w:"
    return f" {prefix}{name}={quoted(str(value))}"


def face_names(face: Face) -> dict[str, str]:
    """Return the attributes of w:rFonts that put every script into one face."""
    name = fonts.OFFICIAL[face].name
    return {"ascii": name, "hAnsi": name, "eastAsia": name, "cs": name, "hint": "eastAsia"}


class Shape(NamedTuple):
    """The format of a run, whatever its text: face, size, and width in percent."""

    face: Face
    size: Length
    scale: int = 100

    @classmethod
    def of(cls, run: Run) -> Shape:
        """Return the format of a run."""
        return cls(run.face, run.size, run.scale)

    @property
    def style_id(self) -> str:
        """Return the id of this format's paragraph style (LibreOffice sets a plain-text control in its style)."""
        return f"{self.face.name.capitalize()}{self.half_points}" + (f"W{self.scale}" if self.scale != 100 else "")

    @property
    def half_points(self) -> int:
        """Return the size in half-points, as WordprocessingML writes it."""
        return round(self.size.pt * 2)


def styles(shapes: Sequence[Shape]) -> str:
    """Return the paragraph styles of these run formats."""
    return "".join(map(_style, shapes))


def _style(shape: Shape) -> str:
    scale = f" {shape.scale}%" if shape.scale != 100 else ""
    return w(
        "style",
        w("name", val=f"{shape.face.value} {shape.size.pt:g}{scale}"),
        w("basedOn", val="Normal"),
        w("qFormat"),
        run_properties(shape),
        type="paragraph",
        customStyle=1,
        styleId=shape.style_id,
    )


def font_entry(face: Face) -> str:
    """Return the font table's entry of a face, with the names that may stand in for it."""
    official = fonts.OFFICIAL[face]
    return w(
        "font",
        w("altName", val=",".join(official.alternates)),
        w("charset", val="86"),
        w("family", val=official.family),
        w("pitch", val="variable"),
        name=official.name,
    )


def run_properties(shape: Shape) -> str:
    """Return the w:rPr of a run format."""
    scale = [w("w", val=shape.scale)] if shape.scale != 100 else []
    size = (w("sz", val=shape.half_points), w("szCs", val=shape.half_points))
    return w("rPr", w("rFonts", **face_names(shape.face)), *scale, *size)


def plain_run(run: Run) -> str:
    """Return a run outside any control, its line breaks as w:br."""
    lines = map(text_element, run.text.split("\n"))
    return f"<w:r>{run_properties(Shape.of(run))}{w('br').join(lines)}</w:r>"


def text_element(line: str) -> str:
    """Return the w:t of a line of text, its spaces preserved."""
    return f'<w:t xml:space="preserve">{escaped(line)}</w:t>'
