"""`/beheer/stijl/mails/`: every mail as its reader gets it, with invented people, for who writes and decides."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.mail_samples import SAMPLES
from courses.views.desk import WRITERS, for_roles

__all__ = ["mail_gallery", "mail_sample"]


@require_safe
@for_roles(WRITERS)
def mail_gallery(request: HttpRequest) -> HttpResponse:
    """HTML and text of each side by side."""
    return render(request, "cms/mail_gallery.html", {"samples": SAMPLES})


@require_safe
@for_roles(WRITERS)
def mail_sample(request: HttpRequest, slug: str) -> HttpResponse:
    """The HTML of one mail, for the frame in the gallery; opened on its own it runs nothing either."""
    sample = next((one for one in SAMPLES if one.slug == slug), None)
    if sample is None:
        raise Http404
    return HttpResponse(sample.html)
