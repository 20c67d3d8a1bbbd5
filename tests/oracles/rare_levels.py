"""Does choosing the levels of a category over all rows flatter a cross-validation?

Numbers of docs/tables.md, "Rare levels". Run with numpy 1.26 or later: python3 tests/oracles/rare_levels.py
"""

import numpy as np

LEVELS, KEPT, SHARE, FEW, FOLDS = 200, 20, 100, 5, 10


def kept(codes):
    counts = np.bincount(codes, minlength=LEVELS)
    order = sorted(range(LEVELS), key=lambda level: (-counts[level], level))[:KEPT]
    return [level for level in order if counts[level] * SHARE >= len(codes) and counts[level] >= FEW]


def recoded(codes, levels):
    place = np.full(LEVELS, len(levels))
    place[levels] = range(len(levels))
    return place[codes]


def losses(train, classes, held, truth):
    """Log loss of held-out rows, classes predicted by (count + 1/2) / (n + 1) of their level."""
    ones = np.bincount(train, weights=classes, minlength=KEPT + 1)
    rows = np.bincount(train, minlength=KEPT + 1)
    p = ((ones + 0.5) / (rows + 1))[held]
    return -np.where(truth == 1, np.log(p), np.log(1 - p))


def table(rng, rows, sd):
    weights = 1 / np.arange(1, LEVELS + 1)
    codes = rng.choice(LEVELS, rows, p=weights / weights.sum())
    effects = rng.normal(0, sd, LEVELS) if sd else np.zeros(LEVELS)
    return codes, (rng.random(rows) < 1 / (1 + np.exp(-effects[codes]))).astype(int)


def gains(rng, rows, sd):
    codes, classes = table(rng, rows, sd)
    fold_of = rng.permutation(rows) % FOLDS
    over_all, none = recoded(codes, kept(codes)), np.zeros(rows, int)
    total = np.zeros(2)
    for fold in range(FOLDS):
        held, train = fold_of == fold, fold_of != fold
        inside = recoded(codes, kept(codes[train]))
        base = losses(none[train], classes[train], none[held], classes[held]).sum()
        for place, coded in enumerate((over_all, inside)):
            total[place] += base - losses(coded[train], classes[train], coded[held], classes[held]).sum()
    return total / rows


def main():
    rng = np.random.default_rng(1)
    for sd, name in ((0, "a coin"), (1, "a rate of each level")):
        for rows in (100, 200, 500, 1000, 5000):
            made = np.array([gains(rng, rows, sd) for _ in range(max(200, 40000 // rows))])
            difference = made[:, 0] - made[:, 1]
            error = difference.std(ddof=1) / np.sqrt(len(made))
            print(f"| {rows:,} | {name} | {made[:, 0].mean():.4f} | {difference.mean():+.4f} ± {error:.4f} |", flush=True)


main()
