"""*Opfrissen*: what is new since somebody finished the course, and what he had wrong then (DESIGN §7)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.learners import LearnerRequest
from accounts.models import Learner
from courses.models import AnswerEvent, Attempt, AttemptItem, Completion, Mark
from courses.selectors import Standing, current_standing, screen_url, standing_in
from courses.services.judging import Given, given_answers, standing_regrades
from courses.services.outcomes import ItemVerdict, Outcome, outcomes_of
from courses.services.reading import Content, LessonContent, ScreenContent, edition_content
from courses.services.refreshing import NothingToRefresh, last_completion, refresh, still_read, unchanged_screens
from courses.views.quiz import result_row

__all__ = ["refresher"]

NOT_RIGHT = frozenset({ItemVerdict.WRONG, ItemVerdict.PARTLY, ItemVerdict.MISSED})


@dataclass(frozen=True, kw_only=True)
class Refresher:
    """Where somebody stands in his refresher: `before` is what he finished, `target` what he takes or will take.

    `is_open`: he is in it, so the addresses of its screens are his. `has_to_begin`: something that counts as read
    is not noted yet, also for who began the whole course again.
    """

    before: Completion
    target: Standing
    is_open: bool
    has_to_begin: bool

    @property
    def is_offered(self) -> bool:
        """Whether there is more to it than reading: else all that is left would be nothing."""
        return bool(self.target.content.counting_quizzes)


@require_http_methods(["GET", "HEAD", "POST"])
def refresher(request: LearnerRequest, slug: str) -> HttpResponse:
    """What is new and what was wrong; POST begins, and leads to what is new or to the quiz."""
    if request.learner is None:
        if request.user.is_authenticated:  # signing in again would lead back here for ever
            raise Http404
        return redirect_to_login(request.get_full_path())
    found = find_refresher(request.learner, slug)
    if request.method != "POST":
        return render(request, "courses/refresher.html", refresher_context(found))
    course, edition = found.target.course, found.target.edition
    try:
        refresh(learner=request.learner, course=course, edition=edition, now=timezone.now())
    except NothingToRefresh as error:
        raise Http404 from error
    return redirect("courses:refresher", slug)


def find_refresher(learner: Learner, slug: str) -> Refresher:
    """The refresher of this learner; 404 for who never finished the course, and for a closed one to begin in."""
    standing = standing_in(slug, learner)
    own = standing.enrollment if standing and standing.completion is None else None
    is_open = own is not None and own.closed_at is None
    target = standing if is_open else current_standing(slug)
    if target is None:
        raise Http404
    before = last_completion(learner=learner, course=target.course, besides=own if is_open else None)
    if before is None:
        raise Http404
    counted = {str(key) for key, _at in still_read(before, target.content)}
    return Refresher(
        before=before, target=target, is_open=is_open, has_to_begin=not is_open or not counted <= target.passed
    )


def refresher_context(found: Refresher) -> dict[str, Any]:
    """What the page shows."""
    content = found.target.content
    kept = unchanged_screens(edition_content(found.before.edition), content)
    changed = [changed_row(found, *place) for place in content.screen_places.values() if place[1].key not in kept]
    return {
        "standing": found.target,
        "course": content.course,
        "before": found.before,
        "is_offered": found.is_offered,
        "is_open": found.is_open,
        "has_to_begin": found.has_to_begin,
        "changed": changed,
        "wrong": wrong_rows(found),
    }


def changed_row(found: Refresher, lesson: LessonContent, screen: ScreenContent) -> dict[str, Any]:
    """A screen that is new or changed; with a link when it is one of the edition that he is in."""
    return {
        "lesson": lesson,
        "screen": screen,
        "url": screen_url(found.target.course.slug, lesson, screen) if found.is_open else "",
        "is_read": screen.key in found.target.passed,
    }


def wrong_rows(found: Refresher) -> list[dict[str, Any]]:
    """The questions that were not wholly right in the last attempt of each quiz then, in order.

    Of attempts that were handed in only, and without what is not asked any more.
    """
    then = Attempt.objects.submitted().filter(enrollment=found.before.enrollment_id)
    last = {outcome.attempt.quiz_key: outcome for outcome in outcomes_of(then)}
    outcomes = {outcome.attempt.pk: outcome for outcome in last.values()}
    items = AttemptItem.objects.filter(attempt__in=outcomes).select_related("version").order_by("attempt", "position")
    asked = [item for item in items if str(item.version.question_key) in found.target.content.questions]
    return [row for row in judged_rows(found, asked, outcomes) if row["verdict"] in NOT_RIGHT]


def judged_rows(found: Refresher, items: list[AttemptItem], outcomes: dict[int, Outcome]) -> list[dict[str, Any]]:
    """The lines of the result page, with whether the question reads differently today."""
    answers = given_answers(AnswerEvent.objects.filter(item__in=items, is_late=False))
    marks = {mark.item_id: mark for mark in Mark.objects.filter(item__in=items)}
    regrades = standing_regrades(item.version_id for item in items)
    return [
        result_row(found.target, item, answers.get(item.pk, Given()), outcomes[item.attempt_id], marks, regrades)
        | {"is_changed": is_changed(item, found.target.content)}
        for item in items
    ]


def is_changed(item: AttemptItem, content: Content) -> bool:
    """Whether the edition of today asks or explains it differently: then the old explanation may be out of date."""
    return bool(content.questions[str(item.version.question_key)]["hash"] != item.version.content_hash)
