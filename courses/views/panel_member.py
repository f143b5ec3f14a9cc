"""`/panel/<token>/`: somebody judges a course before it goes out, without an account (DESIGN §4, §6)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import unquote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.forms import QuestionForm
from courses.guessing import missed_link
from courses.models import PanelComment, PanelMember
from courses.services.attempting import parsed
from courses.services.panel_judging import (
    MAX_TEXT,
    JudgingRefused,
    PanelClosed,
    find_member,
    give_verdict,
    write_comment,
)
from courses.services.panel_reading import question_order, sections_of, stems_of, version_of
from courses.services.panels import REMEMBERED, end_of, last_day
from courses.services.practicing import arrangement_of
from courses.services.reading import Content, edition_content

__all__ = ["panel", "panel_comment", "panel_question", "panel_verdict"]

P = ParamSpec("P")


def for_member(
    view: Callable[Concatenate[HttpRequest, PanelMember, str, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Gives the view the member whose link this is; nobody else gets in."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        member = find_member(token=token, now=timezone.now())
        if member is None:
            return missed_link(request)
        return view(request, member, token, *args, **kwargs)

    return guarded  # type: ignore[return-value]  # mypy counts the name `request` as part of the type


@require_safe
@for_member
def panel(request: HttpRequest, member: PanelMember, token: str) -> HttpResponse:
    """What we ask of a member, what there is to see, what he wrote, and his verdict."""
    return panel_page(request, member, token)


def panel_page(
    request: HttpRequest, member: PanelMember, token: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of one member; `more` holds what he typed and why it was refused."""
    template = "panel.html" if member.review.is_open(timezone.now()) else "closed.html"
    context = page_context(member, token) | more
    return render(request, f"courses/panel/{template}", context, status=status)


def page_context(member: PanelMember, token: str) -> dict[str, Any]:
    """The course with his own words beside every part."""
    content = edition_content(member.review.edition)
    mine = {(row.part, str(row.part_key)): row.text for row in member.comments.all()}
    here, pages = home(token), f"{home(token)}leren/{member.review.edition.course.slug}/"
    lessons = [
        (
            lesson,
            mine.get((PanelComment.Part.LESSON, lesson.key), ""),
            f"{pages}{lesson.slug}/",
            f"{here}#les-{lesson.number}",
        )
        for lesson in content.lessons
    ]
    return base_context(member, token) | {
        "lessons": lessons,
        "sections": question_rows(member, content, mine),
        "questions": len(content.questions),
        "has_written": bool(mine),
        "written": sum(part == PanelComment.Part.QUESTION for part, key in mine),
        "quizzes": [(quiz, f"{pages}toets/{quiz.slug}/") for quiz in content.quizzes],
        "verdicts": PanelMember.Verdict.choices,
        "verdict": member.verdict,
        "reason": member.reason,
    }


def base_context(member: PanelMember, token: str) -> dict[str, Any]:
    """What every page of a member shows."""
    review = member.review
    return {
        "member": member,
        "review": review,
        "course": edition_content(review.edition).course,
        "token": token,
        "home_url": home(token),
        "last_day": last_day(review),
        "ended_at": end_of(review),
        "gone_on": timezone.localtime(end_of(review) + REMEMBERED),
        "max_text": MAX_TEXT,
    }


