"""The PDF of the certificate: judged by poppler, veraPDF and a QR reader, none of which made it."""

import dataclasses
import html as html_module
import io
import subprocess
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from pypdf import PdfReader

from certificates.rendering import CertificateData, render_certificate
from certificates.rendering.glyphs import printable, widths
from certificates.rendering.page import MOST_GOALS, dutch_date, render_html
from tests.certificates.pdfs import (
    JUDGED,
    assert_conforming,
    page_image,
    picture_count,
    squeezed,
    text_of,
    with_name,
    words_of,
)
from tests.certificates.sample import COMPLETE, DATA, LONG_WORDS, LONGEST, NAMES, NUMBER, ONE_WORD, WIDE_WORD

FACTS_END = 149  # millimeters from the top: where certificate.css cuts off


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_certificate(DATA)


@pytest.mark.parametrize("name", NAMES)
def test_name_comes_out_as_it_went_in_on_one_page(name: str) -> None:
    made = render_certificate(with_name(name))
    # Poppler takes a hyphen at the end of a line for its own and drops it; pypdf does not.
    assert squeezed(name).replace("-", "") in squeezed(text_of(made)).replace("-", "")
    reader = PdfReader(io.BytesIO(made))
    assert len(reader.pages) == 1
    assert squeezed(name) in squeezed(reader.pages[0].extract_text())


def test_every_letter_of_the_font_comes_out_as_itself() -> None:
    letters = sorted(letter for letter in widths() if letter.isalpha() and printable(letter) == letter)
    assert len(letters) > 800
    for start in range(0, len(letters), 70):
        # A comma between them, so that no ligature and no accent joins two of them.
        name = ",".join(letters[start : start + 70])
        read = squeezed(text_of(render_certificate(with_name(name))))
        # The one pair of letters that share a glyph: the two forms of phi.
        assert name.replace("ϕ", "φ") in read.replace("ϕ", "φ")


def test_all_facts_are_printed(pdf: bytes) -> None:
    text = " ".join(text_of(pdf).split())
    for fact in (
        "Certificaat",
        "WhatsApp-groep Buurtpreventie De Leyens, registernummer 4711, gemeente Zoetermeer",
        "SAAR: wat doe je bij een verdachte situatie?",
        "kiezen tussen 112, 0900-8844 en een ander meldpunt",
        "Gehaald op 21 november 2026",
        "Afgegeven op 1 december 2026",
        "Geldig tot en met 21 november 2028",
        "Editie 1.0",
        NUMBER,
        "Scan de code of typ het nummer op academie.wabp.nl/controle/",
        "Digitaal verzegeld",
        "Heb je de pdf? Upload die op dezelfde pagina. Je ziet dan of er iets is veranderd.",
    ):
        assert fact in text


def test_team_is_not_named_twice() -> None:
    team = dataclasses.replace(DATA, group_kind="bpt", group_name="Buurtpreventieteam Oost")
    assert render_html(data=team).count("Buurtpreventieteam") == 1
    assert "Buurtpreventieteam Noord," in render_html(data=dataclasses.replace(team, group_name="Noord"))


def test_name_is_escaped() -> None:
    html = render_html(data=DATA)
    assert "<b>" not in html
    assert html.count(html_module.escape("<b>")) == 2


def test_emoji_and_controls_do_not_reach_the_page() -> None:
    group = dataclasses.replace(DATA, group_name="Alert \U0001f3e0 Zuid\u202e\x00\u200b!", holder_name="Wil\u202eBos")
    html = render_html(data=group)
    assert "Alert Zuid!" in html
    assert "WilBos" in html
    assert len(PdfReader(io.BytesIO(render_certificate(group))).pages) == 1


def test_composed_and_decomposed_names_are_one() -> None:
    assert render_certificate(with_name("Zoe\u0308")) == render_certificate(with_name("Zo\u00eb"))


@pytest.mark.parametrize("name", [WIDE_WORD, ONE_WORD, LONG_WORDS, "Wil Bos"])
def test_everything_long_at_once_is_whole_on_one_page(name: str) -> None:
    longest = dataclasses.replace(LONGEST, holder_name=name)
    made = render_certificate(longest)
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    text = squeezed(text_of(made)).replace("-", "")
    shown = (name, longest.course_title, longest.goals[0], longest.signatory_function, NUMBER, "21november2028")
    for each in (*shown, "veranderd."):
        assert squeezed(each).replace("-", "") in text
    assert text.count("goedbewaren") == MOST_GOALS
    # Clipped words are read all the same; where they stand tells: above the row of days, which begins at 150.
    feet = [foot for word, foot in words_of(made) if word == "bewaren"]
    assert len(feet) == MOST_GOALS and max(feet) < FACTS_END


def test_short_facts_keep_their_room() -> None:
    html = render_html(data=dataclasses.replace(DATA, holder_name="Wil Bos"))
    assert 's44">Wil Bos' in html and '<ul class="s13">' in html


def test_number_stays_on_one_line() -> None:
    for number in ("WABP-WWWW-WWWW-WWWM", "WABP-1111-1111-1111"):
        assert number in text_of(render_certificate(dataclasses.replace(DATA, number=number)))


