"""What is printed on a certificate, and nothing else."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the PDF: relationship as in PDF/A-3 ("Supplement", "Data"), name unique within the PDF."""

    name: str
    mime_type: str
    description: str
    relationship: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateData:
    """The printed facts of one certificate, as they stand in its row (DESIGN §7).

    group_kind is the code of the register ("whatsapp", "bpt") or a ready Dutch word; of goals the first five are
    printed; valid_until is the last valid day; url is the address in the QR code (`certificates.qr`), its host
    is printed too; identifier is any stable text of up to 64 characters, the UUID of the row for example.
    signatory_picture is a PNG, printed at most 40 by 14 mm; without signatory_name nobody signs.
    """

    holder_name: str
    group_name: str
    group_number: str
    group_kind: str
    municipality: str
    course_title: str
    goals: tuple[str, ...]
    edition: str
    passed_on: date
    issued_on: date
    valid_until: date
    number: str
    url: str
    identifier: str
    language: str = "nl"
    signatory_name: str = ""
    signatory_function: str = ""
    signatory_picture: bytes | None = None
    attachments: tuple[Attachment, ...] = ()
