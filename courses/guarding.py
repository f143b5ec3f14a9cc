"""Deleting and unpublishing in `/beheer/`: what is in use stays, and the editor reads why and what to do instead.

`why_kept()` says it; the rest are the doors that ask. Wagtail has a hook for the bulk actions and for snippets; the
pages that delete one page, photo or document have none that comes after the check of rights, so `DeletionMiddleware`
stands before those. It also turns a PROTECT key that refuses at the last moment into a sentence.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.contrib.auth.models import Group as RoleGroup
from django.db import IntegrityError, router
from django.db.models import Model, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Collection, Page, PagePermissionTester, Site

from accounts.roles import Role
from courses.models import (
    Course,
    CourseDocument,
    CourseEdition,
    CourseImage,
    CoursePage,
    LessonPage,
    Question,
    QuizPage,
)
from courses.models.manuscript import has_editions
from courses.references import target_of, uses_of

__all__ = [
    "DeletionMiddleware",
    "refuse_bulk_delete",
    "refuse_snippet_delete",
    "tell_after_bulk_unpublish",
    "tell_after_unpublish",
    "why_kept",
]

SHOWN_USES = 5
# As many digits as every database takes.
BIG_NUMBER = re.compile(r"[0-9]{1,18}")


# --- why --------------------------------------------------------------------------------------------
def why_kept(rows: Sequence[Model]) -> str:
    """Why these rows may not be deleted and what to do instead, about the first of them; empty when they may."""
    uses = uses_of(rows)
    reasons = (why_history(row) or why_used(row, uses.get(target_of(row), []) or needed_by(row)) for row in rows)
    return next(filter(None, reasons), "")


def why_history(row: Model) -> str:
    """What learners have hangs on it."""
    if isinstance(row, Page):
        return why_page(row)
    if isinstance(row, Question) and is_in_an_edition(row):
        return _(
            "De vraag ‘%(title)s’ zit in een editie: er horen antwoorden van deelnemers bij. Verwijderen kan niet "
            "meer. Trek de publicatie in, dan komt de vraag niet in de volgende editie."
        ) % {"title": row}
    if isinstance(row, Collection) and contents_of(row):
        return _("In de verzameling ‘%(title)s’ zitten nog bestanden. Zet die eerst ergens anders.") % {"title": row}
    if isinstance(row, RoleGroup) and row.name in list(Role):
        return _("‘%(title)s’ is een vaste rol van deze site. Haal mensen eruit in plaats van de rol weg te doen.") % {
            "title": row
        }
    return ""


def contents_of(collection: Collection) -> int:
    """How many files Wagtail says that it holds."""
    told = [hook(collection) for hook in hooks.get_hooks("describe_collection_contents")]
    return sum(part["count"] for part in told if part)


def is_in_an_edition(question: Question) -> bool:
    """Released, withdrawn or before a panel; the preview of an editor is no edition to keep a question for."""
    editions = CourseEdition.objects.filter(questions__question_key=question.key)
    return editions.exclude(status=CourseEdition.Status.PREVIEW).exists()


def why_page(page: Page) -> str:
    if has_editions(page):
        why = _("‘%(title)s’ hoort bij een uitgegeven cursus: deelnemers en certificaten hangen eraan.")
        return f"{why % {'title': page}} {instead_of_deleting(page)}"
    if Site.objects.filter(root_page__path__startswith=page.path).exists():
        return _("De hele site hangt aan de pagina ‘%(title)s’. Verwijder alleen wat eronder staat.") % {"title": page}
    return ""


def instead_of_deleting(page: Page) -> str:
    if issubclass(page.specific_class or Page, LessonPage | QuizPage):
        return _("Verwijderen kan niet meer. Trek de publicatie in, dan komt hij niet in de volgende editie.")
    return _("Verwijderen kan niet meer. Een cursus sluit je op de pagina Edities.")


def why_used(row: Any, places: Sequence[str]) -> str:
    """Something of the manuscript, published or a draft, or another row stands on it."""
    if not places:
        return ""
    shown = ", ".join(places[:SHOWN_USES])
    if len(places) > SHOWN_USES:
        shown += _(" en op nog %(count)s andere plekken") % {"count": len(places) - SHOWN_USES}
    message = _("‘%(title)s’ is nog in gebruik bij: %(places)s. Haal het daar eerst weg, en verwijder het dan.")
    return message % {"title": row, "places": shown}


def needed_by(row: Model) -> list[str]:
    """The rows whose keys protect it: asks Django, as deleting would, without deleting."""
    if isinstance(row, Page):
        return []
    try:
        Collector(using=router.db_for_write(type(row)), origin=row).collect([row])
    except (ProtectedError, RestrictedError) as error:
        return names_in(error)
    return []


def names_in(error: ProtectedError | RestrictedError) -> list[str]:
    rows = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
    return sorted({f"{row._meta.verbose_name} ‘{row}’" for row in rows})


# --- unpublishing -----------------------------------------------------------------------------------
def tell_after_unpublish(request: HttpRequest, page: Page) -> None:
    """`after_unpublish_page`: to who thinks that the course is closed now."""
    message = _("Deelnemers kunnen de cursus ‘%(title)s’ nog gewoon volgen. Sluiten doe je op de pagina Edities.")
    taken = Course.objects.filter(current__isnull=False, archived_at__isnull=True).values("key")
    for course in CoursePage.objects.descendant_of(page, inclusive=True).filter(live=False, key__in=taken):
        button = messages.button(reverse("course_editions", args=[course.pk]), _("Edities"))
        messages.warning(request, message % {"title": course}, buttons=[button])


def tell_after_bulk_unpublish(request: HttpRequest, action_type: str, pages: Sequence[Page], action: Any) -> None:
    """`after_bulk_action`."""
    for page in pages if action_type == "unpublish" else ():
        tell_after_unpublish(request, page)


# --- the doors --------------------------------------------------------------------------------------
def refuse_snippet_delete(request: HttpRequest, rows: Sequence[Any]) -> HttpResponse | None:
    """`before_delete_snippet`: one and many."""
    reason = why_kept(rows)
    return refused(request, reason, reverse(rows[0].snippet_viewset.get_url_name("list"))) if reason else None


def refuse_bulk_delete(request: HttpRequest, action_type: str, rows: Sequence[Any], action: Any) -> HttpResponse | None:
    """`before_bulk_action`: one in use keeps the whole selection."""
    if action_type != "delete":
        return None
    reason = why_kept([*rows, *held_by_history(request.user, action)])
    return refused(request, reason, reverse("wagtailadmin_home")) if reason else None


def held_by_history(user: Any, action: Any) -> list[Page]:
    """Pages that Wagtail left out because of `ReleasedPagePermissionTester`: else it says *0 pagina's verwijderd*."""
    left_out = action.get_actionable_objects()[1]["items_with_no_access"]
    return [row for row in left_out if isinstance(row, Page) and may_delete_page(user, row)]


