"""Print the package's dependencies at the lower bounds pyproject.toml states."""

import re
import sys
from pathlib import Path

text = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
dependencies = re.search(r"^dependencies = \[(.*?)\]", text, re.MULTILINE | re.DOTALL)
if dependencies is None:
    sys.exit("pyproject.toml states no dependencies")
for requirement in re.findall(r'"([^"]+)"', dependencies[1]):
    print(requirement.replace(">=", "==", 1))
