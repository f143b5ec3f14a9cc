"""The snippets of the manuscript in `/beheer/`."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, LiveStatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.models import Category, Meldpunt, Question, Source

__all__ = ["BankGroup"]


class QuestionViewSet(SnippetViewSet):
    """Questions: drafts, preview, history."""

    model = Question
    icon = "help"
    menu_label = _("Vragen")
    list_display = ["title", "category", BooleanColumn("is_practice", label=_("Oefenvraag")), LiveStatusTagColumn()]
    list_filter = ["category", "is_practice"]
    list_per_page = 50


class CategoryViewSet(SnippetViewSet):
    """Categories: what a quiz draws from."""

    model = Category
    icon = "tag"
    menu_label = _("Categorieën")
    list_display = ["name", "course_slug", "slug"]


class SourceViewSet(SnippetViewSet):
    """Sources of facts."""

    model = Source
    icon = "link"
    menu_label = _("Bronnen")
    list_display = ["title", "checked_on"]
    search_fields = ["title"]


class MeldpuntViewSet(SnippetViewSet):
    """Numbers to call."""

    model = Meldpunt
    icon = "mobile-alt"
    menu_label = _("Meldpunten")
    list_display = ["name", "number"]


class BankGroup(SnippetViewSetGroup):
    """Everything that courses share."""

    menu_label = _("Vragenbank")
    menu_icon = "help"
    menu_order = 150
    items = (QuestionViewSet, CategoryViewSet, SourceViewSet, MeldpuntViewSet)
