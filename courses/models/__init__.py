"""The data of courses, by subject; history refers to `Course`, never to a page."""

from courses.models.allowances import ExtraAttempt, MoreTime
from courses.models.attempts import AnswerEvent, Attempt, AttemptItem, PracticeAnswer
from courses.models.bank_imports import BankImport, BankImportRow
from courses.models.editions import Course, CourseEdition, EditionAsset, QuestionVersion
from courses.models.figures import StoredFigures
from courses.models.judging import Grade, Mark, Regrade
from courses.models.loaded import LoadedPart
from courses.models.manuscript import (
    CourseDocument,
    CourseImage,
    CourseIndexPage,
    CoursePage,
    CourseRendition,
    LessonPage,
    QuizPage,
)
from courses.models.paths import Path, PathStep
from courses.models.planning import PlannedRelease
from courses.models.progress import Completion, Enrollment, EnrollmentEdition, Purpose, ScreenPass
from courses.models.remarks import Remark
from courses.models.snippets import Category, Meldpunt, Question, QuestionTag, Source
from courses.models.trials import PanelComment, PanelMember, PanelReview, Trial
from courses.models.videos import CourseVideo

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
    "CourseVideo",
    "EditionAsset",
    "Enrollment",
    "EnrollmentEdition",
    "ExtraAttempt",
    "Grade",
    "LessonPage",
    "LoadedPart",
    "Mark",
    "Meldpunt",
    "MoreTime",
    "PanelComment",
    "PanelMember",
    "PanelReview",
    "Path",
    "PathStep",
    "PlannedRelease",
    "PracticeAnswer",
    "Purpose",
    "Question",
    "QuestionTag",
    "QuestionVersion",
    "QuizPage",
    "Regrade",
    "Remark",
    "ScreenPass",
    "Source",
    "StoredFigures",
    "Trial",
]
