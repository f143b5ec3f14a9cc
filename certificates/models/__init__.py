"""What certificates keep: the snapshot, its files, keys, status lists, signatories, requests and looks."""

from certificates.models.certificates import STATUS_LIST_SIZE, Certificate, Status
from certificates.models.files import CertificateFile, file_path, private_storage
from certificates.models.keys import Purpose, SigningKey
from certificates.models.lookups import CertificateLookup
from certificates.models.requests import NameRequest
from certificates.models.signatories import Signatory
from certificates.models.status_lists import StatusList

__all__ = [
    "STATUS_LIST_SIZE",
    "Certificate",
    "CertificateFile",
    "CertificateLookup",
    "NameRequest",
    "Purpose",
    "Signatory",
    "SigningKey",
    "Status",
    "StatusList",
    "file_path",
    "private_storage",
]
