"""Makes the tables of the comparison under target/peers: three classes, a quarter as many held-out rows as training rows.

Classes are clusters that lie across each other, so that a straight boundary doesn't do. The first rows of a file are the
training rows, the last fifth is held out.
"""
import pathlib

import numpy as np
from sklearn.datasets import make_classification

OUT = pathlib.Path("target/peers")
# name: training rows, variables, those that tell something, mixtures of these
TABLES = {
    "1000x14": (1_000, 14, 6, 3),
    "10000x14": (10_000, 14, 6, 3),
    "100000x14": (100_000, 14, 6, 3),
    "10000x30": (10_000, 30, 10, 5),
}


def make(name):
    rows, variables, informative, mixtures = TABLES[name]
    cells, classes = make_classification(
        n_samples=rows * 5 // 4, n_features=variables, n_informative=informative, n_redundant=mixtures,
        n_classes=3, n_clusters_per_class=2, class_sep=1.1, flip_y=0.03, random_state=11)
    names = [f"v{column + 1}" for column in range(variables)]
    with open(OUT / f"{name}.csv", "w") as out:
        out.write(",".join([*names, "class"]) + "\n")
        for row, code in zip(cells, classes):
            out.write(",".join([*(f"{cell:.5f}" for cell in row), "abc"[code]]) + "\n")
    print(f"{name}: {np.bincount(classes[:rows])} training rows of the classes")


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        make(name)
