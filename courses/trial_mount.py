"""The ordinary learner pages of an edition that is not out, mounted under a private link (DESIGN §4, §6).

`/panel/<token>/leren/…` and `/proef/<token>/leren/…` are the pages of `/leren/…` as the learner behind the `Trial` sees
them. The link is a mount point as WSGI knows it: the address behind it is taken off, and put before every address that
the page makes, so no view and no template needs to know.

The link stands in the address, so the site says `Referrer-Policy: same-origin` (SECURE_REFERRER_POLICY): no other site
is told it. Not `strict-origin`, which tells them where our readers come from, and not `no-referrer`: browsers then send
`Origin: null` with every POST, and Django refuses that. Logs mask it (cms.logs).
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.guessing import missed_link
from courses.models import Purpose, Trial
from courses.services.trials import find_trial

__all__ = ["TrialMiddleware"]

GetResponse = Callable[[HttpRequest], HttpResponse]

MOUNT = re.compile(r"^/(?P<word>panel|proef)/(?P<token>[A-Za-z0-9_-]{20,60})/(?P<rest>.*)$", re.DOTALL)
PURPOSES = {"panel": Purpose.PANEL, "proef": Purpose.PREVIEW}


class TrialMiddleware:
    """Serves the course of a trial, and nothing else, under its link; `request.trial` is set there.

    Stands after the middleware that says who is there: under the link that is nobody but the learner of the trial, so
    a preview shows an editor what a learner sees, and a panel member cannot see what is somebody else's.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = MOUNT.match(request.path_info)
        # The page of the panel itself and its forms are pages of their own.
        if found is None or (found["word"] == "panel" and not found["rest"].startswith(("leren/", "cursussen/"))):
            return self.get_response(request)
        now = timezone.now()
        trial = find_trial(token=found["token"], now=now)
        if trial is None or trial.enrollment.purpose != PURPOSES[found["word"]]:
            return missed_link(request)
        if found["word"] == "panel" and not is_before_panel(trial, now):
            return closed(request, found["token"])
        return self.mounted(request, trial, f"/{found['word']}/{found['token']}/", found["rest"])

    def mounted(self, request: Any, trial: Trial, prefix: str, rest: str) -> HttpResponse:
        """The page at `rest` as the learner of `trial` sees it; 404 for all but his course."""
        slug = trial.enrollment.course.slug
        before = (request.learner, request.user, request.path_info, get_script_prefix())
        request.learner, request.user = trial.enrollment.learner, AnonymousUser()
        request.trial, request.path_info = trial, f"/{rest}"
        set_script_prefix(prefix)
        try:
            home = reverse("courses:course", args=[slug])
            if rest and not rest.startswith((f"leren/{slug}/", f"cursussen/{slug}/")):
                raise Http404
            return self.get_response(request) if rest else HttpResponseRedirect(home)
        finally:
            request.learner, request.user, request.path_info, previous = before
            set_script_prefix(previous)


def is_before_panel(trial: Trial, now: datetime) -> bool:
    """Whether the panel of this link still looks; what it looked at closes with it."""
    member = getattr(trial, "member", None)
    return member is not None and member.review.is_open(now)


def closed(request: HttpRequest, token: str) -> HttpResponse:
    """To the page that says so, with what the member wrote; nothing that was posted may seem to be kept."""
    text = _("Het panel is gesloten. Dit is niet meer bewaard.")
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"error": text}, status=410)
    if request.method == "POST":
        messages.error(request, text)
    return redirect("courses:panel", token)
