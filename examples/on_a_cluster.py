"""Make every unit's packet on a Dask cluster: hand over the scheduler's address, or have one started here.

python -m pip install ".[cluster]"
python examples/on_a_cluster.py [ADDRESS]
"""

import sys
from pathlib import Path

from distributed import Client

from zzuli_forms import make_packets


def main(address: str | None = None) -> None:
    """Make the packets of the example workbook in ./报送材料/; workers send bytes, only this process writes."""
    source = Path(__file__).with_name("各单位.xlsx")
    with Client(address) if address else Client(n_workers=2, dashboard_address=None) as client:
        report = make_packets(source, "报送材料", executor=client.get_executor())
    for outcome in report.outcomes:
        print(outcome.unit.name, outcome.state.value)


if __name__ == "__main__":
    main(*sys.argv[1:])