def question_rows(member: PanelMember, content: Content, mine: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
    """The questions by lesson, each with its number and whether he wrote something of it."""
    stems = stems_of(member.review.edition, content.questions)
    numbers = {key: number for number, key in enumerate(question_order(content), start=1)}
    return [
        {
            "lesson": section.lesson,
            "rows": [
                {"number": numbers[key], "stem": stems[key], "text": mine.get((PanelComment.Part.QUESTION, key), "")}
                for key in section.questions
            ],
        }
        for section in sections_of(content)
        if section.questions
    ]


@require_safe
@for_member
def panel_question(request: HttpRequest, member: PanelMember, token: str, number: int) -> HttpResponse:
    """One question with its answers and explanation, and room for what he finds of it."""
    if not member.review.is_open(timezone.now()):
        return redirect("courses:panel", token)
    return question_page(request, member, token, number)


def question_page(request: HttpRequest, member: PanelMember, token: str, number: int) -> HttpResponse:
    """The page of a question by its number; 404 for a number that the edition does not have."""
    order = question_order(edition_content(member.review.edition))
    if not 1 <= number <= len(order):
        raise Http404
    key = order[number - 1]
    version = version_of(member.review.edition, key)
    context = base_context(member, token) | {
        "form": QuestionForm(parsed(version), arrangement_of(version), None),
        "number": number,
        "total": len(order),
        "part": PanelComment.Part.QUESTION.value,
        "part_key": key,
        "text": written_of(member, PanelComment.Part.QUESTION, key),
        "follow_url": question_url(token, number + 1) if number < len(order) else f"{home(token)}#toets",
        "previous_url": question_url(token, number - 1) if number > 1 else home(token),
    }
    return render(request, "courses/panel/question.html", context)


def written_of(member: PanelMember, part: str, key: str) -> str:
    """What this member wrote of one part."""
    return member.comments.filter(part=part, part_key=key).values_list("text", flat=True).first() or ""


@require_POST
@for_member
def panel_comment(request: HttpRequest, member: PanelMember, token: str) -> HttpResponse:
    """Keeps what he wrote of one lesson or question, and leads back to where he was."""
    part, text = request.POST.get("part", ""), request.POST.get("text", "")
    try:
        key = UUID(request.POST.get("part_key", ""))
    except ValueError:
        key = UUID(int=0)  # no part has this one: refused in the same sentence
    try:
        changed = write_comment(member=member, part=part, part_key=key, text=text, now=timezone.now())
    except JudgingRefused as refusal:
        return comment_refused(request, member, token, refusal, key)
    if changed:
        messages.success(request, _("Je opmerking is bewaard.") if text.strip() else _("Je opmerking is weggehaald."))
    return redirect(safe_next(request, token))


def comment_refused(
    request: HttpRequest, member: PanelMember, token: str, refusal: JudgingRefused, key: UUID
) -> HttpResponse:
    """The text again, with why it was not kept: nobody types it twice."""
    text = request.POST.get("text", "").replace("\0", "")
    if isinstance(refusal, PanelClosed):
        return panel_page(request, member, token, status=400, error=str(refusal), lost=text)
    context = base_context(member, token) | {
        "part": request.POST.get("part", ""),
        "part_key": key,
        "text": text,
        "error": str(refusal),
        "next_url": safe_next(request, token),
    }
    return render(request, "courses/panel/comment.html", context, status=400)


@require_POST
@for_member
def panel_verdict(request: HttpRequest, member: PanelMember, token: str) -> HttpResponse:
    """Keeps what he finds of the whole."""
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    try:
        give_verdict(member=member, verdict=verdict, reason=reason, now=timezone.now())
    except JudgingRefused as refusal:
        reason, is_chosen = reason.replace("\0", ""), verdict in PanelMember.Verdict.values
        typed = {"verdict": verdict, "reason": reason, "lost": reason, "error_id": "reason" if is_chosen else "verdict"}
        return panel_page(request, member, token, status=400, error=str(refusal), **typed)
    messages.success(request, _("Dank je wel. Je oordeel is bewaard. Tot en met de laatste dag mag je het veranderen."))
    return redirect("courses:panel", token)


def safe_next(request: HttpRequest, token: str) -> str:
    """Where he was: only a page under his own link, else the first of them."""
    target = request.POST.get("next", "")[:500]
    is_ours = (
        target.startswith(home(token))
        and ".." not in unquote(target)
        and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    )
    return target if is_ours else home(token)


def home(token: str) -> str:
    """The first page of a member; the course pages lie under it."""
    return reverse("courses:panel", args=[token])


def question_url(token: str, number: int) -> str:
    """The page of one question."""
    return reverse("courses:panel_question", args=[token, number])
