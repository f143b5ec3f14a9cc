"""The seal: judged by poppler with NSS, OpenSSL and veraPDF, none of which made it."""

import io
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import SigningError
from pypdf import PdfReader

from certificates.rendering import render_certificate
from certificates.signing.keys import BadKey
from certificates.signing.seal import KeySealer, seal_pdf
from tests.certificates.keys import SEALED_AT, look_alike_seal, qr_key, seal
from tests.certificates.pdfs import JUDGED, assert_conforming, with_name
from tests.certificates.sample import DATA

SEALED_LIMIT = 64_000


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_certificate(DATA)


@pytest.fixture(scope="module")
def sealed(pdf: bytes) -> bytes:
    return seal_pdf(pdf, sealer=KeySealer(seal().key), at=SEALED_AT)


def trusting(folder: Path) -> Path:
    """An NSS database in which only our root is trusted."""
    root, nss = folder / "root.pem", folder / "nss"
    root.write_bytes(seal().root_pem)
    nss.mkdir()
    subprocess.run(["certutil", "-N", "-d", f"sql:{nss}", "--empty-password"], check=True)
    subprocess.run(["certutil", "-A", "-d", f"sql:{nss}", "-n", "root", "-t", "C,C,C", "-i", str(root)], check=True)
    return nss


