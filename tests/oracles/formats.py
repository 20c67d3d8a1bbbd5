"""Spreadsheets and Parquet files for tests/formats.rs, and what pandas reads from them.

Writes tests/data/formats/* and prints the JSON kept beside this script. Run at the project's root:

    python tests/oracles/formats.py >tests/oracles/formats.json

Made with Python 3.11, pandas 3.1.1, openpyxl 3.1.5, odfpy 1.4.1, pyarrow 26.0.1.
"""

import datetime as dt
import decimal
import json
import pathlib
import uuid

import numpy as np
import odf.opendocument
import odf.style
import odf.table
import odf.text
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path("tests/data/formats")
ROWS = 24


def number(n):
    return [0.1 + n * 0.37, -1.5e-7 * n, 123456789.125 + n, 1e15 * n][n % 4]


def table():
    """The rows that all spreadsheets hold: numbers, a count with gaps, words, dates, truths, classes."""
    for n in range(ROWS):
        yield [
            number(n),
            None if n % 7 == 3 else n * 11 % 37,
            ["red", "grün", "blue, or so"][n % 3],
            dt.date(2020, 2, 27) + dt.timedelta(days=5 * n),
            n % 4 == 1,
            ["x", "y"][n * 5 % 3 % 2],
        ]


NAMES = ["size", "count", "colour", "day", "fresh", "class"]


def excel(path):
    """A title over merged cells, an empty row, a table off A1 with an empty column, notes below; a second table."""
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "Read me"
    cover["A1"] = "Nothing but words here"
    sheet = book.create_sheet("Data")
    sheet["C2"] = "Measured in May"
    sheet.merge_cells("C2:I2")
    places = ["C", "D", "E", "G", "H", "I"]
    for place, name in zip(places, NAMES):
        sheet[f"{place}4"] = name
    for n, row in enumerate(table()):
        for place, value in zip(places, row):
            cell = sheet[f"{place}{n + 5}"]
            cell.value = value
        if n == 6:
            sheet[f"D{n + 5}"] = "#N/A"
            sheet[f"D{n + 5}"].data_type = "e"
        if n == 8:
            sheet[f"D{n + 5}"] = "17"
        if n == 9:
            sheet[f"D{n + 5}"] = "=1+2"
    sheet[f"C{ROWS + 6}"] = "Source: made up"
    second = book.create_sheet("Other")
    for row in [["a", "b"], [1, "x"], [2, "y"]]:
        second.append(row)
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    for row in [["h", "k"], [1, "x"], [2, "y"]]:
        hidden.append(row)
    book.save(path)


def open_document(path):
    """The same table from A1 on, with a repeated row, a comment, and an error."""
    book = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="Data")

    def cell(value):
        made = odf.table.TableCell
        if value is None:
            return made()
        if isinstance(value, bool):
            shown, cell = str(value).upper(), made(valuetype="boolean", booleanvalue=str(value).lower())
        elif isinstance(value, (int, float)):
            shown, cell = f"{value:.2f}", made(valuetype="float", value=repr(value))
        elif isinstance(value, dt.date):
            shown, cell = value.strftime("%d.%m.%y"), made(valuetype="date", datevalue=value.isoformat())
        elif isinstance(value, dt.timedelta):
            shown, cell = str(value), made(valuetype="time", timevalue=f"PT{int(value.total_seconds())}S")
        else:
            shown, cell = value, made(valuetype="string")
        cell.addElement(odf.text.P(text=shown))
        return cell

    def append(values, **how):
        row = odf.table.TableRow(**how)
        for value in values:
            row.addElement(cell(value))
        sheet.addElement(row)

    append(NAMES)
    for row in table():
        append(row)
    append([0.5, 3, "red", dt.date(2021, 1, 1), True, "x"], numberrowsrepeated=2)
    append([], numberrowsrepeated=1048000)
    book.spreadsheet.addElement(sheet)
    book.save(path)


