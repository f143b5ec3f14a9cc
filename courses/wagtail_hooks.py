"""What courses add to `/beheer/`: the bank, the sources and numbers, and *Uitgeven*."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from courses.models import CoursePage
from courses.quiz_menu import quiz_menu_item
from courses.services.copying import renew_screen_keys
from courses.views.allowances import extra_attempts, more_time_desk
from courses.views.bank_export import bank_export, bank_export_file
from courses.views.bank_imports import bank_import, bank_imports, bank_problems, bank_template
from courses.views.corrections import choose_correction, correction, corrections
from courses.views.figures import all_figures, export_figures, measure_again, quiz_figures
from courses.views.marking import mark, marking
from courses.views.release import may_prepare, release
from courses.viewsets import BankGroup

__all__: list[str] = []


# Here, and not through the viewset hook, so that the rights on snippets exist after `migrate`.
register_snippet(BankGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("cursussen/<int:page_id>/uitgeven/", release, name="release_course"),
        # The menu *Toetsen*; its lines are in quiz_menu.
        path("toetsen/cijfers/", all_figures, name="quiz_all_figures"),
        path("toetsen/cijfers/<uuid:quiz_key>/", quiz_figures, name="quiz_figures"),
        path("toetsen/cijfers/<uuid:quiz_key>/opnieuw/", measure_again, name="quiz_measure_again"),
        path("toetsen/cijfers/<uuid:quiz_key>/tabel/", export_figures, name="quiz_export_figures"),
        path("toetsen/nakijken/", marking, name="quiz_marking"),
        path("toetsen/nakijken/<uuid:key>/<int:position>/", mark, name="quiz_mark"),
        path("toetsen/correcties/", corrections, name="quiz_corrections"),
        path("toetsen/correcties/nieuw/", choose_correction, name="quiz_choose_correction"),
        path("toetsen/correcties/nieuw/<int:version_id>/", correction, name="quiz_correction"),
        path("toetsen/extra-pogingen/", extra_attempts, name="quiz_extra_attempts"),
        path("toetsen/meer-tijd/", more_time_desk, name="quiz_more_time"),
        path("toetsen/vragen-invoeren/", bank_imports, name="quiz_bank_imports"),
        path("toetsen/vragen-invoeren/voorbeeld/", bank_template, name="quiz_bank_template"),
        path("toetsen/vragen-invoeren/<uuid:key>/", bank_import, name="quiz_bank_import"),
        path("toetsen/vragen-invoeren/<uuid:key>/meldingen/", bank_problems, name="quiz_bank_problems"),
        path("toetsen/vragen-uitvoeren/", bank_export, name="quiz_bank_export"),
        path("toetsen/vragen-uitvoeren/bestand/", bank_export_file, name="quiz_bank_export_file"),
    ]


hooks.register("register_admin_menu_item", quiz_menu_item)


@hooks.register("register_page_header_buttons")
def release_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """*Uitgeven* on every page of a course, for who writes or releases."""
    course = course_of(page)
    if course and may_prepare(user):
        url = reverse("release_course", args=[course.pk])
        yield Button("Uitgeven", url, icon_name="upload", priority=5)


@hooks.register("after_copy_page")
def renew_keys(request: HttpRequest, page: Page, new_page: Page) -> None:
    """A copy is another course or lesson: its screens get keys of their own."""
    renew_screen_keys(new_page)


def course_of(page: Page) -> CoursePage | None:
    """The course that a page is, or belongs to."""
    if page.depth < 4:
        return None
    return CoursePage.objects.ancestor_of(page, inclusive=True).first()
