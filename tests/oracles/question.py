"""What scikit-learn finds in data/fourteen.csv: does the sample set the trap it is made for?

All 91 pairs by logistic regression, the leading ones and the full set by networks of 8 tanh units, 10-fold
stratified cross-validation; then the sums of absolute input weights of 30 networks. The numbers it prints are kept
in question.json beside it. Made with scikit-learn 1.9.1, NumPy 2.4.6, SciPy 1.17.1 (Python 3.11).
Run at the project's root:
    python tests/oracles/question.py > tests/oracles/question.json
"""
import itertools
import json
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_validate
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore", category=ConvergenceWarning)
header = open("data/fourteen.csv").readline().strip().split(",")
rows = [line.strip().split(",") for line in open("data/fourteen.csv")][1:]
x = np.array([row[:-1] for row in rows], float)
y = np.array([row[-1] for row in rows])
DECAY = 4.0  # sum of losses + DECAY / 2 * sum of squared weights: scikit-learn's alpha


def logistic():
    return make_pipeline(StandardScaler(), LogisticRegression(C=1.0))


def network(start=0):
    return make_pipeline(
        StandardScaler(),
        MLPClassifier((8,), activation="tanh", solver="lbfgs", alpha=DECAY, max_iter=300, random_state=start),
    )


def judged(model, columns, repeats):
    folds = RepeatedStratifiedKFold(n_splits=10, n_repeats=repeats, random_state=0)
    found = cross_validate(model, x[:, columns], y, cv=folds, scoring=("neg_log_loss", "accuracy"))
    return {
        "log_loss": round(-found["test_neg_log_loss"].mean(), 4),
        "accuracy": round(found["test_accuracy"].mean(), 4),
    }


name = lambda columns: ",".join(header[c] for c in columns)
everything = list(range(14))
pairs = {p: judged(logistic(), list(p), 1) for p in itertools.combinations(everything, 2)}
leaders = sorted(pairs, key=lambda p: pairs[p]["log_loss"])
place = lambda p: leaders.index(p) + 1
networks = {name(c): judged(network(), list(c), 1) for c in [*leaders[:5], (3, 6)]}
networks["v4,v7,v9"] = judged(network(), [3, 6, 8], 1)
networks["all"] = judged(network(), everything, 1)
for left in (3, 6, 8):
    networks[f"all but {header[left]}"] = judged(network(), [c for c in everything if c != left], 1)
sums, positive, negative, top_two = np.zeros(14), np.zeros(14), np.zeros(14), np.zeros(14)
for start in range(30):
    weights = network(start).fit(x, y)[-1].coefs_[0]
    size = np.abs(weights).sum(1)
    sums += size / 30
    positive += weights.clip(min=0).sum(1) / 30
    negative += weights.clip(max=0).sum(1) / 30
    top_two[np.argsort(-size)[:2]] += 1 / 30
print(json.dumps({
    "correlation_v4_v7": round(np.corrcoef(x[:, 3], x[:, 6])[0, 1], 4),
    "logistic_all": judged(logistic(), everything, 1),
    "logistic_singles": {header[c]: judged(logistic(), [c], 1)["log_loss"] for c in (3, 6, 8)},
    "logistic_pairs": {name(p): pairs[p] for p in leaders[:8]},
    "place_of_v4_v7_among_91": place((3, 6)),
    "logistic_v4_v7": pairs[3, 6],
    "network_decay": DECAY,
    "networks": networks,
    "abs_sum": {header[i]: round(sums[i], 2) for i in np.argsort(-sums)},
    "positive_sum": {header[i]: round(positive[i], 2) for i in np.argsort(-positive)[:5]},
    "negative_sum": {header[i]: round(negative[i], 2) for i in np.argsort(negative)[:5]},
    "share_of_starts_in_top_two": {header[i]: round(top_two[i], 2) for i in np.argsort(-top_two)[:4]},
}, indent=2))
