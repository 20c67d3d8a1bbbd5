"""Mean absolute second derivatives of a network's logits, and what stands for them where there are none, in NumPy.

Made with Python 3.11, NumPy 2:
    python tests/oracles/second_derivatives.py > tests/oracles/second_derivatives.json

No formula of a derivative is used: a first derivative is the imaginary part of the logit at x + 1e-30 i, divided by 1e-30, and
a second one the fourth-order central difference of that. Two values, words and relu units: the function is asked on the whole
grid of points, and the interaction is what least squares on the two variables' points alone leave of it.
"""

import itertools
import json

import numpy as np

RNG = np.random.default_rng(20261130)
ROWS, TRAIN, STEP = 60, 40, 0.5
# number, number, number, two values, three words
VARIABLES = [[0], [1], [2], [3], [4, 5, 6]]


def network(below, units, outputs, activation):
    sizes = [below, *units, outputs]
    return {
        "layers": [
            {
                "weights": RNG.normal(size=(b, a)).round(3).tolist(),
                "biases": RNG.normal(size=b).round(3).tolist(),
                "activation": None if at == len(sizes) - 2 else activation,
            }
            for at, (a, b) in enumerate(zip(sizes, sizes[1:]))
        ]
    }


def logits(net, x):
    h = x
    for layer in net["layers"]:
        h = h @ np.array(layer["weights"]).T + np.array(layer["biases"])
        if layer["activation"] == "tanh":
            h = np.tanh(h)
        elif layer["activation"] == "logistic":
            h = 1 / (1 + np.exp(-h))
        elif layer["activation"] == "relu":
            h = np.maximum(h, 0)
    return h if h.shape[1] == 1 else h - h.mean(axis=1, keepdims=True)


def first(net, x, i):
    moved = x.astype(complex)
    moved[:, i] += 1e-30j
    return logits(net, moved).imag / 1e-30


def second(net, x, i, m, h=2e-3):
    at = lambda t: first(net, x + t * np.eye(x.shape[1])[m], i)
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)


def points(seen, variable):
    """Where a variable is moved (in sd of the training rows), the shares of the places, what makes it per sd."""
    columns = VARIABLES[variable]
    if len(columns) == 1 and len(np.unique(seen[:, columns[0]])) > 2:
        return None
    levels = np.unique(seen[:, columns], axis=0)
    shares = np.array([(seen[:TRAIN, columns] == level).all(axis=1).mean() for level in levels])
    return levels, shares, 1.0


def places(net, seen, rows, variable, smooth):
    """All rows with the variable at each of its points, the shares, the factor; None where it has derivatives."""
    columns = VARIABLES[variable]
    found = points(seen, variable)
    if found is None and smooth:
        return None
    if found is None:
        move = lambda x, at: x + at * np.eye(x.shape[1])[columns[0]]
        return [lambda x, at=at: move(x, at) for at in (-STEP, STEP)], np.array([0.5, 0.5]), 1 / STEP
    levels, shares, factor = found

    def set_to(x, level):
        x = x.copy()
        x[:, columns] = level
        return x

    return [lambda x, level=level: set_to(x, level) for level in levels], shares, factor


def weighted_sd_left(values, design, weights):
    """Root of the weighted sum of squares that weighted least squares leave; `values` are points × (rows and classes)."""
    root = np.sqrt(weights)[:, None]
    fitted = design @ np.linalg.lstsq(design * root, values * root, rcond=None)[0]
    return np.sqrt((weights[:, None] * (values - fitted) ** 2).sum(axis=0))


def bend(net, seen, judged, i, m, smooth):
    rows = seen[judged]
    a, b = places(net, seen, rows, i, smooth), places(net, seen, rows, m, smooth)
    if a is None and b is None:
        return np.abs(second(net, rows, VARIABLES[i][0], VARIABLES[m][0])).mean()
    if a is None or b is None:
        number, (moves, shares, factor) = (i, b) if a is None else (m, a)
        slopes = np.array([first(net, move(rows), VARIABLES[number][0]).ravel() for move in moves])
        return factor * weighted_sd_left(slopes, np.ones((len(moves), 1)), shares).mean()
    grid, design, weights = [], [], []
    for (p, one), (q, other) in itertools.product(enumerate(a[0]), enumerate(b[0])):
        grid.append(logits(net, other(one(rows))).ravel())
        design.append(np.concatenate([np.eye(len(a[0]))[p], np.eye(len(b[0]))[q]]))
        weights.append(a[1][p] * b[1][q])
    left = weighted_sd_left(np.array(grid), np.array(design), np.array(weights))
    return a[2] * b[2] * left.mean()


def main():
    words = RNG.integers(0, 3, ROWS)
    table = np.column_stack([
        RNG.normal(5, 2, ROWS), RNG.exponential(100, ROWS), RNG.normal(0, 1, ROWS), RNG.integers(0, 2, ROWS), np.eye(3)[words],
    ])
    # as the program keeps them
    table = table.astype(np.float32).astype(float)
    seen = (table - table[:TRAIN].mean(axis=0)) / table[:TRAIN].std(axis=0)
    judged = np.arange(TRAIN, ROWS)
    pairs = list(itertools.combinations(range(len(VARIABLES)), 2))
    cases = []
    for net, smooth in (
        (network(7, [5], 3, "tanh"), True),
        (network(7, [4, 3], 1, "logistic"), True),
        (network(7, [4, 3, 2], 4, "tanh"), True),
        (network(7, [6], 3, "relu"), False),
        (network(7, [5, 4], 1, "relu"), False),
    ):
        cases.append({"network": net, "bends": [float(bend(net, seen, judged, i, m, smooth)) for i, m in pairs]})
    print(json.dumps({"columns": table.T.tolist(), "train": TRAIN, "pairs": pairs, "cases": cases}))


main()
