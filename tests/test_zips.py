"""Our zips are those the standard library writes, byte for byte, or such as it reads."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hypothesis import given
from hypothesis import strategies as st

from zzuli_forms.zips import archive, pack, pack_fast

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


@given(st.dictionaries(names, st.binary(max_size=200).map(lambda data: data * 400), max_size=3), members)
def test_what_is_packed_fast_any_program_unpacks(large: dict[str, bytes], small: dict[str, bytes]) -> None:
    content = {**large, **small}
    with ZipFile(BytesIO(archive((name, pack_fast(data)) for name, data in content.items()))) as zipped:
        assert zipped.testzip() is None
        assert {name: zipped.read(name) for name in zipped.namelist()} == content
