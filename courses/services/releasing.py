"""Releasing an edition (DESIGN §4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import Role
from courses.models import (
    Course,
    CourseEdition,
    CoursePage,
    EditionAsset,
    Enrollment,
    EnrollmentEdition,
    QuestionVersion,
)
from courses.quiz import answer_key
from courses.services.freezing import freeze_course
from courses.services.frozen import Asset, Frozen

__all__ = ["ReleaseRefused", "minor_refusals", "release_edition", "summarize"]


KINDS = {CourseEdition.Kind.MINOR, CourseEdition.Kind.MAJOR}
"""What can be released now. A *veiligheidscorrectie* moves people at a lesson boundary and follows with that."""


class ReleaseRefused(Exception):
    """The edition was not made; the message is a Dutch sentence for the editor."""


@transaction.atomic
def release_edition(
    *, page: CoursePage, kind: str, by: User | None, reason: str = "", now: datetime | None = None
) -> CourseEdition:
    """Makes an immutable edition of the live manuscript.

    `by` is None for a command. Raises ReleaseRefused when nothing changed, when `by` may not release, or when a
    *kleine verbetering* changes more than words; CannotFreeze when the manuscript is not complete.
    """
    now = now or timezone.now()
    if by is not None and not by.has_role(Role.CHIEF_EDITOR, Role.ADMIN):
        raise ReleaseRefused("Alleen een eindredacteur geeft een editie uit.")
    if kind not in KINDS:
        raise ReleaseRefused("Kies een kleine verbetering of een nieuwe editie.")
    frozen = freeze_course(page)
    course = lasting_course(page)
    newest = course.editions.exclude(status=CourseEdition.Status.CANDIDATE).newest_first().first()
    refuse_what_may_not(newest, frozen, kind)
    edition = CourseEdition.objects.create(
        course=course,
        kind=kind,
        reason=reason,
        source=frozen.source,
        content_hash=frozen.content_hash,
        released_by=by,
        released_at=now,
        **next_number(newest, kind),
    )
    edition.questions.set(keep_questions(frozen))
    edition.assets.set([keep_asset(asset) for asset in frozen.assets.values()])
    Course.objects.filter(pk=course.pk).update(current=edition)
    moved = follow(newest, edition, now) if newest and kind != CourseEdition.Kind.MAJOR else 0
    audit.record(actor=by, verb="edition.released", target=edition, at=now, kind=kind, moved=moved)
    return edition


def lasting_course(page: CoursePage) -> Course:
    """The row that outlives the page; it is made at the first release."""
    if Course.objects.filter(slug=page.slug).exclude(key=page.key).exists():
        raise ReleaseRefused("Dit webadres is van een andere cursus. Kies een ander webadres voor deze cursus.")
    Course.objects.get_or_create(key=page.key, defaults={"slug": page.slug})
    # The lock puts two releases of one course in line: the second sees what the first one made.
    course = Course.objects.select_for_update().get(key=page.key)
    if course.slug != page.slug:
        course.slug = page.slug
        course.save(update_fields=["slug"])
    return course


def refuse_what_may_not(newest: CourseEdition | None, frozen: Frozen, kind: str) -> None:
    """Raises ReleaseRefused when there is nothing new, or more than this kind allows."""
    if newest is None:
        return
    if newest.content_hash == frozen.content_hash and newest.status == CourseEdition.Status.RELEASED:
        raise ReleaseRefused("Er is niets veranderd sinds de vorige editie.")
    if kind == CourseEdition.Kind.MINOR and (reasons := minor_refusals(newest, frozen)):
        raise ReleaseRefused(" ".join(reasons))


def next_number(newest: CourseEdition | None, kind: str) -> dict[str, int]:
    """1.0 to begin with; a new edition raises the first figure, the other kinds the second."""
    if newest is None or newest.major is None or newest.minor is None:
        return {"major": 1, "minor": 0}
    if kind == CourseEdition.Kind.MAJOR:
        return {"major": newest.major + 1, "minor": 0}
    return {"major": newest.major, "minor": newest.minor + 1}


def minor_refusals(newest: CourseEdition, frozen: Frozen) -> list[str]:
    """Why the change is more than a *kleine verbetering*: Dutch sentences, empty when it is not."""
    old, new = newest.source, frozen.source
    refusals: list[str] = []
    if skeleton(old) != skeleton(new):
        refusals.append("Er zijn lessen, schermen of toetsen bij gekomen, verdwenen of verplaatst.")
    if rules(old) != rules(new):
        refusals.append("De regels van de toets zijn veranderd.")
    if answer_keys(newest) != {key: answer_key(content) for key, content in frozen.questions.items()}:
        refusals.append("Er zijn vragen bij gekomen of weg, of er is een ander antwoord goed.")
    return refusals


def answer_keys(edition: CourseEdition) -> dict[str, object]:
    """Question key → what decides its mark, in `edition`."""
    return {str(version.question_key): answer_key(version.content) for version in edition.questions.all()}


def skeleton(source: Mapping[str, Any]) -> list[Any]:
    """The keys of lessons, screens and quizzes, in order."""
    lessons = [[lesson["key"], [screen["key"] for screen in lesson["screens"]]] for lesson in source["lessons"]]
    return [lessons, [[quiz["key"], quiz["slots"], quiz["bank"]] for quiz in source["quizzes"]]]


def rules(source: Mapping[str, Any]) -> list[Any]:
    """What decides whether somebody finishes: policies, which quizzes count, reading, how long it holds."""
    quizzes = [[quiz["key"], quiz["policy"], quiz["counts"]] for quiz in source["quizzes"]]
    return [quizzes, source["course"]["all_lessons_required"], source["course"]["valid_months"]]


def hashes(source: Mapping[str, Any]) -> dict[str, str]:
    """Question key → hash of its text and answer key."""
    return {key: question["hash"] for key, question in source["questions"].items()}


def keep_questions(frozen: Frozen) -> list[QuestionVersion]:
    """The versions of all questions in use; the same content never makes a second one."""
    references = frozen.source["questions"]
    return [
        QuestionVersion.objects.get_or_create(
            question_key=key,
            content_hash=references[key]["hash"],
            defaults={"type": content["type"], "content": content},
        )[0]
        for key, content in frozen.questions.items()
    ]


def keep_asset(asset: Asset) -> EditionAsset:
    """Stores a file once under its hash; never overwritten, never deleted."""
    if not default_storage.exists(asset.name):
        default_storage.save(asset.name, ContentFile(asset.content))
    kept, _ = EditionAsset.objects.get_or_create(
        sha256=asset.sha256, defaults={"file": asset.name, "media_type": asset.media_type}
    )
    return kept


def follow(newest: CourseEdition, edition: CourseEdition, now: datetime) -> int:
    """Moves everybody half-way on `newest` to `edition`, one row per move; gives how many."""
    halfway = list(
        Enrollment.objects.open().filter(edition=newest, completion__isnull=True).values_list("pk", flat=True)
    )
    EnrollmentEdition.objects.bulk_create(
        [EnrollmentEdition(enrollment_id=pk, edition=edition, at=now, reason=edition.kind) for pk in halfway]
    )
    Enrollment.objects.filter(pk__in=halfway).update(edition=edition)
    return len(halfway)


def summarize(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What changed between two editions: one Dutch sentence per lesson, screen, question or rule."""
    before, after = screens_by_key(old), screens_by_key(new)
    lines = [f"Nieuw scherm: ‘{after[key]['title']}’." for key in after if key not in before]
    lines += [f"Weg: scherm ‘{before[key]['title']}’." for key in before if key not in after]
    lines += [
        f"Gewijzigd scherm: ‘{after[key]['title']}’." for key in after if key in before and before[key] != after[key]
    ]
    old_hashes, new_hashes = hashes(old), hashes(new)
    changed = sum(old_hashes[key] != new_hashes[key] for key in old_hashes.keys() & new_hashes.keys())
    counts = {
        "gewijzigd": changed,
        "nieuw": len(new_hashes.keys() - old_hashes.keys()),
        "weg": len(old_hashes.keys() - new_hashes.keys()),
    }
    lines += [f"Vragen {word}: {count}." for word, count in counts.items() if count]
    lines += [f"Gewijzigde les: ‘{title}’." for title in changed_heads(old["lessons"], new["lessons"], LESSON_HEAD)]
    lines += [f"Gewijzigde toets: ‘{title}’." for title in changed_heads(old["quizzes"], new["quizzes"], QUIZ_HEAD)]
    changes = {
        "De volgorde of de indeling is veranderd.": skeleton(old) != skeleton(new),
        "De regels van de toets zijn veranderd.": rules(old) != rules(new),
        "De gegevens van de cursus zijn veranderd.": old["course"] != new["course"],
        "De bronnen zijn veranderd.": old["sources"] != new["sources"],
    }
    return lines + [line for line, is_so in changes.items() if is_so]


LESSON_HEAD = ("title", "slug", "message")
QUIZ_HEAD = ("title", "slug", "intro")


def changed_heads(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> list[str]:
    """Titles of the lessons (or quizzes) that stood there before and whose `names` say something else now."""
    before = {part["key"]: [part[name] for name in names] for part in old}
    return [
        part["title"]
        for part in new
        if before.get(part["key"], [part[name] for name in names]) != [part[name] for name in names]
    ]


def screens_by_key(source: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Screen key → screen."""
    return {screen["key"]: screen for lesson in source["lessons"] for screen in lesson["screens"]}
