"""Draw the README's pictures from the shipped example: python examples/pictures.py (needs the notebook extra)."""

from pathlib import Path

from zzuli_forms import FilingPacket, preview

HERE = Path(__file__).parent
DPI = 90

if __name__ == "__main__":
    packet = FilingPacket.from_file(HERE / "图书馆.yaml")
    (HERE / "承诺书.png").write_bytes(preview(packet.letter, dpi=DPI))
    (HERE / "审批表.png").write_bytes(preview(packet.form, dpi=DPI))
