"""Pictures and films in a lesson: described, kept with their words, and refused when they are not there."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage

from courses.blocks.examples import EXAMPLES
from courses.models import CourseVideo, EditionAsset
from courses.services.loading import Loaded
from courses.services.reading import edition_content
from tests.courses.block_cases import BLOCKS, KEYS_OF_BEFORE, error_of, frozen_blocks, problems, shown, value_of
from tests.factories.blocks import CAPTIONS, MP4, make_document, make_video, stored_block, write_screens
from tests.factories.courses import make_image, release

pytestmark = pytest.mark.usefixtures("saar")


# --- pictures ---------------------------------------------------------------------------------------
DESCRIBE = "Beschrijf wat er te zien is."


@pytest.mark.parametrize("kind", ["image", "illustration"])
def test_a_picture_is_described_or_decoration(kind: str) -> None:
    assert DESCRIBE in error_of(kind, alt="")
    assert DESCRIBE in error_of(kind, alt="   ")
    for fields in ({"alt": "Een straat"}, {"alt": "", "decorative": True}, {"alt": "Een straat", "decorative": True}):
        BLOCKS[kind].clean(BLOCKS[kind].to_python(stored_block(kind, **fields)["value"]))


@pytest.mark.parametrize("kind", ["image", "illustration"])
def test_a_draft_may_wait_for_its_description(kind: str) -> None:
    block = type(BLOCKS[kind])()
    value = block.to_python(stored_block(kind, alt="")["value"])
    block.defer_required_validation()
    assert block.clean(value)["alt"] == ""


@pytest.mark.parametrize("kind", ["image", "illustration"])
def test_a_picture_that_nobody_described_is_not_released(kind: str) -> None:
    write_screens([stored_block(kind, alt="")])
    [problem] = problems()
    assert "heeft nog geen beschrijving" in problem


@pytest.mark.parametrize("kind", ["image", "illustration"])
def test_what_decoration_is_in_an_edition(kind: str) -> None:
    assert value_of(kind, alt="Een straat", decorative=True)["alt"] == ""
    assert value_of(kind, alt="Een straat")["alt"] == "Een straat"


@pytest.mark.parametrize("kind", ["image", "illustration"])
@pytest.mark.parametrize(("alt", "decorative"), [("", True), ("Een straat", False)])
def test_a_picture_from_before_decoration_could_be_ticked(kind: str, alt: str, decorative: bool) -> None:
    """Then an empty description said that it was decoration: it stays so, in the form and in the edition."""
    old = stored_block(kind, alt=alt)
    del old["value"]["decorative"]
    assert BLOCKS[kind].to_python(old["value"])["decorative"] is decorative
    BLOCKS[kind].clean(BLOCKS[kind].to_python(old["value"]))
    [block] = frozen_blocks(old)
    assert block["value"]["alt"] == alt
    assert set(block["value"]) == KEYS_OF_BEFORE[kind]


@pytest.mark.parametrize("kind", ["image", "download", "poster"])
def test_a_file_that_is_not_in_storage_any_more(kind: str) -> None:
    row = make_document("Straat") if kind == "download" else make_image()
    block = {
        "image": lambda: stored_block("image", image=row.pk),
        "download": lambda: stored_block("download", document=row.pk),
        "poster": lambda: stored_block("video", video=make_video(poster=row).pk),
    }[kind]()
    default_storage.delete(row.file.name)
    cache.clear()  # Wagtail remembers the copies of a photo by its number, which an earlier test had too
    write_screens([block])
    assert problems() == ["Het bestand van ‘Straat’ is er niet meer. Zet het opnieuw op de site."]


# --- films ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"captions": ""}, "geen ondertiteling."),
        ({"transcript": " \n"}, "geen uitgeschreven tekst."),
        ({"captions": "", "transcript": ""}, "geen ondertiteling en geen uitgeschreven tekst."),
    ],
)
def test_a_film_without_words_is_not_released(fields: dict[str, str], missing: str) -> None:
    write_screens([stored_block("video", video=make_video(**fields).pk)])
    assert problems() == [f"De film ‘Bellen met 112’ heeft nog {missing} Voeg dat toe bij de film."]


def test_a_film_that_is_gone(saar: Loaded) -> None:
    video = make_video()
    write_screens([stored_block("video", video=video.pk)])
    default_storage.delete(video.file.name)
    assert problems() == ["Het bestand van ‘Bellen met 112’ is er niet meer. Zet het opnieuw op de site."]
    CourseVideo.objects.filter(pk=video.pk).delete()
    assert any("Kies opnieuw" in problem for problem in problems())


def test_a_film_is_kept_with_its_captions() -> None:
    write_screens([stored_block("video")])
    edition = release("major")
    block = edition_content(edition).lessons[0].screens[-1].blocks[0]
    value = block["value"]
    assert value["media_type"] == "video/mp4"
    assert value["transcript"] == "Noor belt 112.\n\nZe zegt waar ze is."
    kept = {asset.file.name: asset for asset in edition.assets.all()}
    for name, content, media_type in ((value["file"], MP4, "video/mp4"), (value["captions"], CAPTIONS, "text/vtt")):
        assert kept[name].media_type == media_type
        with default_storage.open(name) as file:
            assert file.read() == content


def test_an_edition_keeps_its_film_when_the_editor_takes_another() -> None:
    video = make_video()
    write_screens([stored_block("video", video=video.pk)])
    name = edition_content(release("major")).lessons[0].screens[-1].blocks[0]["value"]["file"]
    default_storage.delete(video.file.name)
    with default_storage.open(name) as file:
        assert file.read() == MP4
    assert EditionAsset.objects.filter(file=name).count() == 1


def test_a_film_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview at every key stroke, and the page before a release, ask for its hash again and again."""
    from courses import assets

    video, read = make_video(), []
    original = assets.hashlib.file_digest

    def counted(file: Any, name: str) -> Any:
        read.append(name)
        return original(file, name)

    monkeypatch.setattr(assets.hashlib, "file_digest", counted)
    first = assets.stored_asset(video.file, "video/mp4").sha256
    assert assets.stored_asset(video.file, "video/mp4").sha256 == first
    assert len(read) == 1


