"""A candidate as a panel goes through it: lessons and questions in the order of the course, with what was said."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from courses.models import (
    Attempt,
    CourseEdition,
    PanelComment,
    PanelMember,
    PanelReview,
    PracticeAnswer,
    QuestionVersion,
    ScreenPass,
)
from courses.services.attempting import parsed
from courses.services.reading import Content, LessonContent, QuizContent, edition_content

__all__ = ["Section", "findings", "members_of", "question_order", "sections_of", "stems_of", "version_of"]


@dataclass(frozen=True)
class Section:
    """A lesson with its questions, or (without a lesson) the questions that belong to none."""

    lesson: LessonContent | None
    questions: tuple[str, ...]


def sections_of(content: Content) -> list[Section]:
    """The lessons in order with the keys of their questions, practice first; each question once."""
    seen: set[str] = set()
    sections = []
    for lesson in content.lessons:
        keys = [key for key in lesson_questions(content, lesson) if key not in seen]
        seen.update(keys)
        sections.append(Section(lesson, tuple(dict.fromkeys(keys))))
    rest = tuple(dict.fromkeys(key for key in quiz_questions(content) if key not in seen))
    return [*sections, Section(None, rest)] if rest else sections


def lesson_questions(content: Content, lesson: LessonContent) -> Iterator[str]:
    """The practice questions on the screens of a lesson, then those of the quiz that it explains."""
    for screen in lesson.screens:
        yield from (block["value"]["key"] for block in screen.blocks if block["type"] == "practice")
    for screen in lesson.screens:
        yield from (key for key, row in content.questions.items() if row.get("screen") == screen.key)


def quiz_questions(content: Content) -> Iterator[str]:
    """What the quizzes ask, in order; then whatever else the edition holds."""
    for quiz in content.quizzes:
        for slot in quiz.slots:
            yield from slot_questions(slot, quiz)
    yield from content.questions


def slot_questions(slot: Mapping[str, Any], quiz: QuizContent) -> Iterable[str]:
    return [slot["question"]] if slot["kind"] == "fixed" else quiz.bank.get(slot["category"], ())


def question_order(content: Content) -> list[str]:
    """The keys of all questions, in the order in which a panel reads them."""
    return [key for section in sections_of(content) for key in section.questions]


def version_of(edition: CourseEdition, key: str) -> QuestionVersion:
    """The frozen question with this key in `edition`."""
    content = edition_content(edition)
    return QuestionVersion.objects.get(question_key=key, content_hash=content.questions[key]["hash"])


def stems_of(edition: CourseEdition, keys: Iterable[str]) -> dict[str, str]:
    """Question key → what is asked: one query."""
    rows = edition.questions.filter(question_key__in=list(keys))
    return {str(row.question_key): parsed(row).stem for row in rows}


def members_of(review: PanelReview) -> list[PanelMember]:
    """The members with `has_written` and `has_begun`: one query."""
    mine = {"enrollment__trial__member": OuterRef("pk")}
    looked = [Exists(rows.objects.filter(**mine)) for rows in (ScreenPass, Attempt, PracticeAnswer)]
    members = review.members.select_related("trial").annotate(
        has_written=Exists(PanelComment.objects.filter(member=OuterRef("pk"))),
        has_begun=looked[0] | looked[1] | looked[2],
    )
    return list(members)


def findings(review: PanelReview) -> list[dict[str, Any]]:
    """Everything that was said, by lesson and question in the order of the course: two queries.

    A lesson is always there, a question only when somebody said something of it; `silent` counts the others.
    """
    comments: dict[tuple[str, str], list[PanelComment]] = {}
    for comment in PanelComment.objects.filter(member__review=review).select_related("member"):
        comments.setdefault((comment.part, str(comment.part_key)), []).append(comment)
    stems = stems_of(review.edition, (key for part, key in comments if part == PanelComment.Part.QUESTION))
    return [found_in(section, comments, stems) for section in sections_of(edition_content(review.edition))]


def found_in(
    section: Section, comments: Mapping[tuple[str, str], list[PanelComment]], stems: Mapping[str, str]
) -> dict[str, Any]:
    """What was said of one lesson and its questions."""
    lesson = comments.get((PanelComment.Part.LESSON, section.lesson.key), []) if section.lesson else []
    questions = [
        {"key": key, "stem": stems.get(key, ""), "comments": comments[PanelComment.Part.QUESTION, key]}
        for key in section.questions
        if (PanelComment.Part.QUESTION, key) in comments
    ]
    asked = sum(len(question["comments"]) for question in questions)
    return {
        "lesson": section.lesson,
        "comments": lesson,
        "questions": questions,
        "id": f"les-{section.lesson.number}" if section.lesson else "toets",
        "silent": len(section.questions) - len(questions),
        "asked": asked,
        "count": len(lesson) + asked,
    }
