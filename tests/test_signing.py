"""Every place for a seal can be signed, one after the other; what is signed says so, and every change shows."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID, ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.cases import case_name
from tests.drawing import Case
from tests.identities import (
    CERTIFYING,
    SIGNING,
    Key,
    any_identity,
    authority,
    certificate_only,
    identity_file,
    usage,
)
from tests.paper import signature_fields, text_of
from zzuli_forms import FileError, UsageError
from zzuli_forms.cli import main
from zzuli_forms.filing.reading import read
from zzuli_forms.filing.signing import Identity, LockedError, Place, identity_in, places, sign

Run = Callable[..., str]
UNIT, OFFICE = "审批表.1.申报单位负责人", "审批表.1.党委宣传部"


@pytest.fixture(scope="session")
def identities(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Whoever signs → their file; that of 党委宣传部 is locked with 密码."""
    folder = tmp_path_factory.mktemp("identities")
    made = {
        "郑州轻工业大学图书馆": identity_file("郑州轻工业大学图书馆"),
        "党委宣传部": identity_file("党委宣传部", "密码"),
        "𬭚𰻝王𫖮": identity_file("𬭚𰻝王𫖮"),
        "过期": identity_file("过期", days=(-30, -2)),
        "无私钥": certificate_only("无私钥"),
        "生僻签发": identity_file("生僻签发", issuer="𬭚机构"),
    }
    files = {name: folder / f"{name}.p12" for name in made}
    for name, path in files.items():
        path.write_bytes(made[name])
    return files


@pytest.fixture(scope="session")
def unit(identities: dict[str, Path]) -> Identity:
    return identity_in(identities["郑州轻工业大学图书馆"])


@pytest.fixture(scope="session")
def office_(identities: dict[str, Path]) -> Identity:
    return identity_in(identities["党委宣传部"], "密码")


@pytest.fixture
def signed(papers: dict[str, Path], unit: Identity, office_: Identity, tmp_path: Path) -> Path:
    """The packet, signed by the unit, then by 党委宣传部."""
    path = tmp_path / "已签.pdf"
    path.write_bytes(sign(papers["packet-typical.pdf"], UNIT, unit))
    path.write_bytes(sign(path, OFFICE, office_))
    return path


def verdicts(data: bytes) -> list[tuple[str, bool, bool, bool]]:
    """Each signed place: whether its bytes are whole, its signer trusted, and what came later allowed."""
    context = ValidationContext(trust_roots=[Certificate.load(authority())], allow_fetching=False)
    found = PdfFileReader(BytesIO(data)).embedded_signatures
    told = [(one.field_name, validate_pdf_signature(one, context)) for one in found]
    return [(str(name), one.intact and one.valid, one.trusted, bool(one.docmdp_ok)) for name, one in told]


def test_each_place_is_signed_by_unit_and_office_in_turn_and_all_stay_valid(
    case: Case, papers: dict[str, Path], unit: Identity, office_: Identity, tmp_path: Path
) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(papers[f"{case_name(case)}.pdf"].read_bytes())
    wanted = list(signature_fields(path))
    for field in wanted:
        by = office_ if field.endswith("党委宣传部") else unit
        path.write_bytes(sign(path, field, by))
        assert verdicts(path.read_bytes())[-1] == (field, True, True, True)
    assert sorted(verdicts(path.read_bytes())) == sorted((field, True, True, True) for field in wanted)


def test_both_signatures_hold_after_the_second_and_poppler_agrees(signed: Path, run: Run) -> None:
    assert verdicts(signed.read_bytes()) == [(UNIT, True, True, True), (OFFICE, True, True, True)]
    told = run("pdfsig", "-nocert", signed)
    assert told.count("Signature Validation: Signature is Valid.") == 2
    assert re.findall("Signer Certificate Common Name: (.*)", told) == ["郑州轻工业大学图书馆", "党委宣传部"]
    assert run("qpdf", "--check", signed).count("No syntax or stream encoding errors") == 1


