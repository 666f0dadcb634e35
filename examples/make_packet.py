"""Make one unit's filing packet from Python: run it, and find the papers in ./报送材料/.

python examples/make_packet.py
"""

from pathlib import Path

from zzuli_forms import FactsError, FilingPacket

facts = Path(__file__).with_name("图书馆.yaml")

try:
    packet = FilingPacket.from_file(facts)
    for path in packet.write("报送材料", overwrite=True):
        print(path)
except FactsError as error:
    for fault in error.faults:
        print(fault)
