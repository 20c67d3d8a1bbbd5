"""Widths of strings in the Noto faces (regular and bold, without kerning) at 12 px, for src/render/draw/text.rs.

Run with Python 3, uharfbuzz and the folders of Debian's fonts-noto-core and fonts-noto-cjk:
    python3 text_widths.py /usr/share/fonts/truetype/noto /usr/share/fonts/opentype/noto > text_widths.json
HarfBuzz shapes the strings as a browser does: Arabic letters are joined, marks lie over their letters.
"""
import json
import os
import sys

import uharfbuzz as harfbuzz

STRINGS = [
    "v4", "v14", "sum of |w|", "Garson 1991", "petal_width", "bill_length_mm", "0.034 [-0.001, +0.069]",
    "100 %", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789", "<&\"'>", "Größe", "Éclair",
    "température maximale", "µg/m³", "возраст пациента", "ηλικία", "ščřž", "a b c", "iiiiiiii", "WWWWWWWW",
]


# in other scripts: the face, and strings
OTHERS = {
    "NotoSansCJK": ["变量名称很长的一个变量", "類別", "年齢グループ", "ｱｲｳ", "체질량 지수", "（甲）、。"],
    "NotoSansArabic": ["وزن الجسم", "مؤشر كتلة الجسم", "سن"],
    "NotoSansHebrew": ["משקל גוף", "גיל"],
    "NotoSansDevanagari": ["वजन", "आयु वर्ग"],
    "NotoSansThai": ["น้ำหนักตัว", "อายุ"],
    "NotoSans": ["συγκέντρωση γλυκόζης", "ΜΕΓΙΣΤΗ ΤΙΜΗ", "ώρα", "ẞ Ậ ễ", "км/ч"],
}


def face(folders, name, style):
    for folder in folders:
        for ending in ("ttf", "ttc"):
            path = f"{folder}/{name}-{style}.{ending}"
            if os.path.exists(path):
                return harfbuzz.Face(harfbuzz.Blob.from_file_path(path))
    raise SystemExit(f"{name}-{style} is in none of {folders}")


def shaped(face, text):
    buffer = harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    harfbuzz.shape(harfbuzz.Font(face), buffer, {"kern": False, "liga": False})
    missing = any(glyph.codepoint == 0 for glyph in buffer.glyph_infos)
    return None if missing else sum(p.x_advance for p in buffer.glyph_positions) * 12 / face.upem


def width(face, text, spare):
    """Of a text whose face lacks the blank, the words and as many blanks of the Latin face."""
    words = text.split(" ")
    whole = shaped(face, text)
    if whole is None:
        whole = sum(shaped(face, word) for word in words) + (len(words) - 1) * shaped(spare, " ")
    return round(whole, 3)


def main(folders):
    rows = []
    for style in ("Regular", "Bold"):
        latin = face(folders, "NotoSans", style)
        for name, strings in {"NotoSans": STRINGS, **{k: v for k, v in OTHERS.items() if k != "NotoSans"}}.items():
            font = face(folders, name, style)
            for text in strings + (OTHERS["NotoSans"] if name == "NotoSans" else []):
                rows.append({"text": text, "bold": style == "Bold", "width": width(font, text, latin)})
    made = {"uharfbuzz": harfbuzz.__version__, "HarfBuzz": harfbuzz.version_string(), "faces": "Debian 12"}
    json.dump({"made_with": made, "strings": rows}, sys.stdout, ensure_ascii=False, indent=1)
    print()


main(sys.argv[1:])
