"""Logistic regression and forests on data/wine.csv, a tree on data/fourteen_large.csv, by scikit-learn.

Made with Python 3.11.7, NumPy 2.4.6, scikit-learn 1.9.1:
    python tests/oracles/models.py > tests/oracles/models.json

Every third row is held out; inputs in sd units of the others. The tree is of two classes (the first against the rest):
with two classes one-against-rest is plain CART. Forests are the means of many trees, so that what two programs draw
differently matters little; a forest of few trees is near them, not equal.
"""

import csv
import json

import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.tree import DecisionTreeClassifier



def table(path):
    """Standardised inputs and classes: (training, held out)."""
    body = list(csv.reader(open(path)))[1:]
    raw = np.array([[float(cell) for cell in row[:-1]] for row in body])
    words = sorted({row[-1] for row in body})
    y = np.array([words.index(row[-1]) for row in body])
    held = np.arange(len(y)) % 3 == 0
    x = (raw - raw[~held].mean(axis=0)) / raw[~held].std(axis=0)
    return (x[~held], y[~held]), (x[held], y[held])


train, judge = table("data/wine.csv")


def smoothed(counts):
    return (counts + 0.5) / (counts.sum() + len(counts) / 2)


def logistic(first):
    truth = [(y == 0).astype(int) if first else y for y in (train[1], judge[1])]
    fit = LogisticRegression(C=1.0, tol=1e-12, max_iter=100_000).fit(train[0], truth[0])
    return {"coefficients": fit.coef_.tolist(), "probabilities": fit.predict_proba(judge[0]).tolist()}


def tree():
    train, judge = table("data/fourteen_large.csv")
    truth = (train[1] == 0).astype(int)
    fits = [
        DecisionTreeClassifier(max_depth=4, min_samples_leaf=5, min_impurity_decrease=1e-6, random_state=s).fit(train[0], truth)
        for s in range(30)
    ]
    # no tie that the seed decides
    assert all(np.array_equal(f.tree_.feature, fits[0].tree_.feature) for f in fits)
    fit = fits[0]
    counts = fit.tree_.value[:, 0, :] * fit.tree_.weighted_n_node_samples[:, None]
    leaves = [smoothed(counts[leaf]) for leaf in fit.apply(judge[0][:60])]
    return {"importance": fit.feature_importances_.tolist(), "probabilities": np.array(leaves).tolist()}


def forest(trees=1000):
    fits = [
        RandomForestRegressor(trees, max_depth=7, min_samples_leaf=3, max_features=3, random_state=k, n_jobs=-1).fit(
            train[0], train[1] == k
        )
        for k in range(3)
    ]
    shares = np.bincount(train[1]) / len(train[1])
    importance = sum(f * (1 - f) * fit.feature_importances_ for f, fit in zip(shares, fits))

    def cost(x):
        p = np.column_stack([fit.predict(x) for fit in fits]).clip(0, 1)
        p /= p.sum(axis=1, keepdims=True)
        p = (100 * p + 0.5) / (100 + 1.5)
        return log_loss(judge[1], p, labels=[0, 1, 2])

    still, rng, rises = cost(judge[0]), np.random.default_rng(0), []
    for column in range(judge[0].shape[1]):
        total = 0.0
        for _ in range(40):
            moved = judge[0].copy()
            rng.shuffle(moved[:, column])
            total += cost(moved) - still
        rises.append(total / 40)
    return {"importance": (importance / importance.sum()).tolist(), "log_loss": still, "rises": rises}


print(json.dumps({"logistic": logistic(False), "logistic_two": logistic(True), "tree_two": tree(), "forest": forest()}))
