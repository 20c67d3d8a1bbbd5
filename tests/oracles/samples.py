"""Writes data/wine.csv and data/penguins.csv from the packages that hold them, unchanged but for the class names.

Made with scikit-learn 1.9.1 and palmerpenguins 0.1.6 (Python 3.11). Run at the project's root:
    python tests/oracles/samples.py
"""
import csv
import pathlib

import palmerpenguins
import sklearn.datasets

DATA = pathlib.Path("data")


def wine():
    source = pathlib.Path(sklearn.datasets.__file__).parent / "data" / "wine_data.csv"
    names = [name.replace("/", "_") for name in sklearn.datasets.load_wine().feature_names]
    rows = list(csv.reader(source.open()))[1:]
    with (DATA / "wine.csv").open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names + ["class"])
        writer.writerows(row[:-1] + [f"cultivar_{int(row[-1]) + 1}"] for row in rows)


def penguins():
    source = pathlib.Path(palmerpenguins.__file__).parent / "data" / "penguins.csv"
    text = source.read_bytes().replace(b"\r\n", b"\n")
    (DATA / "penguins.csv").write_bytes(text)


wine()
penguins()
