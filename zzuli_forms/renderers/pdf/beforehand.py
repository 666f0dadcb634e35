"""Data deflated beforehand by `preparing` because many files carry it, kept by MD5 digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path

from zzuli_forms.files.deflating import THOROUGH, deflated

BEFOREHAND = Path(__file__).with_name("deflated.bin")


def deflated_once(data: bytes) -> bytes:
    """Return data deflated thoroughly, so that it may stand anywhere in a stream; from the file where it has it."""
    return _blocks().get(_digest(data)) or deflated(data, THOROUGH)


@cache
def _blocks() -> Mapping[str, bytes]:
    head, _, rest = BEFOREHAND.read_bytes().partition(b"\n")
    lengths: Mapping[str, int] = json.loads(head)
    ends = accumulate(lengths.values())
    return {digest: rest[end - length : end] for (digest, length), end in zip(lengths.items(), ends, strict=True)}


def written(streams: Iterable[bytes]) -> bytes:
    """Return the content of the file read here: each of these data deflated, in order of their digests."""
    blocks = dict(sorted((_digest(data), deflated(data, THOROUGH)) for data in streams))
    head = json.dumps({digest: len(block) for digest, block in blocks.items()})
    return b"".join([head.encode(), b"\n", *blocks.values()])


def _digest(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()
