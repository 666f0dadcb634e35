"""Time and peak memory of batches of growing size, each in a fresh process: python -m tests.benchmarks.many"""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import resource, sys, tempfile, time
from pathlib import Path
from tests.roster import filled_template, numbered
from zzuli_forms import make_packets

count, jobs = map(int, sys.argv[1:])
with tempfile.TemporaryDirectory() as folder:
    source = Path(folder, "units.xlsx")
    source.write_bytes(filled_template(numbered(count)))
    begun = time.perf_counter()
    report = make_packets(source, Path(folder, "out"), jobs=jobs)
    taken = time.perf_counter() - begun
    begun = time.perf_counter()
    make_packets(source, Path(folder, "out"), jobs=jobs)
    again = time.perf_counter() - begun
    assert report.good
peak, worker = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(f"{count} units, {jobs} process(es): {taken:.1f} s, {taken / count * 1000:.0f} ms a unit; "
      f"run again {again:.1f} s; peak {peak} MB" + (f", a worker's {worker} MB" if jobs > 1 else ""))
"""


def main(*counts: int) -> None:
    """Print one line a size, and the last size once more with two processes."""
    sizes = counts or (50, 250, 1_000)
    for count, jobs in [*((count, 1) for count in sizes), (sizes[-1], 2)]:
        subprocess.run([sys.executable, "-c", SCRIPT, str(count), str(jobs)], check=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
