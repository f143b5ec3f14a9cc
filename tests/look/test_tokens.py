"""What can be measured of the style sheet: contrast in light and dark, and weight (docs/design.md §10, §12)."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
CSS = (STATIC / "css/academie.css").read_text(encoding="utf-8")

# Every pair of text on ground that the components use.
TEXT_PAIRS = [
    *((text, ground) for text in ("ink", "brand") for ground in ("paper", "surface", "tint")),
    *((text, ground) for text in ("soft", "wrong", "notice") for ground in ("paper", "surface")),
    ("good", "surface"),
    ("on-brand", "brand"),
    ("ink", "notice-ground"),
    ("brand", "notice-ground"),
    ("notice", "notice-ground"),
    # The big word of the check page: the page color on the color of the verdict.
    *(("surface", ground) for ground in ("good", "wrong", "notice", "soft")),
]
LINE_PAIRS = [("line", ground) for ground in ("paper", "surface")] + [("brand", "tint"), ("ink", "paper")]


def tokens(*, css: str, dark: bool) -> dict[str, str]:
    """Return the hex color of each `--wabp-*` token as the browser ends up with it."""
    light_part, dark_part = css.split("@media screen and (prefers-color-scheme: dark)", 1)
    found = dict(re.findall(r"--wabp-([a-z-]+): (#[0-9A-Fa-f]{6});", light_part))
    if dark:
        found |= dict(re.findall(r"--wabp-([a-z-]+): (#[0-9A-Fa-f]{6});", dark_part.split("@layer base", 1)[0]))
    return found


def luminance(*, color: str) -> float:
    """Return the relative luminance (0–1) of `#RRGGBB` as WCAG 2.2 defines it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(*, one: str, other: str) -> float:
    """Return the contrast ratio (1–21) of two colors."""
    dark, light = sorted((luminance(color=one), luminance(color=other)))
    return (light + 0.05) / (dark + 0.05)


def too_low(*, pairs: list[tuple[str, str]], least: float, dark: bool, css: str = CSS) -> dict[tuple[str, str], float]:
    """Return the pairs below `least`, with what they measure."""
    colors = tokens(css=css, dark=dark)
    measured = {pair: round(contrast(one=colors[pair[0]], other=colors[pair[1]]), 2) for pair in pairs}
    return {pair: ratio for pair, ratio in measured.items() if ratio < least}


def weight(*, path: str) -> int:
    """Return the gzipped size of a static file in bytes."""
    return len(gzip.compress((STATIC / path).read_bytes(), 9))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_can_be_read(dark: bool) -> None:
    assert too_low(pairs=TEXT_PAIRS, least=6.5, dark=dark) == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_lines_can_be_seen(dark: bool) -> None:
    assert too_low(pairs=LINE_PAIRS, least=4.2, dark=dark) == {}


def test_the_hero_can_be_read_in_any_light() -> None:
    hero = CSS.split(".hero {", 1)[1].split("}", 1)[0]
    colors = dict(re.findall(r"--wabp-([a-z-]+): (#[0-9A-Fa-f]{6});", hero))
    ground = re.search(r"background: (#[0-9A-Fa-f]{6})", hero)
    assert ground
    assert contrast(one=colors["ink"], other=ground[1]) >= 6.5
    assert contrast(one=colors["on-brand"], other=colors["brand"]) >= 6.5


def test_the_measure_itself_can_fail() -> None:
    assert contrast(one="#000000", other="#FFFFFF") == pytest.approx(21)
    pale = CSS.replace("--wabp-soft: #4E5B57", "--wabp-soft: #9AA5A1")
    assert ("soft", "paper") in too_low(pairs=TEXT_PAIRS, least=6.5, dark=False, css=pale)


def test_dark_sets_every_color_again() -> None:
    light, dark = tokens(css=CSS, dark=False), tokens(css=CSS, dark=True)
    assert {name for name in light if light[name] == dark[name]} == set()


def test_colors_stand_in_tokens_only() -> None:
    components = CSS.split("@layer components {", 1)[1].split(".hero {", 1)[0]
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[;\s,)])", components) == []


def test_style_sheet_and_script_stay_small() -> None:
    assert weight(path="css/academie.css") <= 8_000
    assert weight(path="js/academie.js") <= 4_096


def test_everything_comes_from_our_own_address() -> None:
    for path in [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]:
        assert "//" not in re.sub(r"(^|\s)// .*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE), path
