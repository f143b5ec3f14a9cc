"""The data of courses, by subject; history refers to `Course`, never to a page."""

from courses.models.allowances import ExtraAttempt, MoreTime
from courses.models.attempts import AnswerEvent, Attempt, AttemptItem, PracticeAnswer
from courses.models.bank_imports import BankImport, BankImportRow
from courses.models.editions import Course, CourseEdition, EditionAsset, QuestionVersion
from courses.models.figures import StoredFigures
from courses.models.judging import Grade, Mark, Regrade
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
from courses.models.snippets import Category, Meldpunt, Question, QuestionTag, Source

__all__ = [
    "AnswerEvent",
    "Attempt",
    "AttemptItem",
    "BankImport",
    "BankImportRow",
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
    "ExtraAttempt",
    "Grade",
    "LessonPage",
    "Mark",
    "Meldpunt",
    "MoreTime",
    "PracticeAnswer",
    "Question",
    "QuestionTag",
    "QuestionVersion",
    "QuizPage",
    "Regrade",
    "ScreenPass",
    "Source",
    "StoredFigures",
]
