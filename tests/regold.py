"""Write goldens, example workbook and notebook outputs anew after a deliberate change: python -m tests.regold."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cases import CASES, golden
from tests.drawing import document_of
from tests.notebooks import NOTEBOOKS, write
from tests.roster import EXAMPLES, example_units, filled_template
from tests.test_readme import SPECIMEN, specimen
from zzuli_forms.document.walking import dump

if __name__ == "__main__":
    for case in CASES:
        golden(case).parent.mkdir(exist_ok=True)
        golden(case).write_text(f"{dump(document_of(case))}\n", "utf-8")
    with TemporaryDirectory() as folder:
        for path in NOTEBOOKS:
            write(path, Path(folder))
    SPECIMEN.write_bytes(specimen())
    (EXAMPLES / "各单位.xlsx").write_bytes(filled_template(example_units()))
