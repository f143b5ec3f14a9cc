"""`/mijn/groep/`: the page of a beheerder about his own group, and nobody else's (DESIGN §6)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates.errors import CertificateError
from certificates.group_page.handout import handout
from certificates.group_page.invitation import invitation_to
from certificates.group_page.page import group_page
from certificates.group_page.people import managed_groups
from certificates.rendering import RendererUnavailable
from certificates.selectors import title_of
from certificates.services.reminding import next_reminders, recipients, send_reminder
from certificates.views.requests import MemberRequest
from courses.models import Course
from registrations.models import Group

__all__ = ["group_handout", "my_group", "my_groups", "remind_group"]


@require_safe
@login_required
def my_groups(request: MemberRequest) -> HttpResponse:
    """Leads to his group; who has several chooses. 404 for who is beheerder of none."""
    groups = list(managed_groups(request.user))
    if not groups:
        raise Http404
    if len(groups) == 1:
        return redirect("my_group", groups[0].number)
    return render(request, "certificates/my_groups.html", {"groups": groups})


@require_safe
@login_required
def my_group(request: MemberRequest, number: str) -> HttpResponse:
    """Who of us has which course, and how to invite; of an ended group only that it ended."""
    group = own_group(request, number)
    if group.status != Group.Status.ACTIVE:
        return render(request, "certificates/my_group_ended.html", {"group": group})
    page = group_page(group, user=request.user, now=timezone.now())
    context = {"group": group, "page": page, "invitation": invitation_to(group)}
    return render(request, "certificates/my_group.html", context)


@require_safe
@login_required
def group_handout(request: MemberRequest, number: str) -> HttpResponse:
    """The hand-out as PDF; where nothing can be drawn, back to the page that says so."""
    group = active_group(request, number)
    try:
        content = handout(group, invitation_to(group))
    except RendererUnavailable:
        messages.error(request, _("Het lukt nu niet om de uitnodiging te maken. Probeer het straks nog eens."))
        return redirect("my_group", group.number)
    name = f"uitnodiging-{slugify(group.name)[:60] or group.number}.pdf"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remind_group(request: MemberRequest, number: str, slug: str) -> HttpResponse:
    """Shows what will be mailed, and to how many; POST mails it."""
    group = active_group(request, number)
    course = get_object_or_404(Course.objects.open(), slug=slug)
    if request.method == "POST":
        return remind(request, group, course)
    now = timezone.now()
    context = {
        "group": group,
        "course_title": title_of(course.current) if course.current else "",
        "people": len(recipients(group, course, by=request.user, now=now)),
        "next_reminder": next_reminders(group, [course], now=now).get(course.pk),
    }
    return render(request, "certificates/my_group_remind.html", context)


def remind(request: MemberRequest, group: Group, course: Course) -> HttpResponse:
    """Sends the reminders and says to how many; or why not."""
    try:
        people = send_reminder(group=group, course=course, by=request.user, now=timezone.now())
    except CertificateError as error:
        messages.warning(request, str(error))
    else:
        words = ngettext(
            "De herinnering is onderweg naar %(people)d mens.",
            "De herinnering is onderweg naar %(people)d mensen.",
            people,
        )
        messages.success(request, words % {"people": people})
    return redirect("my_group", group.number)


def own_group(request: MemberRequest, number: str) -> Group:
    """The group of which this person is beheerder; 404 for everything else, a number that is none too."""
    if not number.isprintable():  # PostgreSQL takes no NUL
        raise Http404
    return get_object_or_404(managed_groups(request.user), number__iexact=number)


def active_group(request: MemberRequest, number: str) -> Group:
    """The same, of a group that still exists."""
    group = own_group(request, number)
    if group.status != Group.Status.ACTIVE:
        raise Http404
    return group
