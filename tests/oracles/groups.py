"""Rows in groups: Wilson intervals with the rows that groups are worth, and labellings counted one by one.

Made with Python 3.11, NumPy 2, SciPy 1.17:
    python tests/oracles/groups.py > tests/oracles/groups.json

The variance between groups is that of a ratio estimate, here from the influence of each group on x / n by numeric
differentiation of the weights (that of a correlation too); the interval of a share is the root of the score equation, found by bisection. Labellings are made
by all permutations, of groups and of rows within them, and counted as a set.
"""

import itertools
import json

import numpy as np
from scipy import optimize, stats

RNG = np.random.default_rng(20261129)
Z = stats.norm.ppf(0.975)


def interval(groups):
    x, n = np.array(groups, dtype=float).T
    x, n = x[n > 0], n[n > 0]
    p, count, many = x.sum() / n.sum(), n.sum(), len(n)
    if many < 2 or p in (0.0, 1.0):
        worth = many
    else:
        step = 1e-6
        influence = []
        for g in range(many):
            w = np.ones(many)
            w[g] += step
            up = (w * x).sum() / (w * n).sum()
            w[g] -= 2 * step
            down = (w * x).sum() / (w * n).sum()
            influence.append((up - down) / (2 * step))
        variance = many / (many - 1) * np.sum(np.square(influence))
        worth = count if variance < 1e-18 else p * (1 - p) / variance * (Z / stats.t.ppf(0.975, many - 1)) ** 2
    worth = max(min(worth, count), min(count, 1.0))
    score = lambda q: (p - q) ** 2 - Z**2 * q * (1 - q) / worth
    low = 0.0 if p == 0 else optimize.brentq(score, 0.0, p - 1e-12, xtol=1e-15)
    high = 1.0 if p == 1 else optimize.brentq(score, p + 1e-12, 1.0, xtol=1e-15)
    return {"groups": groups, "low": low, "high": high}


def drawn(many, most, spread):
    sizes = RNG.integers(1, most, size=many)
    shares = RNG.beta(0.4 / spread, 0.6 / spread, size=many)
    return [[float(RNG.binomial(n, p)), float(n)] for n, p in zip(sizes, shares)]


def correlation(many, size, rho, shared):
    sizes = RNG.integers(1, size, size=many)
    groups = np.repeat(np.arange(many), sizes)
    cause = RNG.normal(size=many)[groups]
    own = lambda: shared * RNG.normal(size=many)[groups] + (1 - shared) * RNG.normal(size=len(groups))
    x, y = (rho * cause + own()).round(3), (rho * cause + own()).round(3)
    weighted = lambda w: np.cov(x, y, aweights=w, ddof=0)
    r_of = lambda w: weighted(w)[0, 1] / np.sqrt(weighted(w)[0, 0] * weighted(w)[1, 1])
    r, step, influence = r_of(np.ones(len(x))), 1e-5, []
    for g in range(many):
        up, down = np.ones(len(x)), np.ones(len(x))
        up[groups == g] += step
        down[groups == g] -= step
        influence.append((r_of(up) - r_of(down)) / (2 * step))
    variance = many / (many - 1) * np.sum(np.square(influence))
    worth = (1 - r**2) ** 2 / variance * (Z / stats.t.ppf(0.975, many - 1)) ** 2
    half = Z / np.sqrt(min(worth, len(x)) - 3)
    low, high = np.tanh(np.arctanh(r) + half * np.array([-1, 1]))
    return {"x": x.tolist(), "y": y.tolist(), "groups": groups.tolist(), "r": r, "low": low, "high": high}


def labellings(groups):
    """All labellings of groups of equal size, or of pure ones, by brute force."""
    pure = all(len(set(g)) == 1 for g in groups)
    sizes = [len(g) for g in groups]
    seen = set()
    for order in itertools.permutations(range(len(groups))):
        if pure:
            seen.add(tuple(groups[g][0] for g in order))
        else:
            within = [set(itertools.permutations(groups[g])) for g in order]
            seen.update(itertools.product(*within))
    return {"sizes": sizes, "codes": groups, "labellings": len(seen)}


print(
    json.dumps(
        {
            "intervals": [interval(g) for g in [
                drawn(12, 20, 0.3), drawn(30, 9, 1.0), drawn(5, 40, 0.1), drawn(40, 3, 2.0),
                [[0.0, 4.0], [0.0, 6.0], [0.0, 2.0]], [[3.0, 3.0], [5.0, 5.0]], [[2.0, 7.0]],
                [[2.5, 5.0], [1.5, 3.0]], [[0.5, 1.75], [2.25, 3.0], [0.0, 0.0], [1.0, 4.5]],
            ]],
            "correlations": [correlation(12, 8, 1.0, 0.3), correlation(30, 6, 0.5, 0.0), correlation(20, 9, 0.4, 0.8)],
            "labellings": [labellings(g) for g in [
                [[0, 0], [1, 1], [0, 0], [1, 1], [2, 2], [0, 0]],
                [[0], [1, 1], [0, 0, 0], [1]],
                [[0, 1], [1, 1], [0, 1], [0, 0]],
                [[0, 0, 1], [0, 1, 1], [1, 1, 2]],
            ]],
        }
    )
)
