"""The shared templates: strict CSP, known class names, weight of the first view (docs/design.md §10)."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

ROOT = Path(__file__).resolve().parents[2]
STATES = ["done", "now", "todo"]
COURSE = {
    "title": "SAAR",
    "subtitle": "Vier stappen die je onthoudt.",
    "url": "/cursussen/saar/",
    "minutes": 24,
    "lessons": 6,
    "houses": [{"state": "todo"}] * 6,
}
STYLE: dict[str, Any] = {
    "streets": [{"houses": [{"state": state} for state in STATES], "words": "Les 2 van 3"}],
    "errors": [{"id": "mail", "text": "Vul een e-mailadres in."}],
    "states": ["valid", "expired", "revoked", "superseded", "unknown"],
    "callouts": ["tip", "let-op", "112", "hulp", "voorbeeld"],
    "steps": ["Kijk", "Bel", "App"],
}
PAGES: dict[str, dict[str, Any]] = {
    "cms/home_page.html": {"courses": [COURSE] * 6},
    "cms/style.html": STYLE,
    **{f"{code}.html": {} for code in ("400", "403", "403_csrf", "404", "429", "500")},
}


def rendered(*, template: str) -> str:
    """Return the page as a stranger gets it."""
    return render_to_string(template, PAGES[template], request=RequestFactory().get("/"))


@pytest.mark.parametrize("template", PAGES)
def test_nothing_inline_and_nothing_from_elsewhere(template: str) -> None:
    html = rendered(template=template)
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", html) == []
    assert re.findall(r"<script(?![^>]* src=\"/static/)", html) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", html) == []


@pytest.mark.parametrize("template", PAGES)
def test_each_id_stands_once_and_each_page_has_one_heading(template: str) -> None:
    html = rendered(template=template)
    ids = re.findall(r"\sid=\"([^\"]*)\"", html)
    assert len(ids) == len(set(ids))
    assert html.count("<h1") == 1


@pytest.mark.parametrize("template", PAGES)
def test_every_class_exists(template: str) -> None:
    css = (ROOT / "static/css/academie.css").read_text(encoding="utf-8")
    known = set(re.findall(r"\.([a-z][\w-]*)", css)) | {"todo", "do"}
    used = {name for names in re.findall(r"class=\"([^\"]*)\"", rendered(template=template)) for name in names.split()}
    assert used - known == set()


def test_the_error_pages_need_no_request() -> None:
    assert "Er ging iets mis bij ons" in render_to_string("500.html")


def test_the_street_has_a_house_for_each_lesson() -> None:
    for count in (1, 6, 12):
        houses = [{"state": STATES[at % 3]} for at in range(count)]
        html = render_to_string("components/street.html", {"houses": houses, "words": "Les 1"})
        assert html.count('class="w"') == count
        assert f'viewBox="0 0 {count * 38} 48"' in html
        assert "Les 1" in html


@pytest.mark.parametrize(
    ("state", "word"),
    list(zip(STYLE["states"], ["GELDIG", "VERLOPEN", "INGETROKKEN", "VERVANGEN", "ONBEKEND"], strict=True)),
)
def test_the_check_says_one_word_with_one_icon(state: str, word: str) -> None:
    html = render_to_string("components/status.html", {"state": state})
    assert re.findall(r"[A-Z]{5,}", html) == [word]
    assert html.count("<svg") == 1


def test_the_first_view_is_light() -> None:
    html = rendered(template="cms/home_page.html")
    files = set(re.findall(r"(?:href|src)=\"/static/([^\"]+)\"", html))
    files |= {f"fonts/atkinson-hyperlegible-next-{weight}.woff2" for weight in (400, 700)}
    packed = {name: gzip.compress((ROOT / "static" / name).read_bytes(), 9) for name in files}
    assert len(files) + 1 <= 8
    assert len(gzip.compress(html.encode(), 9)) + sum(len(data) for data in packed.values()) <= 60_000


def test_pictures_stay_small() -> None:
    assert (ROOT / "templates/components/hero-street.html").stat().st_size <= 9_216
    assert (ROOT / "static/og/academie.png").stat().st_size < 300_000
