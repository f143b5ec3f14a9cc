"""Inviting a group: one address, a text for WhatsApp, and a QR code, all to the public page of the group."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.qr import QrImage, qr_path
from registrations.models import Group

__all__ = ["Invitation", "invitation_to"]

QUIET_ZONE = 4  # modules of white around the code, as the standard wants


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """What a beheerder sends, shows or prints. Nothing in it is about a person."""

    url: str
    text: str
    qr: QrImage

    @property
    def view_box(self) -> str:
        """The code with its quiet zone, as the `viewBox` of an SVG."""
        whole = self.qr.size_modules + 2 * QUIET_ZONE
        return f"-{QUIET_ZONE} -{QUIET_ZONE} {whole} {whole}"


def invitation_to(group: Group) -> Invitation:
    """The invitation to the public page of `group`."""
    url = settings.ACADEMIE_URL + reverse("public_group", args=[group.number])
    words = _(
        "Hoi! Onze groep %(group)s leert samen bij de WABP Academie: wat valt op in de straat, en wie bel je dan? "
        "Korte, gratis lessen op je telefoon. Doe je mee? %(url)s"
    )
    return Invitation(url=url, text=words % {"group": group.name, "url": url}, qr=qr_path(url=url))
