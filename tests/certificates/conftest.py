"""What the tests of certificates share."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from certificates.models import CertificateFile


@pytest.fixture(autouse=True)
def private_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """PDF bytes go to a folder of this test; gives that folder."""
    monkeypatch.setattr(CertificateFile._meta.get_field("pdf"), "storage", FileSystemStorage(tmp_path))
    return tmp_path
