"""Draw the README's pictures from the shipped example: python examples/pictures.py (needs the test extra)."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from zzuli_forms import FilingPacket, render
from zzuli_forms.models import Facts

HERE = Path(__file__).parent
WIDTH = 420


def picture(form: Facts, name: str) -> None:
    """The first page of a form, 420 pixels wide, in sixteen greys."""
    page = pypdfium2.PdfDocument(render(form, "pdf"))[0]
    image = page.render(scale=WIDTH / page.get_width() * 2, grayscale=True).to_pil()
    small = image.resize((WIDTH, round(WIDTH * image.height / image.width)), resample=1)
    small.quantize(16).save(HERE / name, optimize=True)


if __name__ == "__main__":
    packet = FilingPacket.from_file(HERE / "图书馆.yaml")
    picture(packet.letter, "承诺书.png")
    picture(packet.form, "审批表.png")