def test_one_changed_byte_is_found(
    signed: Path, unit: Identity, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(signed.read_bytes())
    at = data.index(b"<dc:title>") + 3
    data[at] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(data)
    assert [whole for _, whole, _, _ in verdicts(bytes(data))] == [False, False]
    assert "Signature is Valid" not in run("pdfsig", "-nocert", changed)
    with pytest.raises(FileError, match="“郑州轻工业大学图书馆”签名以后被改动过"):
        sign(changed, "承诺书.1.承诺人", unit)
    assert [place.altered for place in places(changed) if place.signer] == [True, True]
    assert main(["sign", str(changed)]) == 0
    assert capsys.readouterr().out.count("签，此后文件被改动过，请核对") == 2
    assert not any(place.altered for place in places(signed))


def test_what_is_signed_stays_an_archive_file_and_readable(
    signed: Path, identities: dict[str, Path], run: Run, tmp_path: Path, papers: dict[str, Path]
) -> None:
    rare = tmp_path / "rare.pdf"
    rare.write_bytes(sign(signed, "承诺书.1.承诺人", identity_in(identities["𬭚𰻝王𫖮"])))
    for flavour in ("3a", "ua1"):
        assert run("verapdf", flavour, signed, rare).count("compliant=true") == 2
    assert read(rare) == read(papers["packet-typical.pdf"])
    assert rare.read_bytes().startswith(papers["packet-typical.pdf"].read_bytes())


def test_a_signature_shows_who_and_when_in_our_face_within_the_place(
    signed: Path, identities: dict[str, Path], run: Run, tmp_path: Path
) -> None:
    shown = run("pdftotext", "-f", "2", "-l", "2", "-layout", signed, "-")
    assert re.search("郑州轻工业大学图书馆\n", shown)
    assert len(re.findall(r"电子签名 20\d\d-\d\d-\d\d \d\d:\d\d", shown)) == 2
    rare = tmp_path / "rare.pdf"
    rare.write_bytes(sign(signed, "承诺书.1.承诺人", identity_in(identities["𬭚𰻝王𫖮"])))
    assert "𬭚𰻝王𫖮" in run("pdftotext", "-f", "1", "-l", "1", rare, "-")
    assert all(row.split()[-5] == "yes" for row in run("pdffonts", rare).splitlines()[2:])


def test_the_words_of_a_signature_cover_nothing_printed(signed: Path, papers: dict[str, Path]) -> None:
    assert text_of(signed) == text_of(papers["packet-typical.pdf"])
    fields = signature_fields(signed)
    for field in (UNIT, OFFICE):
        page, place = fields[field]
        with pdfplumber.open(signed) as opened:
            area = opened.pages[page - 1].crop((place.left * 72 / 25.4, place.top * 72 / 25.4, 595, 841), strict=False)
            highest = min(char["top"] for char in area.chars if char["top"] < place.bottom * 72 / 25.4)
        assert highest / 72 * 25.4 - place.top > 7.5


def test_the_places_are_told_with_who_signed(signed: Path) -> None:
    assert places(signed) == (
        Place("承诺书.1.承诺人", ""),
        Place(UNIT, "郑州轻工业大学图书馆"),
        Place(OFFICE, "党委宣传部"),
        Place("审批表.2.申报单位负责人", ""),
        Place("审批表.2.党委宣传部", ""),
    )


def test_a_place_that_is_not_there_or_taken_is_told_with_those_left(signed: Path, unit: Identity) -> None:
    with pytest.raises(UsageError, match="没有“审批表”这个签名处，还可以签的有：承诺书"):
        sign(signed, "审批表", unit)
    with pytest.raises(UsageError, match=f"“{UNIT}”已由“郑州轻工业大学图书馆”签过"):
        sign(signed, UNIT, unit)


def test_an_identity_that_cannot_sign_is_refused(identities: dict[str, Path], papers: dict[str, Path]) -> None:
    with pytest.raises(LockedError, match="密码不对"):
        identity_in(identities["党委宣传部"], "不是密码")
    with pytest.raises(LockedError, match="密码不对"):
        identity_in(identities["党委宣传部"])
    with pytest.raises(FileError, match="没有证书和私钥"):
        identity_in(identities["无私钥"])
    with pytest.raises(FileError, match="签发机构名称里有生僻字"):
        identity_in(identities["生僻签发"])
    with pytest.raises(FileError, match="不是证书文件"):
        identity_in(papers["letter-blank.pdf"])
    with pytest.raises(FileError, match="不在有效期内"):
        sign(papers["letter-typical.pdf"], "承诺书.1.承诺人", identity_in(identities["过期"]))


def rsa_of(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def test_every_kind_of_key_that_is_taken_makes_signatures_that_others_verify(
    papers: dict[str, Path], run: Run, tmp_path: Path
) -> None:
    curves = (ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1())
    keys: tuple[Key, ...] = (*map(ec.generate_private_key, curves), rsa_of(2048), rsa_of(3072))
    signed = [tmp_path / f"{number}.pdf" for number in range(len(keys))]
    for path, key in zip(signed, keys, strict=True):
        path.with_suffix(".p12").write_bytes(any_identity(key, usage(*SIGNING)))
        by = identity_in(path.with_suffix(".p12"))
        path.write_bytes(sign(papers["letter-typical.pdf"], "承诺书.1.承诺人", by))
        assert verdicts(path.read_bytes()) == [("承诺书.1.承诺人", True, True, True)]
        assert "Signature is Valid" in run("pdfsig", "-nocert", path)
    assert run("verapdf", "3a", *signed).count("compliant=true") == len(signed)


@pytest.mark.parametrize(
    ("make", "algorithm", "told"),
    [
        (ed25519.Ed25519PrivateKey.generate, "", "Ed25519"),
        (ed448.Ed448PrivateKey.generate, "", "Ed448"),
        (x25519.X25519PrivateKey.generate, "", "X25519"),
        (x448.X448PrivateKey.generate, "", "X448"),
        (partial(dsa.generate_private_key, 2048), "", "DSA"),
        (partial(ec.generate_private_key, ec.SECP256K1()), "", "ECDSA（secp256k1）"),
        (partial(ec.generate_private_key, ec.SECP224R1()), "", "ECDSA（secp224r1）"),
        (partial(ec.generate_private_key, ec.BrainpoolP256R1()), "", "ECDSA（brainpoolp256r1）"),
        (partial(rsa_of, 1024), "", "RSA（1024位）"),
        (partial(rsa_of, 2048), "rsassa_pss", "RSA-PSS"),
    ],
    ids=lambda value: "" if not isinstance(value, str) else value,
)
def test_a_key_whose_signatures_others_cannot_verify_is_refused_in_one_sentence(
    make: Callable[[], Key],
    algorithm: str,
    told: str,
    papers: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "a.p12").write_bytes(any_identity(make(), usage(*SIGNING), algorithm=algorithm))
    asked = ["--field", "承诺书.1.承诺人", "--pkcs12", str(tmp_path / "a.p12"), "-o", str(tmp_path / "a.pdf")]
    assert main(["sign", str(papers["letter-typical.pdf"]), *asked]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert f"a.p12”的密钥是 {told}，" in said
    assert "请向签发机构换一份签名证书，密钥用 RSA（2048位以上）或 ECDSA（P-256、P-384、P-521）" in said
    assert not (tmp_path / "a.pdf").exists()


SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
DOCUMENTS = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@pytest.mark.parametrize(
    "says",
    [
        [usage("key_encipherment", "data_encipherment")],
        [usage("key_agreement")],
        [usage(*CERTIFYING)],
        [usage(*SIGNING), x509.ExtendedKeyUsage([SERVER])],
        [usage(*SIGNING), x509.ExtendedKeyUsage([SERVER, CLIENT])],
        [x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])],
    ],
)
def test_a_certificate_for_another_use_than_signing_is_refused(says: list[x509.ExtensionType], tmp_path: Path) -> None:
    (tmp_path / "a.p12").write_bytes(any_identity(ec.generate_private_key(ec.SECP256R1()), *says))
    with pytest.raises(FileError, match=r"证书不是签名用的（.*请换用签名证书，或请签发机构发一份用途为数字签名的证书"):
        identity_in(tmp_path / "a.p12")


@pytest.mark.parametrize(
    "says",
    [
        [],
        [usage("digital_signature")],
        [usage("content_commitment")],
        [usage("digital_signature", "key_encipherment")],
        [x509.ExtendedKeyUsage([CLIENT])],
        [x509.ExtendedKeyUsage([CLIENT, ExtendedKeyUsageOID.EMAIL_PROTECTION])],
        [x509.ExtendedKeyUsage([SERVER, DOCUMENTS])],
        [x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])],
    ],
)
def test_a_certificate_that_does_not_exclude_signing_is_taken(says: list[x509.ExtensionType], tmp_path: Path) -> None:
    (tmp_path / "a.p12").write_bytes(any_identity(ec.generate_private_key(ec.SECP256R1()), *says))
    assert identity_in(tmp_path / "a.p12").name == "测试"