def parquet_types():
    """A column of every kind."""
    n = range(ROWS)
    moments = [dt.datetime(2021, 3, 4, 14, 30) + dt.timedelta(hours=i, milliseconds=i) for i in n]
    return pa.table(
        {
            "int8": pa.array([i - 12 for i in n], pa.int8()),
            "uint8": pa.array([i * 10 for i in n], pa.uint8()),
            "int32": pa.array([None if i == 5 else i * 100003 for i in n], pa.int32()),
            "uint32": pa.array([4294967295 - i for i in n], pa.uint32()),
            "int64": pa.array([i * 10**12 for i in n], pa.int64()),
            "uint64": pa.array([2**64 - 1 - i * 4096 for i in n], pa.uint64()),
            "half": pa.array([np.float16(i * 0.37) for i in n], pa.float16()),
            "float": pa.array([i * 0.1 for i in n], pa.float32()),
            "double": pa.array([None if i == 7 else number(i) for i in n], pa.float64()),
            "nan": pa.array([float("nan") if i == 2 else float(i) for i in n], pa.float64()),
            "decimal": pa.array([decimal.Decimal(i * 1234567) / 1000 for i in n], pa.decimal128(20, 3)),
            "small_decimal": pa.array([decimal.Decimal(i - 3) / 100 for i in n], pa.decimal128(5, 2)),
            "truth": pa.array([None if i == 4 else i % 3 == 0 for i in n], pa.bool_()),
            "text": pa.array([["red", "grün", None, ""][i % 4] for i in n], pa.string()),
            "dictionary": pa.array([["x", "y", "z"][i % 3] for i in n]).dictionary_encode(),
            "numbers_in_text": pa.array([str(i * 0.5) for i in n], pa.string()),
            "day": pa.array([dt.date(1969, 12, 20) + dt.timedelta(days=i) for i in n], pa.date32()),
            "milli": pa.array(moments, pa.timestamp("ms")),
            "micro": pa.array(moments, pa.timestamp("us", tz="UTC")),
            "nano": pa.array(moments, pa.timestamp("ns")),
            "time": pa.array([dt.time(i % 24, 30, 5) for i in n], pa.time32("ms")),
            "bytes": pa.array([bytes([255, i]) for i in n], pa.binary()),
            "list": pa.array([[i, i + 1] for i in n], pa.list_(pa.int32())),
            "struct": pa.array([{"a": i, "b": "x"} for i in n]),
            "empty": pa.nulls(ROWS),
            "class": pa.array([["x", "y"][i % 2] for i in n]),
        }
    )


def plain(value):
    """As the test has it: a number, a text, or null."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, (bool, np.bool_)):
        return str(value).lower()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, (int, float, np.number)):
        return float(value)
    if isinstance(value, pd.Timestamp):
        value = value.tz_localize(None) if value.tzinfo else value
        return value.date().isoformat() if value.time() == dt.time(0) else trimmed(value.isoformat())
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat()
    return str(value)


def trimmed(text):
    return text.rstrip("0") if "." in text else text


def columns(frame):
    return {str(name): [plain(value) for value in frame[name].tolist()] for name in frame.columns}


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    excel(FOLDER / "table.xlsx")
    open_document(FOLDER / "table.ods")
    types = parquet_types()
    read = {}
    for codec in ["none", "snappy", "gzip", "zstd", "brotli"]:
        pq.write_table(types, FOLDER / f"{codec}.parquet", compression=codec, row_group_size=13)
    pq.write_table(types, FOLDER / "second_version.parquet", data_page_version="2.0", use_dictionary=False)
    old = types.select(["int32", "nano", "class"])
    pq.write_table(old, FOLDER / "old_moments.parquet", use_deprecated_int96_timestamps=True)
    read["table.xlsx"] = columns(
        pd.read_excel(FOLDER / "table.xlsx", sheet_name="Data", header=3, nrows=ROWS, usecols="C:E,G:I")
    )
    read["table.ods"] = columns(pd.read_excel(FOLDER / "table.ods", engine="odf", keep_default_na=True))
    for name in ["none", "snappy", "gzip", "zstd", "second_version", "old_moments"]:
        frame = pd.read_parquet(FOLDER / f"{name}.parquet")
        frame = frame.drop(columns=[c for c in ["bytes", "list", "struct"] if c in frame])
        read[f"{name}.parquet"] = columns(frame)
    json.dump(read, __import__("sys").stdout, ensure_ascii=False, separators=(",", ":"))
    print()


main()
