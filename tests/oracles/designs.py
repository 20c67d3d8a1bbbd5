"""Are the best pairs and the orders that src/simulate/ states right? An independent drawing of every design, judged
by gradient boosting on 30,000 fresh rows after 30,000 training rows: log loss of every pair, and what is lost when
each variable is left out. Kept in designs.json beside it. Made with scikit-learn 1.9.1, NumPy 2.4.6 (Python 3.11).
    python tests/oracles/designs.py > tests/oracles/designs.json
"""
import itertools
import json

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

ROWS = 60_000
LINEAR = set("ABEFGLMTWVK") | {"E4"}


def draw(design, g):
    width = 8 if design == "E" else 14 if design == "question" else 5
    x = g.standard_normal((ROWS, width))
    common = g.standard_normal(ROWS)
    company = lambda k: np.sqrt(0.9) * common[:, None] + np.sqrt(0.1) * x[:, :k]
    c = lambda i: x[:, i - 1]
    if design == "A": eta = 2 * c(1) + 1.5 * c(2) + c(3) + 0.5 * c(4)
    if design == "B": eta = 2 * c(1) - 2 * c(2) + c(3) - c(4)
    if design == "C": eta = 3 * (c(1) ** 2 - 1) + c(2)
    if design == "D": eta = 3 * c(1) * c(2) + c(3)
    if design == "E":
        x[:, :4] = company(4)
        eta = 2 * c(1) + 2 * c(2) + c(3) - 2 * c(5) - 2 * c(6) - c(7)
    if design == "E4":
        x[:, :3] = company(3)
        eta = 2 * c(1) + c(2) - 2 * c(4)
    if design == "F":
        x[:, 1] = c(1) + 0.05 * c(2)
        eta = 3 * c(1) + 1.5 * c(3)
    if design == "G":
        signal = c(1).copy()
        x[:, 0] += c(2)
        eta = 3 * signal + c(3)
    if design == "I":
        x[:, 0] = g.random(ROWS) < 0.04
        eta = 6 * (c(1) - 0.04) + c(2) - 0.5 * c(3)
    if design == "J": eta = np.where(c(2) > 0, 4 * c(1), -4 * c(3))
    if design == "K": eta = 2 * c(1) - 2 * c(2)
    if design == "L":
        x[:, 0] = common + 0.3 * c(1)
        x[:, 1] = common + 0.5 * c(2)
        eta = 3 * common + 1.2 * c(3)
    if design == "Q":
        x[:, 0], x[:, 1], x[:, 2] = g.integers(0, 2, ROWS), g.integers(0, 2, ROWS), g.integers(1, 401, ROWS)
        eta = 1.5 * (2 * c(1) - 1) + 0.75 * (2 * c(2) - 1)
    if design == "T": eta = 2 * c(1) + 1.5 * c(2) + 1.5 * c(3) + 0.5 * c(4)
    if design == "V":
        x[:, :3] = common[:, None] + 0.05 * x[:, :3]
        eta = 6 * common + 1.5 * c(4)
    if design == "W": eta = 0.5 * c(1) + 0.3 * c(2)
    if design == "M":
        logits = np.stack([2 * c(1), -c(1) + 2 * c(2), -c(1) - 2 * c(2)], 1)
    elif design == "question":
        x[:, 6] = 0.9 * c(4) + np.sqrt(0.19) * c(7)
        x[:, 10] = 0.5 * c(9) + np.sqrt(0.75) * c(11)
        u, w = 3.5 * c(4) + 1.2 * c(7), 2 * c(9) + 0.8 * c(4) * c(9)
        logits = np.stack([u - 0.4 * c(2), -u / 2 + w + 0.3 * c(11), -u / 2 - w + 0.4 * c(2) - 0.3 * c(13)], 1)
    else:
        logits = np.stack([0 * eta, eta], 1)
    chance = np.exp(logits - logits.max(1, keepdims=True))
    chance /= chance.sum(1, keepdims=True)
    label = (chance.cumsum(1) < g.random((ROWS, 1))).sum(1).clip(0, logits.shape[1] - 1)
    return x, label, chance.max(1).mean()


def loss(design, x, y, columns):
    model = LogisticRegression() if design in LINEAR else HistGradientBoostingClassifier(max_iter=60)
    half = ROWS // 2
    model.fit(x[:half, columns], y[:half])
    return log_loss(y[half:], model.predict_proba(x[half:, columns]))


found = {}
for design in [*"ABCDEFGIJKLMQTVW", "E4", "question"]:
    x, y, bayes = draw(design, np.random.default_rng(7))
    width = x.shape[1]
    tried = (1, 3, 6, 8, 10, 12) if design == "question" else range(width)
    pairs = {p: loss(design, x, y, list(p)) for p in itertools.combinations(tried, 2)}
    full = loss(design, x, y, list(range(width)))
    lost = {i + 1: loss(design, x, y, [j for j in range(width) if j != i]) - full for i in range(width)}
    found[design] = {
        "bayes_accuracy": round(bayes, 3),
        "best_pairs": [[[a + 1, b + 1], round(pairs[a, b], 4)] for a, b in sorted(pairs, key=pairs.get)[:5]],
        "lost_when_left_out": {f"{i}": round(v, 4) for i, v in sorted(lost.items(), key=lambda e: -e[1])[:7]},
    }
print(json.dumps(found, indent=1))