def test_what_a_film_is_for_a_learner() -> None:
    html = shown(
        "video", EXAMPLES["video"] | {"file": "edities/a.mp4", "captions": "edities/a.vtt", "title": "A & <b>"}
    )
    film = html.video
    assert film.has_attr("controls")
    assert film["preload"] == "none"
    assert not film.has_attr("autoplay")
    assert not film.has_attr("poster")
    assert (film.source["src"], film.source["type"]) == ("/media/edities/a.mp4", "video/mp4")
    track = film.track
    assert (track["kind"], track["srclang"], track["src"]) == ("captions", "nl", "/media/edities/a.vtt")
    assert "Ze belt 112" in html.details.get_text()
    assert html.find("b") is None


# --- films elsewhere --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.org/film",
        "www.example.org/film",
        "//example.org/film",
        "javascript:alert(1)",
        "https://",
        "https://localhost/film",
        "https://politie.nl@example.org/film",
        "https://exa mple.org/film",
        'https://example.org/"onmouseover="x',
        "https://example.org/\0",
        "https://[::1",
        "data:text/html,x",
    ],
)
def test_an_address_that_is_no_film(url: str) -> None:
    if "\0" not in url:  # the form of Django itself refuses that one
        assert "Plak het hele adres van de film." in error_of("link_video", url=url)
    write_screens([stored_block("link_video", url=url.replace("\0", "\\"))])
    assert problems() == ["Plak het hele adres van de film. Het begint met https://."]


def test_nul_in_an_address_is_refused_in_words() -> None:
    assert "messages" in error_of("link_video", url="https://example.org/\0")


def test_a_card_says_where_it_leads() -> None:
    value = value_of("link_video")
    assert value["host"] == "example.org"
    html = shown("link_video", value)
    assert html.a["href"] == "https://www.example.org/film?v=1&t=2"
    assert html.a["rel"] == ["noopener", "noreferrer"]
    assert "3 min · opent een andere site: example.org" in html.get_text()
    assert html.find(["iframe", "img", "script", "video"]) is None
