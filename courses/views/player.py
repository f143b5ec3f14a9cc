"""Reading a lesson: one screen, one thing."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.learners import LearnerRequest, TooManyGuests, begin_learner
from courses.forms import QuestionForm, read_answer_fields
from courses.models import Enrollment, PracticeAnswer, QuestionVersion
from courses.quiz import InvalidResponse
from courses.selectors import Standing, current_standing, screen_url, standing_in
from courses.services.attempting import parsed
from courses.services.enrolling import enroll, pass_screen, renew
from courses.services.practicing import arrangement_of, practice
from courses.services.reading import LessonContent, ScreenContent
from courses.services.rendering import screen_parts

__all__ = ["again", "lesson", "practice_answer", "screen"]


@dataclass(frozen=True)
class Place:
    """The screen somebody looks at."""

    standing: Standing
    lesson: LessonContent
    screen: ScreenContent

    @property
    def url(self) -> str:
        return screen_url(self.standing.course.slug, self.lesson, self.screen)

    @property
    def following(self) -> tuple[LessonContent, ScreenContent] | None:
        """The screen after this one, in this lesson or the next."""
        return self.neighbor(1)

    @property
    def previous(self) -> tuple[LessonContent, ScreenContent] | None:
        return self.neighbor(-1)

    def neighbor(self, step: int) -> tuple[LessonContent, ScreenContent] | None:
        places = list(self.standing.content.screen_places.values())
        index = next(i for i, (_, screen) in enumerate(places) if screen.key == self.screen.key) + step
        return places[index] if 0 <= index < len(places) else None


class MovedScreen(Http404):
    """The lesson is there, the screen is not: its title was corrected while the page was open."""


def find_place(request: LearnerRequest, slug: str, lesson_slug: str, screen_slug: str) -> Place:
    """The screen with this address in the edition of this learner.

    404 when there is no such lesson; MovedScreen when the lesson has no such screen.
    """
    standing = standing_in(slug, request.learner)
    lesson = standing.content.lesson(lesson_slug) if standing else None
    screen = lesson.screen(screen_slug) if lesson else None
    if standing is None or lesson is None:
        raise Http404
    if screen is None:
        raise MovedScreen
    return Place(standing, lesson, screen)


def begun(request: LearnerRequest, standing: Standing) -> Enrollment:
    """The enrollment of this request: a stranger becomes a guest here, in a POST. Raises TooManyGuests."""
    now = timezone.now()
    learner = begin_learner(request, now=now)
    if standing.enrollment is not None and standing.enrollment.closed_at is None:
        return standing.enrollment
    return enroll(learner=learner, course=standing.course, edition=standing.edition, now=now)


@require_POST
def again(request: LearnerRequest, slug: str) -> HttpResponse:
    """Takes a finished course again, with the edition of today."""
    current = current_standing(slug)
    if current is None or request.learner is None:
        raise Http404
    now = timezone.now()
    renew(learner=request.learner, course=current.course, edition=current.edition, now=now)
    return redirect("courses:resume", slug)


def lesson(request: LearnerRequest, slug: str, lesson_slug: str) -> HttpResponse:
    """Leads to the first screen of the lesson that was not passed, else to its first."""
    standing = standing_in(slug, request.learner)
    content = standing.content.lesson(lesson_slug) if standing else None
    if standing is None or content is None:
        raise Http404
    target = next((screen for screen in content.screens if screen.key not in standing.passed), content.screens[0])
    return redirect(screen_url(slug, content, target))


@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: LearnerRequest, slug: str, lesson_slug: str, screen_slug: str) -> HttpResponse:
    """A screen; POST is *Verder*."""
    try:
        place = find_place(request, slug, lesson_slug, screen_slug)
    except MovedScreen:
        return redirect("courses:lesson", slug, lesson_slug)
    if request.method == "POST":
        return pass_on(request, place)
    if place.standing.enrollment is None and place.previous is not None:
        # A link into the middle, from somebody else: begin at the beginning.
        return redirect("courses:course", slug)
    return render(request, "courses/screen.html", screen_context(request, place))


def pass_on(request: LearnerRequest, place: Place) -> HttpResponse:
    """Records the screen and leads to the next one, or to the end of the lesson."""
    try:
        enrollment = begun(request, place.standing)
    except TooManyGuests as error:
        return render(request, "429.html", {"message": error.message}, status=429)
    before = enrollment.edition_id
    pass_screen(enrollment=enrollment, screen_key=place.screen.key, now=timezone.now())
    following = place.following
    slug = place.standing.course.slug
    if enrollment.edition_id != before:  # a safety correction: the next lesson is that of the new edition
        return redirect(f"{reverse('courses:course', args=[slug])}?verbeterd=1")
    if following is None:
        return redirect(f"{reverse('courses:course', args=[slug])}?klaar={place.lesson.number}")
    url = screen_url(slug, *following)
    return redirect(f"{url}?klaar={place.lesson.number}" if following[0] is not place.lesson else url)


def screen_context(request: LearnerRequest, place: Place) -> dict[str, Any]:
    """What the screen template shows."""
    standing = place.standing
    parts = [dict(part) for part in screen_parts(place.screen, standing.content)]
    add_practice(request, place, parts)
    done = request.GET.get("klaar", "")
    finished = next((one for one in standing.content.lessons if str(one.number) == done), None)
    finished = finished if finished and standing.has_read(finished) else None
    previous = place.previous
    return {
        "standing": standing,
        "course": standing.content.course,
        "lesson": place.lesson,
        "screen": place.screen,
        "parts": parts,
        "houses": standing.houses(place.lesson, just=finished),
        "words": standing.words_in(place.lesson),
        "finished": finished,
        "is_first": previous is None,
        "is_last": place.following is None,
        "previous_url": screen_url(standing.course.slug, *previous) if previous else "",
    }


def add_practice(request: LearnerRequest, place: Place, parts: list[dict[str, Any]]) -> None:
    """Puts the form of every practice question, with the answer that stands, into its part."""
    wanted = [part for part in parts if part["practice"]]
    if not wanted:
        return
    hashes = [part["practice"]["hash"] for part in wanted]
    versions = {row.content_hash: row for row in QuestionVersion.objects.filter(content_hash__in=hashes)}
    answers = practice_answers(place)
    checked = request.GET.get("antwoord", "")
    for part in wanted:
        version = versions[part["practice"]["hash"]]
        answer = answers.get(part["key"])
        form = QuestionForm(
            parsed(version), arrangement_of(version), answer.response if answer else None, name=part["key"][:8]
        )
        part["form"] = form
        part["url"] = practice_url(place, part["key"])
        part["uuid"] = uuid4()
        part["checked"] = checked == part["key"] and form.is_answered
        part["nothing_chosen"] = checked == part["key"] and not form.is_answered


def practice_answers(place: Place) -> dict[str, PracticeAnswer]:
    """Block key → the newest answer, for this enrollment and screen."""
    if place.standing.enrollment is None:
        return {}
    blocks = {block["key"]: block["value"] for block in place.screen.blocks if block["type"] == "practice"}
    rows = PracticeAnswer.objects.filter(enrollment=place.standing.enrollment, block_key__in=blocks)
    newest = {str(row.block_key): row for row in rows.select_related("version").order_by("answered_at", "id")}
    # An answer to an older version of the question says nothing about this one.
    return {key: row for key, row in newest.items() if row.version.content_hash == blocks[key]["hash"]}


def practice_url(place: Place, block_key: str) -> str:
    args = [place.standing.course.slug, place.lesson.slug, place.screen.slug, block_key]
    return reverse("courses:practice", args=args)


@require_POST
def practice_answer(
    request: LearnerRequest, slug: str, lesson_slug: str, screen_slug: str, block_key: str
) -> HttpResponse:
    """Keeps an answer to a practice question and shows the explanation."""
    place = find_place(request, slug, lesson_slug, screen_slug)
    block = next((one for one in place.screen.blocks if one["key"] == block_key and one["type"] == "practice"), None)
    if block is None:
        raise Http404
    try:
        enrollment = begun(request, place.standing)
    except TooManyGuests as error:
        return render(request, "429.html", {"message": error.message}, status=429)
    fields = read_answer_fields(request.POST)
    try:
        answer = practice(
            enrollment=enrollment,
            block_key=block_key,
            version=QuestionVersion.objects.get(
                question_key=block["value"]["key"], content_hash=block["value"]["hash"]
            ),
            uuid=fields.uuid,
            standing=None if "restart" in fields.data else practice_answers(place).get(block_key),
            data=fields.data,
            now=timezone.now(),
        )
    except InvalidResponse:
        return redirect(f"{place.url}?antwoord={block_key}#oefening-{block_key}")
    # Moving a step up or down is not an answer yet, and neither is a story halfway.
    is_halfway = "move" in fields.data or "restart" in fields.data or (answer is not None and in_story(answer))
    query = "" if is_halfway else f"?antwoord={block_key}"
    return redirect(f"{place.url}{query}#oefening-{block_key}")


def in_story(answer: PracticeAnswer) -> bool:
    """Whether a scenario has a next step to choose in."""
    question = parsed(answer.version)
    return question.type == "scenario" and not question.is_complete(answer.response)
