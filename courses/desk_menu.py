"""The menus *Redactie* and *Toetsen* in `/beheer/`: one line per page, shown to who may open it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from accounts.roles import Role
from courses.views.desk import FIGURES, FOUNDATION, JUDGES, REMARKS, WRITERS, may_open

__all__ = ["DeskMenuItem", "editor_menu_item", "quiz_menu_item", "remark_menu_item"]


class DeskMenuItem(MenuItem):
    """Only for who has one of the roles."""

    def __init__(self, label: str | Promise, url_name: str, icon: str, order: int, roles: frozenset[Role]) -> None:
        super().__init__(label, reverse_lazy(url_name), name=url_name.replace("_", "-"), icon_name=icon, order=order)
        self.roles = roles

    def is_shown(self, request: HttpRequest) -> bool:
        return may_open(request.user, self.roles)


# One line per page: label, name of its URL, icon, order, who may open it.
EDITOR_ITEMS: list[DeskMenuItem] = [
    DeskMenuItem(_("Panels"), "panels", "group", 30, WRITERS),
    DeskMenuItem(_("Feiten nakijken"), "facts_to_check", "check", 20, WRITERS),
    DeskMenuItem(_("Cursus invoeren"), "course_import", "upload", 60, JUDGES),
    DeskMenuItem(_("Nummers bijwerken"), "stale_meldpunten", "mobile-alt", 40, WRITERS),
]
QUIZ_ITEMS: list[DeskMenuItem] = [
    DeskMenuItem(_("Nakijken"), "quiz_marking", "edit", 20, JUDGES),
    DeskMenuItem(_("Correcties"), "quiz_corrections", "rotate", 30, JUDGES),
    DeskMenuItem(_("Cijfers"), "quiz_all_figures", "view", 40, FIGURES),
    DeskMenuItem(_("Extra pogingen"), "quiz_extra_attempts", "redirect", 60, FOUNDATION),
    DeskMenuItem(_("Meer tijd"), "quiz_more_time", "time", 70, FOUNDATION),
    DeskMenuItem(_("Vragen invoeren"), "quiz_bank_imports", "upload", 80, WRITERS),
    DeskMenuItem(_("Vragen uitvoeren"), "quiz_bank_export", "download", 90, WRITERS),
]


def quiz_menu_item(request: Any = None) -> SubmenuMenuItem:
    """The whole menu; it hides itself from who may open nothing in it."""
    return SubmenuMenuItem(_("Toetsen"), Menu(items=QUIZ_ITEMS), name="toetsen", icon_name="tasks", order=155)


def editor_menu_item(request: Any = None) -> SubmenuMenuItem:
    """What belongs to courses as a whole; it hides itself from who may open nothing in it."""
    return SubmenuMenuItem(_("Redactie"), Menu(items=EDITOR_ITEMS), name="redactie", icon_name="edit", order=152)


def remark_menu_item(request: Any = None) -> DeskMenuItem:
    """A line of its own: who checks certificates has no menu *Redactie*."""
    return DeskMenuItem(_("Klopt er iets niet"), "remarks", "comment", 157, REMARKS)
