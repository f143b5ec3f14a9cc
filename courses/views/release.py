"""*Uitgeven*: what changed, what it means for people, and the button (DESIGN §4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied

from accounts.models import User
from accounts.roles import Role
from courses.models import Completion, CourseEdition, CoursePage, Enrollment
from courses.services.comparing import minor_refusals, summarize
from courses.services.freezing import CannotFreeze, freeze_course, left_out
from courses.services.releasing import ReleaseRefused, release_edition

__all__ = ["may_prepare", "release"]

KINDS = {CourseEdition.Kind.MINOR, CourseEdition.Kind.MAJOR}


def may_prepare(user: Any) -> bool:
    """Whether `user` may see what a release would do."""
    return isinstance(user, User) and user.has_role(Role.EDITOR, Role.CHIEF_EDITOR, Role.ADMIN)


def may_release(user: User) -> bool:
    """Whether `user` may press the button."""
    return user.has_role(Role.CHIEF_EDITOR, Role.ADMIN)


def release(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET shows what would be released; POST releases."""
    user = request.user
    if not isinstance(user, User) or not may_prepare(user):
        return permission_denied(request)
    page = get_object_or_404(CoursePage, pk=page_id)
    if request.method == "POST":
        return released(request, page, user)
    return render(request, "courses/admin/release.html", release_context(page, user))


def released(request: HttpRequest, page: CoursePage, user: User) -> HttpResponse:
    """Makes the edition, or says in a sentence why not."""
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        messages.error(request, _("Kies of dit een kleine verbetering of een nieuwe editie is."))
        return redirect("release_course", page.pk)
    try:
        edition = release_edition(
            page=page,
            kind=kind,
            by=user,
            reason=request.POST.get("reason", "").replace("\0", "")[:300],
            now=timezone.now(),
        )
    except (ReleaseRefused, CannotFreeze) as error:
        messages.error(request, str(error))
        return redirect("release_course", page.pk)
    text = _("Editie %(number)s is uitgegeven. Nieuwe deelnemers krijgen deze.") % {"number": edition.number}
    messages.success(request, text)
    return redirect(reverse("wagtailadmin_explore", args=[page.pk]))


def release_context(page: CoursePage, user: User) -> dict[str, Any]:
    """The newest edition against the manuscript of this moment."""
    editions = CourseEdition.objects.filter(course__key=page.key).exclude(status=CourseEdition.Status.CANDIDATE)
    newest = editions.newest_first().first()
    context: dict[str, Any] = {
        "page": page,
        "newest": newest,
        "drafts": left_out(page),
        "may_release": may_release(user),
        "problems": [],
    }
    try:
        frozen = freeze_course(page)
    except CannotFreeze as error:
        return context | {"problems": error.problems}
    if newest is None:
        return context | {"can_release": True}
    halfway = Enrollment.objects.open().filter(course=newest.course, completion__isnull=True)
    return context | {
        "is_same": newest.content_hash == frozen.content_hash,
        "can_release": newest.content_hash != frozen.content_hash,
        "changes": summarize(newest, frozen),
        "minor_refusals": minor_refusals(newest, frozen),
        "halfway": halfway.count(),
        "completed": Completion.objects.filter(enrollment__course=newest.course).count(),
    }
