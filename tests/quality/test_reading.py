"""Sentences, words, the score, and what could be easier in a text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quality import Finding, Report, read, sentences_in, syllables, together, words_in
from courses.quality.difficult_words import DIFFICULT
from courses.quality.passive import passive_in


@pytest.mark.parametrize(
    "sentences",
    [
        ["Bel 112.", "Is er geen spoed?", "Bel 0900-8844 om 14.30 uur."],
        ["Neem bijv. Sam de Vries, o.a. uit Stein, d.w.z. de Beheerder."],
        ["J. de Vries belt.", "Mevr. Yilmaz kijkt."],
        ["‘Wat?’ vroeg hij.", "“Nee!”", "Toen ging hij."],
        ["Brood, melk enz.", "Daarna naar huis."],
        ["Zij is 79.", "’s Avonds ziet ze iemand.", "'t Is laat."],
        ["Het kost 3.50 euro per 1.000 stuks.", "(Dat is veel.)", "– En nu?"],
        ["Wacht… nog even...", "Ga dan."],
        ["Kijk op wabp.nl voor meer."],
    ],
)
def test_where_sentences_end(sentences: list[str]) -> None:
    assert sentences_in(" ".join(sentences)) == sentences
    assert sentences_in("\n".join(sentences)) == sentences


def test_words() -> None:
    assert words_in("Om 14.30 u belt foto’s-maker d.w.z. Sam: 0900-8844 (of 112)!") == [
        *("Om", "14.30", "u", "belt", "foto’s-maker", "d.w.z", "Sam", "0900-8844", "of", "112"),
    ]  # fmt: skip
    assert sentences_in(" … \n - \n\t") == []


def test_the_score_is_doumas() -> None:
    report = read("De hond slaapt. De politie komt.")
    assert (report.words, report.sentences, report.syllables) == (6, 2, 8)
    assert report.score == round(206.835 - 0.93 * 3 - 77 * 8 / 6, 1)
    assert report.label == "zeer makkelijk"
    assert read("Onverwijlde notificatie bewerkstelligt verantwoordelijkheid.").label == "zeer moeilijk"
    assert read("  ") == Report(None, 0, 0, 0, ())
    assert read("").label == ""


def sentence(words: int) -> str:
    return " ".join(["Sam", *["loopt"] * (words - 1)]) + "."


@pytest.mark.parametrize(("words", "found", "warns"), [(15, 0, False), (16, 1, False), (20, 1, False), (21, 1, True)])
def test_long_sentences(words: int, found: int, warns: bool) -> None:
    findings = read(sentence(words)).findings
    assert [finding.kind for finding in findings] == ["long_sentence"] * found
    for finding in findings:
        assert (finding.quote, finding.is_warning) == (sentence(words), warns)
        assert str(words) in finding.advice


def difficult(text: str) -> list[str]:
    found = [finding for finding in read(text).findings if finding.kind == "difficult_word"]
    assert {finding.quote for finding in found} <= set(sentences_in(text))
    return [finding.advice[1 : finding.advice.index("’ kan makkelijker: ")] for finding in found]


def test_difficult_words_are_whole_words_in_any_form() -> None:
    assert difficult("Indien er een ADEQUATE reactie is, constateert hij dat.") == ["Indien", "ADEQUATE", "constateert"]
    assert difficult("De mits-regel en reedsen: ochtend, dochter, miste.") == []
    assert difficult("Met betrekking tot de fiets, in het kader\nvan niets.") == ["Met betrekking tot"]
    assert difficult("Met betrekking, en dan niets.") == []
    [finding] = read("Dat is adequaat.").findings
    assert finding == Finding("difficult_word", "Dat is adequaat.", "‘adequaat’ kan makkelijker: goed.")


def test_the_list() -> None:
    forms = [form for entry in DIFFICULT for form in entry.split()]
    assert len(DIFFICULT) >= 150
    assert len(forms) == len(set(forms)), "a form stands in the list twice"
    assert all(form == form.lower() and easier for form, easier in zip(forms, DIFFICULT.values(), strict=False))
    for form in forms:
        text = form.replace("_", " ")
        assert difficult(f"Zo {text} dus") == [text]


@pytest.mark.parametrize("easier", sorted(set(DIFFICULT.values())))
def test_the_easier_way_is_not_itself_difficult(easier: str) -> None:
    assert difficult(easier) == []


@pytest.mark.parametrize(
    ("text", "passive"),
    [
        ("De politie wordt gebeld.", "wordt gebeld"),
        ("Er werd gisteren iemand aangehouden door agenten.", "werd aangehouden"),
        ("Meldingen worden doorgegeven aan de meldkamer.", "worden doorgegeven"),
        ("Als de deur opengebroken is, bel je.", "is opengebroken"),
        ("Mijn fiets is vannacht gestolen.", "is gestolen"),
        ("Daarna werd het onderzocht.", "werd onderzocht"),
        ("Er is ingebroken.", "is ingebroken"),
        ("De politie belt.", ""),
        ("Zijn gestolen fiets stond daar.", ""),
        ("De buurman is gekomen, en de buurvrouw is gebleven.", ""),
        ("Hij is bekend met het gebied.", ""),
        ("Het wordt koud.", ""),
        ("Hij geeft het geld als het donker wordt.", ""),
        ("Wat wordt het bericht?", ""),
        ("Jij hebt gebeld.", ""),
        ("Het is gebeurd.", ""),
        ("", ""),
    ],
)
def test_passive(text: str, passive: str) -> None:
    assert passive_in(text) == passive
    assert [finding.kind for finding in read(text).findings] == ["passive"] * bool(passive)


SAMPLE = ". ! ? … bijv. Sam 112 14.30 indien wordt gebeld ’s ( ) - – , a.b. É ë"
PIECES = st.sampled_from([*SAMPLE.split(), "\n"])
TEXTS = st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join))


@given(TEXTS)
def test_reading_never_fails_and_adds_up(text: str) -> None:
    report = read(text)
    assert report == read(text)
    sentences = sentences_in(text)
    assert report.sentences == len(sentences) <= report.words <= report.syllables
    assert (report.score is None) == (report.words == 0)
    assert report.words == len(words_in(" \n ".join(sentences))) or not text.isascii()
    for finding in report.findings:
        assert finding.advice.endswith((".", "?"))
        assert finding.quote


@given(TEXTS)
def test_sentences_lose_no_word(text: str) -> None:
    assert [word for one in sentences_in(text) for word in words_in(one)] == [
        word for line in text.splitlines() for word in words_in(" ".join(line.split()))
    ]


@given(st.text(max_size=200))
def test_every_word_has_a_syllable(word: str) -> None:
    assert syllables(word) >= 1


@given(st.integers(min_value=0, max_value=30), st.integers(min_value=1, max_value=10))
def test_longer_sentences_never_read_easier(words: int, more: int) -> None:
    assert read(sentence(words + more)).score <= read(sentence(max(words, 1))).score


LESSON = (
    "Indien er sprake is van een calamiteit, wordt de politie gebeld door de beheerder. Sam kijkt uit het raam. "
    "De bezorger zoekt nummer 14, en bijv. Noor helpt hem om 14.30 uur even verder. Geautomatiseerd gaat dat niet. "
)


def test_a_long_lesson_is_read_at_once() -> None:
    text = LESSON * 53
    assert read(text).words >= 2000
    best = min(_seconds(text) for _ in range(5))
    assert best <= 0.020


def _seconds(text: str) -> float:
    started = time.process_time()
    read(text)
    return time.process_time() - started


@pytest.mark.parametrize("text", ["." * 50_000, ". " * 50_000, "a" * 50_000, "'" * 50_000, "1." * 50_000, "(" * 50_000])
def test_text_made_to_be_slow_is_not(text: str) -> None:
    assert _seconds(text) < 1


@given(st.lists(TEXTS, max_size=4))
def test_texts_together_read_as_one(texts: list[str]) -> None:
    assert together(map(read, texts)) == read("\n".join(texts))
