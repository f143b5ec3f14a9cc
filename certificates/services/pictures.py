"""The certificate as a picture for the gallery of a phone, drawn from the sealed PDF."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts import limits
from certificates.errors import CertificateError
from certificates.models import Certificate
from certificates.rendering.picture import gallery_picture

__all__ = ["PICTURES_A_DAY", "DrawnTooOften", "draw_picture"]

PICTURES_A_DAY: Final = 20
DAY: Final = timedelta(days=1)


class DrawnTooOften(CertificateError):
    code = "drawn_too_often"
    message = _("Je hebt dit plaatje vandaag al vaak geopend. Morgen kan het weer. De PDF kun je altijd downloaden.")


def draw_picture(*, certificate: Certificate, pdf: bytes, now: datetime) -> bytes:
    """The PNG of `pdf`, the bytes of `certificate`.

    Nothing is kept here, because a name stands on it: every call draws anew, 0.1 to 0.3 seconds in which no other
    thread of the process can draw. So at most PICTURES_A_DAY of each certificate. Raises DrawnTooOften, or the
    ValueError of `gallery_picture`.
    """
    key = limits.key_for("certificate-picture", str(certificate.key))
    if not limits.allow(key=key, limit=PICTURES_A_DAY, window=DAY, now=now):
        raise DrawnTooOften
    return gallery_picture(pdf)
