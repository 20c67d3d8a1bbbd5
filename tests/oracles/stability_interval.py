"""How often intervals of Nogueira's index hold the true index: pairs of top sets drawn from scores with noise.

Made with Python 3.11.7, NumPy 2.4.6, SciPy 1.17.1 (some minutes):
    python tests/oracles/stability_interval.py

Prints, for 20, 10 and 5 pairs and bands of the true index, the lowest and the mean coverage over cells (number of variables,
size of the set, correlation of the noise of a half and its complement, distance of the top variables from the others) of the
interval in src/stats/stability.rs, of a jackknife with t quantiles cut at 1, and of the percentile bootstrap of pairs.
docs/decisions.md has the result.
"""

from collections import defaultdict

import numpy as np
from scipy import stats

RNG = np.random.default_rng(1)
DRAWS, BOOTSTRAPPED, RESAMPLES = 1500, 150, 200


def draw(ahead, together, draws, pairs, size):
    """Draws × pairs × 2 × variables: which are among the `size` highest."""
    first = RNG.normal(size=(draws, pairs, len(ahead)))
    second = together * first + np.sqrt(1 - together**2) * RNG.normal(size=first.shape)
    scores = ahead + np.stack([first, second], axis=2)
    sets = np.zeros(scores.shape, bool)
    np.put_along_axis(sets, np.argsort(-scores, axis=-1)[..., :size], True, axis=-1)
    return sets


def index(counts, of, size):
    share, d = counts / of, counts.shape[-1]
    return 1 - of / (of - 1) * (share * (1 - share)).mean(axis=-1) / (size / d * (1 - size / d))


def wilson(centre, variance, t, count, size, d):
    b = 2 / (count - 1)
    share = np.clip((np.minimum(centre, 1) + b) / (1 + b), 0, 1)
    spread = share * (1 - share)
    alike = 2 / (size * (1 - size / d)) / count / (1 + b)
    z = t * t * np.where(spread > 1e-9, variance / (1 + b) ** 2 / np.maximum(spread, 1e-12), alike)
    half = np.sqrt(z * spread + z * z / 4)
    return [np.minimum((share + z / 2 + side * half) / (1 + z) * (1 + b) - b, 1) for side in (-1, 1)]


def cell(ahead, together, pairs, size):
    d, count, t = len(ahead), 2 * pairs, stats.t.ppf(0.975, pairs - 1)
    many = draw(ahead, 0.0, 1, 100_000, size).reshape(-1, d).mean(axis=0)
    true = 1 - (many * (1 - many)).mean() / (size / d * (1 - size / d))
    counts = draw(ahead, together, DRAWS, pairs, size).sum(axis=2)
    phi = index(counts.sum(axis=1), count, size)
    left = index(counts.sum(axis=1)[:, None] - counts, count - 2, size)
    variance = (pairs - 1) * left.var(axis=1)
    centre = pairs * phi - (pairs - 1) * left.mean(axis=1)
    own = wilson(centre, variance, t, count, size, d)
    half = t * np.sqrt(variance)
    weights = RNG.multinomial(pairs, [1 / pairs] * pairs, size=(BOOTSTRAPPED, RESAMPLES))
    resampled = index(np.einsum("mbp,mpd->mbd", weights, counts[:BOOTSTRAPPED]), count, size)
    low, high = np.quantile(resampled, [0.025, 0.975], axis=1)
    some = phi[:BOOTSTRAPPED]
    intervals = {
        "taken": (np.minimum(own[0], phi), np.maximum(own[1], phi)),
        "jackknife": (phi - half, np.minimum(phi + half, 1)),
        "bootstrap": (np.minimum(low, some), np.maximum(high, some)),
    }
    return true, {name: np.mean((a <= true + 1e-9) & (true <= b + 1e-9)) for name, (a, b) in intervals.items()}


bands = defaultdict(list)
for pairs in (20, 10, 5):
    for d in (6, 14):
        for size in (1, 2, 3) if pairs == 20 else (2,):
            for together in (0, -0.5, -0.95, 0.5):
                for far in (0, 0.7, 1.5, 2.5, 3.5, 4.5):
                    ahead = np.zeros(d)
                    if far:
                        ahead[:size] = far - 0.2 * np.arange(size)
                        ahead[size:] = -0.15 * np.arange(d - size)
                    true, held = cell(ahead, together, pairs, size)
                    band = next(b for b in (0.05, 0.3, 0.6, 0.9, 0.98, 1) if true <= b)
                    for name, share in held.items():
                        bands[pairs, band, name].append(share)
for (pairs, band, name), held in sorted(bands.items(), key=lambda item: (-item[0][0], item[0][1:])):
    print(f"{pairs} pairs, index up to {band}, {name}: {min(held):.1%} to {max(held):.1%}, mean {np.mean(held):.1%} ({len(held)})")
