"""A course as one file: *Download als bestand*, and *Redactie > Cursus invoeren* (DESIGN §4)."""

from typing import IO, Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from courses.course_file_forms import CourseFileForm
from courses.models import CoursePage
from courses.services.course_files import (
    Imported,
    Look,
    Mode,
    NotExportable,
    UnusableFile,
    drop_upload,
    export_course,
    import_course,
    keep_upload,
    kept_upload,
    look_into,
)
from courses.views.desk import JUDGES, WRITERS, for_roles

__all__ = ["course_export", "course_import"]


@require_safe
@for_roles(WRITERS)
def course_export(request: HttpRequest, page_id: int) -> Any:
    """The file of what is published of a course, as a stream."""
    page = get_object_or_404(CoursePage, id=page_id)
    try:
        file = export_course(page=page, on=timezone.localdate())
    except NotExportable as error:
        messages.error(request, str(error))
        return redirect("wagtailadmin_explore", page.pk)
    return FileResponse(file, as_attachment=True, filename=f"{page.slug}.cursus.zip", content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(JUDGES)
def course_import(request: HttpRequest) -> HttpResponse:
    """A form for the file; POST shows what is in it, and a second POST takes it in. Who may publish, may this."""
    if request.method != "POST":
        return form_page(request, CourseFileForm())
    name = upload_name(request)
    if name is None:
        return looked_at(request)
    if request.POST.get("act") != "overnemen":
        drop_upload(name=name, by=who(request))
        messages.success(request, _("Goed, er is niets overgenomen."))
        return redirect("course_import")
    return taken_in(request, name)


def who(request: HttpRequest) -> Any:
    return request.user


def upload_name(request: HttpRequest) -> UUID | None:
    """Which upload was looked at; None for a first POST."""
    try:
        return UUID(request.POST.get("upload", ""))
    except ValueError:
        return None


def form_page(request: HttpRequest, form: CourseFileForm) -> HttpResponse:
    context = {"page_title": _("Cursus invoeren"), "header_icon": "upload", "form": form}
    return render(request, "courses/admin/course_import.html", context, status=400 if form.errors else 200)


def looked_at(request: HttpRequest) -> HttpResponse:
    """What is in the file, or a sentence in the form."""
    form = CourseFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return form_page(request, form)
    try:
        look = look_into(form.cleaned_data["file"])
        form.cleaned_data["file"].seek(0)
        name = keep_upload(file=form.cleaned_data["file"], by=who(request))
    except UnusableFile as error:
        form.add_error("file", str(error))
        return form_page(request, form)
    return look_page(request, look, name)


def look_page(request: HttpRequest, look: Look, name: UUID, error: str = "") -> HttpResponse:
    context = {
        "page_title": _("Cursus invoeren"),
        "page_subtitle": look.data["course"]["title"],
        "header_icon": "upload",
        "look": look,
        "upload": name,
        "state": look.state.value,
        "ways": [(mode.value, way_words(mode)) for mode in look.modes],
        "error": error,
    }
    return render(request, "courses/admin/course_import.html", context, status=400 if error else 200)


def way_words(mode: Mode) -> str:
    """A way in, as an editor chooses it."""
    return {
        Mode.NEW: _("Als nieuwe cursus. Alles is meteen gepubliceerd; deelnemers zien het pas na Uitgeven."),
        Mode.UPDATE: _("Bijwerken: wat anders is, komt als concept op de cursus die hier staat."),
        Mode.COPY: _("Als nieuwe kopie: een andere cursus ernaast, met eigen vragen, alles als concept."),
    }[mode]


def taken_in(request: HttpRequest, name: UUID) -> HttpResponse:
    """*Overnemen*; when that does not go, the page is there again with the reason."""
    file = kept_upload(name=name, by=who(request))
    if file is None:
        messages.error(request, _("Dit bestand staat niet meer klaar. Kies het hieronder opnieuw."))
        return redirect("course_import")
    with file:
        try:
            done = import_course(file=file, mode=request.POST.get("way", ""), by=who(request), now=timezone.now())
        except UnusableFile as error:
            return refused(request, file, name, str(error))
    drop_upload(name=name, by=who(request))
    return told(request, done)


def refused(request: HttpRequest, file: IO[bytes], name: UUID, error: str) -> HttpResponse:
    """What is in the file, with the reason; the first form when that cannot be shown any more."""
    file.seek(0)
    try:
        look = look_into(file)
    except UnusableFile as again:
        drop_upload(name=name, by=who(request))
        messages.error(request, str(again))
        return redirect("course_import")
    return look_page(request, look, name, error)


def told(request: HttpRequest, done: Imported) -> HttpResponse:
    """Says what happened, and leads to what comes next."""
    if done.mode != Mode.NEW:
        messages.success(request, _("Overgenomen. Alles is concept: kijk het na en publiceer het."))
        return redirect("wagtailadmin_explore", done.page.pk)
    text = _("Overgenomen. De inhoud is precies zoals in het bestand. Kijk het na en geef de cursus uit.")
    if not done.is_exact:
        text = _("Overgenomen. De inhoud is niet tot op de letter gelijk: kijk het na en geef de cursus uit.")
    messages.success(request, text)
    return redirect("release_course", done.page.pk)
