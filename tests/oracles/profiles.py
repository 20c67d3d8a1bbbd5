"""Partial dependence and profiles with the others held, by scikit-learn and NumPy.

Made with Python 3.11.7, NumPy 2.4.6, scikit-learn 1.9.1:
    python tests/oracles/profiles.py > tests/oracles/profiles.json

Partial dependence is sklearn.inspection.partial_dependence (brute force) of a network of given weights; the grids are
numpy.quantile of the columns. The held profiles are the network's probabilities with all other columns at their quantiles.
"""

import json

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.inspection import partial_dependence

RNG = np.random.default_rng(20261128)
PLACES = [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98]
HELD = [0.2, 0.5, 0.8]


class Net(ClassifierMixin, BaseEstimator):
    def fit(self, x, y=None):
        self.center_, self.spread_ = x.mean(axis=0), x.std(axis=0)
        self.classes_ = np.arange(3)
        self.w1_, self.b1_ = RNG.normal(size=(4, x.shape[1])), RNG.normal(size=4)
        self.w2_, self.b2_ = RNG.normal(size=(3, 4)), RNG.normal(size=3)
        return self

    def predict_proba(self, x):
        z = (np.asarray(x) - self.center_) / self.spread_
        logits = np.tanh(z @ self.w1_.T + self.b1_) @ self.w2_.T + self.b2_
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


def held(net, x, column, levels):
    lines = []
    for p in HELD:
        rows = np.tile(np.quantile(x, p, axis=0), (len(levels), 1))
        rows[:, column] = levels
        lines.append(net.predict_proba(rows).T.tolist())
    return lines


x = np.column_stack([RNG.normal(5, 2, 40), RNG.exponential(100, 40), RNG.uniform(-0.01, 0.01, 40)])
net = Net().fit(x)
variables = []
for column in range(3):
    levels = np.quantile(x[:, column], PLACES)
    found = partial_dependence(net, x, [column], custom_values={column: levels}, method="brute", kind="average")
    variables.append({
        "levels": levels.tolist(),
        "classes": found["average"].tolist(),
        "held": held(net, x, column, levels),
    })
layer = lambda w, b, a: {"weights": w.tolist(), "biases": b.tolist(), "activation": a}
network = {"layers": [layer(net.w1_, net.b1_, "tanh"), layer(net.w2_, net.b2_, None)]}
print(json.dumps({"columns": x.T.tolist(), "network": network, "variables": variables}))
