"""Everything that an editor may find at his desk: courses, editions, panels, figures and files, and where they are."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from cms.services.workflows import set_up_workflow
from courses.models import (
    AttemptItem,
    BankImport,
    Category,
    CourseDocument,
    CourseEdition,
    CourseImage,
    CoursePage,
    CourseVideo,
    LessonPage,
    Meldpunt,
    PanelMember,
    Question,
    QuizPage,
    Source,
)
from courses.services.closing import withdraw_edition
from courses.services.grading import submit_attempt
from courses.services.measuring import measure_quiz
from courses.services.panel_judging import give_verdict, write_comment
from courses.services.releasing import make_candidate
from tests.courses import banks, changes
from tests.factories import corrections, figures
from tests.factories.course_files import full_course
from tests.factories.courses import load_saar, make_editor, make_enrollment, read_all, release, save
from tests.factories.panels import change_course, make_panel
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz import samples

__all__ = ["EMAIL", "forms", "own_pages", "write_desk"]

EMAIL = "eindredacteur@example.nl"


def write_desk() -> User:
    """A full desk; gives the eindredacteur who sits at it."""
    load_saar()
    grant_rights()
    set_up_workflow()
    chief, now = make_editor(Role.CHIEF_EDITOR, Role.REGISTRAR, email=EMAIL), timezone.now()
    full_course()
    write_editions(chief, now)
    write_panel(chief, now)
    write_quizzes(chief, now)
    banks.preview(by=chief)
    return chief


def write_editions(chief: User, now: datetime) -> None:
    """Released, withdrawn, frozen, changed since, and another number."""
    make_enrollment(edition=release("major", by=chief, now=now))
    changes.other_words("Kijk om je heen.")
    withdraw_edition(edition=release("minor", by=chief, now=now), by=chief, reason="Een foto te veel.", now=now)
    changes.other_words("Kijk eens goed om je heen.")
    make_candidate(page=CoursePage.objects.get(slug="saar"), by=chief, now=now)
    changes.add_screen()
    changes.other_answer()
    Meldpunt.objects.filter(number="112").update(number="113")


def write_panel(chief: User, now: datetime) -> None:
    """Judged by one of its two members."""
    make_quiz_course([samples.single(), samples.true_false()])
    _review, people = make_panel(page=change_course(), by=chief, now=now)
    member, _token = people["Sam"]
    lesson = LessonPage.objects.child_of(CoursePage.objects.get(slug="proef")).get()
    write_comment(member=member, part="lesson", part_key=lesson.key, text="Mooi begin.", now=now)
    give_verdict(member=member, verdict="adjust", reason="Les 1 is te lang.", now=now)


def write_quizzes(chief: User, now: datetime) -> None:
    """One with figures and a correction, one with an answer to mark."""
    measured = make_quiz_course([corrections.choices(), corrections.choices(stem="En daarna?")], slug="gemeten")
    for letters in ("ab", "aa", "ba", "bb", "aa", "ac"):
        corrections.hand_in(measured, letters)
    measure_quiz(quiz_key=figures.quiz_key(measured), course=measured.course, selection="first", now=now)
    corrections.correct(corrections.first_version(measured), chief, now=now)
    edition = make_quiz_course([samples.open_text()], slug="open", pass_mark=75)
    enrollment = make_enrollment(edition=edition)
    attempt = start(edition, enrollment=enrollment)
    save(attempt, 1, {"text": ["Ik blijf erbij en bel 112."]})
    read_all(enrollment)
    submit_attempt(attempt=attempt, now=now - timedelta(hours=1))


def own_pages() -> dict[str, str]:
    """Our own pages in `/beheer/`: name → address."""
    return {**course_pages(), **panel_pages(), **quiz_pages(), **bank_pages()}


def course_pages() -> dict[str, str]:
    """About a course as a whole."""
    saar = CoursePage.objects.get(slug="saar")
    course, edition = f"cursussen/{saar.pk}", "edities/{0.key}".format
    editions = CourseEdition.objects.filter(course__slug="saar")
    (first, second), candidate = editions.released().order_by("pk"), editions.get(status="candidate")
    return {
        "release": f"{course}/uitgeven/",
        "editions": f"{course}/edities/",
        "compare": f"{course}/edities/vergelijken/?van={first.key}&naar={second.key}",
        "close": f"{course}/sluiten/",
        "withdraw": f"{edition(second)}/terugtrekken/",
        "release-candidate": f"{edition(candidate)}/uitgeven/",
        "discard": f"{edition(candidate)}/weggooien/",
        "preview": f"{course}/proef/",
        "duplicate": f"{course}/verdubbelen/",
        "numbers": "redactie/nummers/",
        "facts": "redactie/feiten/",
        "facts-sheet": "redactie/feiten/?print=1",
        "import": "redactie/cursus-invoeren/",
    }


def panel_pages() -> dict[str, str]:
    """About panels; the sheet for paper has no desk around it."""
    review = PanelMember.objects.all()[0].review
    return {
        "panel-new": f"cursussen/{CoursePage.objects.get(slug='saar').pk}/panel/",
        "panels": "redactie/panels/",
        "panel": f"redactie/panels/{review.key}/",
        "panel-sheet": f"redactie/panels/{review.key}/afdrukken/",
    }


def quiz_pages() -> dict[str, str]:
    """The menu *Toetsen*."""
    measured = QuizPage.objects.get(path__startswith=CoursePage.objects.get(slug="gemeten").path)
    asked = AttemptItem.objects.filter(attempt__enrollment__course__slug="gemeten").first()
    written = AttemptItem.objects.get(attempt__enrollment__course__slug="open")
    correction = f"toetsen/correcties/nieuw/{asked.version_id if asked else 0}/"
    return {
        "figures": "toetsen/cijfers/",
        "quiz-figures": f"toetsen/cijfers/{measured.key}/",
        "marking": "toetsen/nakijken/",
        "mark": f"toetsen/nakijken/{written.attempt.key}/1/",
        "corrections": "toetsen/correcties/",
        "correction-choose": "toetsen/correcties/nieuw/",
        "correction": correction,
        "correction-full": f"{correction}?mode=full",
        "extra-attempts": "toetsen/extra-pogingen/",
        "more-time": "toetsen/meer-tijd/",
    }


def bank_pages() -> dict[str, str]:
    """Questions in and out; what is used where."""
    question = Question.objects.filter(category__course_slug="gemeten")[0]
    return {
        "bank-imports": "toetsen/vragen-invoeren/",
        "bank-import": f"toetsen/vragen-invoeren/{BankImport.objects.get().key}/",
        "bank-export": "toetsen/vragen-uitvoeren/",
        "question-kinds": "snippets/courses/question/add/",
        "question-usage": f"snippets/courses/question/usage/{question.pk}/",
    }


def forms() -> dict[str, str]:
    """Wagtail's lists and forms with our models in them."""
    saar = CoursePage.objects.get(slug="saar")
    lesson = LessonPage.objects.child_of(saar).order_by("path")[0]
    pages = {"course": saar, "index": saar.get_parent(), "quiz": QuizPage.objects.child_of(saar).get(slug="alles")}
    found = {f"{name}-form": f"pages/{page.pk}/edit/" for name, page in (pages | {"lesson": lesson}).items()}
    found |= {"lesson-add": f"pages/add/courses/lessonpage/{saar.pk}/", "tree": f"pages/{saar.pk}/"}
    found |= {"history": f"pages/{saar.pk}/history/", "move": f"pages/{lesson.pk}/move/", "images": "images/"}
    found |= {"image-form": f"images/{CourseImage.objects.all()[0].pk}/", "image-add": "images/add/"}
    found |= {"document-form": f"documents/edit/{CourseDocument.objects.all()[0].pk}/", "documents": "documents/"}
    for model in (Question, Category, Source, Meldpunt, CourseVideo):
        name = str(model._meta.model_name)
        found[f"{name}-list"] = f"snippets/courses/{name}/"
        found[f"{name}-form"] = f"snippets/courses/{name}/edit/{model._default_manager.all()[0].pk}/"
    return found