def named(*attributes: tuple[ObjectIdentifier, str]) -> bytes:
    """Return an identity whose certificate names it so."""
    subject = x509.Name([x509.NameAttribute(kind, text) for kind, text in attributes])
    return any_identity(ec.generate_private_key(ec.SECP256R1()), usage(*SIGNING), subject=subject)


@pytest.mark.parametrize("attributes", [(), ((NameOID.EMAIL_ADDRESS, "a@b.cn"),), ((NameOID.COMMON_NAME, " "),)])
def test_a_certificate_that_names_nobody_is_refused(
    attributes: tuple[tuple[ObjectIdentifier, str], ...], tmp_path: Path
) -> None:
    (tmp_path / "a.p12").write_bytes(named(*attributes))
    with pytest.raises(FileError, match="没有写明持有人，没有签名；请向签发机构换一份"):
        identity_in(tmp_path / "a.p12")


def test_an_office_named_by_its_unit_alone_signs_under_that_name(papers: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "a.p12").write_bytes(named((NameOID.COMMON_NAME, " "), (NameOID.ORGANIZATIONAL_UNIT_NAME, "图书馆")))
    path = tmp_path / "a.pdf"
    path.write_bytes(sign(papers["letter-typical.pdf"], "承诺书.1.承诺人", identity_in(tmp_path / "a.p12")))
    assert places(path) == (Place("承诺书.1.承诺人", "图书馆"),)


