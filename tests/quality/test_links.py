"""Words and addresses of links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quality import Link, link_findings, links_in, text_in


def kinds(href: str | None, text: str) -> list[str]:
    return [finding.kind for finding in link_findings(Link(href, text))]


@pytest.mark.parametrize(
    "text", ["hier", "Klik hier", "klik hier!", "Lees meer…", "meer informatie", "deze link", "Hier."]
)
def test_words_that_say_nothing(text: str) -> None:
    assert kinds("https://www.politie.nl/", text) == ["link_text"]


@pytest.mark.parametrize("text", ["https://www.politie.nl/aangifte", "www.politie.nl", "politie.nl/contact"])
def test_a_bare_address(text: str) -> None:
    assert kinds("https://www.politie.nl/", text) == ["link_text"]


@pytest.mark.parametrize(
    "text", ["de site van de politie", "meer over 112", "info@example.nl", "hier staat hoe je belt"]
)
def test_words_that_say_where_it_goes(text: str) -> None:
    assert kinds("https://www.politie.nl/", text) == []


@pytest.mark.parametrize(
    "href",
    [None, "", "https://", "http:/politie.nl", "https://politie", "politie.nl", "mailto:", "mailto:sam", "tel:bel mij",
     "javascript:x", "https://[::1", "https://a..nl", "//", "https://politie.nl:99999/", "/met spatie/", "ftp://politie.nl/"],
)  # fmt: skip
def test_an_address_that_cannot_work(href: str | None) -> None:
    assert kinds(href, "de site van de politie") == ["broken_link"]


@pytest.mark.parametrize(
    "href",
    ["https://www.politie.nl/a?b=1#c", "http://localhost:8000/cursussen/", "mailto:info@example.nl", "tel:112",
     "tel:+31900-8844", "/cursussen/saar/", "#bronnen", "//www.politie.nl/"],
)  # fmt: skip
def test_an_address_that_can(href: str) -> None:
    assert kinds(href, "de site van de politie") == []


def test_reading_html() -> None:
    html = "<p>Een <b>dikke</b> zin.</p><ul><li>punt &amp; komma</li><li>Zie <a href='/x/'>de <i>les</i></a>.</li></ul>"
    html += "a<br>b"
    assert text_in(html) == "Een dikke zin.\npunt & komma\nZie de les.\na\nb"
    assert links_in(html) == [Link("/x/", "de les")]
    assert links_in("<a>weg</a><a href='/a/'>een<a href='/b/'>twee") == [
        Link(None, "weg"),
        Link("/a/", "een"),
        Link("/b/", "twee"),
    ]


HTML = st.lists(
    st.one_of(
        st.sampled_from(["<a href='", "'>", "</a>", "<![", "<!", "<p>", "&#x110000;", "//[", "<", ">"]), st.text()
    )
).map("".join)


@given(HTML, st.text())
def test_nothing_raises(html: str, href: str) -> None:
    text_in(html)
    for link in [*links_in(html), Link(href, html)]:
        list(link_findings(link))
