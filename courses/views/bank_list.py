"""The list of the question bank: search in every word, filters, and where each question is used."""

from typing import Any

import django_filters  # type: ignore[import-untyped]  # it ships no types
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.models import Revision, WorkflowState
from wagtail.snippets.views.snippets import IndexView

from courses.models import Question
from courses.services.bank_search import find_questions
from courses.services.usage import BankUsage, bank_usage
from courses.views.bank_kinds import all_kinds, kind_of

__all__ = ["QuestionFilterSet", "QuestionIndexView"]

STATUSES = [
    ("live", gettext_lazy("Gepubliceerd")),
    ("changed", gettext_lazy("Gepubliceerd, met een nieuw concept")),
    ("draft", gettext_lazy("Concept")),
]
STATUS_FIELDS = {
    "live": {"live": True},
    "changed": {"live": True, "has_unpublished_changes": True},
    "draft": {"live": False},
}
USES = [("no", gettext_lazy("Nergens gebruikt")), ("yes", gettext_lazy("Ergens gebruikt"))]


def used_tags(request: object) -> QuerySet[Tag]:
    """The labels that questions have."""
    return Tag.objects.filter(courses_questiontag_items__isnull=False).distinct().order_by("name")


def kind_choices() -> list[tuple[str, str]]:
    """Every type with its name."""
    return [(kind.name, kind.label) for kind in all_kinds()]


class QuestionFilterSet(WagtailFilterSet):
    """By category, label, type, use and status."""

    tag = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Label"), field_name="tagged_items__tag", queryset=used_tags
    )
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Soort"), choices=kind_choices, method="of_kind")
    status = django_filters.ChoiceFilter(label=gettext_lazy("Status"), choices=STATUSES, method="of_status")
    used = django_filters.ChoiceFilter(label=gettext_lazy("Gebruik"), choices=USES, method="by_use")

    class Meta:
        model = Question
        fields = ("category", "is_practice")

    def of_kind(self, questions: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """The type stands in the stored JSON."""
        return questions.filter(body__0__type=value)

    def of_status(self, questions: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """Published or not."""
        return questions.filter(**STATUS_FIELDS[value])

    def by_use(self, questions: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """In no page and no edition, or in any."""
        usage = bank_usage()
        rows = Question.objects.only("pk", "key", "category_id", "is_practice")
        return questions.filter(pk__in=[row.pk for row in rows if usage.is_used(row) == (value == "yes")])


class QuestionIndexView(IndexView):
    """The list, with type and use; who may publish or delete can tick several questions."""

    template_name = "courses/admin/question_index.html"

    def search_queryset(self, queryset: Any) -> Any:
        return find_questions(queryset, self.search_query) if self.is_searching else queryset

    def get_base_queryset(self) -> Any:
        """With what Wagtail would ask for every row: whether it is planned, and in somebody's hands."""
        rows = super().get_base_queryset().select_related("category")
        of_row: dict[str, Any] = {"base_content_type": ContentType.objects.get_for_model(Question)}
        of_row["object_id"] = Cast(OuterRef("pk"), CharField())
        planned = Revision.objects.filter(approved_go_live_at__isnull=False, **of_row)
        handed_in = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, **of_row)
        return rows.annotate(is_planned=Exists(planned), is_handed_in=Exists(handed_in))

    @cached_property
    def usage(self) -> BankUsage:
        """Read once for the whole page."""
        return bank_usage()

    @cached_property
    def may_tick(self) -> bool:
        """Whether there is something that this editor may do with several questions at once."""
        return any(self.user_has_permission(action) for action in ("publish", "delete"))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {"may_tick": self.may_tick}

    @cached_property
    def columns(self) -> list[Any]:
        """The usual columns, with the type after the title and the use at the end."""
        columns = [*super().columns] if self.may_tick else super().columns[1:]
        columns.insert(2 if self.may_tick else 1, Column("kind", label=_("Soort"), accessor=kind_words))
        status = StatusTagColumn(
            "live", label=_("Status"), accessor=status_words, sort_key="live", primary=lambda row: row.live
        )
        return [*columns, status, Column("used", label=_("Staat in"), accessor=self.use_words)]

    def _get_title_column(self, *args: Any, **kwargs: Any) -> Any:
        """With a short word above it: the one of the form explains."""
        column = super()._get_title_column(*args, **kwargs)
        column.label = _("Titel")
        return column

    def use_words(self, question: Question) -> str:
        """ "2 toetsen, 1 les", or that it is nowhere."""
        quizzes = {use.page for use in (*self.usage.fixed_in(question), *self.usage.drawn_in(question))}
        return use_words(len(quizzes), len(self.usage.practiced_in(question)), self.usage.editions.get(question.key, 0))


def kind_words(question: Question) -> str:
    """The type, and whether it is only for practice."""
    kind = kind_of(question)
    return _("%(kind)s (oefenvraag)") % {"kind": kind} if question.is_practice else kind


def status_words(question: Any) -> str:
    """Published, a draft or both, and what is going to happen."""
    words = [_("gepubliceerd")] if question.live else []
    words += [_("concept")] if question.has_unpublished_changes or not question.live else []
    words += [_("bij de eindredactie")] if question.is_handed_in else []
    words += [_("gepland")] if question.is_planned else []
    return " + ".join(words)


def use_words(quizzes: int, lessons: int, editions: int) -> str:
    """The counts in words, without those that are nothing."""
    parts = [
        (quizzes, ngettext("%(count)d toets", "%(count)d toetsen", quizzes)),
        (lessons, ngettext("%(count)d les", "%(count)d lessen", lessons)),
        (editions, ngettext("%(count)d editie", "%(count)d edities", editions)),
    ]
    return ", ".join(words % {"count": count} for count, words in parts if count) or _("nergens")
