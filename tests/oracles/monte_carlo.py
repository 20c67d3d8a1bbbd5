"""Monte Carlo error of a mean over repeats, what a rerun would give, and the test for a signal in a rerun.

Made with Python 3.11.7, NumPy 2.4.6, SciPy 1.17.1:
    python tests/oracles/monte_carlo.py > tests/oracles/monte_carlo.json
"""

import json

import numpy as np
from scipy import integrate, stats

RNG = np.random.default_rng(20261130)
REPEATS, FOLDS, STARTS = 6, 5, 3
# a repeat has a level of its own, a split one more, a start one more
starts = (RNG.normal(size=(REPEATS, 1, 1)) * 0.02 + RNG.normal(size=(REPEATS, FOLDS, 1)) * 0.1
          + RNG.normal(size=(REPEATS, FOLDS, STARTS)) * 0.05 + 0.07)
splits = starts.mean(axis=2)
means = splits.mean(axis=1)
error = stats.sem(means)
difference = means.mean()
within = starts.var(axis=2, ddof=1).mean()
needed = next(m for m in (12, 24, 48, 96, 192, 384)
              if difference / 2 > stats.t.ppf(0.975, m - 1) * error * np.sqrt(REPEATS / m))

# by counting alone: E (1 - q)^L with q after the first of n shuffles to reach the gain, uniform prior: Beta(2, n)
by_count = [{"made": n, "planned": 99, "passes": integrate.quad(
    lambda q, n=n: (1 - q) ** 99 * stats.beta.pdf(q, 2, n), 0, 1, epsabs=1e-13, points=[0.01, 0.05, 0.2])[0]}
    for n in (1, 3, 9)]
# by the t law that the gains of the shuffles predict for one more
shuffled = RNG.normal(size=40) * 0.01 - 0.005
spread = shuffled.std(ddof=1) * np.sqrt(1 + 1 / 40)
by_law = [{"gain": gain, "passes": (1 - stats.t.sf((gain - shuffled.mean()) / spread, 39)) ** 99}
          for gain in (0.0, 0.02, 0.03, 0.1)]
print(json.dumps({
    "folds": FOLDS, "splits": splits.ravel().tolist(), "starts": starts.reshape(-1, STARTS).tolist(),
    "means": means.tolist(), "error": error, "df": REPEATS - 1,
    "half_width": stats.t.ppf(0.975, REPEATS - 1) * error,
    "swap": stats.t.cdf(-difference / np.sqrt(2) / error, REPEATS - 1), "difference": difference,
    "half": difference / 2, "repeats_for_half": needed,
    "from_starts": within / STARTS / FOLDS / means.var(ddof=1),
    "rerun": {str(p): difference + stats.t.ppf(p, REPEATS - 1) * np.sqrt(2) * error for p in (0.05, 0.25, 0.75, 0.95)},
    "by_count": by_count, "shuffled": shuffled.tolist(), "by_law": by_law}))
