"""Widths of strings in Noto Sans (regular and bold, without kerning) at 12 px, for src/render/draw/text.rs.

Run with Python 3 and fontTools: python3 text_widths.py REGULAR.ttf BOLD.ttf > text_widths.json
"""
import json
import sys

import fontTools
from fontTools.ttLib import TTFont

STRINGS = [
    "v4", "v14", "sum of |w|", "Garson 1991", "petal_width", "bill_length_mm", "0.034 [-0.001, +0.069]",
    "100 %", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789", "<&\"'>", "Größe", "Éclair",
    "température maximale", "µg/m³", "возраст пациента", "ηλικία", "ščřž", "a b c", "iiiiiiii", "WWWWWWWW",
]


def widths(path, bold):
    font = TTFont(path)
    glyphs, advances, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    for text in STRINGS:
        total = sum(advances[glyphs[ord(c)]][0] for c in text)
        yield {"text": text, "bold": bold, "width": round(total * 12 / unit, 3)}


rows = list(widths(sys.argv[1], False)) + list(widths(sys.argv[2], True))
version = TTFont(sys.argv[1])["name"].getDebugName(5)
json.dump({"made_with": {"fonttools": fontTools.version, "Noto Sans": version}, "strings": rows}, sys.stdout,
          ensure_ascii=False, indent=1)
print()
