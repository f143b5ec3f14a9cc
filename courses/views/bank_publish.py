"""*Publiceren* for the questions that are ticked in the list of the bank; for who may publish."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from courses.models import Question
from courses.services.bank_publishing import Refusal, Selection, look_at, publish_questions

__all__ = ["PublishQuestions"]


class PublishQuestions(SnippetBulkAction):
    """First what would go out and what cannot, with the reasons; then it happens."""

    display_name = gettext_lazy("Publiceren")
    action_type = "publish"
    aria_label = gettext_lazy("Publiceer de aangevinkte vragen")
    template_name = "courses/admin/question_publish.html"
    action_priority = 10
    models = [Question]
    outcome: Selection

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuses who may not publish, the way Wagtail does."""
        if not request.user.has_perm("courses.publish_question"):
            return permission_denied(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        questions = [item["item"] for item in context["items"]]
        return context | {"selection": look_at(questions=questions, by=self.request.user)}

    @classmethod
    def execute_action(cls, objects: Sequence[Question], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["self"]
        action.outcome = publish_questions(questions=objects, by=action.request.user)
        return len(action.outcome.ready), 0

    def form_valid(self, form: Any) -> HttpResponse:
        """Back to the list, with what was published and what was not."""
        response: HttpResponse = super().form_valid(form)
        for refusal in self.outcome.refused:
            tell(self.request, refusal)
        return response

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        words = ngettext("%(count)d vraag is gepubliceerd.", "%(count)d vragen zijn gepubliceerd.", num_parent_objects)
        return words % {"count": num_parent_objects} if num_parent_objects else None


def tell(request: HttpRequest, refusal: Refusal) -> None:
    """By name what stays a draft, with the way to it."""
    words = _("‘%(title)s’ is niet gepubliceerd. %(why)s")
    url = reverse(Question.snippet_viewset.get_url_name("edit"), args=[refusal.question.pk])
    message = words % {"title": refusal.question, "why": " ".join(refusal.sentences)}
    messages.warning(request, message, buttons=[messages.button(url, _("Bewerk de vraag"))])
