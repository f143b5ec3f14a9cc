"""*Bekijk als deelnemer*: the course as it was written last, taken as a learner takes it (DESIGN §5)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from courses.models import CoursePage, QuizPage
from courses.services.freezing import CannotFreeze
from courses.services.releasing import ReleaseRefused
from courses.services.trials import start_preview
from courses.views.desk import WRITERS, for_roles

__all__ = ["preview_course"]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(WRITERS)
def preview_course(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET says what it is; POST makes the preview and opens it, at its quiz when `toets` names one of the course."""
    page = get_object_or_404(CoursePage, id=page_id)
    quizzes = QuizPage.objects.child_of(page)
    context = {"page": page, "quizzes": quizzes, "problems": []}
    if request.method != "POST":
        return render(request, "courses/admin/preview.html", context)
    try:
        trial, token = start_preview(page=page, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # a writer
    except (CannotFreeze, ReleaseRefused) as error:
        problems = error.problems if isinstance(error, CannotFreeze) else [str(error)]
        return render(request, "courses/admin/preview.html", context | {"problems": problems}, status=409)
    slug = trial.enrollment.course.slug
    wanted = request.POST.get("toets", "")
    quiz = next((one for one in quizzes if str(one.pk) == wanted), None)
    path = reverse("courses:quiz", args=[slug, quiz.slug]) if quiz else reverse("courses:course", args=[slug])
    return redirect(f"/proef/{token}{path}")