class Door(NamedTuple):
    """A page of Wagtail that deletes one row: which row, who may, and where a refusal leads."""

    model: type[Model]
    argument: str
    may_delete: Callable[[Any, Any], bool]
    back: str


def may_delete_page(user: Any, page: Page) -> bool:
    """By Wagtail's own rules: what history forbids is told in words."""
    return PagePermissionTester(user, page).can_delete()


def may_delete_image(user: Any, image: CourseImage) -> bool:
    return image_policy.user_has_permission_for_instance(user, "delete", image)


def may_delete_document(user: Any, document: CourseDocument) -> bool:
    return document_policy.user_has_permission_for_instance(user, "delete", document)


def is_superuser(user: Any, row: Model) -> bool:
    """No role has the right to these."""
    return bool(user.is_superuser)


DOORS = {
    "wagtailadmin_pages:delete": Door(Page, "page_id", may_delete_page, "wagtailadmin_pages:edit"),
    "wagtailimages:delete": Door(CourseImage, "image_id", may_delete_image, "wagtailimages:edit"),
    "wagtailimages:delete_multiple": Door(CourseImage, "image_id", may_delete_image, "wagtailimages:edit"),
    "wagtaildocs:delete": Door(CourseDocument, "document_id", may_delete_document, "wagtaildocs:edit"),
    "wagtaildocs:delete_multiple": Door(CourseDocument, "doc_id", may_delete_document, "wagtaildocs:edit"),
    "wagtailadmin_collections:delete": Door(Collection, "pk", is_superuser, "wagtailadmin_collections:edit"),
    "wagtailusers_groups:delete": Door(RoleGroup, "pk", is_superuser, "wagtailusers_groups:edit"),
}


class DeletionMiddleware:
    """Stands before the pages of `DOORS`; for whoever may not delete at all, Wagtail's own refusal follows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name == "wagtail_bulk_action":
            refuse_bad_selection(request)
        door = DOORS.get(name)
        if door is None or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        row = door.model._default_manager.filter(pk=kwargs[door.argument]).first()
        if row is None or not door.may_delete(request.user, row):
            return None
        reason = why_kept([row])
        return refused(request, reason, reverse(door.back, args=[row.pk])) if reason else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Taken into use between the look and the deletion."""
        if not isinstance(error, ProtectedError | RestrictedError | IntegrityError) or not is_deleting(request):
            return None
        reason = _("Dit is intussen in gebruik. Daarom is er niets verwijderd.")
        return refused(request, reason, reverse("wagtailadmin_home"))


def refuse_bad_selection(request: HttpRequest) -> None:
    """Wagtail hands whatever stands in the address to the database, and looks for the page above without a net."""
    parents = request.GET.getlist("childOf")
    numbers = [*request.GET.getlist("id"), *parents]
    if not all(number == "all" or BIG_NUMBER.fullmatch(number) for number in numbers):
        raise Http404
    if any(not BIG_NUMBER.fullmatch(parent) or not Page.objects.filter(pk=parent).exists() for parent in parents):
        raise Http404


def is_deleting(request: HttpRequest) -> bool:
    """Whether this is a page of `/beheer/` that deletes."""
    match = request.resolver_match
    if match is None or not request.path.startswith(reverse("wagtailadmin_home")):
        return False
    return (match.url_name or "").startswith("delete") or match.kwargs.get("action") == "delete"


def is_for_script(request: HttpRequest) -> bool:
    """The page on which several files are dropped reads JSON."""
    return request.resolver_match is not None and (request.resolver_match.url_name or "").endswith("_multiple")


def refused(request: HttpRequest, reason: str, back: str) -> HttpResponse:
    """The reason, above the page where the editor came from or `back`; for a script in JSON."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest" or is_for_script(request):
        return JsonResponse({"success": False, "error_message": reason})
    messages.error(request, reason)
    next_url = get_valid_next_url_from_request(request)
    return HttpResponseRedirect(next_url) if next_url else redirect(back)
