"""Permutation importance and Lek's profile of fixed networks, worked out with NumPy and scikit-learn.

Made with Python 3.11.7, NumPy 2.4.6, scikit-learn 1.9.1:
    python tests/oracles/measures.py > tests/oracles/measures.json

Permutation: scikit-learn's permutation_importance on a classifier that is the network; it shuffles all columns with the
same permutations, which are drawn again here and handed on. Profile: scikit-learn's KMeans groups heaps that lie far apart,
curves and medians are NumPy.
"""

import json

import numpy as np
from sklearn.cluster import KMeans
from sklearn.inspection import permutation_importance
from sklearn.metrics import accuracy_score, log_loss
from sklearn.utils import check_random_state

RNG = np.random.default_rng(20240611)


def network(sizes, activation):
    layers = []
    for below, units in zip(sizes, sizes[1:]):
        last = len(layers) == len(sizes) - 2
        layers.append(
            {
                "weights": RNG.normal(size=(units, below)).round(3).tolist(),
                "biases": RNG.normal(size=units).round(3).tolist(),
                "activation": None if last else activation,
            }
        )
    return {"layers": layers}


ACTIVATIONS = {"tanh": np.tanh, "logistic": lambda z: 1 / (1 + np.exp(-z)), "relu": lambda z: np.maximum(z, 0), None: lambda z: z}


def probabilities(net, rows):
    h = np.asarray(rows)
    for layer in net["layers"]:
        h = ACTIVATIONS[layer["activation"]](h @ np.array(layer["weights"]).T + np.array(layer["biases"]))
    if h.shape[1] == 1:
        p = 1 / (1 + np.exp(-h[:, 0]))
        return np.column_stack([1 - p, p])
    e = np.exp(h - h.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Fixed:
    """The network as scikit-learn sees a classifier."""

    def __init__(self, net):
        self.net = net

    def fit(self, x, y):
        return self


def rises(net, x, y, shuffles):
    classes = list(range(probabilities(net, x[:1]).shape[1]))
    by_loss = permutation_importance(
        Fixed(net), x, y, scoring=lambda e, x, y: -log_loss(y, probabilities(e.net, x), labels=classes),
        n_repeats=shuffles, random_state=7,
    )
    by_hits = permutation_importance(
        Fixed(net), x, y, scoring=lambda e, x, y: accuracy_score(y, probabilities(e.net, x).argmax(axis=1)),
        n_repeats=shuffles, random_state=7,
    )
    # as scikit-learn draws them: one seed for all columns; an order shuffled again and again, applied to the column as
    # the last shuffle left it
    state = check_random_state(check_random_state(7).randint(np.iinfo(np.int32).max + 1))
    order, whole, orders = np.arange(len(x)), np.arange(len(x)), []
    for _ in range(shuffles):
        state.shuffle(order)
        whole = whole[order]
        orders.append(whole.tolist())
    still = log_loss(y, probabilities(net, x), labels=classes)
    for at, shuffled in enumerate(orders):
        moved = x.copy()
        moved[:, 1] = x[shuffled, 1]
        assert abs(log_loss(y, probabilities(net, moved), labels=classes) - still - by_loss.importances[1, at]) < 1e-12
    return {
        "network": net,
        "rows": x.tolist(),
        "classes": y.tolist(),
        "orders": orders,
        "rises": by_loss.importances_mean.tolist(),
        "drops": by_hits.importances_mean.tolist(),
    }


def profile():
    """Three numbers, a flag (input 3) and a word of three levels (inputs 4 to 6); five heaps of ten rows."""
    rows = []
    for heap in range(5):
        for _ in range(10):
            level = heap % 3 if RNG.uniform() < 0.8 else int(RNG.integers(3))
            numbers = RNG.normal(size=3) * 0.2 + 4 * np.array([heap == 0, heap == 1, heap >= 3]) + 4 * (heap == 4)
            flag = heap % 2 if RNG.uniform() < 0.8 else int(RNG.integers(2))
            rows.append([*numbers.round(3), flag, *np.eye(3)[level]])
    raw = np.array(rows)
    x = (raw - raw.mean(axis=0)) / raw.std(axis=0)
    grouped = KMeans(n_clusters=5, n_init=200, random_state=0).fit(x)
    group, centres = grouped.labels_, grouped.cluster_centers_.copy()
    flags = [x[:, 3].min(), x[:, 3].max()]
    words = [[x[:, c].max() if c == on else x[:, c].min() for c in (4, 5, 6)] for on in (4, 5, 6)]
    for g in range(5):
        inside = raw[group == g]
        share, words_here = inside[:, 3].mean(), inside[:, 4:].sum(axis=0)
        assert share != 0.5 and (words_here == words_here.max()).sum() == 1
        centres[g, 3] = flags[int(share > 0.5)]
        centres[g, 4:] = words[int(words_here.argmax())]
    sweeps = [(c, [[v] for v in np.linspace(x[:, c].min(), x[:, c].max(), 12)]) for c in range(3)]
    sweeps += [(3, [[v] for v in flags]), (4, words)]
    out = {"columns": raw.T.tolist(), "inertia": float(grouped.inertia_), "cases": []}
    for net in (network([7, 5, 3], "tanh"), network([7, 4, 3, 1], "logistic")):
        values, per_class = [], []
        for start, levels in sweeps:
            curves = []
            for level in levels:
                held = centres.copy()
                held[:, start : start + len(level)] = level
                curves.append(np.median(probabilities(net, held), axis=0))
            curves = np.array(curves)
            ranges = curves.max(axis=0) - curves.min(axis=0)
            values.append(float(ranges.mean()))
            rise = ranges if start == 4 else curves[-1] - curves[0]
            per_class.append(rise[1:].tolist() if len(rise) == 2 else rise.tolist())
        out["cases"].append({"network": net, "values": values, "per_class": np.array(per_class).T.tolist()})
    return out


def main():
    x = RNG.normal(size=(37, 5)).round(3)
    three = network([5, 6, 3], "tanh")
    two = network([5, 4, 3, 1], "relu")
    truth = [np.array([RNG.choice(len(p), p=p) for p in probabilities(net, x)]) for net in (three, two)]
    cases = [rises(three, x, truth[0], 4), rises(two, x, truth[1], 3)]
    print(json.dumps({"permutation": cases, "profile": profile()}))


main()
