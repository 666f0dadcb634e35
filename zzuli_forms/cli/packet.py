"""The command that makes one unit's packet: packet."""

from __future__ import annotations

import argparse
from pathlib import Path

from zzuli_forms.cli.options import takes_continuation, takes_edition, takes_facts, takes_output
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.talk import DONE, each, say, still_by_hand
from zzuli_forms.filing.packet import FilingPacket, by_hand
from zzuli_forms.models.editions import in_edition
from zzuli_forms.readers.text import facts_file


def add_packet(command: Parser) -> None:
    """Add the arguments of `packet`."""
    takes_facts(command, ".yaml、.toml 或 .json")
    takes_output(command)
    takes_edition(command)
    takes_continuation(command)
    command.add_argument("--zip", action="store_true", help="打成一个 zip 文件")
    command.set_defaults(run=_packet)


def _packet(wanted: argparse.Namespace) -> int:
    def write(path: Path) -> int:
        facts = in_edition(FilingPacket, facts_file.read(path), wanted.edition)
        packet = FilingPacket.from_facts(facts, wanted.area_code, wanted.continued)
        made = packet.write(wanted.output, wanted.format, wanted.force, wanted.zip, wanted.continued, wanted.attached)
        say(map(str, made))
        say(still_by_hand(f"“{packet.unit}”的材料", by_hand(packet.handwork())))
        return DONE

    return each(wanted.files, write)
