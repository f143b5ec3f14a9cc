"""The form of a question in `/beheer/`: which type, what is still missing, what a learner sees, and where it stands."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.models import CopyViewMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.generic.preview import PreviewOnCreate, PreviewOnEdit
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView

from courses.blocks.whole import HALF_FORM
from courses.models import Question
from courses.services.question_problems import form_problems, is_readable
from courses.services.usage import question_usage
from courses.views.bank_kinds import all_kinds, empty_body

__all__ = [
    "ProblemsOnAdd",
    "ProblemsOnEdit",
    "QuestionCopyView",
    "QuestionCreateView",
    "QuestionEditView",
    "QuestionPreviewOnAdd",
    "QuestionPreviewOnEdit",
    "QuestionUsageView",
]

PROBLEMS = "courses/admin/question_problems.html"


class WholeForm:
    """Half a form, from a page without JavaScript or from before an update, gets a sentence and no 500."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_readable(request.POST):
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        return self.half_form(request)

    def half_form(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to a form that cannot be read; what was saved before stays."""
        if not request.accepts("text/html"):
            error = {"success": False, "error_code": "validation_error", "error_message": str(HALF_FORM)}
            return JsonResponse(error, status=400)
        messages.error(request, HALF_FORM)
        return redirect(request.path)


class ProblemsShown:
    """Adds the list of what is missing to the page of the form."""

    form: Any
    problems_url_name: str = ""

    def get_problems_url(self) -> str:
        """Where the page asks what is missing."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """After a refused save the sentences stand there, also without our script."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context["problems_url"] = self.get_problems_url()
        context["problems"] = form_problems(self.form) if self.form.is_bound else []
        return context


class QuestionCreateView(WholeForm, ProblemsShown, CreateView):
    """First which type, with an example of each; then the form of that type."""

    template_name = "courses/admin/question_create.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if empty_body(request.GET.get("soort", "")) is None:
            return self.choose_kind(request)
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response

    def choose_kind(self, request: HttpRequest) -> HttpResponseBase:
        """*Welke soort vraag?*"""
        context = {"page_title": _("Welke soort vraag?"), "header_icon": "help", "kinds": all_kinds()}
        return render(request, "courses/admin/question_kinds.html", context)

    def get_initial_form_instance(self) -> Question:
        body = empty_body(self.request.GET.get("soort", ""))
        return Question() if body is None else Question(body=body)

    def get_problems_url(self) -> str:
        return reverse(self.problems_url_name)


class QuestionCopyView(CopyViewMixin, QuestionCreateView):
    """A copy has its type already."""

    def choose_kind(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = CreateView.get(self, request)
        return response


class QuestionEditView(WholeForm, ProblemsShown, EditView):
    """The form of a question that is there, with the way to where it stands."""

    template_name = "courses/admin/question_edit.html"

    def get_problems_url(self) -> str:
        return reverse(self.problems_url_name, args=[self.object.pk])


class QuestionPreviewOnAdd(WholeForm, PreviewOnCreate):
    """As a learner sees it, while it is made."""

    def half_form(self, request: HttpRequest) -> HttpResponseBase:
        return JsonResponse({"is_valid": False, "is_available": False})


class QuestionPreviewOnEdit(WholeForm, PreviewOnEdit):
    """As a learner sees it, while it is changed."""

    def half_form(self, request: HttpRequest) -> HttpResponseBase:
        return JsonResponse({"is_valid": False, "is_available": False})


class ProblemsOnEdit(WholeForm, PreviewOnEdit):
    """POST with the fields of the form: what *Publiceren* would refuse, as a piece of page. Keeps nothing."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_readable(request.POST):
            return self.half_form(request)
        return render(request, PROBLEMS, {"problems": form_problems(self.get_form(request.POST))})

    def half_form(self, request: HttpRequest) -> HttpResponseBase:
        return render(request, PROBLEMS, {"half_form": HALF_FORM}, status=400)


class ProblemsOnAdd(ProblemsOnEdit):
    """The same for a question that is not saved yet."""

    permission_required = "add"

    def get_object(self) -> Question:
        return Question()


class QuestionUsageView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """*Waar staat deze vraag?*: quizzes, lessons and editions, and how many people answered it."""

    page_title = gettext_lazy("Waar staat deze vraag?")
    template_name = "courses/admin/question_usage.html"
    permission_required = "change"
    header_icon = "help"
    index_url_name = None
    edit_url_name = None
    usage_url_name = None
    http_method_names = ["get", "head"]

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": _("Vragen")},
            {"url": self.get_edit_url(), "label": str(self.object)},
            {"url": "", "label": str(self.page_title)},
        ]

    def get_edit_url(self) -> str:
        """The form of this question."""
        return reverse(self.edit_url_name, args=[self.object.pk])

    def get_header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(label=_("Bewerk de vraag"), url=self.get_edit_url(), icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"question": self.object, "usage": question_usage(self.object)}
