"""A plain ReportLab script: the pages of a packet, every coordinate known; python plain.py PAGES FACES OUT."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas


def main(pages: str, faces: str, out: str) -> None:
    """Draw each paper of the JSON in PAGES with the faces it names in the folder FACES."""
    said = json.loads(Path(pages).read_text("utf-8"))
    for name, file in said["faces"].items():
        pdfmetrics.registerFont(TTFont(name, f"{faces}/{file}"))
    for paper, sheets in said["papers"].items():
        canvas = Canvas(f"{out}/{paper}.pdf", pagesize=(595.28, 841.89), pageCompression=1)
        for sheet in sheets:
            canvas.lines(sheet["lines"])
            for x, y, face, size, text in sheet["texts"]:
                canvas.setFont(face, size)
                canvas.drawString(x, y, text)
            canvas.showPage()
        canvas.save()


if __name__ == "__main__":
    main(*sys.argv[1:])
