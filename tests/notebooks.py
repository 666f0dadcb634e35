"""The example notebooks: run as a clerk runs them, and kept with outputs that change only when their meaning does."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"


def executed(path: Path, folder: Path) -> Any:
    """The notebook run from the top in a copy of the examples."""
    desk = folder / path.stem
    shutil.copytree(EXAMPLES, desk)
    book = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(desk)}})
    client.store_widget_state = False
    return client.execute()


def kept(book: Any) -> Any:
    """The notebook as it is committed: no times, no names of this machine's Python, no widget that is gone."""
    for cell in book.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return book


def write(path: Path, folder: Path) -> None:
    """Run a notebook and keep its outputs."""
    nbformat.write(kept(executed(path, folder)), path)  # type: ignore[no-untyped-call]
