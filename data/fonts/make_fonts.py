#!/usr/bin/env python3
"""Makes the fonts of the pictures from IBM Plex.

    npm pack @ibm/plex-sans@1.1.0 @ibm/plex-sans-kr@1.1.0 @ibm/plex-sans-jp@3.0.0   # then unpack each
    pip install fonttools==4.68.0
    python make_fonts.py PLEX_SANS PLEX_SANS_KR PLEX_SANS_JP      # the three unpacked `package` folders

Keeps the characters a chart needs, drops hinting and layout tables, and renames the fonts: the licence (SIL
OFL 1.1) reserves the name "Plex" for unmodified files.

- Latin (regular, semibold): Latin, Greek, Cyrillic, punctuation, arrows, as far as Plex Sans has them.
- Korean (medium): all 11 172 syllables and the compatibility letters.
- Japanese (medium): kana, full-width forms and the 6 355 kanji of JIS X 0208 levels 1 and 2, as names of
  ships, ports and persons need; they serve Korean hanja and common Chinese names too.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

VERSION = "Version 1.0; made from IBM Plex by data/fonts/make_fonts.py"


def two_byte(encoding, rows):
    """Characters of a 94 × 94 set in the given rows."""
    for row in rows:
        for cell in range(1, 95):
            try:
                yield ord(bytes([0xA0 + row, 0xA0 + cell]).decode(encoding))
            except (UnicodeDecodeError, TypeError):
                pass


def make(source, target, family, style, keep):
    font = TTFont(source)
    options = subset.Options(
        layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True, glyph_names=False,
        drop_tables=["DSIG", "GPOS", "GSUB", "GDEF", "BASE", "vhea", "vmtx", "VORG", "gasp", "meta"],
    )
    options.desubroutinize = False
    work = subset.Subsetter(options)
    present = set(font.getBestCmap())
    work.populate(unicodes=sorted(present & set(keep)))
    work.subset(font)
    copyright_line = font["name"].getDebugName(0)
    licence = font["name"].getDebugName(13)
    font["name"].names = []
    texts = {
        0: copyright_line, 1: family, 2: style, 3: f"{family} {style} 1.0", 4: f"{family} {style}", 5: VERSION,
        6: f"{family} {style}".replace(" ", ""), 13: licence, 14: "http://scripts.sil.org/OFL",
    }
    for key, text in texts.items():
        font["name"].setName(text, key, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [texts[6]]
        cff[0].FamilyName, cff[0].FullName = family, texts[4]
        for absent in ("Notice", "Copyright", "Weight"):
            cff[0].rawDict.pop(absent, None)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.flavor = None
    font.save(target)
    print(target.name, target.stat().st_size, "bytes,", len(font.getBestCmap()), "characters")


def main():
    latin, korean, japanese = (Path(p) / "fonts" / "complete" / "woff" for p in sys.argv[1:4])
    here = Path(__file__).parent
    western = [*range(0x20, 0x530), *range(0x1E00, 0x2300), *range(0x2500, 0x2700)]
    for style in ("Regular", "SemiBold"):
        make(latin / f"IBMPlexSans-{style}.woff", here / f"sarex-sans-{style.lower()}.ttf", "Sarex Sans", style, western)
    hangul = [*range(0x3130, 0x3190), *range(0xAC00, 0xD7A4), *range(0x3000, 0x3020), 0xB7]
    make(korean / "hinted/IBMPlexSansKR-Medium.woff", here / "sarex-sans-kr-medium.otf", "Sarex Sans KR", "Medium", hangul)
    kanji = [*range(0x3000, 0x3100), *range(0xFF00, 0xFFF0), *two_byte("euc_jp", range(16, 85))]
    make(japanese / "hinted/IBMPlexSansJP-Medium.woff", here / "sarex-sans-jp-medium.otf", "Sarex Sans JP", "Medium", kanji)


if __name__ == "__main__":
    main()
