"""The snippets of the manuscript in `/beheer/`."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, LiveStatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.models import Category, Meldpunt, Question, QuestionTag, Source

__all__ = ["BankGroup"]


def used_tags(request: object) -> QuerySet[Tag]:
    """The labels that questions have."""
    return Tag.objects.filter(courses_questiontag_items__isnull=False).distinct().order_by("name")


class QuestionFilterSet(WagtailFilterSet):
    """By category, use and label."""

    # By subquery: a search can only join what its index knows.
    tag = django_filters.ModelChoiceFilter(label=_("Label"), queryset=used_tags, method="with_tag")

    class Meta:
        model = Question
        fields = ("category", "is_practice")

    def with_tag(self, rows: QuerySet[Question], name: str, tag: Tag) -> QuerySet[Question]:
        """The questions with this label."""
        return rows.filter(pk__in=QuestionTag.objects.filter(tag=tag).values("content_object"))


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
