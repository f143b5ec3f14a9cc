"""What courses add to `/beheer/`: the bank, the sources and numbers, and *Uitgeven*."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from courses.desk_menu import editor_menu_item, quiz_menu_item, remark_menu_item
from courses.guarding import (
    refuse_bulk_delete,
    refuse_snippet_delete,
    tell_after_bulk_unpublish,
    tell_after_unpublish,
)
from courses.models import CoursePage
from courses.services.copying import renew_screen_keys
from courses.services.history import register_acts
from courses.views import panel_actions, panels
from courses.views.allowances import extra_attempts, more_time_desk
from courses.views.bank_export import bank_export, bank_export_file
from courses.views.bank_imports import bank_import, bank_imports, bank_problems, bank_template
from courses.views.bank_publish import PublishQuestions
from courses.views.checker import advice_script, check_reading
from courses.views.closing import archive, discard, reopen, withdraw
from courses.views.corrections import choose_correction, correction, corrections
from courses.views.course_files import course_export, course_import
from courses.views.duplicate import course_duplicate
from courses.views.editions import RefusedPlansPanel, compare, editions
from courses.views.facts import export_facts, facts_to_check
from courses.views.figures import all_figures, export_figures, measure_again, quiz_figures
from courses.views.marking import mark, marking
from courses.views.meldpunten import stale_meldpunten, tell_after_edit
from courses.views.preview import preview_course
from courses.views.release import cancel, may_prepare, release, release_frozen
from courses.views.remark_desk import RemarksPanel, remarks
from courses.viewsets import BankGroup

__all__: list[str] = []


# Here, and not through the viewset hook, so that the rights on snippets exist after `migrate`.
register_snippet(BankGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("cursussen/<int:page_id>/uitgeven/", release, name="release_course"),
        path("cursussen/<int:page_id>/edities/", editions, name="course_editions"),
        path("cursussen/<int:page_id>/edities/vergelijken/", compare, name="compare_editions"),
        path("cursussen/<int:page_id>/sluiten/", archive, name="archive_course"),
        path("cursussen/<int:page_id>/heropenen/", reopen, name="reopen_course"),
        path("edities/<uuid:key>/uitgeven/", release_frozen, name="release_candidate"),
        path("edities/<uuid:key>/terugtrekken/", withdraw, name="withdraw_edition"),
        path("edities/<uuid:key>/weggooien/", discard, name="discard_candidate"),
        path("gepland/<uuid:key>/afzeggen/", cancel, name="cancel_plan"),
        path("redactie/nummers/", stale_meldpunten, name="stale_meldpunten"),
        path("redactie/feiten/", facts_to_check, name="facts_to_check"),
        path("redactie/feiten/tabel/", export_facts, name="facts_export"),
        path("cursussen/<int:page_id>/proef/", preview_course, name="preview_course"),
        path("cursussen/<int:page_id>/panel/", panels.panel_new, name="panel_new"),
        path("redactie/panels/", panels.panels, name="panels"),
        path("redactie/panels/<uuid:key>/", panels.panel_review, name="panel_review"),
        path("redactie/panels/<uuid:key>/afdrukken/", panels.panel_print, name="panel_print"),
        path("redactie/panels/<uuid:key>/leden/", panel_actions.panel_members, name="panel_members"),
        path("redactie/panels/<uuid:key>/datum/", panel_actions.panel_date, name="panel_date"),
        path("redactie/panels/<uuid:key>/sluiten/", panel_actions.panel_close, name="panel_close"),
        path("redactie/panels/leden/<uuid:key>/link/", panel_actions.panel_link, name="panel_link"),
        path("redactie/panels/leden/<uuid:key>/weg/", panel_actions.panel_remove, name="panel_remove"),
        path("redactie/panels/leden/<uuid:key>/wissen/", panel_actions.panel_erase, name="panel_erase"),
        path("cursussen/<int:page_id>/bestand/", course_export, name="course_export"),
        path("cursussen/<int:page_id>/verdubbelen/", course_duplicate, name="course_duplicate"),
        path("redactie/cursus-invoeren/", course_import, name="course_import"),
        path("klopt-niet/", remarks, name="remarks"),
        # The menu *Toetsen*; its lines are in desk_menu.
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
hooks.register("construct_wagtail_userbar", check_reading)
hooks.register("insert_editor_js", advice_script)
hooks.register("register_admin_menu_item", editor_menu_item)
hooks.register("register_admin_menu_item", remark_menu_item)
hooks.register("register_bulk_action", PublishQuestions)
hooks.register("before_bulk_action", refuse_bulk_delete)
hooks.register("before_delete_snippet", refuse_snippet_delete)
hooks.register("after_bulk_action", tell_after_bulk_unpublish)
hooks.register("after_edit_snippet", tell_after_edit)
hooks.register("after_unpublish_page", tell_after_unpublish)
hooks.register("register_log_actions", register_acts)


@hooks.register("insert_editor_js")
def autosave_script() -> SafeString:
    """A button that is pressed while Wagtail saves by itself waits for it."""
    return format_html('<script src="{}"></script>', static("js/autosave.js"))


@hooks.register("register_page_header_buttons")
def release_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """*Uitgeven* and *Edities* on every page of a course, for who writes or releases."""
    course = course_of(page)
    if course and may_prepare(user):
        url = reverse("release_course", args=[course.pk])
        yield Button(_("Uitgeven"), url, icon_name="upload", priority=5)
        yield Button(_("Edities"), reverse("course_editions", args=[course.pk]), icon_name="history", priority=6)
        look = reverse("preview_course", args=[course.pk])
        yield Button(_("Bekijk als deelnemer"), look, icon_name="view", priority=4)


@hooks.register("construct_homepage_panels")
def refused_plans_panel(request: HttpRequest, panels: list[Any]) -> None:
    """What did not go out by itself, on the front."""
    panels.append(RefusedPlansPanel(request.user))


@hooks.register("construct_homepage_panels")
def remarks_panel(request: HttpRequest, panels: list[Any]) -> None:
    """How many remarks wait, on the front."""
    panels.append(RemarksPanel(request.user))


@hooks.register("after_copy_page")
def renew_keys(request: HttpRequest, page: Page, new_page: Page) -> None:
    """A copy is another course or lesson: its screens get keys of their own."""
    renew_screen_keys(new_page)


def course_of(page: Page) -> CoursePage | None:
    """The course that a page is, or belongs to."""
    if page.depth < 4:
        return None
    return CoursePage.objects.ancestor_of(page, inclusive=True).first()
