"""The own certificate authority behind the seal: root, intermediate, and the certificate that a PDF is sealed with.

    seal, authority = new_seal(organization="WABP Academie", at=now, is_demo=False)
    seal.certificates                   # seal, intermediate, root: each signed by the next
    pem = write_authority(authority)    # the root's own secret: keep it on another machine
    later, _ = new_seal(organization="WABP Academie", at=next_year, is_demo=False, authority=read_authority(pem))

Nobody keeps the key of the intermediate: every seal gets an intermediate of its own, so that whoever steals the
machine cannot make a second seal with it. Who trusts the root once trusts every seal made under it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP384R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from certificates.signing.keys import DEMO_MARK, DEMO_NAME, BadKey, PrivateKey, Purpose, has_demo_mark, new_key

__all__ = ["Authority", "BadAuthority", "new_seal", "read_authority", "write_authority"]

YEAR: Final = timedelta(days=365.25)
ROOT_LIFE: Final = 20 * YEAR
INTERMEDIATE_LIFE: Final = 10 * YEAR
SEAL_LIFE: Final = 3 * YEAR
SKEW: Final = timedelta(hours=1)  # the clock of the machine that seals may be behind that of the one that made the key
# In bytes of UTF-8: X.509 allows 64 for a name, and "DEMO", what it is and the year come with it.
LONGEST_ORGANIZATION: Final = 40
DOCUMENT_SIGNING: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")

Extension = tuple[x509.ExtensionType, bool]


class BadAuthority(ValueError):
    """No seal can be made under this root: it is of the demo where the seal is not, or it ends before the seal."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Authority:
    """The root with its private key."""

    root_key: EllipticCurvePrivateKey
    root: x509.Certificate
    is_demo: bool = False

    def __repr__(self) -> str:
        # Never the key itself: a traceback or a log shows this.
        return f"<Authority {self.root.subject.rfc4514_string()}>"


def new_seal(
    *, organization: str, at: datetime, is_demo: bool, authority: Authority | None = None
) -> tuple[PrivateKey, Authority]:
    """Return a seal that works from `at` (aware) for three years, and the authority that it stands under.

    Without `authority` that is a new one. `organization` is who seals, as every PDF reader shows it. Raises
    BadAuthority when `authority` does not fit, ValueError when `organization` is empty or over 40 bytes of UTF-8.
    """
    if not 0 < len(organization.strip().encode()) <= LONGEST_ORGANIZATION:
        raise ValueError(f"an organization has a name of 1 to {LONGEST_ORGANIZATION} bytes")
    at = at.replace(microsecond=0)
    authority = authority or _new_authority(organization, at=at, is_demo=is_demo)
    if authority.is_demo != is_demo or authority.root.not_valid_after_utc < at + SEAL_LIFE:
        raise BadAuthority("this root is of the demo and the seal is not, or the reverse, or it ends too soon")
    middle_key = generate_private_key(SECP384R1())
    middle = _new_intermediate(organization, key=middle_key, authority=authority, at=at)
    seal = new_key(Purpose.SEAL, is_demo=is_demo)
    leaf = _new_leaf(organization, seal=seal, signer=middle_key, above=middle, at=at)
    return replace(seal, certificates=(leaf, middle, authority.root)), authority


def write_authority(authority: Authority) -> bytes:
    """Return the root's secret as PKCS#8 PEM, the root after it, and the demo mark before it."""
    secret = authority.root_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    mark = f"{DEMO_MARK}\n".encode() if authority.is_demo else b""
    return mark + secret + authority.root.public_bytes(serialization.Encoding.PEM)


def read_authority(pem: bytes) -> Authority:
    """Return what `write_authority` wrote. Raises BadKey when `pem` is something else."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
        root = x509.load_pem_x509_certificate(pem)
    except (ValueError, TypeError):
        raise BadKey("no readable key of a root") from None
    if not isinstance(key, EllipticCurvePrivateKey) or key.public_key() != root.public_key():
        raise BadKey("not the key of this root")
    return Authority(root_key=key, root=root, is_demo=has_demo_mark(pem, [root]))


def _new_authority(organization: str, *, at: datetime, is_demo: bool) -> Authority:
    key = generate_private_key(SECP384R1())
    # Root, then one intermediate: nothing may be put between.
    root = _issue(
        name=_name(organization, "root", at=at, is_demo=is_demo),
        key=key.public_key(),
        signer=key,
        ends_at=at + ROOT_LIFE,
        at=at,
        extensions=[(x509.BasicConstraints(ca=True, path_length=1), True), (_usage(signs_certificates=True), True)],
    )
    return Authority(root_key=key, root=root, is_demo=is_demo)


def _new_intermediate(
    organization: str, *, key: EllipticCurvePrivateKey, authority: Authority, at: datetime
) -> x509.Certificate:
    return _issue(
        name=_name(organization, "documenten", at=at, is_demo=authority.is_demo),
        key=key.public_key(),
        signer=authority.root_key,
        above=authority.root,
        ends_at=at + INTERMEDIATE_LIFE,
        at=at,
        extensions=[(x509.BasicConstraints(ca=True, path_length=0), True), (_usage(signs_certificates=True), True)],
    )


def _new_leaf(
    organization: str, *, seal: PrivateKey, signer: EllipticCurvePrivateKey, above: x509.Certificate, at: datetime
) -> x509.Certificate:
    public = seal.key.public_key()
    assert isinstance(public, EllipticCurvePublicKey)  # noqa: S101  (what `new_key` makes for a seal)
    # E-mail protection beside document signing: without it NSS, and so pdfsig, does not say "trusted".
    purposes = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
    return _issue(
        name=_name(organization, "zegel", at=at, is_demo=seal.is_demo),
        key=public,
        signer=signer,
        above=above,
        ends_at=at + SEAL_LIFE,
        at=at,
        extensions=[
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(signs_certificates=False), True),
            (purposes, False),
        ],
    )


def _issue(
    *,
    name: x509.Name,
    key: EllipticCurvePublicKey,
    signer: EllipticCurvePrivateKey,
    above: x509.Certificate | None = None,
    at: datetime,
    ends_at: datetime,
    extensions: Sequence[Extension],
) -> x509.Certificate:
    """A certificate about `key`, signed by `signer`; without `above` it is its own issuer, and it never outlives it."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(above.subject if above else name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SKEW)
        .not_valid_after(min(ends_at, above.not_valid_after_utc) if above else ends_at)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(signer, SHA384())


def _name(organization: str, what: str, *, at: datetime, is_demo: bool) -> x509.Name:
    """As PDF readers show it; the year tells two roots of one organization apart."""
    whose = f"{DEMO_NAME if is_demo else ''}{organization.strip()}"
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, whose),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{whose} {what} {at.year}"),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """For root and intermediate: certificates only; for a seal: documents only."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
