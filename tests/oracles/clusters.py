"""Average linkage on 1 - |r| and the groups at a mean |r| of .7, by SciPy; the few variables that nearly give another, by NumPy's
least squares.

Made with Python 3.11.7, NumPy 2.4.6, SciPy 1.17.1:
    python tests/oracles/clusters.py > tests/oracles/clusters.json
"""

import json

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

RNG = np.random.default_rng(20261129)
common = RNG.normal(size=(60, 3))
columns = [common[:, k % 3] * RNG.choice([-1, 1]) + noise * RNG.normal(size=60)
           for k, noise in enumerate([0.1, 0.3, 0.8, 0.2, 0.5, 0.9, 0.4, 0.3, 2.0, 5.0, 5.0, 0.6])]
r = np.corrcoef(np.array(columns))
distances = 1 - np.abs(r)
np.fill_diagonal(distances, 0)
steps = linkage(squareform(distances, checks=False), method="average")
labels = fcluster(steps, 0.3, criterion="distance")
groups = sorted(np.flatnonzero(labels == k).tolist() for k in set(labels) if (labels == k).sum() > 1)
merges = [{"first": int(min(a, b)), "second": int(max(a, b)), "correlation": 1 - d} for a, b, d, _ in steps]


def given(columns, target):
    """Chosen one by one, the best fit of all that could be added; adjusted as if all others had been."""
    x, n = np.array(columns), len(columns[0])
    others, chosen = [v for v in range(len(x)) if v != target], []
    whole = ((x[target] - x[target].mean()) ** 2).sum()

    def left(of):
        design = np.column_stack([np.ones(n), *x[of]])
        fitted = design @ np.linalg.lstsq(design, x[target], rcond=None)[0]
        return ((x[target] - fitted) ** 2).sum()

    while len(chosen) < 5:
        chosen.append(min((v for v in others if v not in chosen), key=lambda v: left([*chosen, v])))
        if 1 - left(chosen) / whole * (n - 1) / (n - 1 - len(others)) > 0.8:
            return sorted(chosen)
    return None


parts = RNG.normal(size=(4, 80))
sums = [*parts, parts[0] + parts[1] + 0.2 * RNG.normal(size=80), parts[1] - 2 * parts[2] + parts[3] + 0.3 * RNG.normal(size=80),
        RNG.normal(size=80)]
choices = [{"columns": np.array(of).tolist(), "given": [given(of, v) for v in range(len(of))]} for of in (columns, sums)]
print(json.dumps({"choices": choices, "columns": np.array(columns).tolist(), "merges": merges, "groups": groups}))
