"""*Verdubbelen*: a copy of a course to go on with (DESIGN §3)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied

from courses.course_file_forms import DuplicateForm
from courses.models import CoursePage
from courses.services.duplicating import CannotDuplicate, duplicate_course
from courses.views.desk import WRITERS, for_roles

__all__ = ["course_duplicate"]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(WRITERS)
def course_duplicate(request: HttpRequest, page_id: int) -> HttpResponse:
    """Asks what the copy is called and whose questions it asks; POST makes it."""
    page = get_object_or_404(CoursePage, id=page_id)
    if not page.get_parent().permissions_for_user(request.user).can_add_subpage():
        return permission_denied(request)
    form = (
        DuplicateForm(request.POST)
        if request.method == "POST"
        else DuplicateForm(initial=DuplicateForm.initial_of(page))
    )
    if form.is_bound and form.is_valid() and (copy := duplicated(request, page, form)):
        messages.success(request, _("De kopie ‘%(title)s’ is er. Alles is nog concept.") % {"title": copy.title})
        return redirect("wagtailadmin_explore", copy.pk)
    context = {
        "page_title": _("Verdubbelen"),
        "page_subtitle": page.title,
        "header_icon": "copy",
        "form": form,
        "page": page,
    }
    return render(request, "courses/admin/course_duplicate.html", context, status=400 if form.errors else 200)


def duplicated(request: HttpRequest, page: CoursePage, form: DuplicateForm) -> CoursePage | None:
    """The copy; None with a sentence in the form when it cannot be made."""
    user: Any = request.user
    try:
        return duplicate_course(
            page=page,
            title=form.cleaned_data["title"],
            slug=form.cleaned_data["slug"],
            own_questions=form.cleaned_data["questions"] == "eigen",
            by=user,
            now=timezone.now(),
        )
    except CannotDuplicate as error:
        form.add_error(None, str(error))
        return None
