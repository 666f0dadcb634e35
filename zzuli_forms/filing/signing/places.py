"""Signature fields of a PDF: their names, who has signed there, and a signature in one of them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from zzuli_forms.errors import FileError, UsageError
from zzuli_forms.files import disk
from zzuli_forms.filing.signing.identity import Identity, named, understood
from zzuli_forms.filing.signing.stamp import StampStyle

LARGEST = 20_000_000
_NAMELESS = "证书上没有名称的人"
for _library in ("pyhanko", "pyhanko_certvalidator", "fontTools"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Place:
    """A place for a signature: its name, who signed there, '' for nobody, and whether the file was changed since."""

    name: str
    signer: str
    altered: bool = False


def places(path: str | Path) -> tuple[Place, ...]:
    """Return the places for signatures in a PDF, in their order. Raises FileError where it cannot be read."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(_listed, Path(path)).result()


def _listed(path: Path) -> tuple[Place, ...]:
    data = _data(path)
    with understood(_damage(path)):
        return _places(_reader(data, path))


def sign(path: str | Path, field: str, by: Identity) -> bytes:
    """Return the PDF signed in one of its places, now.

    Raises FileError where it cannot be read, was changed after an earlier signature, or the certificate is not valid;
    UsageError where there is no such place, or somebody has signed there.
    """
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(_sign, Path(path), field, by).result()


def _sign(path: Path, field: str, by: Identity) -> bytes:
    data = _data(path)
    with understood(_damage(path)):
        _refuse_broken(_reader(data, path), path)
        refuse_taken(_places(_reader(data, path)), field, path)
    pdf = _append_signature(data, field, by)
    _refuse_out_of_date(pdf, field, by)
    return pdf


def _append_signature(data: bytes, field: str, by: Identity) -> bytes:
    pades = SigSeedSubFilter.PADES
    metadata = PdfSignatureMetadata(field_name=field, name=by.name, md_algorithm="sha256", subfilter=pades)
    signer = PdfSigner(metadata, by.signer, stamp_style=StampStyle())
    writer, output = IncrementalPdfFileWriter(BytesIO(data)), BytesIO()
    signer.sign_pdf(writer, existing_fields_only=True, output=output, appearance_text_params={"signer": by.name})
    return output.getvalue()


def _data(path: Path) -> bytes:
    data = disk.read(path, LARGEST)
    if not data.startswith(b"%PDF-"):
        raise _damage(path)
    return data


def _reader(data: bytes, path: Path) -> PdfFileReader:
    reader = PdfFileReader(BytesIO(data))
    if reader.encrypted:
        raise FileError(f"“{path}”有密码，不能签名；请用没有加密的原件")
    return reader


def _damage(path: Path) -> FileError:
    return FileError(f"“{path}”不是完好的 PDF，请换一份，或重新生成")


def _places(reader: PdfFileReader) -> tuple[Place, ...]:
    signed = {
        signature.field_name: Place(signature.field_name, _signer(signature), not _is_whole(signature))
        for signature in reader.embedded_signatures
    }
    return tuple(signed.get(name) or Place(name, "") for name, _, _ in enumerate_sig_fields(reader))


def _is_whole(signature: EmbeddedPdfSignature) -> bool:
    """Return whether a file is as it was signed, but for what a signature allows; trusted or not."""
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[], allow_fetching=False))
    return status.intact and status.valid and bool(status.docmdp_ok)


def _signer(signature: EmbeddedPdfSignature) -> str:
    """Return who has signed, as the certificate names them."""
    return named(signature.signer_cert.subject.native) or _NAMELESS


def refuse_taken(found: Sequence[Place], field: str, path: Path) -> None:
    """Raise UsageError unless a place of that name is there and free."""
    free = "、".join(place.name for place in found if not place.signer) or "没有了"
    place = next((place for place in found if place.name == field), None)
    if place is None:
        raise UsageError(f"“{path}”里没有“{field}”这个签名处，还可以签的有：{free}")
    if place.signer:
        raise UsageError(f"“{field}”已由“{place.signer}”签过，还可以签的有：{free}")


def _refuse_broken(reader: PdfFileReader, path: Path) -> None:
    """Raise FileError for a PDF changed after an earlier signature, trusted or not.

    A further signature would seem to approve the change.
    """
    for signature in reader.embedded_signatures:
        if not _is_whole(signature):
            raise FileError(f"“{path}”在“{_signer(signature)}”签名以后被改动过，没有签名；请换用没有改动的文件")


def _refuse_out_of_date(pdf: bytes, field: str, by: Identity) -> None:
    signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
    signature = next(signature for signature in signatures if signature.field_name == field)
    (first, last), when = by.valid, signature.self_reported_timestamp
    if when is None or not first <= when <= last:
        days = f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
        raise FileError(f"“{by.name}”的证书不在有效期内（{days}），没有签名；请换用有效的证书")
