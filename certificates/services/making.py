"""The bytes of a certificate: credential, code, page and seal, each signed with its own key (DESIGN §7)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.utils import timezone

from certificates import rendering
from certificates.models import Certificate, CertificateFile
from certificates.qr import certificate_url
from certificates.rows import ROW_NAME, row_json
from certificates.services.keys import signing_key
from certificates.signing.cose import OfflineClaims, sign_claims
from certificates.signing.credential import CredentialFacts, sign_credential
from certificates.signing.keys import Purpose
from certificates.signing.seal import KeySealer, seal_pdf

__all__ = ["BADGE_NAME", "Made", "certificate_data", "make"]

ISSUER: Final = "WABP Academie"
BADGE_NAME: Final = "open-badge.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A sealed PDF, the credential in it, and which key sealed it."""

    pdf: bytes
    credential: str
    seal_kid: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


def make(file: CertificateFile, *, at: datetime) -> Made:
    """Everything of a file that is still waiting, because it needs the token; about 75 ms of work.

    Before the seal the same row gives the same bytes; `at` is when it is sealed. Raises KeyProblem,
    RendererUnavailable, and whatever a renderer throws.
    """
    certificate = file.certificate
    seal = signing_key(Purpose.SEAL, now=at)
    credential = sign_credential(credential_facts(certificate), key=signing_key(Purpose.CREDENTIAL, now=at))
    payload = sign_claims(offline_claims(certificate), key=signing_key(Purpose.QR, now=at))
    page = rendering.render_certificate(certificate_data(file, payload=payload, credential=credential))
    return Made(pdf=seal_pdf(page, sealer=KeySealer(seal), at=at), credential=credential, seal_kid=seal.kid)


def offline_claims(certificate: Certificate) -> OfflineClaims:
    """What the code on paper says by itself, without network."""
    return OfflineClaims(
        number=certificate.number,
        name=certificate.holder_name,
        group=certificate.group_name,
        course=certificate.course_code,
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        status_list=certificate.status_list,
        status_index=certificate.status_index,
    )


def credential_facts(certificate: Certificate) -> CredentialFacts:
    """What the Open Badge says; the address of the holder goes in as a salted hash only."""
    site = certificate.host.rstrip("/")
    _completion, registration = certificate.whole
    return CredentialFacts(
        identifier=f"urn:uuid:{certificate.key}",
        issuer_host=urlsplit(site).netloc,
        issuer_name=ISSUER,
        achievement_id=f"{site}/badges/{certificate.course_code}/{certificate.edition_number}/",
        achievement_name=certificate.course_title,
        goals=tuple(certificate.goals),
        valid_from=start_of(certificate),
        valid_until=end_of(certificate),
        evidence_url=f"{site}/c/{certificate.number}/",
        status_list_url=f"{site}/status/{certificate.status_list}/",
        status_index=certificate.status_index,
        issued_at=certificate.issued_at,
        email=registration.user.email,
        salt=certificate.key.hex,
    )


def start_of(certificate: Certificate) -> datetime:
    """The first moment of the day of passing, in the Netherlands."""
    return timezone.make_aware(datetime.combine(certificate.passed_on, time.min), timezone.get_default_timezone())


def end_of(certificate: Certificate) -> datetime:
    """The last second of the last valid day, in the Netherlands."""
    day_after = datetime.combine(certificate.valid_until + timedelta(days=1), time.min)
    return timezone.make_aware(day_after, timezone.get_default_timezone()) - timedelta(seconds=1)


def certificate_data(file: CertificateFile, *, payload: str = "", credential: str = "") -> rendering.CertificateData:
    """Exactly what is printed and attached; needs the token, so only for a file that is still waiting."""
    certificate = file.certificate
    signatory = certificate.signatory
    return rendering.CertificateData(
        holder_name=certificate.holder_name,
        group_name=certificate.group_name,
        group_number=certificate.group_number,
        group_kind=certificate.group_kind,
        municipality=certificate.municipality,
        course_title=certificate.course_title,
        goals=tuple(certificate.goals),
        edition=certificate.edition_number,
        passed_on=certificate.passed_on,
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        number=certificate.number,
        url=certificate_url(
            host_url=certificate.host, number=certificate.number, token=file.pending_token, payload=payload
        ),
        identifier=certificate.key.hex,
        signatory_name=signatory.name if signatory else "",
        signatory_function=signatory.function if signatory else "",
        signatory_picture=picture_of(certificate),
        attachments=attachments(certificate, credential=credential),
    )


def picture_of(certificate: Certificate) -> bytes | None:
    """The signature as PNG, when the signatory gave one."""
    if certificate.signatory is None or not certificate.signatory.picture:
        return None
    with certificate.signatory.picture.open("rb") as picture:
        content: bytes = picture.read()
    return content


def attachments(certificate: Certificate, *, credential: str) -> tuple[rendering.Attachment, ...]:
    """The Open Badge for wallets, and the row for after a restore."""
    row = rendering.Attachment(
        name=ROW_NAME,
        mime_type="application/json",
        description="De gegevens van dit certificaat",
        relationship="Data",
        content=row_json(certificate),
    )
    if not credential:
        return (row,)
    badge = rendering.Attachment(
        name=BADGE_NAME,
        mime_type="application/json",
        description="Dit certificaat als Open Badge 3.0",
        relationship="Supplement",
        content=credential.encode(),
    )
    return badge, row
