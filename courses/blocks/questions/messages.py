"""What is wrong with a question, in sentences that an editor understands; the engine only gives codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quiz import InvalidQuestion

__all__ = ["AT_STEP", "BY_TYPE", "MESSAGES", "MISSING", "WORDS", "message_for"]

MESSAGES: dict[str, str | Promise] = {
    "empty": gettext_lazy("Er is nog een veld leeg."),
    "too_long": gettext_lazy("Een van de teksten is te lang."),
    "forbidden_character": gettext_lazy(
        "In een van de teksten staat een teken dat niemand kan lezen. Typ die tekst opnieuw."
    ),
    "no_correct_option": gettext_lazy("Kies minstens één goed antwoord."),
    "several_correct_options": gettext_lazy("Er mag maar één antwoord goed zijn."),
    "too_few": gettext_lazy("Er zijn te weinig antwoorden."),
    "too_many": gettext_lazy("Er zijn te veel antwoorden."),
    "repeated_text": gettext_lazy("Twee antwoorden zijn hetzelfde. Verander er één."),
    "repeated_id": gettext_lazy("Twee stappen hebben dezelfde naam."),
    "bad_id": gettext_lazy("Noem een stap met letters en cijfers, zonder spaties."),
    "unreachable_node": gettext_lazy("Er is een stap in de situatie waar niemand kan komen."),
    "loop": gettext_lazy("De situatie loopt in een kringetje: een keuze leidt terug naar een eerdere stap."),
    "unknown_node": gettext_lazy("Een keuze verwijst naar een stap die niet bestaat."),
    "no_points": gettext_lazy("Geef minstens één keuze punten."),
    "too_many_points": gettext_lazy("Er zijn te veel punten te halen. Geef de keuzes minder punten."),
    "not_a_number": gettext_lazy("Typ een getal in cijfers, zoals 5 of 2,5."),
    "low_above_high": gettext_lazy("Het getal bij ‘van’ is groter dan dat bij ‘tot en met’. Draai ze om."),
    "not_a_percentage": gettext_lazy("Vul bij elk antwoord de punten in als getal, zoals 100 of 50."),
    "not_in_range": gettext_lazy("Een getal is te groot of te klein. Punten gaan tot 100; speling is 0 of meer."),
    "bad_unit": gettext_lazy("Een eenheid begint met een letter, zoals meter of cm."),
    "unit_factor": gettext_lazy("Bij de eenheid naast het invulvak hoort altijd 1."),
    "no_units": gettext_lazy(
        "Vul een eenheid in, of haal het vinkje weg bij ‘De deelnemer moet de eenheid zelf typen’."
    ),
    "weight_disagrees": gettext_lazy("Een goed antwoord heeft meer dan 0 procent, een fout antwoord 0 of minder."),
    "critical_unscored": gettext_lazy(
        "Hier is geen goed of fout. Haal het vinkje weg bij ‘Wie deze vraag fout heeft, slaagt niet’."
    ),
    "no_picture": gettext_lazy("Kies een tekening of een foto."),
    "no_correct_area": gettext_lazy("Zet bij minstens één plek een vinkje bij ‘Dit is een goede plek’."),
    "too_few_clicks": gettext_lazy("Er zijn meer goede plekken dan iemand mag aanwijzen. Verhoog dat aantal."),
    "outside_picture": gettext_lazy(
        "Een plek valt buiten de tekening. Kijk in het voorbeeld hoe ver het raster loopt."
    ),
    "bad_shape": gettext_lazy(
        "Een rechthoek heeft vier getallen, een cirkel drie, een veelhoek minstens zes: twee per hoek."
    ),
    "flat_area": gettext_lazy(
        "Een plek heeft geen binnenkant. Bij een rechthoek komen eerst links en boven, dan rechts en onder."
    ),
}
"""A sentence per code of the engine."""

AT_STEP: dict[str, str | Promise] = {
    "unreachable_node": gettext_lazy("hier kan niemand komen. Laat een keuze naar deze stap gaan, of haal hem weg."),
    "unknown_node": gettext_lazy("een keuze gaat naar een stap die niet bestaat. Kijk de naam van die stap na."),
    "bad_id": gettext_lazy("geef de stap een naam van letters en cijfers, zonder spaties."),
    "repeated_text": gettext_lazy("twee keuzes zijn hetzelfde. Verander er één."),
}
"""What is said of one step of a situation, after *Stap 2:*."""

BY_TYPE: dict[tuple[str, str], str | Promise] = {
    ("numeric", "no_correct_option"): gettext_lazy("Geef minstens één antwoord 100 procent."),
    ("short_text", "no_correct_option"): gettext_lazy("Geef minstens één antwoord 100 procent."),
    ("matching", "too_few"): gettext_lazy("Maak aan de rechterkant minstens twee verschillende antwoorden."),
}
"""What one type says otherwise, by type and code."""

MISSING: dict[str, str | Promise] = {
    "stem": gettext_lazy("De vraag ontbreekt."),
    "explanation": gettext_lazy("De uitleg ontbreekt."),
    "alt": gettext_lazy("Schrijf wat er op de tekening staat, voor wie het niet kan zien."),
    "correct": gettext_lazy("Kies wat goed is: waar of niet waar."),
}
"""For a field of the question itself that is empty."""

WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "options": (gettext_lazy("antwoord"), gettext_lazy("antwoorden")),
    "answers": (gettext_lazy("antwoord"), gettext_lazy("antwoorden")),
    "items": (gettext_lazy("stap"), gettext_lazy("stappen")),
    "pairs": (gettext_lazy("paar"), gettext_lazy("paren")),
    "distractors": (gettext_lazy("los antwoord"), gettext_lazy("losse antwoorden")),
    "areas": (gettext_lazy("plek"), gettext_lazy("plekken")),
    "nodes": (gettext_lazy("stap"), gettext_lazy("stappen")),
    "choices": (gettext_lazy("keuze"), gettext_lazy("keuzes")),
    "rubric": (gettext_lazy("regel"), gettext_lazy("regels")),
    "units": (gettext_lazy("andere eenheid"), gettext_lazy("andere eenheden")),
    "hints": (gettext_lazy("tip"), gettext_lazy("tips")),
}
"""What one and more of a list are called."""


def message_for(error: InvalidQuestion) -> str:
    """The Dutch sentence for an engine error; never the code, which says nothing to an editor."""
    return str(MESSAGES.get(error.code) or _("Deze vraag klopt nog niet. Open hem in de vragenbank en kijk hem na."))
