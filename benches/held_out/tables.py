"""Makes the fifteen tables and their splits: target/held_out/NAME/table.csv and splits.json, and tables.json beside them.

Tables come from scikit-learn's bundled data, from Debian's r-cran-mlbench, and from formulas below. The class is the last
column. Columns that never vary are left out, and so are rows with missing cells. Everything is drawn from SEED.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import sklearn.datasets

SEED = 20250101
OUT = pathlib.Path("target/held_out")
HELD_OUT, INNER_HELD_OUT = 0.25, 0.2
INNER, INNER_ROWS = 3, 4_000

# Every table: name, where it comes from, kind (a few words), why it is here.
TABLES = [
    ("iris", "bundled", "smallest", "150 rows: little to learn from, weak decay fits them without error"),
    ("glass", "mlbench:Glass:Type", "small, unbalanced", "214 rows of 6 classes, the smallest of 9 rows"),
    ("pima", "mlbench:PimaIndiansDiabetes2:diabetes", "weak signal", "classes overlap: decay has to be strong"),
    ("breast_cancer", "bundled", "correlated", "30 variables that nearly repeat each other"),
    ("vehicle", "mlbench:Vehicle:Class", "curved", "4 classes, two of which need hidden units to be told apart"),
    ("vowel", "mlbench:Vowel:Class", "many classes, few rows", "11 classes of 90 rows each"),
    ("digits", "bundled", "images", "61 counts, many of them mostly 0, 10 classes"),
    ("dna", "mlbench:DNA:Class", "sparse binary", "180 inputs of 0 and 1, three quarters of them 0"),
    ("satellite", "mlbench:Satellite:classes", "correlated, 6 classes", "36 variables: four bands of nine neighbours"),
    ("letters", "mlbench:LetterRecognition:lettr", "most classes", "26 classes, 20,000 rows: far from fitted in 200 iterations"),
    ("shuttle", "mlbench:Shuttle:Class", "very unbalanced", "58,000 rows, four classes in five, one of 10 rows; nearly no noise"),
    ("smooth", "simulated", "many rows", "60,000 rows: curves and a product behind 3 classes"),
    ("noise", "simulated", "mostly noise", "200 variables of which 5 matter"),
    ("tails", "simulated", "heavy tails", "inputs of Student's t with 2 degrees of freedom, one the exponential of another"),
    ("rare", "simulated", "rare class", "about 3 of 100 rows in the second class"),
]


def bundled(name):
    data = getattr(sklearn.datasets, "load_" + name)()
    return np.asarray(data.data, float), np.asarray(data.target_names)[data.target].astype(str)


def mlbench(name, target):
    """Exported by R: numbers as they are, factors of two digits as 0 and 1."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "table.csv")
        script = f"""
            data("{name}", package = "mlbench")
            d <- na.omit({name})
            y <- as.character(d[["{target}"]])
            x <- d[setdiff(names(d), "{target}")]
            x[] <- lapply(x, function(column) as.numeric(as.character(column)))
            write.csv(cbind(x, class = y), "{out}", row.names = FALSE, quote = FALSE)
        """
        subprocess.run(["Rscript", "--vanilla", "-e", script], check=True)
        cells = [line.split(",") for line in out.read_text().splitlines()[1:]]
    return np.array([row[:-1] for row in cells], float), np.array([row[-1] for row in cells])


def drawn(rng, logits):
    """A class for each row of logits."""
    shares = np.exp(logits - logits.max(1, keepdims=True))
    shares = (shares / shares.sum(1, keepdims=True)).cumsum(1)
    return np.array(["a", "b", "c", "d"])[(rng.random((len(logits), 1)) > shares[:, :-1]).sum(1)]


def binary(rng, logit):
    return drawn(rng, np.column_stack([np.zeros(len(logit)), logit]))


def smooth(rng):
    x = rng.normal(size=(60_000, 12))
    logits = [2 * np.sin(2 * x[:, 0]) + x[:, 1], 1.5 * x[:, 2] * x[:, 3] + x[:, 4], 2 * np.cos(x[:, 5]) - x[:, 6] ** 2 / 2]
    return x, drawn(rng, np.column_stack(logits))


