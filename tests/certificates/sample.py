"""The facts of one invented certificate."""

import dataclasses
import random
from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw

from certificates.numbers import new_number
from certificates.qr import certificate_url
from certificates.rendering import Attachment, CertificateData

NUMBER = new_number(random.Random(4))
DATA = CertificateData(
    holder_name="Đorđe O'Brien-Nguyễn <b>",
    group_name="Buurtpreventie De Leyens",
    group_number="4711",
    group_kind="whatsapp",
    municipality="Zoetermeer",
    course_title="SAAR: wat doe je bij een verdachte situatie?",
    goals=(
        "de vier stappen van SAAR in de goede volgorde noemen en gebruiken;",
        "kiezen tussen 112, 0900-8844 en een ander meldpunt;",
        "de politie de informatie geven die zij nodig heeft;",
        "een kort en netjes appbericht maken;",
        "veilig reageren en weten wat je niet doet.",
    ),
    edition="1.0",
    passed_on=date(2026, 11, 21),
    issued_on=date(2026, 12, 1),
    valid_until=date(2028, 11, 21),
    number=NUMBER,
    url=certificate_url(host_url="https://academie.wabp.nl", number=NUMBER, token="7ZABCDEFGHJKMNPQRSTVWXYZ23"),
    identifier="3f0b7c52-7a5e-4c58-9a3e-6d8f64c0a001",
)


def signature() -> bytes:
    """A PNG with a scribble on nothing, larger than it is printed."""
    image = Image.new("RGBA", (900, 300))
    points = [(20 + 40 * step, 60 + step * 97 % 180) for step in range(22)]
    ImageDraw.Draw(image).line(points, fill=(20, 30, 90, 255), width=9)
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


# As issued: 308 characters in the code, somebody who signs, the credential and the row attached.
PAYLOAD = "".join(random.Random(5).choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(307 - len(DATA.url)))
COMPLETE = dataclasses.replace(
    DATA,
    url=f"{DATA.url}#{PAYLOAD}",
    signatory_name="Roos van Duin-Martinez",
    signatory_function="voorzitter",
    signatory_picture=signature(),
    attachments=(
        Attachment(
            name="open-badge.json",
            mime_type="application/ld+json",
            description="Het bewijs als Open Badge",
            relationship="Supplement",
            content=b'{"type": "OpenBadgeCredential"}' * 100,
        ),
        Attachment(
            name="certificaat.json",
            mime_type="application/json",
            description="De gegevens van dit certificaat",
            relationship="Data",
            content=b'{"naam": "Wil"}',
        ),
    ),
)

LONG_WORDS = ("Wilhelmina Geertruida Maria van der Bruggen-Lindenhout tot Oosterhuizen " * 3)[:150].strip()
ONE_WORD = ("Wolfeschlegelsteinhausenbergerdorff" * 5)[:150]
WIDE_WORD = "W" * 150
NAMES = [
    "Wil Bos",
    "Đorđe",
    "İbrahim Şahin",
    "Łukasz Żółć",
    "Nguyễn Thị Ánh Tuyết",
    "Ελένη Παπαδοπούλου",
    "Юлія Ґалаґан",
    "Griffioen-Offermans fi ffl",
    "Zoë van 't Hof-Ĳsseldijk",
    "Đorđe O'Brien-Nguyễn <b>",
    "&amp; {{ number }} {% now %} </p><img src='file:///etc/passwd'>",
    LONG_WORDS,
    ONE_WORD,
    WIDE_WORD,
]

# Five goals of 350 characters; the others beyond what their fields take.
LONGEST = dataclasses.replace(
    DATA,
    holder_name=WIDE_WORD,
    group_name="Groep " * 20,
    municipality="Gemeente " * 9,
    course_title="Een lange titel " * 12,
    goals=("een doel dat niet ophoudt en maar doorgaat " * 7 + "tot het einde, dat je ook moet lezen en goed bewaren",)
    * 9,
    url=DATA.url.replace("ACADEMIE", "EEN-HEEL-LANGE-NAAM.VOOR-DE-ACADEMIE"),
    edition="123.456",
    signatory_name=("Wilhelmina van der Bruggen-" * 9)[:80],
    signatory_function=("voorzitter van de stichting " * 9)[:80],
    signatory_picture=COMPLETE.signatory_picture,
)
