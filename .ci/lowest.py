"""Print the dependencies of the package and its notebook and sign extras at the lower bounds pyproject.toml states."""

import re
import sys
from pathlib import Path

text = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
for name in ("dependencies", "notebook", "sign"):
    listed = re.search(rf"^{name} = \[(.*?)\]$", text, re.MULTILINE | re.DOTALL)
    if listed is None:
        sys.exit(f"pyproject.toml states no {name}")
    for requirement in re.findall(r'"([^"]+)"', listed[1]):
        print(requirement.replace(">=", "==", 1))
