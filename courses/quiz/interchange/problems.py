"""What a file could not bring along: a code, a place, and a Dutch sentence for each code."""

from dataclasses import dataclass

_SKIPPED = " De vraag is overgeslagen."

FILE_MESSAGES = {
    "file_too_big": "Dit bestand is te groot. Het mag hoogstens 10 MB zijn. Verdeel de vragen over meer bestanden.",
    "not_text": "We kunnen de letters in dit bestand niet lezen. Sla het op als UTF-8 en probeer het opnieuw.",
    "not_xml": "Dit is geen geldig XML-bestand. Exporteer de vragen opnieuw uit Moodle, als Moodle XML.",
    "not_moodle_xml": "Dit is wel XML, maar geen Moodle XML. Exporteer de vragen opnieuw uit Moodle.",
    "xml_entities": "In dit XML-bestand staan eigen definities (DTD). Die lezen we niet, voor de veiligheid.",
    "too_many_questions": "Er staan te veel vragen in dit bestand: hoogstens 1.500. Knip het bestand in stukken.",
    "not_a_workbook": "Dit is geen werkblad dat we kunnen lezen. Sla het op als Excel-werkmap (.xlsx) of als CSV.",
    "workbook_too_big": "Uitgepakt is deze werkmap te groot. Laat alleen het blad met de vragen staan.",
    "protected_or_macros": "Deze werkmap heeft een wachtwoord of macro’s, of is een oude .xls. Sla hem op als .xlsx.",
    "not_a_table": "We kunnen in dit bestand geen rijen en kolommen vinden. Gebruik ons voorbeeldbestand.",
    "no_question_column": "De kolommen ‘soort’ en ‘vraag’ ontbreken in de eerste rij. Gebruik ons voorbeeldbestand.",
}
"""Why a whole file is refused (`UnreadableFile.code`)."""

