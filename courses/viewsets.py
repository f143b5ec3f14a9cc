"""The snippets of the manuscript in `/beheer/`."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.models import Category, CourseVideo, Meldpunt, Path, Question, Source
from courses.views.bank_desk import (
    ProblemsOnAdd,
    ProblemsOnEdit,
    QuestionCopyView,
    QuestionCreateView,
    QuestionEditView,
    QuestionPreviewOnAdd,
    QuestionPreviewOnEdit,
    QuestionUsageView,
)
from courses.views.bank_list import QuestionFilterSet, QuestionIndexView

__all__ = ["BankGroup"]


class QuestionViewSet(SnippetViewSet):
    """Questions: one form per type, what is missing, preview, drafts, history, use."""

    model = Question
    icon = "help"
    menu_label = _("Vragen")
    list_display = ["title", "category", "idnumber"]
    filterset_class = QuestionFilterSet
    # Not in the search index: that refuses a filter it does not know. `QuestionIndexView` looks in every word.
    search_backend_name = None
    search_fields = ["title", "idnumber"]
    list_per_page = 50
    index_view_class = QuestionIndexView
    index_template_name = QuestionIndexView.template_name
    add_view_class = QuestionCreateView
    create_template_name = QuestionCreateView.template_name
    copy_view_class = QuestionCopyView
    edit_view_class = QuestionEditView
    edit_template_name = QuestionEditView.template_name
    usage_view_class = QuestionUsageView
    preview_on_add_view_class = QuestionPreviewOnAdd
    preview_on_edit_view_class = QuestionPreviewOnEdit

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """The page of a new question knows where to ask what is missing."""
        found: dict[str, Any] = super().get_add_view_kwargs(
            problems_url_name=self.get_url_name("problems_on_add"), **kwargs
        )
        return found

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """The page of a question that is there too."""
        found: dict[str, Any] = super().get_edit_view_kwargs(problems_url_name=self.get_url_name("problems"), **kwargs)
        return found

    def get_usage_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Our own page."""
        return super().get_usage_view_kwargs(**kwargs) | {"template_name": QuestionUsageView.template_name}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's pages, and what is missing in a form."""
        return [
            *super().get_urlpatterns(),
            path("problems/", self.problems_view(ProblemsOnAdd), name="problems_on_add"),
            path("problems/<int:pk>/", self.problems_view(ProblemsOnEdit), name="problems"),
        ]

    def problems_view(self, view: Any) -> Any:
        """A view that judges the form of this viewset."""
        return self.construct_view(view, form_class=self.get_form_class())


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


class VideoViewSet(SnippetViewSet):
    """Films of our own."""

    model = CourseVideo
    icon = "media"
    menu_label = _("Films")
    list_display = ["title"]
    search_fields = ["title"]


class PathViewSet(SnippetViewSet):
    """Learning paths on the page of all courses."""

    model = Path
    icon = "list-ol"
    menu_label = _("Leerpaden")
    list_display = ["title", "position"]


class BankGroup(SnippetViewSetGroup):
    """Everything that courses share."""

    menu_label = _("Vragenbank")
    menu_icon = "help"
    menu_order = 150
    items = (QuestionViewSet, CategoryViewSet, SourceViewSet, MeldpuntViewSet, VideoViewSet, PathViewSet)
