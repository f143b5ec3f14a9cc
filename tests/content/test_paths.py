"""Learning paths: loaded from the files, shown under the courses, and an editor's own when he changes one."""

from pathlib import Path as File

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import CoursePage, Path
from courses.services.loading import CONTENT
from courses.services.loading_paths import load_paths
from tests.conftest import NOW
from tests.content.written import SLUGS, written
from tests.courses.desk import signed_in
from tests.courses.pages import soup_of
from tests.factories.courses import load_once, make_editor

PATHS = CONTENT / "paden.toml"
WANTED = {
    "Nieuw als beheerder": ["beheerder", "saar", "normafwijkend-gedrag"],
    "Buurtpreventieteam": ["saar", "niet-pluis", "reanimatie"],
    "Verdieping": ["ondermijning"],
}


@pytest.fixture
def courses(db: None) -> None:
    for slug in SLUGS:
        load_once(slug)


def load(file: File = PATHS) -> list[str]:
    return load_paths(file=file, now=NOW)


def shown(client: Client) -> dict[str, list[str]]:
    """Title → addresses of the courses, as the page of all courses shows it."""
    cards = [card for card in soup_of(client.get("/cursussen/")).select(".card") if card.select(".path")]
    return {card.h3.get_text(): [link["href"] for link in card.select(".path a")] for card in cards}


def test_the_page_of_all_courses_shows_them_in_order(courses: None, client: Client) -> None:
    assert shown(client) == {}
    assert load() == []
    assert shown(client) == {title: [f"/cursussen/{slug}/" for slug in slugs] for title, slugs in WANTED.items()}


def test_a_course_that_is_not_there_yet_is_left_out_and_comes_later(db: None, client: Client) -> None:
    load_once("saar")
    load()
    assert shown(client) == {"Nieuw als beheerder": ["/cursussen/saar/"], "Buurtpreventieteam": ["/cursussen/saar/"]}
    load_once("beheerder")
    assert load() == []
    assert shown(client)["Nieuw als beheerder"] == ["/cursussen/beheerder/", "/cursussen/saar/"]


def test_what_an_editor_changed_or_deleted_stays_so(courses: None) -> None:
    load()
    Path.objects.filter(title="Verdieping").update(title="Voor wie meer wil")
    Path.objects.filter(title="Buurtpreventieteam").delete()
    assert load() == ["Buurtpreventieteam", "Voor wie meer wil"]
    assert set(Path.objects.values_list("title", flat=True)) == {"Nieuw als beheerder", "Voor wie meer wil"}


def test_who_writes_what_the_files_say_later_gets_their_next_words_too(courses: None, tmp_path: File) -> None:
    load()
    Path.objects.filter(title="Verdieping").update(title="Meer weten")
    file = tmp_path / "paden.toml"
    for title in ("Meer weten", "Nog meer weten"):
        file.write_text(PATHS.read_text(encoding="utf-8").replace('"Verdieping"', f'"{title}"'), encoding="utf-8")
        assert load(file) == []
        assert Path.objects.filter(title=title).exists()


def test_two_courses_change_places(courses: None) -> None:
    load()
    grant_rights()
    chief = make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")
    path = Path.objects.get(title="Buurtpreventieteam")
    first, second, third = path.steps.all()
    posted = {"title": path.title, "intro": path.intro, "position": path.position}
    posted |= {"steps-TOTAL_FORMS": 3, "steps-INITIAL_FORMS": 3}
    for place, (step, page) in enumerate([(first, second.page), (second, first.page), (third, third.page)]):
        posted |= {f"steps-{place}-id": step.pk, f"steps-{place}-page": page.pk, f"steps-{place}-ORDER": place}
    assert signed_in(chief).post(f"/beheer/snippets/courses/path/edit/{path.pk}/", posted).status_code == 302
    assert [step.page for step in path.steps.all()] == [second.page, first.page, third.page]


def test_more_paths_cost_no_more_queries(courses: None, client: Client) -> None:
    load()

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/cursussen/")
        return len(found)

    queries()
    before = queries()
    path = Path(title="Nog een", intro="Om te tellen.")
    path.steps = [path.steps.model(page=page) for page in CoursePage.objects.all()]
    path.save()
    assert queries() == before


def test_a_course_stands_once_in_a_path(courses: None) -> None:
    load()
    step = Path.objects.first().steps.first()
    with pytest.raises(IntegrityError, match=r"course_once_per_path|path_id"), transaction.atomic():
        type(step).objects.create(path=step.path, page=step.page)
    with pytest.raises(ValidationError):
        type(step)(path=step.path, page=step.page).full_clean()


def test_the_file_names_courses_that_are_there() -> None:
    assert {slug for slugs in WANTED.values() for slug in slugs} == {written(slug).course["slug"] for slug in SLUGS}
