"""Whether an uploaded PDF is as we sealed it: strict, without network, and without running or drawing any of it.

    judgment = judge_pdf(content, roots=[root_pem], pinned={sha256_of_leaf})

Files from strangers are judged in a process of their own, with little time and memory (`certificates.uploads`):

    python -m certificates.signing.judging     # one line of JSON with roots and pinned, then the PDF; JSON comes back
"""

import hashlib
import json
import re
import resource
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from io import BytesIO
from itertools import islice
from typing import IO, Any, Final

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from certificates.numbers import normalize
from certificates.signing.loops import outside_a_loop

__all__ = ["Judgment", "Verdict", "judge_pdf"]

CPU_SECONDS: Final = 5
MEMORY_BYTES: Final = 512 * 1024 * 1024
OPEN_FILES: Final = 64
# A file that was added to holds more of these; ours is among the first, for it was there before anything was added.
FIRST_SEALS: Final = 4
BYTE_RANGE: Final = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}0\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{0,9}\]")
SEAL_BYTES: Final = re.compile(rb"<(30[0-9A-Fa-f]{200,65536})>")
NUMBER: Final = re.compile(r"WABP(?:-[0-9A-Z]{4}){3}")
END_OF_FILE: Final = b"%%EOF"
TAIL: Final = 1024


