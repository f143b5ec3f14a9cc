"""What the page for checking without network hands out: it is complete, small, and about nobody."""

import gzip
import io
import json
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from PIL import Image

from certificates import offline
from certificates.models import SigningKey, StatusList
from certificates.signing.cose import public_jwk, read_public_key
from certificates.signing.keys import PrivateKey, Purpose, new_key, public_pem
from courses.models import Course
from tests.factories.certificates import make_certificate, make_course, make_user

PAGE, FACTS, WORKER = "/controle/offline/", "/controle/offline/sleutels.json", "/controle/sw.js"
MANIFEST = "/controle/offline/manifest.webmanifest"


def keep_key(*, is_retired: bool = False, kid: str = "") -> PrivateKey:
    key = new_key(Purpose.QR)
    retired = timezone.now() if is_retired else None
    SigningKey.objects.create(purpose="qr", kid=kid or key.kid, public=public_pem(key), retired_at=retired)
    return key


def jwk(key: PrivateKey) -> dict[str, str]:
    return public_jwk(read_public_key(public_pem(key)))


def known_to_worker(client: Client) -> dict[str, Any]:
    """What stands before the script: the page, its files and a version."""
    first = client.get(WORKER).content.decode().splitlines()[0]
    found: dict[str, Any] = json.loads(first.removeprefix("const KNOWN = ").removesuffix(";"))
    return found


# --- keys, lists, titles ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_keys_of_before_are_handed_out_too(client: Client) -> None:
    old, new = keep_key(is_retired=True, kid="0a"), keep_key(kid="0b")
    SigningKey.objects.create(purpose="seal", kid="ab" * 8, public="zegel")
    assert client.get(FACTS).json()["keys"] == {"0a": jwk(old), "0b": jwk(new)}


@pytest.mark.django_db
def test_lists_and_titles_of_all_courses_go_along(client: Client) -> None:
    for number in (2, 1):
        StatusList.objects.create(number=number, credential="{}", bits_sha256="", signed_at=timezone.now())
    edition = make_course("saar", title="SAAR: wat doe je?")
    Course.objects.filter(pk=edition.course_id).update(current=edition, archived_at=timezone.now())
    found = client.get(FACTS).json()
    assert found["lists"] == [1, 2]
    assert found["titles"] == {"saar": "SAAR: wat doe je?"}


@pytest.mark.django_db
def test_nothing_in_it_is_about_a_person(client: Client) -> None:
    certificate = make_certificate(holder_name="Đorđe van den Berg")
    text = client.get(FACTS).content.decode()
    assert certificate.number not in text
    assert "Berg" not in text
    assert certificate.group_name not in text


@pytest.mark.django_db
def test_it_is_asked_again_each_time_and_may_be_kept(client: Client) -> None:
    client.force_login(make_user())
    for address in (FACTS, MANIFEST, WORKER):
        response = client.get(address)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-cache")
        assert "sessionid" not in response.cookies


@pytest.mark.django_db
def test_it_costs_a_fixed_number_of_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(1, 4):
        edition = make_course(f"cursus-{number}", title=f"Cursus {number}")
        Course.objects.filter(pk=edition.course_id).update(current=edition)
    client.get(FACTS)
    with django_assert_max_num_queries(3):
        client.get(FACTS)


# --- the page and its worker -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_is_private_and_says_where_to_go_without_script(client: Client) -> None:
    response = client.get(PAGE)
    text = response.content.decode()
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Deze pagina heeft JavaScript nodig" in text
    assert 'href="/controle/"' in text
    assert "csrfmiddlewaretoken" not in text


@pytest.mark.django_db
def test_every_file_of_the_page_is_known_to_the_worker(client: Client) -> None:
    known = known_to_worker(client)
    asked = set(re.findall(r'="(/static/[^"]+)"', client.get(PAGE).content.decode()))
    styles = {
        each for path in offline.SHELL if path.endswith(".css") for each in re.findall(r"fonts/[^\"]+", text(path))
    }
    assert asked | {f"/static/{each}" for each in styles} <= set(known["files"])
    assert known["page"] == PAGE


def text(path: str) -> str:
    return offline.source_of(path).decode()


@pytest.mark.django_db
def test_the_worker_may_answer_for_the_codes_on_paper(client: Client) -> None:
    response = client.get(WORKER)
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert response.headers["Content-Type"] == "text/javascript"
    assert response.content.decode().endswith(text(offline.WORKER))


def test_another_file_makes_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = offline.shell_version()
    changed = offline.SHELL[-1]
    real = offline.source_of
    monkeypatch.setattr(offline, "source_of", lambda path: real(path) + (b"!" if path == changed else b""))
    assert offline.shell_version() != before


def test_other_words_on_the_page_make_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = offline.shell_version()
    monkeypatch.setattr(offline, "render_to_string", lambda template: "Andere woorden")
    assert offline.shell_version() != before


def test_a_file_that_is_not_there_is_said() -> None:
    with pytest.raises(FileNotFoundError):
        offline.source_of("js/is-er-niet.js")


@pytest.mark.django_db
@pytest.mark.parametrize("address", [PAGE, FACTS, WORKER, MANIFEST])
def test_only_reading(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_a_phone_can_install_it(client: Client) -> None:
    response = client.get(MANIFEST)
    found = response.json()
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert (found["start_url"], found["display"], found["lang"]) == (PAGE, "standalone", "nl")
    assert found["start_url"].startswith(found["scope"])
    for icon in found["icons"]:
        picture = Image.open(io.BytesIO(offline.source_of(icon["src"].removeprefix("/static/"))))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_the_script_that_verifies_stays_small_and_tame() -> None:
    source = offline.source_of("js/verify.js")
    assert len(gzip.compress(source, mtime=0)) <= 3_000
    assert not re.search(rb"\b(eval|Function|innerHTML|import)\b", source.replace(b"importKey", b""))


def test_every_script_of_it_is_found() -> None:
    assert all(finders.find(path) for path in (offline.WORKER, *offline.SHELL, "js/check-signed.js"))
