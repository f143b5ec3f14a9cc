"""`/controle/pdf/`: is this file one of ours? (DESIGN §7, §9)."""

from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.addresses import client_address
from certificates.checking import CheckResult, Sight, check_certificate
from certificates.errors import CertificateError
from certificates.signing.judging import Verdict
from certificates.uploads import FIELD, MAX_BYTES, JudgesBusy, MemoryOnly, TooManyFiles, UploadAnswer, judge_upload
from certificates.views.check import private, status_line

__all__ = ["check_pdf"]

ENVELOPE = 16 * 1024  # what a browser puts around the file
# A body that is a bit too large is read and dropped, or the browser says "connection reset" instead of our sentence.
LARGEST_DROPPED, CHUNK = 16 * 1024 * 1024, 64 * 1024


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about a file that is not to be believed as it is."""

    kind: str
    title: str | Promise
    text: str | Promise


WORDS = {
    Verdict.EXTENDED: Words(
        "wrong",
        gettext_lazy("Er is iets aan dit bestand toegevoegd"),
        gettext_lazy(
            "Wij hebben dit certificaat uitgegeven, maar daarna heeft iemand er iets aan toegevoegd. "
            "Vertrouw niet wat je in het bestand ziet. Vertrouw wat hieronder staat."
        ),
    ),
    Verdict.CHANGED: Words(
        "wrong",
        gettext_lazy("Dit bestand is veranderd"),
        gettext_lazy(
            "Dit bestand is veranderd nadat wij het verzegelden. Vertrouw het niet. "
            "Vraag het certificaat zelf aan de houder: de eigen PDF, of het papier met de QR-code."
        ),
    ),
    Verdict.FOREIGN: Words(
        "wrong",
        gettext_lazy("Dit zegel is niet van ons"),
        gettext_lazy(
            "Iemand anders heeft dit bestand ondertekend, ook al kan er onze naam bij staan. "
            "Vertrouw het niet als certificaat van de WABP Academie."
        ),
    ),
    Verdict.UNSIGNED: Words(
        "notice",
        gettext_lazy("Er zit geen zegel op dit bestand"),
        gettext_lazy(
            "Dat kan gewoon. Wie een certificaat scant, of print naar een nieuwe PDF, raakt ons zegel kwijt. "
            "Wij kunnen aan dit bestand niet zien of het echt is."
        ),
    ),
    Verdict.ENCRYPTED: Words(
        "notice",
        gettext_lazy("Dit bestand zit op slot"),
        gettext_lazy(
            "Iemand heeft dit bestand beveiligd, daarom kunnen wij het niet lezen. "
            "Een certificaat van ons zit nooit op slot. Vraag de houder om het bestand dat hij van ons kreeg."
        ),
    ),
    Verdict.UNREADABLE: Words(
        "notice",
        gettext_lazy("Dit bestand kunnen we niet lezen"),
        gettext_lazy(
            "Het is geen PDF, of het is niet heel aangekomen. Kies een PDF, of download hem opnieuw en probeer het "
            "nog eens."
        ),
    ),
    Verdict.TOO_HARD: Words(
        "notice",
        gettext_lazy("Dit bestand is te ingewikkeld"),
        gettext_lazy(
            "Het lukt ons niet om dit bestand te lezen. Een certificaat van ons is een eenvoudig bestand van één "
            "bladzijde. Dit is dus niet het bestand dat wij uitgaven."
        ),
    ),
    Verdict.NOT_ISSUED: Words(
        "wrong",
        gettext_lazy("Dit is niet het bestand dat wij uitgaven"),
        gettext_lazy(
            "Ons zegel zit erop, maar wij gaven bij dit nummer een ander bestand uit. Vertrouw het niet. "
            "Vraag het certificaat zelf aan de houder, en laat ons weten dat je dit bestand kreeg."
        ),
    ),
    Verdict.TOO_LARGE: Words(
        "notice",
        gettext_lazy("Dit bestand is te groot"),
        gettext_lazy("Een certificaat van ons is altijd kleiner dan 2 MB. Kijk of je het goede bestand koos."),
    ),
}


@csrf_exempt  # the check reads the body: `_judge` does it, after the handler that keeps files off the disk is set
@require_http_methods(["GET", "HEAD", "POST"])
def check_pdf(request: HttpRequest) -> HttpResponse:
    """A form for a PDF, and its answer on the same page."""
    if request.method != "POST":
        return _page(request, {})
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > MAX_BYTES + ENVELOPE:
        return _refuse(request, length=length)
    request.upload_handlers = [MemoryOnly(request)]
    return _judge(request)


@csrf_protect
def _judge(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get(FIELD)
    if file is None:
        return _page(request, {"errors": [{"id": FIELD, "text": _("Kies eerst een PDF.")}]})
    now = timezone.now()
    try:
        answer = judge_upload(file, address=client_address(request), now=now)
    except TooManyFiles as error:
        return _wait(request, error, status=HTTPStatus.TOO_MANY_REQUESTS)
    except JudgesBusy as error:
        return _wait(request, error, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return _page(request, _context(request, answer, now=now))


def _context(request: HttpRequest, answer: UploadAnswer, *, now: datetime) -> dict[str, Any]:
    """What the page says; of a certificate what is printed on it, for who has the file has read it."""
    if answer.certificate is None:
        # Of what was added to a file that we cannot find, nothing stands below to believe instead.
        verdict = Verdict.CHANGED if answer.verdict is Verdict.EXTENDED else answer.verdict
        return {"is_lost": verdict is Verdict.GENUINE, "words": WORDS.get(verdict)}
    result = check_certificate(number=answer.certificate.number, viewer=request.user, now=now)
    if result.sight is Sight.MASKED:
        result = replace(result, sight=Sight.PRINTED)
    return {"result": result, "line": _line(result, answer), "words": WORDS.get(answer.verdict)}


def _line(result: CheckResult, answer: UploadAnswer) -> str:
    """What the file is, and then what the certificate is worth."""
    if answer.is_stored:
        of_file = _("Dit bestand is precies zoals wij het uitgaven.")
    else:
        of_file = _("Ons zegel op dit bestand is heel. Kijk of er hetzelfde op staat als hieronder.")
    return f"{of_file} {status_line(result)}"


def _refuse(request: HttpRequest, *, length: int) -> HttpResponse:
    """A body that is too large, by what the browser says of it: nothing of it is kept, most of it is never read."""
    if length <= LARGEST_DROPPED:
        while request.read(CHUNK):
            pass
    return _page(request, {"words": WORDS[Verdict.TOO_LARGE]}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _wait(request: HttpRequest, error: CertificateError, *, status: HTTPStatus) -> HttpResponse:
    response = _page(request, {"wait": str(error)}, status=status)
    response.headers["Retry-After"] = "60"
    return response


def _page(request: HttpRequest, context: dict[str, Any], *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return private(render(request, "certificates/upload.html", context, status=status))