class Verdict(StrEnum):
    """What a file is to us; only GENUINE is to be believed as it is."""

    GENUINE = "genuine"
    EXTENDED = "extended"  # what we sealed, with something behind it
    CHANGED = "changed"  # our seal, broken
    FOREIGN = "foreign"  # sealed by somebody else
    UNSIGNED = "unsigned"
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    TOO_HARD = "too_hard"  # reading it costs more than we give
    TOO_LARGE = "too_large"
    NOT_ISSUED = "not_issued"  # under our seal, but not the file that we stored: whoever made it has our seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """A verdict, and for GENUINE and EXTENDED what our seal covers: the number and the SHA-256 of the sealed bytes."""

    verdict: Verdict
    number: str | None = None
    signed_sha256: str | None = None

    def write(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str | bytes) -> "Judgment":
        """Return what `write` wrote. Raises ValueError, TypeError or KeyError for anything else."""
        found = json.loads(line)
        return cls(verdict=Verdict(found["verdict"]), number=found["number"], signed_sha256=found["signed_sha256"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trust:
    """The roots that we believe, and the fingerprints (SHA-256, hex) of the seals below them that are ours."""

    roots: Sequence[asn1_x509.Certificate]
    pinned: Collection[str]

    def owns(self, certificate: asn1_x509.Certificate) -> bool:
        return hashlib.sha256(certificate.dump()).hexdigest() in self.pinned


def judge_pdf(content: bytes, *, roots: Sequence[bytes], pinned: Collection[str]) -> Judgment:
    """Return what `content` is. `roots` are PEM, `pinned` the SHA-256 (hex) of each certificate that ever sealed.

    Never raises for bad content. The time it takes is not bounded here: the process around it is.
    """
    trust = _Trust(roots=[_root(pem) for pem in roots], pinned=frozenset(pinned))
    whole = _judge(content, trust=trust)
    if whole.verdict is Verdict.GENUINE:
        return whole
    for sealed in _sealed_parts(content):
        inner = _judge(sealed, trust=trust)
        if inner.verdict is Verdict.GENUINE:
            return replace(inner, verdict=Verdict.EXTENDED)
    has_no_seal = whole.verdict in {Verdict.UNREADABLE, Verdict.UNSIGNED}
    if has_no_seal and _is_complete(content) and _bears_our_seal(content, trust=trust):
        return Judgment(verdict=Verdict.CHANGED)
    return whole


def _root(pem: bytes) -> asn1_x509.Certificate:
    certificate = x509.load_pem_x509_certificate(pem)
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _judge(content: bytes, *, trust: _Trust) -> Judgment:
    """Return what `content` is, taken as it is from the first byte to the last."""
    try:
        reader = PdfFileReader(BytesIO(content))
        if reader.encrypt_dict:
            return Judgment(verdict=Verdict.ENCRYPTED)
        seals = reader.embedded_signatures
        if not seals:
            return Judgment(verdict=Verdict.UNSIGNED)
        verdict = _judge_seals(seals, content=content, trust=trust)
        if verdict is Verdict.GENUINE:
            return Judgment(verdict=verdict, number=_number(reader), signed_sha256=hashlib.sha256(content).hexdigest())
    except (MemoryError, RecursionError):
        return Judgment(verdict=Verdict.TOO_HARD)
    except Exception:  # noqa: BLE001  (a parser on hostile bytes raises whatever it likes; all of it means the same)
        return Judgment(verdict=Verdict.UNREADABLE)
    return Judgment(verdict=verdict)


def _judge_seals(seals: Sequence[EmbeddedPdfSignature], *, content: bytes, trust: _Trust) -> Verdict:
    if not any(trust.owns(seal.signer_cert) for seal in seals):
        return Verdict.FOREIGN
    seal, *others = seals
    if others or not _covers_all(seal, content=content):
        return Verdict.CHANGED
    # The certificate may have ended since: it had to be right when the seal was made. That moment is under the seal,
    # and the seal is one of ours, so nobody else can choose it.
    context = ValidationContext(
        trust_roots=list(trust.roots),
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=seal.self_reported_timestamp,
    )
    status = outside_a_loop(lambda: validate_pdf_signature(seal, signer_validation_context=context, skip_diff=True))
    # Pinned but not trusted: the certificates above it were damaged.
    return Verdict.GENUINE if status.intact and status.valid and status.trusted else Verdict.CHANGED


def _covers_all(seal: EmbeddedPdfSignature, *, content: bytes) -> bool:
    """Whether all bytes are under the seal but the seal itself: one hex string as we write it, filled up with zeros.

    Stricter than pyHanko's own ENTIRE_FILE, which adds lengths up and does not look where the parts lie.
    """
    if len(seal.byte_range) != 4:
        return False
    start, length, second, rest = (int(number) for number in seal.byte_range)
    if start != 0 or not 0 < length < second or second + rest != len(content):
        return False
    written = f"<{seal.pkcs7_content.hex().upper()}>".encode()
    return content[length:second] == written and _ends_in_zeros(seal.pkcs7_content)


def _ends_in_zeros(content: bytes) -> bool:
    message = cms.ContentInfo.load(content)
    return not content[len(message.dump()) :].strip(b"\0")


def _sealed_parts(content: bytes) -> Iterator[bytes]:
    """The beginnings of `content` that some seal says to cover, shorter than the whole."""
    for found in islice(BYTE_RANGE.finditer(content), FIRST_SEALS):
        end = int(found[2]) + int(found[3])
        if found.end() < end < len(content):
            yield content[:end]


def _is_complete(content: bytes) -> bool:
    """Whether the file has its end: a half download is not a changed file."""
    return END_OF_FILE in content[-TAIL:]


def _bears_our_seal(content: bytes, *, trust: _Trust) -> bool:
    """Whether a certificate of ours is somewhere in a file that a parser finds no seal in."""
    return any(_holds_our_seal(found[1], trust=trust) for found in islice(SEAL_BYTES.finditer(content), FIRST_SEALS))


def _holds_our_seal(text: bytes, *, trust: _Trust) -> bool:
    try:
        signed = cms.ContentInfo.load(bytes.fromhex(text.decode()))["content"]
        return any(trust.owns(choice.chosen) for choice in signed["certificates"])
    except (ValueError, TypeError, KeyError, AttributeError):  # what asn1crypto raises for other bytes
        return False


def _number(reader: PdfFileReader) -> str | None:
    """The number in the title, only asked of a file that is ours as it is."""
    found = NUMBER.search(str(reader.trailer["/Info"]["/Title"]))
    return normalize(found[0]) if found else None


def _limit() -> None:
    """Little time, little memory, no file written: not even a core dump, which would hold what was uploaded."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(what, (most, most))


def _main(source: IO[bytes], target: IO[str]) -> None:
    _limit()
    trust: dict[str, Any] = json.loads(source.readline())
    roots = [pem.encode() for pem in trust["roots"]]
    target.write(judge_pdf(source.read(), roots=roots, pinned=trust["pinned"]).write() + "\n")


if __name__ == "__main__":
    _main(sys.stdin.buffer, sys.stdout)
