"""Assignments with the largest sum, and units matched by weight, by SciPy's linear_sum_assignment.

Made with Python 3.11.7, NumPy 2.4.6, SciPy 1.17.1:
    python tests/oracles/assignment.py > tests/oracles/assignment.json
"""

import json

import numpy as np
from scipy.optimize import linear_sum_assignment

RNG = np.random.default_rng(20261201)


def problem(rows, columns):
    alike = RNG.uniform(-1, 1, size=(rows, columns))
    assigned_rows, assigned = linear_sum_assignment(alike, maximize=True)
    column = [None] * rows
    for row, to in zip(assigned_rows, assigned):
        column[row] = int(to)
    return {"alike": alike.tolist(), "assigned": column, "sum": float(alike[assigned_rows, assigned].sum())}


def network(units, inputs, classes):
    return {
        "w1": RNG.normal(size=(units, inputs)).tolist(),
        "b1": RNG.normal(size=units).tolist(),
        # no unit so weak that it is left out
        "w2": (RNG.uniform(0.5, 2, size=(classes, units)) * RNG.choice([-1, 1], size=(classes, units))).tolist(),
    }


def vectors(net, activation):
    w1, b1, w2 = (np.array(net[key]) for key in ("w1", "b1", "w2"))
    centred = w2 - w2.mean(axis=0) if len(w2) > 1 else w2
    before, after = np.column_stack([w1, b1]), centred.T
    if activation == "relu":
        long = np.linalg.norm(before, axis=1), np.linalg.norm(after, axis=1)
        common = np.sqrt(long[0] * long[1])
        before, after = before * (common / long[0])[:, None], after * (common / long[1])[:, None]
    joined = np.hstack([before, after])
    return joined / np.linalg.norm(joined, axis=1)[:, None]


def matched(activation, units, inputs, classes):
    first, second = network(units, inputs, classes), network(units, inputs, classes)
    cosines = vectors(first, activation) @ vectors(second, activation).T
    size = cosines if activation == "relu" else np.abs(cosines)
    _, assigned = linear_sum_assignment(size, maximize=True)
    own = cosines[np.arange(units), assigned]
    return {
        "activation": activation,
        "first": first,
        "second": second,
        "unit": assigned.tolist(),
        "cosine": size[np.arange(units), assigned].tolist(),
        "turned": [bool(activation != "relu" and c < 0) for c in own],
    }


print(json.dumps({
    "problems": [problem(*shape) for shape in [(1, 1), (2, 2), (5, 5), (8, 8), (3, 7), (7, 3), (24, 24), (12, 20)]],
    "networks": [matched(*case) for case in [("tanh", 8, 14, 3), ("tanh", 5, 4, 1), ("logistic", 6, 3, 4),
                                             ("relu", 8, 10, 3), ("relu", 4, 2, 1)]],
}))
