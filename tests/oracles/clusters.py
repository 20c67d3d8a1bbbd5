"""Average linkage on 1 - |r| and the groups at a mean |r| of .7, by SciPy.

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
print(json.dumps({"columns": np.array(columns).tolist(), "merges": merges, "groups": groups}))
