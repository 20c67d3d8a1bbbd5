"""Held-out accuracy and log loss of scikit-learn's MLPClassifier on four tables: tests/accuracy.rs holds the trainer to
them on the same folds. Also writes tests/data/iris.csv and tests/data/breast_cancer.csv.

The classifier has 8 tanh units, starts as ours do and minimises by L-BFGS: mean log loss + alpha/2 · Σ weights² / n,
biases free. Times n that is our loss with decay = alpha. Inputs are filled and standardised from the training rows.
Made with scikit-learn 1.9.1, NumPy 2.4.6 (Python 3.11). Run at the project's root:
    python tests/oracles/mlp_accuracy.py > tests/oracles/mlp_accuracy.json
"""
import csv
import json
import pathlib
import warnings

import numpy as np
import sklearn.datasets
from sklearn.compose import make_column_transformer
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HIDDEN, REPEATS, FOLDS, STARTS = 8, 5, 10, 6
TABLES = {
    "data/wine.csv": "class",
    "data/penguins.csv": "species",
    "tests/data/iris.csv": "species",
    "tests/data/breast_cancer.csv": "diagnosis",
}
warnings.filterwarnings("ignore", category=ConvergenceWarning)


def write_tables():
    iris, cancer = sklearn.datasets.load_iris(), sklearn.datasets.load_breast_cancer()
    names = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"]
    write("iris.csv", names + ["species"], iris)
    write("breast_cancer.csv", [name.replace(" ", "_") for name in cancer.feature_names] + ["diagnosis"], cancer)


def write(name, header, bunch):
    with pathlib.Path("tests/data", name).open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for row, target in zip(bunch.data, bunch.target):
            writer.writerow([repr(float(x)) for x in row] + [bunch.target_names[target]])


def read(path, target):
    rows = list(csv.DictReader(open(path)))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    classes = np.unique(columns.pop(target), return_inverse=True)[1]
    table, numbers, words = [], [], []
    for at, values in enumerate(columns.values()):
        try:
            table.append([np.nan if value == "NA" else float(value) for value in values])
            numbers.append(at)
        except ValueError:
            table.append(values)  # a missing word is a level of its own
            words.append(at)
    return np.array(table, dtype=object).T, classes, numbers, words


def judged(path, target, decay):
    x, y, numbers, words = read(path, target)
    folds, accuracy, loss = [], [], []
    for repeat in range(REPEATS):
        fold_of = np.zeros(len(y), int)
        splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=repeat)
        for fold, (train, test) in enumerate(splitter.split(x, y)):
            fold_of[test] = fold
            for start in range(STARTS):
                columns = make_column_transformer(
                    (SimpleImputer(strategy="median"), numbers),
                    (OneHotEncoder(sparse_output=False, handle_unknown="ignore"), words),
                )
                network = MLPClassifier(
                    HIDDEN, activation="tanh", solver="lbfgs", alpha=decay, max_iter=200, random_state=start
                )
                model = make_pipeline(columns, StandardScaler(), network).fit(x[train], y[train])
                accuracy.append(np.mean(model.predict(x[test]) == y[test]))
                loss.append(log_loss(y[test], model.predict_proba(x[test]), labels=range(max(y) + 1)))
        folds.append("".join(map(str, fold_of)))
    return {
        "file": path,
        "target": target,
        "decay": decay,
        "accuracy": round(float(np.mean(accuracy)), 6),
        "log_loss": round(float(np.mean(loss)), 6),
        "folds": folds,
    }


write_tables()
print(json.dumps({
    "hidden": HIDDEN,
    "starts": STARTS,
    "tables": [judged(path, target, decay) for path, target in TABLES.items() for decay in (0.1, 1.0, 10.0)],
}, indent=1))