def test_a_place_signed_elsewhere_by_a_nameless_certificate_is_taken(
    papers: dict[str, Path], unit: Identity, tmp_path: Path
) -> None:
    field, whole = "承诺书.1.承诺人", papers["letter-typical.pdf"].read_bytes()
    nameless = SimpleSigner.load_pkcs12_data(named(), [])
    elsewhere = sign_pdf(IncrementalPdfFileWriter(BytesIO(whole)), PdfSignatureMetadata(field, name="甲"), nameless)
    (tmp_path / "a.pdf").write_bytes(elsewhere.getvalue())
    assert places(tmp_path / "a.pdf")[0].signer == "证书上没有名称的人"
    with pytest.raises(UsageError, match="已由“证书上没有名称的人”签过"):
        sign(tmp_path / "a.pdf", field, unit)


def refusal(data: bytes, folder: pytest.TempPathFactory) -> str:
    """Return what is said where an identity is refused; nothing where it is taken."""
    path = folder.getbasetemp() / "given.p12"
    path.write_bytes(data)
    try:
        identity_in(path)
    except FileError as error:
        return str(error)
    return ""


@given(
    of=st.sampled_from([ExtensionOID.KEY_USAGE, ExtensionOID.EXTENDED_KEY_USAGE]),
    said=st.binary(max_size=12) | st.binary(max_size=4).map(lambda bits: b"\x03" + bytes([len(bits)]) + bits),
)
def test_whatever_a_certificate_says_of_its_use_is_understood_or_refused(
    of: ObjectIdentifier, said: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    identity = any_identity(ec.generate_private_key(ec.SECP256R1()), x509.UnrecognizedExtension(of, said))
    told = refusal(identity, tmp_path_factory)
    assert not told or "请向签发机构换一份" in told or "请换用签名证书" in told


def test_a_file_in_the_older_encoding_is_taken_without_a_word(identities: dict[str, Path], tmp_path: Path) -> None:
    outer = identities["郑州轻工业大学图书馆"].read_bytes()
    head = 2 + (outer[1] & 0x7F)
    (tmp_path / "ber.p12").write_bytes(b"\x30\x80" + outer[head:] + b"\x00\x00")
    assert identity_in(tmp_path / "ber.p12").name == "郑州轻工业大学图书馆"


WHOLE = any_identity(ec.generate_private_key(ec.SECP256R1()), usage(*SIGNING))


@given(place=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255))
def test_an_identity_with_a_changed_byte_is_taken_or_refused_in_one_sentence(
    place: int, byte: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    changed = WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :]
    assert len(refusal(changed, tmp_path_factory).splitlines()) <= 1


def test_a_file_that_holds_data_of_an_unknown_kind_is_no_identity(tmp_path: Path) -> None:
    of_data = WHOLE.index(bytes.fromhex("2a864886f70d010701"))
    changed = bytearray(WHOLE)
    changed[of_data + 8], changed[of_data + 13] = 0x7F, 0x09
    (tmp_path / "a.p12").write_bytes(changed)
    with pytest.raises(FileError, match="不是证书文件"):
        identity_in(tmp_path / "a.p12")


