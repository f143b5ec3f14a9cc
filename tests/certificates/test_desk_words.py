"""What the desk says about a form that is not right: our own sentences, to the person who reads them."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from certificates.forms import (
    CorrectForm,
    RefuseNameForm,
    RevokeForm,
    RevokeSeriesForm,
    SeriesForm,
    SignatoryForm,
)
from tests.certificates.foundation import LIST, admin
from tests.factories.certificates import make_certificate

TOO_LONG = "Dit is te lang: houd het bij %d tekens."
DAY = "Schrijf de dag zo: 31-12-2026."
CHANGED = "Er is intussen iets veranderd. Bekijk het aantal opnieuw. Er is niets ingetrokken."
SERIES = {"reason": "Fout.", "typed": "2", "count": "2", "newest": "7"}


def told(form: forms.Form) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("form", "data", "field", "sentence"),
    [
        (RevokeForm, {"reason": "x" * 301}, "reason", TOO_LONG % 300),
        (RefuseNameForm, {"answer": "x" * 301}, "answer", TOO_LONG % 300),
        (SignatoryForm, {"name": "x" * 81}, "name", TOO_LONG % 80),
        (SignatoryForm, {"name": "Wil Bos", "function": "x" * 81}, "function", TOO_LONG % 80),
        (RevokeSeriesForm, SERIES | {"reason": "x" * 301}, "reason", TOO_LONG % 300),
        (RevokeSeriesForm, SERIES | {"typed": "twee"}, "typed", "Typ het aantal in cijfers."),
        (RevokeSeriesForm, SERIES | {"typed": "3"}, "typed", "Dit is niet het aantal dat hierboven staat."),
    ],
)
def test_a_wrong_field_is_told_in_our_words(form: type[forms.Form], data: Any, field: str, sentence: str) -> None:
    assert told(form(data)) == {field: [sentence]}


@pytest.mark.parametrize("name", ["count", "newest"])
@pytest.mark.parametrize("value", ["", "x" * 20, "0", "-1"])
def test_what_is_wrong_with_a_hidden_field_is_told_where_somebody_sees_it(name: str, value: str) -> None:
    form = RevokeSeriesForm(SERIES | {name: value})
    if name == "newest" and value in {"0", "-1"}:
        assert form.is_valid()
    else:
        assert told(form)["typed"] == [CHANGED]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"issued_from": "gisteren"}, DAY),
        ({"issued_until": "31-02-2026"}, DAY),
        ({"group_number": "x" * 21}, TOO_LONG % 20),
        ({"edition": "x"}, "Kies een cursus en een editie uit de lijst."),
    ],
)
def test_a_wrong_choice_of_a_series_is_told_in_our_words(data: dict[str, str], sentence: str) -> None:
    make_certificate(course_code="saar")
    (field,) = data
    assert told(SeriesForm({"edition": "saar:1.0"} | data)) == {field: [sentence]}


def test_a_picture_that_did_not_come_as_a_file_is_asked_again() -> None:
    file = SimpleUploadedFile("a.png", b"x")
    file._name = ""
    assert told(SignatoryForm({"name": "Wil Bos"}, {"picture": file})) == {"picture": ["Kies het bestand opnieuw."]}


@pytest.mark.parametrize("form", [RevokeForm, RefuseNameForm])
def test_a_line_end_is_one_sign_and_what_nobody_sees_is_no_error(form: type[forms.Form]) -> None:
    field = next(iter(form.base_fields))
    made = form({field: "x" * 149 + "\r\n\0" + "y" * 150})
    assert made.is_valid() and made.cleaned_data[field] == "x" * 149 + "\n" + "y" * 150


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("123", "Vul de naam in, met letters."),
        ("x" * 151, "Deze naam is te lang: houd het bij 150 tekens."),
        (
            "Bo 李",
            "We kunnen dit niet op een certificaat drukken: 李. Schrijf de naam met gewone letters, zoals in het "
            "paspoort van de houder.",
        ),
    ],
)
def test_the_name_of_a_holder_is_not_that_of_the_reader(name: str, sentence: str) -> None:
    certificate = make_certificate()
    form = CorrectForm({"holder_name": name, "reason": "other"}, certificate=certificate)
    assert told(form) == {"holder_name": [sentence]}
    data = {"holder_name": name, "reason": "other"}
    page = admin(Role.CERTIFIER).post(f"{LIST}{certificate.number}/verbeteren/", data).content.decode()
    assert sentence in page and "je naam" not in page.lower()
