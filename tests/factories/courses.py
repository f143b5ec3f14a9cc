"""The SAAR course, people who take it, and answers to its questions: plain functions for tests."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group as RoleGroup
from wagtail.models import Locale, Page, Site

from accounts.models import Learner, User
from accounts.roles import Role
from cms.models import HomePage
from courses.models import (
    Attempt,
    AttemptItem,
    Category,
    CourseEdition,
    CourseIndexPage,
    CoursePage,
    Enrollment,
    Question,
    QuestionVersion,
    QuizPage,
)
from courses.quiz import Scenario
from courses.selectors import Standing, standing_of
from courses.services.attempting import SavedAnswer, parsed, save_answer
from courses.services.enrolling import enroll, pass_screen
from courses.services.grading import Submitted, submit_attempt
from courses.services.loading import CONTENT, Loaded, load_course
from courses.services.reading import Content, QuizContent, edition_content
from courses.services.releasing import release_edition
from courses.services.starting import start_attempt
from tests.conftest import NOW
from tests.factories.recorded import recorded

Data = dict[str, list[str]]


def course_index() -> CourseIndexPage:
    """The shelf of the migration; made again when a test with threads emptied the database."""
    index = CourseIndexPage.objects.first()
    if index is None:
        Locale.objects.get_or_create(language_code="nl")
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
        home = root.add_child(instance=HomePage(title="WABP Academie", slug="home"))
        index = home.add_child(instance=CourseIndexPage(title="Cursussen", slug="cursussen"))
        Site.objects.get_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    return index


def load_saar(now: datetime = NOW) -> Loaded:
    """The SAAR course from its files, released."""
    return load_once("saar", now=now)


def load_once(slug: str, now: datetime = NOW) -> Loaded:
    """A course from its files, released; the second time from what the first time wrote."""
    index = course_index()

    def load() -> tuple[int, int, bool, tuple[str, ...]]:
        loaded = load_course(folder=CONTENT / slug, index=index, now=now)
        return loaded.page.pk, loaded.edition.pk, loaded.released, loaded.edited

    page, edition, released, edited = recorded(f"{slug} at {now}", load)
    return Loaded(CoursePage.objects.get(pk=page), CourseEdition.objects.get(pk=edition), released, edited)


def saar_page() -> CoursePage:
    return CoursePage.objects.get(slug="saar")


def saar_edition() -> CourseEdition:
    """The newest edition."""
    return CourseEdition.objects.filter(course__slug="saar").current().first()


def release(kind: str, *, by: User | None = None, now: datetime = NOW, notes: str = "") -> CourseEdition:
    return release_edition(page=saar_page(), kind=kind, by=by, now=now, notes=notes)


def edit_question(question: Question, **fields: Any) -> Question:
    """Changes fields of the one block, saves a draft and publishes it, as the editor's button does."""
    body = question.body.get_prep_value()
    body[0]["value"] |= fields
    question.body = type(question)._meta.get_field("body").stream_block.to_python(body)
    question.save_revision().publish()
    return Question.objects.get(pk=question.pk)


def draws(**counts: int) -> Any:
    """What a quiz asks: so many from each category of SAAR."""
    slots = [
        {"type": "draw", "id": str(uuid4()), "value": {"count": count, "category": category.pk}}
        for slug, count in counts.items()
        for category in [Category.objects.get(course_slug="saar", slug=slug)]
    ]
    return QuizPage._meta.get_field("slots").stream_block.to_python(slots)


def edit_quiz(**fields: Any) -> QuizPage:
    """Changes the quiz page and publishes it."""
    page = QuizPage.objects.get()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return QuizPage.objects.get()


def make_learner(*, email: str = "", **fields: Any) -> Learner:
    """A guest, or with `email` the learner of an account."""
    user = User.objects.create_user(email, "Đorđe O’Brien", verified_at=NOW) if email else None
    return Learner.objects.create(user=user, **fields)


def make_editor(*roles: Role, email: str) -> User:
    """Staff with roles, and the second factor that `/beheer/` asks for."""
    from allauth.mfa.models import Authenticator

    user = User.objects.create_user(email, "Iris de Vries", verified_at=NOW)
    user.groups.set(RoleGroup.objects.get(name=role) for role in roles)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return User.objects.get(pk=user.pk)


def make_enrollment(learner: Learner | None = None, edition: CourseEdition | None = None) -> Enrollment:
    edition = edition or saar_edition()
    return enroll(learner=learner or make_learner(), course=edition.course, edition=edition, now=NOW)


def content_of(enrollment: Enrollment) -> Content:
    return edition_content(enrollment.edition)


def quiz_of(enrollment: Enrollment) -> QuizContent:
    return content_of(enrollment).quizzes[0]


def standing(enrollment: Enrollment) -> Standing:
    enrollment = Enrollment.objects.select_related("course", "edition", "completion").get(pk=enrollment.pk)
    return standing_of(enrollment, enrollment.passes.all())


def make_attempt(enrollment: Enrollment | None = None, *, seed: int = 1, now: datetime = NOW) -> Attempt:
    enrollment = enrollment or make_enrollment()
    return start_attempt(enrollment=enrollment, quiz=quiz_of(enrollment), now=now, rng=random.Random(seed))


def read_all(enrollment: Enrollment, now: datetime = NOW) -> None:
    for key in sorted(content_of(enrollment).screen_keys):
        pass_screen(enrollment=enrollment, screen_key=key, now=now)


def item_of_type(attempt: Attempt, kind: str) -> AttemptItem:
    """The question of this type; an attempt at SAAR does not always hold every type."""
    return attempt.items.select_related("version").filter(version__type=kind).first()