def test_files_that_cannot_be_signed_are_refused(tmp_path: Path, papers: dict[str, Path]) -> None:
    whole = papers["letter-typical.pdf"].read_bytes()
    for name, data in {"a.pdf": b"", "b.pdf": b"%PDF-1.7\n", "c.pdf": whole[: len(whole) // 2], "d.pdf": b"x"}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FileError, match="不是完好的 PDF"):
            places(tmp_path / name)
    with pytest.raises(FileError, match="找不到"):
        places(tmp_path / "nothing.pdf")


def test_signing_works_within_a_running_event_loop(papers: dict[str, Path], unit: Identity) -> None:
    async def within() -> bytes:
        return sign(papers["letter-typical.pdf"], "承诺书.1.承诺人", unit)

    assert len(verdicts(asyncio.run(within()))) == 1


def test_a_name_too_long_for_its_place_is_cut_and_a_strange_one_marked(
    papers: dict[str, Path], run: Run, tmp_path: Path
) -> None:
    for name, shown in (("Office of International Exchange " * 2, "Office of International"), ("\ue000甲", "〓甲")):
        (tmp_path / "x.p12").write_bytes(identity_file(name[:64]))
        path = tmp_path / "x.pdf"
        path.write_bytes(sign(papers["letter-typical.pdf"], "承诺书.1.承诺人", identity_in(tmp_path / "x.p12")))
        assert shown in run("pdftotext", path, "-")
        _, place = signature_fields(path)["承诺书.1.承诺人"]
        boxes = run("pdftotext", "-bbox", path, "-")
        right = [float(edge) for edge in re.findall('xMax="([0-9.]+)"[^>]*>[^<]*(?:电子签名|〓|[A-Z…])', boxes)]
        assert len(right) >= 2
        assert max(right) <= place.right * 72 / 25.4 + 0.5


def test_the_command_signs_beside_the_file_in_turn(
    papers: dict[str, Path], identities: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "表.pdf").write_bytes(papers["packet-typical.pdf"].read_bytes())
    (tmp_path / "密码.txt").write_text("密码\n", "utf-8")
    p12 = ["--pkcs12", str(identities["郑州轻工业大学图书馆"])]
    locked = ["--pkcs12", str(identities["党委宣传部"]), "--passphrase-file", str(tmp_path / "密码.txt")]
    assert main(["sign", str(tmp_path / "表.pdf")]) == 0
    assert f"{UNIT}：未签" in capsys.readouterr().out
    assert main(["sign", str(tmp_path / "表.pdf"), "--field", UNIT, *p12]) == 0
    assert main(["sign", str(tmp_path / "表-已签1.pdf"), "--field", OFFICE, *locked]) == 0
    assert verdicts((tmp_path / "表-已签2.pdf").read_bytes()) == [(UNIT, True, True, True), (OFFICE, True, True, True)]
    assert main(["sign", str(tmp_path / "表.pdf"), "--field", UNIT, *p12]) == 2
    assert "已有文件" in capsys.readouterr().err
    assert main(["sign", str(tmp_path / "表.pdf"), "--field", UNIT, *p12, "--force"]) == 0
    assert main(["sign", str(tmp_path / "表-已签2.pdf")]) == 0
    assert f"{OFFICE}：已由“党委宣传部”签" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["表-已签1.pdf", "表-已签2.pdf", "表.pdf"]


def test_the_command_asks_for_a_certificate_and_for_its_passphrase(
    papers: dict[str, Path],
    identities: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = ["sign", str(papers["letter-typical.pdf"]), "--field", "承诺书.1.承诺人", "-o", str(tmp_path / "a.pdf")]
    assert main(asked) == 2
    assert "--pkcs12" in capsys.readouterr().err
    asked += ["--pkcs12", str(identities["党委宣传部"])]
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert main(asked) == 2
    assert "--passphrase-file" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("zzuli_forms.cli.signing.getpass", lambda _prompt: "密码")
    assert main(asked) == 0
    assert len(verdicts((tmp_path / "a.pdf").read_bytes())) == 1


def test_without_the_extra_the_command_says_what_to_install(
    papers: dict[str, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("zzuli_forms.filing.signing")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    assert main(["sign", str(papers["letter-typical.pdf"])]) == 2
    assert 'pip install "zzuli-forms[sign]"' in capsys.readouterr().err