_SKIPS = {
    "unknown_type": "{place}: dit vraagtype kennen we niet ({detail}).",
    "unknown_kind": "{place}: in de kolom ‘soort’ staat geen soort die we kennen ({detail}).",
    "description": "{place}: dit is een tekst zonder vraag.",
    "brace_missing": "{place}: een accolade ontbreekt. Voor gewone accolades: zet er \\ voor.",
    "weight_not_number": "{place}: het percentage klopt niet ({detail}). Het ligt van -100 tot 100, met een punt.",
    "not_a_number": "{place}: dit is geen getal dat we kunnen lezen ({detail}).",
    "pair_missing": "{place}: in een koppelvraag heeft ieder antwoord een linker- en een rechterkant ({detail}).",
    "too_many_parts": "{place}: er zijn te veel antwoorden of onderdelen.",
    "too_few_parts": "{place}: er zijn te weinig antwoorden of onderdelen.",
    "empty_text": "{place}: een tekst die nodig is, ontbreekt.",
    "too_long": "{place}: een tekst is te lang.",
    "forbidden_character": "{place}: er staat een teken in dat we niet kunnen bewaren.",
    "repeated_text": "{place}: twee antwoorden of onderdelen zijn hetzelfde.",
    "no_right_answer": "{place}: er is geen goed antwoord.",
    "unknown_answer": "{place}: het goede antwoord staat niet bij de keuzes ({detail}).",
    "unfinished": "{place}: de vraag is niet af: de keuzes of de regel ANSWER ontbreken.",
    "markup_too_heavy": "{place}: er zit te veel opmaak in de tekst.",
    "not_valid": "{place}: de vraag klopt niet ({detail}).",
    "type_not_possible": "{place}: dit soort vraag past niet in dit bestandstype.",
    "rule_not_possible": "{place}: de puntentelling van deze vraag past niet in dit bestandstype.",
    "text_not_possible": "{place}: een tekst past niet in dit bestandstype ({detail}).",
}
_WARNINGS = {
    "converted_encoding": "Het bestand was geen UTF-8. We hebben de letters omgezet: kijk de trema’s en accenten na.",
    "nothing_found": "We hebben in dit bestand geen vragen gevonden.",
    "unknown_column": "{place}: een kolom die we niet kennen, is weggelaten ({detail}).",
    "several_right": "{place}: er zijn meer goede antwoorden. Het eerste heet goed, de andere geven ook alle punten.",
    "negative_share": "{place}: een antwoord kostte punten. Het geeft nu nul punten.",
    "no_full_share": "{place}: geen antwoord gaf alle punten. Het beste antwoord geeft ze nu.",
    "weight_as_text": "{place}: een percentage na = telt niet. Het staat nu in de tekst ({detail}).",
    "empty_answer": "{place}: een leeg antwoord is weggelaten.",
    "pictures_dropped": "{place}: plaatjes, geluid of video zijn weggelaten.",
    "grade_dropped": "{place}: het aantal punten van de vraag is weggelaten ({detail}). Dat stel je in bij de toets.",
    "penalty_dropped": "{place}: de aftrek per poging is weggelaten ({detail}).",
    "hints_cut": "{place}: er zijn meer tips dan we bewaren. De eerste vier staan er.",
    "feedback_dropped": "{place}: de reactie op de hele vraag is weggelaten ({detail}).",
    "order_rule_changed": "{place}: deze puntentelling van de volgorde kennen we niet. Nu telt elk goed paar.",
    "subset_dropped": "{place}: er werd een deel van de stappen gevraagd. Nu zijn het alle stappen.",
    "true_false_guessed": "{place}: ‘true’ en ‘false’ stonden er niet. Het eerste antwoord is nu ‘waar’.",
    "was_hidden": "{place}: deze vraag was verborgen of verwijderd.",
    "unit_changed": "{place}: een eenheid kon niet precies zo over ({detail}).",
    "lines_dropped": "{place}: alleen de laatste regel voor de keuzes is de vraag. Weggelaten: {detail}",
    "line_breaks": "{place}: een nieuwe regel in een tekst is een spatie geworden.",
    "part_dropped": "{place}: niet alles kon mee ({detail}).",
    "cut": "{place}: te lang en daarom ingekort ({detail}).",
    "dropped": "{place}: niet alles past in dit bestandstype. Weggelaten: {detail}.",
    "rule_changed": "{place}: alles-of-niets past niet in dit bestandstype. Een half goed antwoord krijgt punten.",
    "weight_unusual": "{place}: Moodle kent dit percentage niet ({detail}) en rondt het af of weigert de vraag.",
    "arrow_changed": "{place}: een pijl van twee tekens (->) is één teken (→) geworden.",
}

MESSAGES: dict[str, str] = {
    **FILE_MESSAGES,
    **{code: sentence + _SKIPPED for code, sentence in _SKIPS.items()},
    **_WARNINGS,
}
"""A sentence per code, with the fields {place}, {title} and {detail} for str.format."""

_PLACES = {"line": "Regel {}", "question": "Vraag {}", "row": "Rij {}"}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that went otherwise than asked.

    `place` is where, such as "Regel 12" ("" = the file); `detail` is a piece of the file and may be "".
    `fatal`: the question is skipped; else it came along, with something dropped or converted.
    """

    place: str
    title: str
    code: str
    detail: str = ""
    fatal: bool = False

    def __post_init__(self) -> None:
        if self.code not in MESSAGES:
            raise ValueError(f"no sentence for {self.code}")

    @property
    def message(self) -> str:
        """The Dutch sentence."""
        return MESSAGES[self.code].format(place=self.place, title=self.title, detail=self.detail)


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; `code` is a key of FILE_MESSAGES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        """The Dutch sentence."""
        return FILE_MESSAGES[self.code]


def place(kind: str, number: int) -> str:
    """Return the words for a "line", "question" or "row" of the file."""
    return _PLACES[kind].format(number)
