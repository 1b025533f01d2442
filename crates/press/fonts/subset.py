#!/usr/bin/env python3
"""Makes the small supplement fonts from the Noto fonts of Debian 12. Run by hand when the lists below change;
the results are committed, so building the program needs neither Python nor the Noto packages.

  apt-get install fonts-noto-cjk fonts-noto-core poppler-data && pip install fonttools && python3 subset.py

What BIZ UDPGothic lacks and paper needs: the rest of Adobe-Japan1 (personal and place names such as 𠮷), compatibility and radical forms that come along when people copy from PDFs, Latin letters with marks for
names of foreign residents, and signs such as ☑. The subsets carry their own family name, since a changed font must
not be mistaken for the original.
"""
import os
import re

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = os.path.dirname(os.path.abspath(__file__))
CJK = "/usr/share/fonts/opentype/noto/NotoSansCJK-%s.ttc"
SYMBOLS = "/usr/share/fonts/truetype/noto/NotoSansSymbols%s-Regular.ttf"
ROOT = os.environ.get("FONT_ROOT", "")

RANGES = [
    (0x00A0, 0x024F), (0x0250, 0x02FF), (0x0370, 0x045F), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x205E),
    (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x23FF), (0x2460, 0x25FF), (0x2E80, 0x2FDF), (0x3000, 0x30FF),
    (0x31C0, 0x33FF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x2F800, 0x2FA1F),
]


def adobe_japan1():
    """Every character of Adobe-Japan1-7, the repertoire of Japanese printing: JIS X 0208, 0212, 0213 and more."""
    found = set()
    for name in ("UniJIS-UTF32-H", "UniJIS2004-UTF32-H"):
        with open(f"{ROOT}/usr/share/poppler/cMap/Adobe-Japan1/{name}", encoding="latin-1") as cmap:
            for line in cmap:
                cell = re.fullmatch(r"<([0-9a-f]{8})> (?:<([0-9a-f]{8})> )?[0-9]+\s*", line)
                if cell:
                    first = int(cell[1], 16)
                    found.update(range(first, int(cell[2] or cell[1], 16) + 1))
    return {c for c in found if c >= 0x20}


def save(font, wanted, family, style, path):
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    worker = subset.Subsetter(options)
    worker.populate(unicodes=wanted)
    worker.subset(font)
    names = font["name"]
    names.names = [n for n in names.names if n.nameID in (0, 5, 13, 14)]
    full = f"{family} {style}"
    post = full.replace(" ", "") if style == "Regular" else f"{family.replace(' ', '')}-{style}"
    for which, text in ((1, family), (2, style), (3, full), (4, full), (6, post)):
        names.setName(text, which, 3, 1, 0x409)
        names.setName(text, which, 1, 0, 0)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [post]
        top = cff.topDictIndex[0]
        top.FullName, top.FamilyName = full, family
    font["head"].modified = font["head"].created  # same input, same bytes
    font.recalcTimestamp = False
    font.save(os.path.join(HERE, path))
    print(path, len(wanted), os.path.getsize(os.path.join(HERE, path)))


def main():
    biz = set(TTFont(os.path.join(HERE, "BIZUDPGothic-Regular.ttf")).getBestCmap())
    wanted = adobe_japan1() | {c for a, b in RANGES for c in range(a, b + 1)}
    for style in ("Regular", "Bold"):
        font = TTFont(ROOT + CJK % style, fontNumber=0, recalcTimestamp=False)
        kanji = (wanted - biz) & set(font.getBestCmap())
        save(font, kanji, "Yui Print Kanji", style, f"YuiPrintKanji-{style}.otf")
    signs = {c for c in range(0x2600, 0x27C0)} | {0x2190 + i for i in range(0x70)} | set(range(0x2B00, 0x2C00))
    have = biz | kanji
    for part, number in (("", "1"), ("2", "2")):
        font = TTFont(ROOT + SYMBOLS % part, recalcTimestamp=False)
        mine = (signs - have) & set(font.getBestCmap())
        save(font, mine, f"Yui Print Signs {number}", "Regular", f"YuiPrintSigns{number}-Regular.ttf")
        have |= mine
    print("☐☑☒✓✔✕☎⚠♿ missing:", [chr(c) for c in map(ord, "☐☑☒✓✔✕☎⚠♿𠮷") if c not in have])


main()
