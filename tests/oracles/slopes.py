"""Mean and sd over rows of the derivatives of a network's logits, by complex steps in NumPy.

Made with Python 3.11, NumPy 2:
    python tests/oracles/slopes.py > tests/oracles/slopes.json

A derivative is the imaginary part of the logit at x + 1e-30 i, divided by 1e-30: no formula of a derivative is used, and no
difference of nearly equal numbers. A column of two values is moved from the lower to the higher instead, times its sd.
"""

import json

import numpy as np

RNG = np.random.default_rng(20261129)
ROWS, TRAIN = 40, 28


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
    return h if h.shape[1] == 1 else h - h.mean(axis=1, keepdims=True)


def slopes(net, seen, judged, column):
    values = np.unique(seen[:, column])
    rows = seen[judged].astype(complex)
    if len(values) == 2:
        at = []
        for value in values:
            moved = rows.copy()
            moved[:, column] = value
            at.append(logits(net, moved).real)
        # the column is in sd units, in which two values of shares p and 1 - p lie 1 / sqrt(p (1 - p)) apart
        share = (seen[:TRAIN, column] == values[1]).mean()
        return np.sqrt(share * (1 - share)) * (at[1] - at[0])
    rows[:, column] += 1e-30j
    return logits(net, rows).imag / 1e-30


def main():
    table = np.column_stack([RNG.normal(5, 2, ROWS), RNG.exponential(100, ROWS), RNG.normal(0, 1, ROWS), RNG.integers(0, 2, ROWS)])
    # as the program keeps them
    table = table.astype(np.float32).astype(float)
    seen = (table - table[:TRAIN].mean(axis=0)) / table[:TRAIN].std(axis=0)
    judged = np.arange(TRAIN, ROWS)
    cases = []
    for net in (network(4, [5], 3, "tanh"), network(4, [4, 3], 1, "logistic")):
        found = [slopes(net, seen, judged, column) for column in range(4)]
        cases.append({
            "network": net,
            "means": [d.mean(axis=0).tolist() for d in found],
            "sds": [d.std(axis=0).tolist() for d in found],
        })
    print(json.dumps({"columns": table.T.tolist(), "train": TRAIN, "cases": cases}))


main()