def test_signatory_is_printed_with_and_without_picture_or_not_at_all() -> None:
    whole = render_certificate(COMPLETE)
    bare = render_certificate(dataclasses.replace(COMPLETE, signatory_picture=None, signatory_function=""))
    nobody = render_certificate(dataclasses.replace(COMPLETE, signatory_name=""))
    assert "Roos van Duin-Martinez\nvoorzitter" in text_of(whole)
    assert "Roos van Duin-Martinez" in text_of(bare)
    assert "voorzitter" not in text_of(nobody) + text_of(bare)
    assert [picture_count(each) for each in (whole, bare, nobody)] == [1, 0, 0]


def test_signature_that_is_no_png_is_an_ordinary_error() -> None:
    with pytest.raises(OSError, match="cannot identify"):
        render_certificate(dataclasses.replace(COMPLETE, signatory_picture=b"GIF89a"))


def test_attachments_come_out_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "c.pdf"
    file.write_bytes(render_certificate(COMPLETE))
    subprocess.run(["pdfdetach", "-saveall", "-o", str(tmp_path), str(file)], check=True)
    for each in COMPLETE.attachments:
        assert (tmp_path / each.name).read_bytes() == each.content
    specifications = PdfReader(file).trailer["/Root"]["/AF"]
    facts = {
        (each["/UF"], each["/AFRelationship"], each["/Desc"], each["/EF"]["/F"]["/Subtype"])
        for each in (reference.get_object() for reference in specifications)
    }
    assert len(specifications) == 2
    assert facts == {
        (each.name, f"/{each.relationship}", each.description, f"/{each.mime_type}") for each in COMPLETE.attachments
    }


def test_code_is_one_link_that_says_what_it_does() -> None:
    reader = PdfReader(io.BytesIO(render_certificate(COMPLETE)))
    (reference,) = reader.pages[0]["/Annots"]
    link = reference.get_object()
    host = "https://academie.wabp.nl"
    assert link["/A"]["/URI"] == host + COMPLETE.url[len(host) :]
    assert link["/Contents"] == "Controleer dit certificaat op de website"
    x1, y1, x2, y2 = map(float, link["/Rect"])
    assert min(abs(x2 - x1), abs(y2 - y1)) > 39 * 72 / 25.4


def test_without_goals() -> None:
    assert "Je kunt nu" not in text_of(render_certificate(dataclasses.replace(DATA, goals=())))


def test_paper_is_a4_landscape(pdf: bytes) -> None:
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert (round(box.width * 25.4 / 72), round(box.height * 25.4 / 72)) == (297, 210)


@pytest.mark.parametrize("data", [DATA, COMPLETE])
def test_qr_reads_back_from_the_page_and_has_its_size(data: CertificateData) -> None:
    found = zxingcpp.read_barcodes(page_image(render_certificate(data)))
    assert [each.text for each in found] == [data.url]
    place = found[0].position
    millimeters = (place.top_right.x - place.top_left.x) * 25.4 / 150
    assert 38 <= millimeters <= 40


def test_qr_has_a_text_and_the_street_is_decoration(pdf: bytes) -> None:
    tree = subprocess.run(["pdfinfo", "-struct-text", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert tree.count("Figure") == 1
    assert "H1" in tree
    alternatives = PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]
    assert "QR-code naar de controlepagina" in str(list(walk_alternatives(alternatives)))


def walk_alternatives(node: object) -> list[str]:
    """Return every alternative text under a node of the structure tree."""
    node = getattr(node, "get_object", lambda: node)()
    if isinstance(node, list):
        return [text for child in node for text in walk_alternatives(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + walk_alternatives(node.get("/K", []))


def test_the_street_is_lit(pdf: bytes) -> None:
    image = page_image(pdf, dpi=60)
    foot = image.crop((0, round(image.height * 0.8), image.width, image.height))
    colors = {color: count for count, color in foot.getcolors(maxcolors=100_000) or []}
    assert colors.get((0xF2, 0xB3, 0x3D), 0) > 100
    assert colors.get((0x0F, 0x5C, 0x55), 0) > 100


def test_only_our_font_is_in_the_file(pdf: bytes) -> None:
    fonts = (
        subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode().splitlines()[2:]
    )
    assert len(fonts) == 2
    assert all("WABP-Certificate-Sans" in line for line in fonts)


def test_room_is_left_for_seal_and_credential() -> None:
    assert len(render_certificate(COMPLETE)) < 48_000


def test_title_language_and_no_fuss(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert NUMBER in str(reader.metadata.title)
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    assert len(pdf) < 64_000


def test_verapdf_passes_pdfa_3a_and_pdfua_1(tmp_path: Path) -> None:
    whole = [render_certificate(dataclasses.replace(COMPLETE, holder_name=name)) for name in JUDGED]
    assert_conforming([render_certificate(DATA), *whole], folder=tmp_path)


def test_dutch_dates() -> None:
    assert dutch_date(date(2027, 3, 1)) == "1 maart 2027"
    assert dutch_date(date(2027, 8, 31)) == "31 augustus 2027"
