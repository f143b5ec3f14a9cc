"""A refresher: a finished course again, of which only what changed since has to be read (DESIGN §7)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Learner
from courses.models import Completion, Course, CourseEdition, Enrollment, ScreenPass
from courses.services.enrolling import renew
from courses.services.reading import Content, edition_content

__all__ = ["NothingToRefresh", "last_completion", "refresh", "still_read", "unchanged_screens"]


class NothingToRefresh(Exception):
    """This person never finished the course, or the course has no quiz that counts: then he takes all of it."""


def last_completion(*, learner: Learner, course: Course, besides: Enrollment | None = None) -> Completion | None:
    """The newest completion of `learner` in `course`, of another enrollment than `besides`. One query."""
    done = Completion.objects.for_learner(learner).filter(enrollment__course=course)
    done = done.exclude(enrollment=besides) if besides else done
    return done.select_related("edition", "enrollment").defer("edition__source").first()


def unchanged_screens(old: Content, new: Content) -> frozenset[str]:
    """Keys of the screens of `new` that show exactly what they showed in `old`, their sources included."""
    was = {key: screen.hash for key, (_lesson, screen) in old.screen_places.items()}
    return frozenset(key for key, (_lesson, screen) in new.screen_places.items() if was.get(key) == screen.hash)


def still_read(before: Completion, new: Content) -> list[tuple[UUID, datetime]]:
    """What was read in the enrollment of `before` and is the same in `new`: keys, and when. One query."""
    kept = unchanged_screens(edition_content(before.edition), new)
    return list(before.enrollment.passes.filter(screen_key__in=kept).values_list("screen_key", "passed_at"))


@transaction.atomic
def refresh(*, learner: Learner, course: Course, edition: CourseEdition, now: datetime) -> Enrollment:
    """The open enrollment of a renewal, in which what was read then and did not change counts as read.

    The moments at which it was read go along. Who began again already keeps that enrollment and its edition. Quizzes
    are never taken over: they have to be passed again. Safe to repeat. Raises NothingToRefresh.
    """
    enrollment = renew(learner=learner, course=course, edition=edition, now=now)
    before = last_completion(learner=learner, course=course, besides=enrollment)
    content = edition_content(enrollment.edition)
    if before is None or not content.counting_quizzes:
        raise NothingToRefresh
    passes = [
        ScreenPass(enrollment=enrollment, screen_key=key, passed_at=at) for key, at in still_read(before, content)
    ]
    ScreenPass.objects.bulk_create(passes, ignore_conflicts=True)
    return enrollment