def noise(rng):
    x = rng.normal(size=(2_000, 200))
    return x, binary(rng, 1.5 * x[:, 0] - x[:, 1] + 1.5 * x[:, 2] * x[:, 3] + np.abs(x[:, 4]) - 1)


def tails(rng):
    x = rng.standard_t(2, size=(3_000, 8))
    x[:, 7] = np.exp(np.clip(x[:, 0], -10, 10))
    logits = [2 * np.tanh(x[:, 0]), np.log1p(x[:, 1] ** 2), 1.5 * np.tanh(x[:, 2] - x[:, 3])]
    return x, drawn(rng, np.column_stack(logits))


def rare(rng):
    x = rng.normal(size=(5_000, 10))
    return x, binary(rng, 1.5 * x[:, 0] + x[:, 1] ** 2 - np.sin(2 * x[:, 2]) - 6)


def made(name, source, rng):
    if source == "bundled":
        return bundled(name)
    if source == "simulated":
        return {"smooth": smooth, "noise": noise, "tails": tails, "rare": rare}[name](rng)
    return mlbench(*source.split(":")[1:])


def divided(y, rows, share, rng, least=1):
    """(kept, drawn) rows, ascending: about `share` of each class is drawn, at least `least`, and one is always kept."""
    taken = np.zeros(len(rows), bool)
    for cls in np.unique(y[rows]):
        places = rng.permutation(np.flatnonzero(y[rows] == cls))
        many = min(max(int(np.floor(share * len(places) + rng.random())), least), len(places) - 1)
        taken[places[:many]] = True
    return rows[~taken], rows[taken]


def splits(y, rng):
    """10 splits below 2,000 rows, 5 up to 10,000, 3 above, each with its inner splits of at most INNER_ROWS rows."""
    count = 10 if len(y) < 2_000 else 5 if len(y) <= 10_000 else 3
    every = []
    for _ in range(count):
        train, judge = divided(y, np.arange(len(y)), HELD_OUT, rng)
        fewer = train if len(train) <= INNER_ROWS else divided(y, train, INNER_ROWS / len(train), rng, least=2)[1]
        inner = [divided(y, fewer, INNER_HELD_OUT, rng) for _ in range(INNER)]
        pair = lambda kept, held: {"train": kept.tolist(), "judge": held.tolist()}
        every.append({**pair(train, judge), "inner": [pair(*rows) for rows in inner]})
    return every


def main():
    described = []
    for at, (name, source, kind, why) in enumerate(TABLES):
        rng = np.random.default_rng([SEED, at])
        x, y = made(name, source, rng)
        x = x[:, np.ptp(x, axis=0) > 0]
        folder = OUT / name
        folder.mkdir(parents=True, exist_ok=True)
        header = [f"x{i + 1}" for i in range(x.shape[1])] + ["class"]
        lines = [",".join([repr(float(cell)) for cell in row] + [cls]) for row, cls in zip(x, y)]
        (folder / "table.csv").write_text("\n".join([",".join(header)] + lines) + "\n")
        every = splits(y, rng)
        (folder / "splits.json").write_text(json.dumps(every, separators=(",", ":")))
        counts = np.unique(y, return_counts=True)[1]
        described.append({
            "name": name, "source": source, "kind": kind, "why": why, "rows": len(y), "variables": x.shape[1],
            "classes": len(counts), "smallest_class": int(counts.min()), "largest_class": int(counts.max()),
            "splits": len(every), "hidden": 16 if len(counts) > 10 else 8, "starts": 3,
        })
        print(f"{name}: {len(y)} rows, {x.shape[1]} variables, {len(counts)} classes", file=sys.stderr)
    settings = {"decays": [0.1, 1, 4, 12, 30], "inner_rows": INNER_ROWS, "inner_splits": INNER}
    (OUT / "tables.json").write_text(json.dumps({**settings, "tables": described}, indent=1) + "\n")


if __name__ == "__main__":
    main()
