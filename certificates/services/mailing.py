"""*Mail het mij*: the way to a certificate, in the holder's own mailbox."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.mail import queue
from accounts.models import User
from certificates.errors import CertificateError
from certificates.models import Certificate
from certificates.services.issuing import mail_context

__all__ = ["MailedAlready", "NoAddress", "mail_certificate"]

PAUSE = timedelta(hours=1)


class MailedAlready(CertificateError):
    code = "mailed_already"
    message = _("We hebben het net gemaild. Kijk ook bij je ongewenste mail. Over een uur kan het nog eens.")


class NoAddress(CertificateError):
    code = "no_address"
    message = _("We hebben geen e-mailadres van je. Vul het eerst in bij je gegevens.")


@transaction.atomic
def mail_certificate(*, certificate: Certificate, to: User, now: datetime) -> None:
    """Queues a mail with the address of the page of `certificate`, at most once an hour per certificate.

    A link and no attachment: the outbox would keep a second copy of the PDF, which an erasure does not reach, and
    the page opens for its holder only, whoever reads the mail. Raises NoAddress or MailedAlready.
    """
    if not to.email:
        raise NoAddress
    key = limits.key_for("certificate-mail", str(certificate.key))
    if not limits.allow(key=key, limit=1, window=PAUSE, now=now):
        raise MailedAlready
    queue(to=to.email, template="certificate_copy", context=mail_context(certificate))
