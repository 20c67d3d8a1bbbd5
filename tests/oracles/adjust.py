"""p-values adjusted after Benjamini and Hochberg, by SciPy.

Made with Python 3.11, NumPy 2, SciPy 1.17:
    python tests/oracles/adjust.py > tests/oracles/adjust.json
"""

import json

import numpy as np
from scipy.stats import false_discovery_control

RNG = np.random.default_rng(20261201)


def main():
    lists = [
        [0.3],
        [1.0],
        [0.0, 0.5],
        [0.02, 0.02, 0.02, 0.9],
        [0.04, 0.01, 0.04, 0.01, 0.04],
        [1.0, 1.0, 1.0],
        [0.9, 0.8, 0.7, 0.6],
        RNG.uniform(size=91).tolist(),
        np.concatenate([RNG.uniform(0, 1e-3, 12), RNG.uniform(size=93)]).tolist(),
        RNG.uniform(size=40).round(1).tolist(),
        (RNG.uniform(size=300) ** 6).tolist(),
    ]
    cases = [{"p": p, "q": false_discovery_control(p, method="bh").tolist()} for p in lists]
    print(json.dumps({"cases": cases}))


main()