def attempt_with(kind: str, enrollment: Enrollment | None = None) -> tuple[Attempt, AttemptItem]:
    """An open attempt that asks a question of this type: the first seed that draws one."""
    from django.db import transaction

    enrollment = enrollment or make_enrollment()
    for seed in range(100):
        with transaction.atomic():
            attempt = make_attempt(enrollment, seed=seed)
            item = item_of_type(attempt, kind)
            if item is not None:
                return attempt, item
            transaction.set_rollback(True)
    raise AssertionError(f"no seed draws {kind}")


def save(attempt: Attempt, position: int, data: Mapping[str, Sequence[str]], **fields: Any) -> SavedAnswer:
    """Saves one answer; `uuid`, `sequence` and `now` when they matter."""
    values = {"uuid": uuid4(), "sequence": 99, "now": NOW, **fields}
    return save_answer(attempts=Attempt.objects.filter(pk=attempt.pk), position=position, data=data, **values)


def right_data(version: QuestionVersion) -> list[Data]:
    """The form fields of the right answer: one set, and for a scenario one per step."""
    content = version.content
    if version.type == "single_choice":
        return [{"choice": [option["id"] for option in content["options"] if option["correct"]]}]
    if version.type == "multiple_response":
        return [{"choices": [option["id"] for option in content["options"] if option["correct"]]}]
    if version.type == "true_false":
        return [{"value": [str(content["correct"]).lower()]}]
    if version.type == "ordering":
        return [{"order": [item["id"] for item in content["items"]]}]
    if version.type == "matching":
        return [{f"pair-{stem['id']}": [stem["match"]] for stem in content["stems"]}]
    return [{"choice": [choice]} for choice in max(paths(version), key=lambda path: worth(version, path))]


def wrong_data(version: QuestionVersion) -> list[Data]:
    """The form fields of a complete answer that is worth less than all points."""
    content = version.content
    if version.type == "single_choice":
        return [{"choice": [next(option["id"] for option in content["options"] if not option["correct"])]}]
    if version.type == "multiple_response":
        return [{"choices": [next(option["id"] for option in content["options"] if not option["correct"])]}]
    if version.type == "true_false":
        return [{"value": [str(not content["correct"]).lower()]}]
    if version.type == "ordering":
        return [{"order": [item["id"] for item in reversed(content["items"])]}]
    if version.type == "matching":
        choices = [choice["id"] for choice in content["choices"]]
        return [
            {f"pair-{s['id']}": [next(choice for choice in choices if choice != s["match"])] for s in content["stems"]}
        ]
    return [{"choice": [choice]} for choice in min(paths(version), key=lambda path: worth(version, path))]


def paths(version: QuestionVersion, walked: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every way through a scenario to an end."""
    question = parsed(version)
    assert isinstance(question, Scenario)
    node = question.current({"path": list(walked)} if walked else None)
    if node is None:
        yield walked
        return
    for choice in node.choices:
        yield from paths(version, (*walked, choice.id))


def worth(version: QuestionVersion, path: Sequence[str]) -> Any:
    return parsed(version).grade({"path": list(path)}).fraction


def answer_all(attempt: Attempt, *, wrong: int = 0, now: datetime = NOW) -> None:
    """Answers every question, the first `wrong` of them wrong."""
    for item in attempt.items.select_related("version"):
        steps = wrong_data(item.version) if item.position <= wrong else right_data(item.version)
        for data in steps:
            save(attempt, item.position, data, now=now)


def take_quiz(enrollment: Enrollment, *, wrong: int = 0, now: datetime = NOW) -> Submitted:
    """One whole attempt, handed in."""
    attempt = make_attempt(enrollment, now=now)
    answer_all(attempt, wrong=wrong, now=now)
    return submit_attempt(attempt=attempt, now=now)


def finish_course(learner: Learner | None = None) -> Enrollment:
    """Somebody who read everything and passed."""
    enrollment = make_enrollment(learner)
    read_all(enrollment)
    take_quiz(enrollment)
    return Enrollment.objects.get(pk=enrollment.pk)


def edit_lesson(lesson: Any, change: Any) -> Any:
    """Hands the stored screens of a lesson to `change`, which may alter them, and publishes."""
    screens = lesson.screens.get_prep_value()
    change(screens)
    lesson.screens = type(lesson)._meta.get_field("screens").stream_block.to_python(screens)
    lesson.save_revision().publish()
    return type(lesson).objects.get(pk=lesson.pk)


def make_image(color: str = "red", title: str = "Straat") -> Any:
    """A photo of one color."""
    from io import BytesIO

    from django.core.files.images import ImageFile
    from PIL import Image

    from courses.models import CourseImage

    file = BytesIO()
    Image.new("RGB", (40, 30), color).save(file, "PNG")
    file.seek(0)
    return CourseImage.objects.create(title=title, file=ImageFile(file, name="straat.png"))


def image_block(image: Any) -> dict[str, Any]:
    """A block with a photo, as the editor stores it."""
    value = {"image": image.pk, "alt": "Een straat", "caption": "", "facts": []}
    return {"type": "image", "id": str(uuid4()), "value": value}


def practice_screens() -> list[tuple[str, dict[str, Any]]]:
    """The address of every screen with a practice question, and the block."""
    content = edition_content(saar_edition())
    return [
        (f"/leren/saar/{lesson.slug}/{screen.slug}/", block)
        for lesson in content.lessons
        for screen in lesson.screens
        for block in screen.blocks
        if block["type"] == "practice"
    ]


def version_of(block: dict[str, Any]) -> QuestionVersion:
    """The question of a practice block."""
    return QuestionVersion.objects.get(question_key=block["value"]["key"], content_hash=block["value"]["hash"])
