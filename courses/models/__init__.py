"""The data of courses, by subject; history refers to `Course`, never to a page."""

from courses.models.attempts import AnswerEvent, Attempt, AttemptItem, Grade, PracticeAnswer
from courses.models.editions import Course, CourseEdition, EditionAsset, QuestionVersion
from courses.models.manuscript import (
    CourseDocument,
    CourseImage,
    CourseIndexPage,
    CoursePage,
    CourseRendition,
    LessonPage,
    QuizPage,
)
from courses.models.progress import Completion, Enrollment, EnrollmentEdition, ScreenPass
from courses.models.snippets import Category, Meldpunt, Question, Source

__all__ = [
    "AnswerEvent",
    "Attempt",
    "AttemptItem",
    "Category",
    "Completion",
    "Course",
    "CourseDocument",
    "CourseEdition",
    "CourseImage",
    "CourseIndexPage",
    "CoursePage",
    "CourseRendition",
    "EditionAsset",
    "Enrollment",
    "EnrollmentEdition",
    "Grade",
    "LessonPage",
    "Meldpunt",
    "PracticeAnswer",
    "Question",
    "QuestionVersion",
    "QuizPage",
    "ScreenPass",
    "Source",
]
