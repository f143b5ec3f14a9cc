"""The figures of a quiz as CSV, as a Dutch spreadsheet opens it: semicolons, decimal commas."""

import csv
import io

from courses.quiz.statistics import Figure
from courses.views.figure_rows import QuizReport, VersionRow

__all__ = ["csv_of"]

HEADINGS = (
    "vraag", "sleutel", "versie van", "soort", "pogingen", "goed %", "verschil %", "blind geraden %",
    "gewicht bedoeld %", "gewicht echt %", "onderscheid %", "benut onderscheid %", "antwoorden",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(report: QuizReport) -> bytes:
    """One line per version of a question; what fewer than 5 people had is left out."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(line(row) for row in report.rows if row.is_shown)
    return out.getvalue().encode("utf-8-sig")


def line(row: VersionRow) -> list[str]:
    """The cells of one version; empty where there is no figure."""
    known = row.figures
    figures = (
        [
            known.facility,
            known.standard_deviation,
            known.random_guess,
            known.intended_weight,
            known.effective_weight,
            known.discrimination,
            known.efficiency,
        ]
        if known
        else []
    )
    cells = [cell(figure) for figure in figures] or [""] * 7
    answers = " | ".join(f"{answer.words}: {answer.count}" for answer in row.answers)
    made = f"{row.version.created_at:%d-%m-%Y}"
    start = [safe(row.question.stem), str(row.version.question_key), made, row.version.type, str(row.attempts)]
    return [*start, *cells, safe(answers)]


def cell(figure: Figure) -> str:
    return "" if figure.value is None else f"{figure.value:.2f}".replace(".", ",")


def safe(text: str) -> str:
    """On one line, and never a formula."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat.startswith(FORMULA) else flat
