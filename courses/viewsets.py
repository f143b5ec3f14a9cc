"""The snippets of the manuscript in `/beheer/`."""

import django_filters  # type: ignore[import-untyped]  # it ships no types
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, LiveStatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.models import Category, Meldpunt, Question, Source

__all__ = ["BankGroup"]


def used_tags(request: object) -> QuerySet[Tag]:
    """The labels that questions have."""
    return Tag.objects.filter(courses_questiontag_items__isnull=False).distinct().order_by("name")


class QuestionFilterSet(WagtailFilterSet):
    """By category, use and label."""

    tag = django_filters.ModelChoiceFilter(label=_("Label"), field_name="tagged_items__tag", queryset=used_tags)

    class Meta:
        model = Question
        fields = ("category", "is_practice")


class QuestionViewSet(SnippetViewSet):
    """Questions: drafts, preview, history."""

    model = Question
    icon = "help"
    menu_label = _("Vragen")
    list_display = [
        "title",
        "category",
        "idnumber",
        BooleanColumn("is_practice", label=_("Oefenvraag")),
        LiveStatusTagColumn(),
    ]
    filterset_class = QuestionFilterSet
    # In the database and not in the search index: that refuses a filter it does not know, and knows no stem.
    search_backend_name = None
    search_fields = ["title", "idnumber", "body__0__value__stem"]
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
