"""Figures in plain Dutch: the number as somebody would say it, what it means, and what to do (DESIGN §5)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quiz.statistics import Figure, QuestionFigures, QuizFigures, Reason

__all__ = ["Line", "attention", "percent", "question_lines", "quiz_lines"]

HARD, EASY = 30, 95
"""Percent of the points: fewer or more is worth a look."""
DIM, LOW = 15, 20
"""Discrimination in percent: below DIM a question asks for attention, below LOW the advice says so."""
LOOSE, FIRM = 50, 70
"""Internal consistency in percent."""

REASONS: dict[Reason, str | Promise] = {
    "too_few_attempts": gettext_lazy("nog niet te zeggen: te weinig pogingen"),
    "too_few_questions": gettext_lazy("niet te zeggen: de toets heeft te weinig vragen"),
    "no_variance": gettext_lazy("niet te zeggen: iedereen haalt hetzelfde"),
    "no_marks": gettext_lazy("niet te zeggen: er zijn geen punten te halen"),
    "negative_covariance": gettext_lazy("niet te zeggen: wie meer punten haalt, heeft deze vraag vaker fout"),
    "several_slots": gettext_lazy("niet te zeggen: de vraag kan op meer plaatsen in de toets komen"),
    "different_slots": gettext_lazy("niet te zeggen: niet iedereen kreeg dezelfde vragen"),
    "not_defined": gettext_lazy("bestaat niet voor dit soort vraag"),
}


@dataclass(frozen=True)
class Line:
    """One figure: its name, the number in words or why there is none, and a sentence about it."""

    name: str
    value: str
    meaning: str


def number(value: float) -> str:
    """One decimal, with a comma, and none when it is 0: "6,4", "8"."""
    rounded = round(value, 1) + 0.0  # no "-0"
    return number_format(rounded, decimal_pos=0 if rounded.is_integer() else 1)


def percent(figure: Figure) -> str:
    """A figure in percent, or why there is none."""
    return said(figure, lambda value: f"{number_format(round(value) + 0, decimal_pos=0)} %")


def said(figure: Figure, words: Callable[[float], str]) -> str:
    return str(REASONS[figure.reason]) if figure.value is None else words(figure.value)


def points(value: float) -> str:
    return _("%(number)s punten") % {"number": number(value)} if number(value) != "1" else _("1 punt")


def quiz_lines(quiz: QuizFigures) -> list[Line]:
    """The figures of the whole quiz."""
    return [
        Line(
            _("Gemiddeld"), average(quiz), _("Zoveel punten haalt iemand. Kijk of dat past bij de grens om te slagen.")
        ),
        Line(
            _("Middelste"),
            said(quiz.median, points),
            _("De helft haalt dit of meer. Ligt het ver van het gemiddelde? Dan doen een paar mensen het heel anders."),
        ),
        Line(
            _("Verschil"),
            said(quiz.standard_deviation, points),
            _("Zo ver ligt iemand meestal van het gemiddelde. Bijna 0? Dan zegt de toets niet wie meer weet."),
        ),
        Line(_("Samenhang"), percent(quiz.internal_consistency), consistency_advice(quiz.internal_consistency)),
        Line(
            _("Toeval"),
            percent(quiz.error_ratio),
            _("Zoveel van de verschillen tussen mensen is toeval. Meer of betere vragen maken dit kleiner."),
        ),
        Line(
            _("Onzekerheid"),
            said(quiz.standard_error, points),
            _("Zoveel komt iemand door toeval hoger of lager uit. Denk eraan bij de grens om te slagen."),
        ),
        Line(
            _("Scheefheid"),
            said(quiz.skewness, number),
            _("Onder 0: de meesten halen veel punten, een paar weinig. Boven 0: andersom. Je hoeft hier niets mee."),
        ),
        Line(
            _("Top"),
            said(quiz.kurtosis, number),
            _("Boven 0: veel mensen halen bijna hetzelfde. Onder 0: het loopt uiteen. Je hoeft hier niets mee."),
        ),
    ]


def average(quiz: QuizFigures) -> str:
    """ "6,4 van de 8"."""
    if quiz.maximum.value is None:
        return percent(quiz.maximum)
    worth = number(quiz.maximum.value)
    return said(quiz.mean, lambda mean: _("%(mean)s van de %(worth)s") % {"mean": number(mean), "worth": worth})


def consistency_advice(figure: Figure) -> str:
    if figure.value is None:
        return _("Meten de vragen samen hetzelfde? Daarvoor zijn meer pogingen en gelijke toetsen nodig.")
    if figure.value >= FIRM:
        return _("De vragen meten samen hetzelfde. Hier hoef je niets te doen.")
    if figure.value >= LOOSE:
        return _("De vragen hangen redelijk samen. Een paar goede vragen erbij helpt.")
    return _("De vragen hangen weinig samen. Kijk eerst naar de vragen met weinig onderscheid.")


def question_lines(row: QuestionFigures) -> list[Line]:
    """The figures of one version of a question."""
    return [
        Line(_("Goed"), percent(row.facility), facility_advice(row.facility)),
        Line(_("Onderscheid"), percent(row.discrimination), discrimination_advice(row.discrimination)),
        Line(
            _("Benut onderscheid"),
            percent(row.efficiency),
            _("Zoveel van het onderscheid dat hier kan, haalt de vraag ook. Laag? Kijk of de vraag duidelijk is."),
        ),
        Line(
            _("Blind geraden"),
            percent(row.random_guess),
            _("Zoveel heeft iemand goed die maar wat kiest. Ligt ‘Goed’ dichtbij? Leg het in de les beter uit."),
        ),
        Line(
            _("Verschil"),
            percent(row.standard_deviation),
            _("Hoe ver de antwoorden uiteenlopen. Bij 0 scoort iedereen hier hetzelfde."),
        ),
        Line(
            _("Gewicht bedoeld"),
            percent(row.intended_weight),
            _("Dit deel van de punten is voor deze vraag."),
        ),
        Line(
            _("Gewicht echt"),
            percent(row.effective_weight),
            _("Dit deel van de verschillen tussen mensen komt door deze vraag. Hoort bij het bedoelde te liggen."),
        ),
    ]


def facility_advice(figure: Figure) -> str:
    if figure.value is None:
        return _("Zoveel van de punten halen mensen hier.")
    if figure.value < HARD:
        return _("Weinig mensen hebben dit goed. Klopt het goede antwoord, en staat het in de les?")
    if figure.value > EASY:
        return _("Bijna iedereen heeft dit goed. Maak de vraag lastiger, of laat hem staan als hij belangrijk is.")
    return _("Niet te makkelijk en niet te moeilijk.")


def discrimination_advice(figure: Figure) -> str:
    if figure.value is None:
        return _("Heeft wie veel weet deze vraag vaker goed?")
    if figure.value < 0:
        return _("Wie veel weet, heeft deze vraag juist vaker fout. Kijk of het goede antwoord klopt.")
    if figure.value < LOW:
        return _("Wie veel weet, heeft deze vraag niet vaker goed. Kijk of de vraag duidelijk is.")
    return _("Wie veel weet, heeft deze vraag vaker goed. Zo hoort het.")


def attention(row: QuestionFigures) -> list[str]:
    """Why a question asks for attention: sentences, none when it does not."""
    lines = []
    facility, discrimination = row.facility.value, row.discrimination.value
    if facility is not None and not HARD <= facility <= EASY:
        lines.append(facility_advice(row.facility))
    if discrimination is not None and discrimination < DIM:
        lines.append(discrimination_advice(row.discrimination))
    if row.effective_weight.reason == "negative_covariance" and (discrimination is None or discrimination >= 0):
        lines.append(_("Wie meer punten haalt, heeft deze vraag vaker fout. Kijk of het goede antwoord klopt."))
    return lines
