"""Our zips are those the standard library writes, byte for byte, or such as it reads."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hypothesis import given
from hypothesis import strategies as st

from zzuli_forms.files.deflating import Own
from zzuli_forms.files.zips import Zip, archive, pack, pack_text

names = st.text(alphabet="ab/图书馆.1", min_size=1, max_size=30)
members = st.dictionaries(names, st.binary(max_size=3_000), max_size=5)


def by_zipfile(content: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as zipped:
        for name, data in content.items():
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = ZIP_DEFLATED, 3
            zipped.writestr(info, data)
    return buffer.getvalue()


@given(members)
def test_a_zip_is_what_zipfile_writes(content: dict[str, bytes]) -> None:
    assert archive((name, pack(data)) for name, data in content.items()) == by_zipfile(content)


pieces = st.lists(st.text(max_size=300) | st.text(max_size=300).map(Own), min_size=1, max_size=9)


@given(pieces)
def test_what_is_packed_in_pieces_any_program_unpacks(said: list[str]) -> None:
    with ZipFile(BytesIO(archive([("图书馆.xml", pack_text(said))]))) as zipped:
        assert zipped.testzip() is None
        assert zipped.read("图书馆.xml").decode() == "".join(said)


def test_own_text_may_be_longer_than_a_block_holds() -> None:
    said = [Own("书" * 50_000), "馆" * 50_000]
    with ZipFile(BytesIO(archive([("a", pack_text(said))]))) as zipped:
        assert zipped.read("a").decode() == "".join(said)


@given(members, members)
def test_members_may_be_added_to_a_zip_that_is_begun(first: dict[str, bytes], more: dict[str, bytes]) -> None:
    begun = Zip().with_members((name, pack(data)) for name, data in first.items())
    added = {f"+{name}": data for name, data in more.items()}
    assert begun.with_members((name, pack(data)) for name, data in added.items()).written() == by_zipfile(
        {**first, **added}
    )
