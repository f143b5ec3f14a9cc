"""Make the two certificate fonts out of the npm package `@fontsource/source-sans-3`.

Usage: python scripts/merge_fonts.py source-sans-3.tgz certificates/fonts

The package ships each weight cut into pieces per script. WeasyPrint mixes such pieces up when they share a
family and a weight, so that names come out garbled; one TrueType file per weight does not have that problem.
The result is renamed: the license reserves the name "Source" for the original. Same input, same bytes.
"""

import argparse
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont

FAMILY = "WABP Certificate Sans"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
SUBSETS = ("latin", "latin-ext", "vietnamese", "greek", "cyrillic")
# STAT describes a variable font that this is not; BASE, gasp and prep serve screens, a PDF needs none.
DROPPED_TABLES = ("STAT", "BASE", "gasp", "prep")
PIECE = "package/files/source-sans-3-{subset}-{weight}-normal.woff2"


def unpack(*, archive: Path, folder: Path) -> None:
    """Unpack the npm package into `folder`."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")


def plain_piece(*, source: Path, target: Path) -> str:
    """Write one woff2 piece as bare TrueType to `target`; the path comes back as text, as Merger wants it."""
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    for table in DROPPED_TABLES:
        if table in font:
            del font[table]
    font.save(target)
    return str(target)


def rename(*, font: Any, style: str, weight: int) -> None:
    """Give the merged font its own family name and the weight it really has."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 5, 13, 14)]
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    for name_id, text in {1: FAMILY, 2: style, 3: postscript, 4: f"{FAMILY} {style}", 6: postscript}.items():
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["head"].macStyle = 0


def merge(*, package: Path, weight: int, target: Path) -> None:
    """Merge the pieces of one weight into `target`."""
    with tempfile.TemporaryDirectory() as scratch:
        pieces = [
            plain_piece(
                source=package / PIECE.format(subset=subset, weight=weight),
                target=Path(scratch) / f"{subset}.ttf",
            )
            for subset in SUBSETS
        ]
        font = Merger(options=Options(drop_tables=list(DROPPED_TABLES))).merge(pieces)
        rename(font=font, style=WEIGHTS[weight], weight=weight)
        font["head"].modified = font["head"].created = TTFont(pieces[0])["head"].modified
        font.recalcTimestamp = False
        font.save(target)


def main() -> None:
    """Read the command line and write both fonts."""
    parser = argparse.ArgumentParser(description="Merge the pieces of Source Sans 3, one file per weight.")
    parser.add_argument("archive", type=Path, help="the npm package @fontsource/source-sans-3 as .tgz")
    parser.add_argument("target", type=Path, help="the folder for the fonts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        unpack(archive=arguments.archive, folder=Path(scratch))
        package = Path(scratch)
        for weight, style in WEIGHTS.items():
            merge(package=package, weight=weight, target=arguments.target / f"certificate-{style.lower()}.ttf")


if __name__ == "__main__":
    main()
