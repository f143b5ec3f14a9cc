"""`/wijk/cijfers/`: nobody can be read from a figure, and the plots are plain, safe SVG."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.models import Certificate
from certificates.portal.figures import Held, beat_figures, countable
from certificates.portal.plots import bars, columns
from registrations.models import BeatArea, Group, PostcodeRange
from tests.certificates.beats import TODAY, hold, holders, page, signed_in
from tests.factories.certificates import make_officer, make_place, make_staff

FIGURES = "/wijk/cijfers/"


def cells(*sizes: int, shared: int = 0) -> list[Held]:
    """One group per size with so many people who have one course; the first `shared` are the same people."""
    day = date(2026, 1, 1)
    return [
        Held(person=number if number < shared else 100 * group + number, group=group, course=1, first=day, last=day)
        for group, size in enumerate(sizes)
        for number in range(size)
    ]


# --- what is told ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ((), 0),
        ((4,), 0),
        ((5,), 5),
        ((9,), 5),
        ((10,), 10),
        ((7, 4), 5),  # 11 would give the hidden four away
        ((6, 4), 5),
        ((4, 4), 5),  # eight people hidden together: none of them can be told apart
        ((4, 4, 2), 10),
        ((2, 2), 0),
        ((7, 4, 4), 10),  # 15 would say that the two hidden groups have exactly four each
        ((5, 4, 1), 10),
        ((12, 3), 10),
    ],
)
def test_a_sum_never_leaves_one_to_four_people(sizes: tuple[int, ...], told: int) -> None:
    assert countable(cells(*sizes)) == told


def test_somebody_in_two_groups_counts_once_and_hides_nobody() -> None:
    assert countable(cells(5, 5, shared=5)) == 5
    assert countable(cells(5, 4, 4, shared=3)) == 5  # two hidden people are left: too few


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
class TestPage:
    def test_each_month_counts_on_its_last_day(self) -> None:
        group = make_place()
        holders(group, 5, passed_on=date(2026, 8, 31), valid_until=date(2026, 9, 30))
        months = beat_figures(Group.objects.all(), today=TODAY).months
        assert [month.last_day for month in months][:2] == [date(2024, 11, 30), date(2024, 12, 31)]
        assert len(months) == 24 and months[-1].last_day == date(2026, 10, 31)
        told = {month.last_day: month.people for month in months if month.people}
        assert told == {date(2026, 8, 31): 5, date(2026, 9, 30): 5}

    def test_a_revoked_certificate_never_counted_and_a_replaced_one_until_then(self) -> None:
        group, by = make_place(), make_staff()
        rows = holders(group, 10, passed_on=date(2026, 7, 1))
        mine = Certificate.objects.filter(pk__in=[row.pk for row in rows[:5]])
        mine.update(revoked_at=timezone.now(), revoked_by=by, revoked_reason="Fout.")
        rest = Certificate.objects.exclude(pk__in=mine.values("pk"))
        rest.update(superseded_at=timezone.now() - timedelta(days=31))  # 21 October
        found = beat_figures(Group.objects.all(), today=TODAY)
        assert [month.people for month in found.months][-4:] == [5, 5, 5, 0] and found.people == 0

    def test_a_neighborhood_is_a_place_and_in_one_place_a_postcode(self) -> None:
        one, two = make_place(place="Urmond, Elsloo"), make_place(place="")
        holders(one, 5)
        holders(two, 4)
        PostcodeRange.objects.create(group=one, first="6129AA", last="6130ZZ")
        PostcodeRange.objects.create(group=two, first="1000AA", last="2000ZZ")
        places = beat_figures(Group.objects.all(), today=TODAY)
        assert not places.by_postcode
        assert [(part.name, part.people) for part in places.neighborhoods] == [
            ("Elsloo", 5),
            ("Urmond", 5),
            ("Stein", 0),
        ]
        Group.objects.update(place="Stein")
        codes = beat_figures(Group.objects.all(), today=TODAY)
        assert codes.by_postcode
        found = [(part.name, part.people) for part in codes.neighborhoods]
        assert found == [("6129", 5), ("6130", 5), ("1000–2000", 0)]

    def test_the_page_tells_no_small_figure_anywhere(self) -> None:
        holders(make_place(place="Urmond"), 7)
        holders(make_place(place="Elsloo"), 4)
        shown = page(make_officer(), FIGURES)
        assert "Minstens <strong>5</strong> mensen" in shown
        assert '<th scope="row">Urmond</th><td class="number">5</td>' in shown
        assert "Elsloo" not in shown and "In 1 plaats hebben minder dan 5 mensen" in shown
        figures = re.findall(r'class="(?:number|plot__count)"[^>]*>(\d+)<', shown)
        assert figures and {int(figure) % 5 for figure in figures} == {0} and "0" not in figures

    def test_two_beats_two_pages(self) -> None:
        holders(make_place("Stein", place="Urmond"), 5)
        holders(make_place("Tilburg", place="Reeshof"), 10)
        stein = page(make_officer(area="Stein", municipality="Stein"), f"{FIGURES}?per=plaats")
        tilburg = page(make_officer(area="Tilburg", municipality="Tilburg"), f"{FIGURES}?per=plaats")
        assert "Urmond" in stein and "Reeshof" not in stein and "<strong>5</strong>" in stein
        assert "Reeshof" in tilburg and "Urmond" not in tilburg and "<strong>10</strong>" in tilburg

    def test_another_area_has_other_figures_at_once(self) -> None:
        holders(make_place("Stein"), 5)
        officer = make_officer()
        assert "<strong>5</strong>" in page(officer, FIGURES)
        BeatArea.objects.filter(beat__user=officer).update(municipality="Tilburg")
        assert "Minder dan 5 mensen van groepen" in page(officer, FIGURES)

    def test_it_is_counted_once_an_hour(self) -> None:
        group, officer = make_place(), make_officer()
        assert "Minder dan 5 mensen van groepen" in page(officer, FIGURES)
        holders(group, 5)
        assert "Minder dan 5 mensen van groepen" in page(officer, FIGURES)
        assert "<strong>5</strong>" in page(make_officer(area="Later"), FIGURES)

    @pytest.mark.parametrize("query", ["", "?per=plaats", "?per=postcode", "?per=onzin"])
    def test_an_empty_beat_has_a_page(self, query: str) -> None:
        assert "Minder dan 5 mensen" in page(make_officer(), f"{FIGURES}{query}")

    def test_it_costs_the_same_for_few_and_many(self) -> None:
        holders(make_place(), 1)
        counts = []
        for number in range(2):
            client = signed_in(make_officer(area=f"Wijk {number}"))
            with CaptureQueriesContext(connection) as found:
                client.get(FIGURES)
            counts.append(len(found))
            for _ in range(5):
                hold(holders(make_place(), 1)[0].registration.user, make_place())
        assert counts[0] == counts[1] <= 12

    def test_nothing_inline_stands_on_the_page(self) -> None:
        holders(make_place(place='<b>"Urmond"</b>'), 5)
        holders(make_place(place="Elsloo"), 5)
        shown = page(make_officer(), FIGURES)
        assert "<b>" not in shown
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", shown) == []
        pictures = re.findall(r'<svg class="plot".*?</svg>', shown, flags=re.DOTALL)
        assert len(pictures) == 2
        assert all(ElementTree.fromstring(picture).find("title") is not None for picture in pictures)  # noqa: S314


# --- the plots -------------------------------------------------------------------------------------------


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  (made here)


@pytest.mark.parametrize("most", [0, 5, 25, 30, 95, 100, 1240, 23_875])
def test_columns_stay_in_their_field(most: int) -> None:
    points = [(f"maand {number}", most * number // 23 // 5 * 5) for number in range(24)]
    root = parsed(columns(points, title="Titel", description="Uitleg"))
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    blocks = root.findall("rect")
    assert len(blocks) == sum(1 for _label, figure in points if figure)
    for block in blocks:
        x, y, wide, high = (float(block.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x >= 0 and x + wide <= width and y >= 0 and y + high <= height and high > 0
    lines = [int(text.text or "") for text in root.findall("text[@class='plot__figure']")]
    assert lines[0] == 0 and lines[-1] >= most and 2 <= len(lines) <= 6
    assert [text.text for text in root.findall("text[@class='plot__label']")] == [
        "maand 23",
        "maand 17",
        "maand 11",
        "maand 5",
    ]


def test_a_plot_says_what_it_is_and_escapes_what_is_typed() -> None:
    svg = bars(
        [("<script>alert(1)</script>", 10), ("Een heel lange naam van een heel grote buurt", 5)],
        title="A & B",
        description="<i>",
    )
    root = parsed(svg)
    assert root.attrib["role"] == "img" and root.findtext("title") == "A & B" and root.findtext("desc") == "<i>"
    assert "<script" not in svg and " style=" not in svg
    assert root.attrib["aria-labelledby"].split() == [root.find(name).attrib["id"] for name in ("title", "desc")]  # type: ignore[union-attr]
    assert [float(bar.attrib["width"]) for bar in root.findall("rect")] == [360, 180]
    assert (root.findall("text")[2].text or "").endswith("…")


def test_a_plot_of_nothing_is_a_plot() -> None:
    assert parsed(bars([], title="Titel", description="Uitleg")).findall("rect") == []
    assert parsed(columns([("nu", 0)], title="Titel", description="Uitleg")).findall("rect") == []
