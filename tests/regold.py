"""Write the golden texts anew after a deliberate change of layout: python -m tests.regold."""

from __future__ import annotations

from tests.cases import CASES, case_name
from tests.conftest import document_of
from tests.test_tree import GOLDEN
from zzuli_forms.tree import dump

if __name__ == "__main__":
    for case in CASES:
        (GOLDEN / f"{case_name(case)}.txt").write_text(f"{dump(document_of(case))}\n", "utf-8")
