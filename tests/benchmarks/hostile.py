"""What it costs to refuse each harmful file, in a fresh process: python -m tests.benchmarks.hostile"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.test_hostile import cost, files


def main() -> None:
    """Print one line a file: megabytes above a fresh process, seconds."""
    with TemporaryDirectory() as folder:
        for name, (file, data) in files().items():
            path = Path(folder, file)
            path.write_bytes(data)
            memory, seconds = cost(path)
            print(f"{name}: {memory} MB, {seconds:.2f} s")


if __name__ == "__main__":
    main()
