"""The seal: an invisible PAdES signature (B-B) that forbids every change, added behind the bytes of a finished PDF.

    sealed = seal_pdf(pdf, sealer=KeySealer(key), at=now)

A `Sealer` says whose seal it is and signs a digest. Today that is a key in a file; a bought seal in a PKCS#11 token,
a KMS or a remote service (CSC) fits as well: it needs no more than these two members.
"""

from datetime import datetime
from io import BytesIO
from typing import Final, Protocol

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signing.keys import BadKey, PrivateKey
from certificates.signing.loops import outside_a_loop

__all__ = ["KeySealer", "Sealer", "seal_pdf"]

DIGEST: Final = "sha256"
REASON: Final = "Uitgegeven door deze organisatie"
# Hexadecimal, so half of it in bytes: signature, leaf and one or two certificates above it are about 2 kB. Said here,
# because pyHanko else signs twice to measure.
BYTES_RESERVED: Final = 8192
END_OF_FILE: Final = b"%%EOF"


class Sealer(Protocol):
    """Whose seal it is, and who signs; may be used by many threads at once."""

    @property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        """The certificate of the seal and what stands above it, leaf first."""

    def sign_digest(self, digest: bytes) -> bytes:
        """Return the signature (for ECDSA in DER) over a SHA-256 `digest`, made with the key of the leaf."""


class KeySealer:
    """A seal whose key is in this process. Raises BadKey for a key that is no seal or has no certificates."""

    def __init__(self, key: PrivateKey) -> None:
        if not isinstance(key.key, EllipticCurvePrivateKey) or not key.certificates:
            raise BadKey("a seal needs an elliptic curve key with its certificates")
        self._key = key.key
        self.certificates = key.certificates

    def sign_digest(self, digest: bytes) -> bytes:
        """Return the ECDSA signature over a SHA-256 `digest`, in DER."""
        return self._key.sign(digest, ECDSA(Prehashed(hashes.SHA256())))


def seal_pdf(pdf: bytes, *, sealer: Sealer, at: datetime, field_name: str = "Zegel") -> bytes:
    """Return `pdf` with a seal behind it; the bytes that were there stay as they are, PDF/A and PDF/UA hold.

    `at` is the moment of sealing, with its time zone. Raises ValueError for a moment without one, PdfReadError for
    what is no PDF and SigningError for a PDF that already has a seal (both of pyHanko).
    """
    if at.tzinfo is None:
        raise ValueError("the moment of sealing needs a time zone")
    organization = _organization(sealer.certificates[0])
    signer = _TimedSigner(
        PdfSignatureMetadata(
            field_name=field_name,
            md_algorithm=DIGEST,
            name=organization,
            reason=REASON,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=_SealerSigner(sealer),
        new_field_spec=_field(name=field_name, organization=organization),
        at=at,
    )
    writer = IncrementalPdfFileWriter(BytesIO(_ended(pdf)))
    sealed: BytesIO = outside_a_loop(lambda: signer.sign_pdf(writer, bytes_reserved=BYTES_RESERVED))
    return sealed.getvalue()


class _SealerSigner(Signer):
    """A pyHanko signer around a Sealer; its own one reads and checks the key again for every signature."""

    def __init__(self, sealer: Sealer) -> None:
        leaf, *others = _chain(sealer.certificates)
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(others)
        # The root stays out: who trusts it has it.
        super().__init__(signing_cert=leaf, cert_registry=store, embed_roots=False)
        self._sealer = sealer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != DIGEST:
            raise ValueError(f"a seal is made over {DIGEST}, not {digest_algorithm}")
        digest = hashes.Hash(hashes.SHA256())
        digest.update(data)
        return self._sealer.sign_digest(digest.finalize())


class _TimedSigner(PdfSigner):
    """Signs with a given moment; pyHanko takes the clock of the machine."""

    def __init__(
        self, meta: PdfSignatureMetadata, *, signer: Signer, new_field_spec: SigFieldSpec, at: datetime
    ) -> None:
        super().__init__(meta, signer, new_field_spec=new_field_spec)
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self._at
        return session


def _field(*, name: str, organization: str) -> SigFieldSpec:
    """Return a field that nobody sees: a box on the page would break PDF/A and PDF/UA (untagged, no font)."""
    return SigFieldSpec(
        name,
        readable_field_name=f"Digitaal zegel van {organization}",
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    )


def _ended(pdf: bytes) -> bytes:
    """Return `pdf` with a line end behind its last line: without it what is added breaks PDF/A (6.1.9)."""
    return pdf + b"\n" if pdf.endswith(END_OF_FILE) else pdf


def _chain(certificates: tuple[x509.Certificate, ...]) -> list[asn1_x509.Certificate]:
    """Return the certificates as pyHanko takes them; never shared, because they are parsed while they are read."""
    return [asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in certificates]


def _organization(certificate: x509.Certificate) -> str:
    """Return whose seal it is, else the common name."""
    subject = certificate.subject
    names = [
        *subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME),
        *subject.get_attributes_for_oid(NameOID.COMMON_NAME),
    ]
    return str(names[0].value) if names else ""
