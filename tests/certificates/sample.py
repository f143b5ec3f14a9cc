"""The facts of one invented certificate."""

import random
from datetime import date

from certificates.numbers import new_number
from certificates.qr import certificate_url
from certificates.rendering import CertificateData

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
