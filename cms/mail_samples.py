"""One sample of every mail that goes out, for the gallery at `/beheer/stijl/mails/`. All people in it are invented.

A new mail in `templates/mail/` needs a line here: tests/cms/test_mail_gallery.py says so.
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["SAMPLES", "MailSample"]

HOST = "https://academie.example.nl"
COURSE = "Verdacht gedrag herkennen"
GROUP = "Groep Bloemenbuurt"
NUMBER = "WG-4821"
REASON = "Je woont niet in deze buurt."

ABOUT_CERTIFICATE: dict[str, Any] = {
    "name": "Fatma Yılmaz",
    "course": COURSE,
    "group": GROUP,
    "number": "WABP-7K3M-Q9XD-2R5V",
    "valid_until": "21 november 2028",
    "url": f"{HOST}/mijn/certificaten/WABP-7K3M-Q9XD-2R5V/",
}
ABOUT_REGISTRATION: dict[str, Any] = {
    "name": "Sam de Vries",
    "group": GROUP,
    "number": NUMBER,
    "url": f"{HOST}/mijn/registraties/6f1c2f0e-0000-4000-8000-000000000000/",
}
ABOUT_TEAM: dict[str, Any] = {
    "name": "Noor Bakker",
    "team": "Buurtpreventie De Linde",
    "url": f"{HOST}/mijn/registraties/team/6f1c2f0e-0000-4000-8000-000000000000/",
}
MERGED = ABOUT_TEAM | {"group": GROUP, "number": NUMBER}
REMINDED = {
    "name": "Sam de Vries",
    "group": GROUP,
    "course": COURSE,
    "again": False,
    "url": f"{HOST}/cursussen/gedrag/",
    "stop_url": f"{HOST}/mijn/gegevens/",
}
INVITED = {
    "name": "Noor Bakker",
    "asker": "Iris de Vries",
    "course": COURSE,
    "question": "Is les 3 duidelijk voor wie nieuw is?",
    "until": "zaterdag 5 december 2026",
    "url": f"{HOST}/panel/voorbeeld/",
}
OFFICER = {
    "name": "Đorđe O’Brien",
    "email": "djordje@example.nl",
    "beat": "Stein-Noord",
    "areas": ["Stein", "Postcodes 6170 tot en met 6181"],
    "is_new": True,
}


@dataclass(frozen=True, kw_only=True)
class MailSample:
    """What one mail says to one invented reader; `has_button` is False where a code or a notice is the whole mail."""

    template: str
    when: str | Promise
    context: dict[str, Any] = field(default_factory=dict)
    has_button: bool = True
    variant: str = ""

    @property
    def slug(self) -> str:
        """Its name in the address."""
        return f"{self.template}-{self.variant}" if self.variant else self.template

    @property
    def subject(self) -> str:
        return " ".join(self._rendered("subject.txt").split())

    @property
    def text(self) -> str:
        return self._rendered("txt").strip()

    @property
    def html(self) -> str:
        return self._rendered("html")

    def _rendered(self, ending: str) -> str:
        """As `accounts.mail.queue` renders it."""
        values = self.context | {"site_url": settings.ACADEMIE_URL}
        return render_to_string(f"mail/{self.template}.{ending}", values)


def one(template: str, when: str | Promise, context: dict[str, Any] | None = None, **fields: Any) -> MailSample:
    return MailSample(template=template, when=when, context=context or {}, **fields)


SAMPLES: tuple[MailSample, ...] = (
    one("login_code", _("Iemand logt in."), {"code": "481 205", "minutes": 10}, has_button=False),
    one("unknown_account", _("Iemand logt in met een adres dat we niet kennen.")),
    one("new_email", _("Iemand vult een nieuw adres in."), {"code": "481 205", "minutes": 10}, has_button=False),
    one("new_email_taken", _("Het nieuwe adres heeft al een account.")),
    one("email_changed", _("Naar het oude adres, na de verandering."), {"name": "Sam de Vries"}),
    one(
        "second_factor",
        _("Er verandert iets aan de tweede stap."),
        {"name": "Iris de Vries", "event": _("Er is een app voor de tweede stap toegevoegd.")},
        has_button=False,
    ),
    one("second_factor_reset", _("De stichting haalt een tweede stap weg."), {"name": "Iris de Vries"}),
    one("certificate", _("Een certificaat is uitgegeven."), ABOUT_CERTIFICATE),
    one("certificate_copy", _("Iemand mailt zichzelf zijn certificaat."), ABOUT_CERTIFICATE),
    one(
        "certificate_ends",
        _("Een certificaat loopt bijna af."),
        ABOUT_CERTIFICATE | {"again_url": f"{HOST}/leren/gedrag/opnieuw/opfrissen/"},
    ),
    one("certificate_replaced", _("Een certificaat is verbeterd."), ABOUT_CERTIFICATE),
    one("certificate_revoked", _("Een certificaat is ingetrokken."), ABOUT_CERTIFICATE | {"reason": REASON}),
    one("certificate_restored", _("Dat is teruggedraaid."), ABOUT_CERTIFICATE),
    one("name_approved", _("De stichting keurt een andere naam goed."), ABOUT_CERTIFICATE),
    one(
        "name_refused",
        _("De stichting keurt een andere naam af."),
        ABOUT_CERTIFICATE | {"answer": "Deze naam staat niet op je paspoort."},
    ),
    one(
        "marked", _("Een open vraag is nagekeken."), {"name": "Fatma Yılmaz", "course": COURSE, "url": f"{HOST}/mijn/"}
    ),
    one("group_reminder", _("Een beheerder herinnert zijn groep."), REMINDED),
    one(
        "group_reminder", _("De herinnering als een certificaat afloopt."), REMINDED | {"again": True}, variant="again"
    ),
    one("registration_confirmed", _("Een registratie is bevestigd."), ABOUT_REGISTRATION | {"role": "lid"}),
    one("registration_refused", _("Een aanvraag is afgewezen."), ABOUT_REGISTRATION | {"reason": REASON}),
    one("registration_ended", _("De stichting stopt een registratie."), ABOUT_REGISTRATION | {"reason": REASON}),
    one(
        "registration_moved",
        _("De stichting zet een registratie over."),
        ABOUT_REGISTRATION | {"old": "Groep Molenwijk", "reason": "Je bent verhuisd."},
    ),
    one(
        "co_manager",
        _("Een groep heeft er een beheerder bij."),
        ABOUT_REGISTRATION | {"who": "Fatma Yılmaz", "by": "Noor Bakker", "when": "21 november 2026"},
    ),
    one("team_applied", _("Een team is aangemeld."), ABOUT_TEAM),
    one("team_accepted", _("Het team komt in het register."), ABOUT_TEAM | {"number": "BPT-0107"}),
    one("team_refused", _("Het team komt er niet in."), ABOUT_TEAM | {"reason": "Dit team is nog niet begonnen."}),
    one("team_merged", _("Het team stond er al in."), MERGED | {"role": "manager", "status": "confirmed"}),
    one(
        "team_merged",
        _("Het team stond er al in, en de aanvrager wacht nog."),
        MERGED | {"role": "member", "status": "pending"},
        variant="pending",
    ),
    one("team_withdrawn", _("Een team is uit het register gehaald."), ABOUT_REGISTRATION),
    one("officer_invitation", _("Een wijkagent is uitgenodigd."), OFFICER),
    one("officer_invitation", _("Een wijkagent die al een account had."), OFFICER | {"is_new": False}, variant="known"),
    one("panel_invitation", _("Iemand kijkt mee in een panel."), INVITED),
)
