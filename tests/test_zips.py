"""Our zips are those the standard library writes of members with a fixed date, byte for byte."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zzuli_forms.files.disk import archive

names = st.text(alphabet="ab/图书馆.1", min_size=1, max_size=30)
members = st.dictionaries(names, st.binary(max_size=3_000), max_size=5)


def by_zipfile(content: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as zipped:
        for name, data in content.items():
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = ZIP_DEFLATED, 3
            zipped.writestr(info, data)
    return buffer.getvalue()


@given(members)
def test_a_zip_is_what_zipfile_writes(content: dict[str, bytes]) -> None:
    assert archive(content.items()) == by_zipfile(content)


@given(members, members)
def test_members_may_be_added_to_a_zip_that_is_begun(first: dict[str, bytes], more: dict[str, bytes]) -> None:
    added = {f"+{name}": data for name, data in more.items()}
    assert archive(added.items(), archive(first.items())) == by_zipfile({**first, **added})


@given(members)
def test_any_program_reads_the_members_and_who_may_read_them(content: dict[str, bytes]) -> None:
    with ZipFile(BytesIO(archive(content.items()))) as zipped:
        assert zipped.testzip() is None
        assert {name: zipped.read(name) for name in zipped.namelist()} == content
        assert {info.external_attr >> 16 for info in zipped.infolist()} <= {0o600}


def test_a_zip_names_no_day_and_no_system(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = archive([("图书馆.xml", b"1")])
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(time, "time", lambda: 1_404_172_800.0)
    assert archive([("图书馆.xml", b"1")]) == elsewhere
