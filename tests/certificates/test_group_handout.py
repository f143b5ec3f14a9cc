"""The hand-out of a group: one A4 with a code that leads to the page of the group, and nobody's name."""

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.cache import cache
from PIL import Image
from pypdf import PdfReader

from certificates.group_page import handout as module
from certificates.group_page.invitation import invitation_to
from certificates.rendering import RendererUnavailable
from registrations.models import Group
from tests.certificates.group_world import manager, member, path_to, signed_in
from tests.factories.certificates import make_place

pytestmark = pytest.mark.django_db
LONG = "WhatsApp-groep Buurtpreventie Zuiderpark en omstreken, Molenwijk-Oost, Lindehof, Rietkraag en Zonnebloemplein"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def download(group: Group) -> Any:
    return signed_in(manager(group)).get(path_to(group, "uitnodiging.pdf"))


def picture_of(pdf: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=2).to_pil()
    finally:
        document.close()


@pytest.mark.parametrize("name", ["Buurtapp Eikenlaan", LONG, "🏡🚨", "Straße <b>Đ</b> & co"])
def test_one_a4_with_the_name_and_a_code_that_leads_to_the_group(name: str) -> None:
    group = make_place(name=name)
    response = download(group)
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    text = " ".join(reader.pages[0].extract_text().split())
    shown = group.number if name == "🏡🚨" else name
    assert shown in text
    codes = zxingcpp.read_barcodes(picture_of(response.content))
    assert [code.text for code in codes] == [invitation_to(group).url]


def test_it_is_tagged_in_dutch_with_a_title_for_who_cannot_see_it() -> None:
    group = make_place(name="Buurtapp Eikenlaan")
    catalog = PdfReader(io.BytesIO(download(group).content)).trailer["/Root"]
    assert catalog["/Lang"] == "nl"
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog


def test_nobody_is_named_in_it_or_in_the_name_of_the_file() -> None:
    group = make_place(name="Buurtapp Oost")
    member(group, "Carla Maas")
    response = download(group)
    assert response["Content-Disposition"] == 'attachment; filename="uitnodiging-buurtapp-oost.pdf"'
    text = PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert "Carla" not in text and "Ineke" not in text


def test_drawn_once_and_again_when_the_group_is_renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(module, "_draw", lambda html, invitation: drawn.append(html) or b"%PDF")
    group = make_place(name="Buurtapp Oost")
    client = signed_in(manager(group))
    for _ in range(3):
        assert client.get(path_to(group, "uitnodiging.pdf")).content == b"%PDF"
    assert len(drawn) == 1
    Group.objects.update(name="Buurtapp West")
    client.get(path_to(group, "uitnodiging.pdf"))
    assert len(drawn) == 2


def test_where_nothing_can_be_drawn_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str, invitation: object) -> bytes:
        raise RendererUnavailable("no Pango")

    monkeypatch.setattr(module, "_draw", fail)
    group = make_place()
    response = signed_in(manager(group)).get(path_to(group, "uitnodiging.pdf"), follow=True)
    assert response.redirect_chain == [(path_to(group), 302)]
    assert "Probeer het straks nog eens." in response.content.decode()
