"""From a change in a field to the new picture: python -m tests.benchmarks.notebook"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests import lab
from tests.cases import TYPICAL
from zzuli_forms import ApprovalForm, FilingPacket, render
from zzuli_forms.models.facts import Facts
from zzuli_forms.notebook import fill

ROUNDS = 25
CELL = """from zzuli_forms import ApprovalForm, FilingPacket
from zzuli_forms.notebook import fill
fill({model}, {stated!r})"""
CHANGE = """async rounds => {
  const field = document.querySelector('.zf [name="purpose"]'), picture = document.querySelector('.zf img');
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const drawn = new Promise(done => picture.addEventListener("load", done, { once: true }));
    field.focus();
    field.value += "字";
    field.dispatchEvent(new Event("input"));
    const begun = performance.now();
    field.blur();
    await drawn;
    times.push(performance.now() - begun);
    await new Promise(done => setTimeout(done, 400));
  }
  return times;
}"""


def in_python(model: type[Facts]) -> tuple[list[float], list[float]]:
    """Milliseconds from a change until the pages are drawn, and of making the PDF alone."""
    sheet, times, pdf = fill(model, TYPICAL), [], []
    sheet.observe(lambda _: times.append(time.perf_counter()), "pages")
    starts = []
    for _ in range(ROUNDS):
        starts.append(time.perf_counter())
        sheet.values = {**sheet.values, "purpose": f"{sheet.values['purpose']}字"}
        begun = time.perf_counter()
        render(sheet.facts, "pdf")
        pdf.append((time.perf_counter() - begun) * 1_000)
    return [(end - start) * 1_000 for start, end in zip(starts, times, strict=True)], pdf


def in_lab(model: type[Facts], folder: Path) -> list[float]:
    """Milliseconds from leaving a changed field until the browser has the new picture."""
    lab.notebook(folder / "填表.ipynb", CELL.format(model=model.__name__, stated=TYPICAL))
    with lab.server(folder) as address, lab.browser(folder) as page:
        lab.run_all(page, address, "填表.ipynb")
        page.locator(".zf img").first.wait_for(timeout=60_000)
        times: list[float] = page.evaluate(CHANGE, ROUNDS)
    return times


def told(name: str, times: Iterable[float]) -> None:
    """Print the median and the spread, without the first two, which warm up."""
    warm = sorted(times)[:-2]
    print(f"{name}: median {statistics.median(warm):.0f} ms, {warm[0]:.0f} to {warm[-1]:.0f} ms")


def main() -> None:
    """Print a line a form, in Python alone and in JupyterLab."""
    for model in (ApprovalForm, FilingPacket):
        drawn, pdf = in_python(model)
        told(f"{model.__name__}, its PDF alone (with checking)", pdf)
        told(f"{model.__name__}, change to drawn page in Python", drawn)
        with tempfile.TemporaryDirectory() as folder:
            told(f"{model.__name__}, change to new picture in JupyterLab", in_lab(model, Path(folder)))


if __name__ == "__main__":
    main()