def pdfsig(content: bytes, *, folder: Path) -> str:
    file = folder / "file.pdf"
    file.write_bytes(content)
    command = ["pdfsig", "-nssdir", f"sql:{trusting(folder)}", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def parts(content: bytes) -> tuple[bytes, bytes]:
    """What the seal covers, and the signature itself, read without any PDF library."""
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", content)
    assert found
    start, length, second, rest = (int(number) for number in found.groups())
    assert start == 0
    assert second + rest == len(content)
    signature = bytes.fromhex(content[length + 1 : second - 1].decode())
    size = int.from_bytes(signature[2:4]) + 4
    assert signature[:2] == b"\x30\x82"
    return content[:length] + content[second:], signature[:size]


def openssl_says(content: bytes, *, folder: Path) -> subprocess.CompletedProcess[bytes]:
    covered, signature = parts(content)
    (folder / "root.pem").write_bytes(seal().root_pem)
    (folder / "covered").write_bytes(covered)
    (folder / "signature").write_bytes(signature)
    command = "openssl cms -verify -binary -inform DER -in signature -content covered -CAfile root.pem -purpose any"
    return subprocess.run([*command.split(), "-out", "out"], cwd=folder, capture_output=True, check=False)


def test_poppler_says_valid_and_trusted(sealed: bytes, tmp_path: Path) -> None:
    said = pdfsig(sealed, folder=tmp_path)
    assert said.count("Signature #") == 1
    for line in (
        "Signature Field Name: Zegel",
        "Signature Type: ETSI.CAdES.detached",
        "O=Stichting Voorbeeldwacht",
        "Total document signed",
        "Signature is Valid",
        "Certificate is Trusted",
    ):
        assert line in said


def test_poppler_does_not_trust_a_look_alike(pdf: bytes, tmp_path: Path) -> None:
    said = pdfsig(seal_pdf(pdf, sealer=KeySealer(look_alike_seal().key), at=SEALED_AT), folder=tmp_path)
    assert "O=Stichting Voorbeeldwacht" in said
    assert "Certificate is Trusted" not in said


def test_openssl_verifies_the_signature_and_nothing_else(sealed: bytes, tmp_path: Path) -> None:
    good = openssl_says(sealed, folder=tmp_path)
    assert good.returncode == 0, good.stderr
    assert openssl_says(sealed.replace(b"%PDF-1.7", b"%PDF-1.6", 1), folder=tmp_path).returncode != 0


def test_verapdf_passes_sealed_files(tmp_path: Path) -> None:
    sealer = KeySealer(seal().key)
    made = [seal_pdf(render_certificate(with_name(name)), sealer=sealer, at=SEALED_AT) for name in JUDGED]
    assert_conforming(made, folder=tmp_path)


def test_what_was_there_stays_and_nothing_is_to_be_seen(pdf: bytes, sealed: bytes) -> None:
    assert sealed.startswith(pdf)
    assert len(sealed) < SEALED_LIMIT

    def page(content: bytes) -> bytes:
        command = ["pdftoppm", "-r", "60", "-png", "-"]
        return subprocess.run(command, input=content, capture_output=True, check=True).stdout

    assert page(sealed) == page(pdf)


def test_no_change_is_allowed_and_who_and_when_is_said(sealed: bytes) -> None:
    root = PdfReader(io.BytesIO(sealed)).trailer["/Root"]
    signature = root["/Perms"]["/DocMDP"]
    assert signature["/Reference"][0]["/TransformParams"]["/P"] == 1
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature["/Name"] == "Stichting Voorbeeldwacht"
    assert signature["/M"].startswith(SEALED_AT.strftime("D:%Y%m%d%H%M%S"))
    field = root["/AcroForm"]["/Fields"][0]
    assert field["/TU"] == "Digitaal zegel van Stichting Voorbeeldwacht"


def test_root_is_left_out_and_intermediate_is_in(sealed: bytes) -> None:
    _, signature = parts(sealed)
    leaf, *others = seal().key.certificates
    assert leaf.public_bytes(Encoding.DER) in signature
    middle = next(one for one in others if one != seal().root)
    assert middle.public_bytes(Encoding.DER) in signature
    assert seal().root.public_bytes(Encoding.DER) not in signature


def test_a_pdf_without_last_line_end_gets_one(pdf: bytes) -> None:
    bare = pdf.rstrip(b"\n")
    assert bare.endswith(b"%%EOF")
    assert seal_pdf(bare, sealer=KeySealer(seal().key), at=SEALED_AT).startswith(bare + b"\n")


def test_time_of_the_seal_is_the_one_that_is_given(pdf: bytes) -> None:
    earlier = SEALED_AT - timedelta(hours=3)
    made = seal_pdf(pdf, sealer=KeySealer(seal().key), at=earlier)
    assert earlier.strftime("D:%Y%m%d%H%M%S") in str(PdfReader(io.BytesIO(made)).trailer["/Root"]["/Perms"]["/DocMDP"])


def test_a_bought_seal_fits(pdf: bytes, tmp_path: Path) -> None:
    class Elsewhere:
        """As a token or a remote service would: it gets a digest, and nothing of the document."""

        certificates = seal().key.certificates
        digests: list[bytes] = []

        def sign_digest(self, digest: bytes) -> bytes:
            self.digests.append(digest)
            return seal().key.key.sign(digest, ECDSA(Prehashed(hashes.SHA256())))  # type: ignore[call-arg, arg-type]

    made = seal_pdf(pdf, sealer=Elsewhere(), at=SEALED_AT)
    assert [len(digest) for digest in Elsewhere.digests] == [32]
    assert openssl_says(made, folder=tmp_path).returncode == 0


def test_what_cannot_be_sealed_is_refused(pdf: bytes, sealed: bytes) -> None:
    sealer = KeySealer(seal().key)
    with pytest.raises(SigningError):
        seal_pdf(sealed, sealer=sealer, at=SEALED_AT, field_name="Tweede")
    with pytest.raises(ValueError, match="time zone"):
        seal_pdf(pdf, sealer=sealer, at=datetime(2026, 11, 21))
    with pytest.raises(BadKey):
        KeySealer(qr_key())


def test_eight_threads_seal_at_once(pdf: bytes, tmp_path: Path) -> None:
    sealer = KeySealer(seal().key)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: seal_pdf(pdf, sealer=sealer, at=SEALED_AT), range(24)))
    assert all(openssl_says(one, folder=tmp_path).returncode == 0 for one in made)
