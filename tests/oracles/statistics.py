"""Every statistic of src/stats by SciPy, statsmodels and scikit-learn, and by NumPy where no package has it.

Made with Python 3.11.7, NumPy 2.4.6, SciPy 1.17.1, statsmodels 0.15.0, scikit-learn 1.9.1, mpmath 1.4.1:
    python tests/oracles/statistics.py > tests/oracles/statistics.json

No package: rank-biased overlap (Webber, Moffat and Zobel 2010, the extrapolated form for two
lists of one length, from sets of prefixes), Kendall's W
(checked against SciPy's Friedman test, whose chi-squared is m (n - 1) W), Nogueira's index (the authors' own lines, from
github.com/nogueirs/JMLR2018 python/stability, and a jackknife in NumPy around them; Wilson's equation solved with brentq),
Nadeau and Bengio's t (SciPy's t with the corrected standard error), Fieller's set (its two ends found with brentq), the
calibration error and its mean by chance.
"""

import itertools
import json

import mpmath
import numpy as np
from scipy import linalg, optimize, special, stats
from sklearn import metrics
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

RNG = np.random.default_rng(20260611)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    if isinstance(value, (np.integer, int)):
        return int(value)
    if value is None:
        return None
    if isinstance(value, str):
        return value
    assert np.isfinite(value), value
    return float(value)


def pairs_of_lists():
    """Values with and without ties, one item, all tied, magnitudes far apart."""
    listed = [
        ([1, 2, 2, 3], [1, 3, 2, 3]),
        ([5], [2]),
        ([1, 1, 1], [1, 2, 3]),
        ([2, 2], [7, 7]),
        ([1, 2], [2, 1]),
        ([1e-9, 2e-9, 5e-9, 4e-9], [1e9, 3e9, 2e9, 2e9]),
    ]
    for size, levels in [(10, 3), (25, 5), (40, 100), (100, 2)]:
        a = RNG.integers(0, levels, size)
        listed.append((a, (a + RNG.integers(0, levels, size)) // 2))
    listed.append((RNG.normal(size=30).round(4), RNG.normal(size=30).round(4)))
    return listed


def or_none(value):
    return None if value is None or np.isnan(value) else float(value)


def correlations():
    out = []
    with np.errstate(all="ignore"):
        for a, b in pairs_of_lists():
            a, b = np.asarray(a, float), np.asarray(b, float)
            constant = len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0
            tau = None if constant else stats.kendalltau(a, b, variant="b").statistic
            # SciPy's D is of its columns given its rows: here b given a
            somers = None if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0 else stats.somersd(a, b).statistic
            r = None if constant else stats.pearsonr(a, b)
            fisher = None
            if r is not None and len(a) >= 4:
                fisher = list(r.confidence_interval(0.95))
            out.append({"a": a, "b": b, "tau": or_none(tau), "somers": or_none(somers),
                        "pearson": None if r is None else r.statistic, "fisher": fisher,
                        "ranks": stats.rankdata(-a, method="average")})
    return out


def concordance():
    out = []
    tables = [
        [[-1, -2, -3, -4, -5], [-2, -1, -3, -5, -4], [-1, -3, -2, -4, -5]],
        [[1, 1, 2], [1, 2, 2], [3, 3, 1], [1, 1, 1]],
        [[1, 1, 1], [2, 2, 2]],
        [[1, 2], [2, 1]],
        [[1, 2], [1, 2], [2, 1]],
        [[4]],
        RNG.integers(0, 3, (40, 14)),
        RNG.normal(size=(6, 9)).round(3),
    ]
    for scores in tables:
        scores = np.asarray(scores, float)
        m, n = scores.shape
        ranks = stats.rankdata(-scores, axis=1)
        ties = sum((c**3 - c).sum() for c in (np.unique(r, return_counts=True)[1] for r in ranks))
        sums = ranks.sum(axis=0)
        most = m**2 * (n**3 - n) - m * ties
        case = {"scores": scores, "w": None}
        if m > 1 and n > 1 and most > 0:
            w = 12 * ((sums - sums.mean()) ** 2).sum() / most
            chi2 = m * (n - 1) * w
            if n > 2:
                friedman = stats.friedmanchisquare(*scores.T)
                assert abs(friedman.statistic - chi2) < 1e-9 * max(1, chi2)
                chi2 = friedman.statistic
            case |= {"w": chi2 / (m * (n - 1)), "chi2": chi2, "p": stats.chi2.sf(chi2, n - 1)}
        out.append(case)
    return out


def overlaps():
    out = []
    for n in (1, 2, 5, 14, 40):
        for p in (0.5, 0.9):
            for other in ("same", "turned", "shuffled"):
                a = list(map(int, RNG.permutation(n)))
                b = {"same": a, "turned": a[::-1], "shuffled": list(map(int, RNG.permutation(n)))}[other]
                agree = [len(set(a[:d]) & set(b[:d])) for d in range(1, n + 1)]
                # X_k / k p^k + (1 - p)/p sum X_d / d p^d with k = n, all that is there
                value = agree[-1] / n * p**n + (1 - p) / p * sum(x / d * p**d for d, x in enumerate(agree, 1))
                out.append({"a": a, "b": b, "p": p, "rbo": value})
    return out


def chance_tau():
    """The 95 % quantile (type 7, of all orders) of tau; n where no step of the distribution is within half a percent of 95 %."""
    out = []
    for n in range(3, 9):
        taus = []
        for order in itertools.permutations(range(n)):
            inverted = sum(order[i] > order[j] for i in range(n) for j in range(i + 1, n))
            taus.append(1 - 4 * inverted / (n * (n - 1)))
        taus = np.sort(taus)
        near = np.quantile(taus, [0.945, 0.95, 0.955])
        if near.max() - near.min() < 1e-12:
            out.append({"n": n, "tau": near[1]})
    return out


def t_cdf(x, df):
    """In forty digits: at 1e-8 SciPy's own is off by 1.6e-9."""
    with mpmath.workdps(40):
        x, df = mpmath.mpf(x), mpmath.mpf(df)
        half = mpmath.betainc(0.5, df / 2, 0, x * x / (df + x * x), regularized=True) / 2
        value = float(0.5 + half if x > 0 else 0.5 - half)
    assert abs(value - stats.t.cdf(float(x), float(df))) < (1e-7 if abs(x) < 1e-6 else 1e-13)
    return value


def distributions():
    out = {"t": [], "t_cdf": [], "normal": [], "binomial": []}
    for df in (1, 2, 4, 9, 19, 20, 24, 49, 99, 499, 1000, 10.5):
        for p in (1e-6, 0.001, 0.00625, 0.025, 0.05, 0.3, 0.5, 0.75, 0.95, 0.975, 0.99375, 0.9999):
            out["t"].append({"p": p, "df": df, "x": stats.t.ppf(p, df)})
        for x in (-40, -5, -2.25, -0.3, 0, 1e-8, 0.7, 1, 1.96, 3, 12):
            out["t_cdf"].append({"x": x, "df": df, "p": t_cdf(x, df)})
    for p in (1e-12, 1e-6, 0.001, 0.025, 0.2, 0.5, 0.8, 0.95, 0.975, 0.999, 1 - 1e-6):
        out["normal"].append({"p": p, "x": stats.norm.ppf(p)})
    for successes, of, chance in [(6, 30, 1 / 14), (0, 30, 0.1), (2, 2, 0.5), (1, 1, 0.3), (50, 100, 0.5), (3, 100, 0.001), (100, 100, 0.9)]:
        out["binomial"].append({"successes": successes, "of": of, "chance": chance, "p": stats.binom.sf(successes - 1, of, chance)})
    return out


def wilson():
    out = []
    for successes, count in [(8, 10), (0, 10), (10, 10), (0, 1), (1, 1), (1, 100000), (99999, 100000), (37, 400), (3.7, 12.4), (0.2, 0.9)]:
        low, high = proportion_confint(successes, count, alpha=0.05, method="wilson")
        out.append({"successes": successes, "count": count, "low": max(low, 0), "high": min(high, 1)})
    return out


def corrected_se(values, ratio):
    return np.sqrt(np.var(values, ddof=1) * (1 / len(values) + ratio))


def splits():
    """Nadeau and Bengio's t, the Bayesian correlated t of Corani and Benavoli, and the naive t as a check of the rest."""
    out = []
    listed = [([0.02, 0.01, 0.03, -0.01, 0.02, 0.0, 0.015, 0.025, 0.005, 0.01], 1 / 9, 0.01)]
    for count, ratio, rope in [(2, 0.25, 0.02), (10, 1 / 9, 0.05), (50, 1 / 9, 0.004), (100, 1 / 9, 0.2), (25, 0.25, 0.0), (30, 0.0, 0.1)]:
        listed.append((RNG.normal(RNG.normal() / 8, 0.1, count).round(5), ratio, rope))
    listed.append((10 + RNG.normal(0, 1e-3, 50).round(6), 1 / 9, 0.1))
    for values, ratio, rope in listed:
        values = np.asarray(values, float)
        df, mean, se = len(values) - 1, values.mean(), corrected_se(values, ratio)
        around = stats.t(df, mean, se)
        low, high = around.interval(0.95)
        if ratio == 0:
            plain_t = stats.ttest_1samp(values, 0)
            assert abs(plain_t.statistic - mean / se) < 1e-12
        out.append({
            "values": values, "ratio": ratio, "mean": mean, "se": se, "t": mean / se,
            "p_less": stats.t.cdf(mean / se, df), "p_greater": stats.t.sf(mean / se, df),
            "p": 2 * stats.t.sf(abs(mean / se), df), "low": low, "high": high,
            "lower": around.ppf(0.05), "upper": around.ppf(0.95),
            "rope": rope, "posterior": [around.cdf(-rope), around.cdf(rope) - around.cdf(-rope), around.sf(rope)],
        })
    return out


def fieller():
    """The set of x at which the corrected t of `a - x b` stays within its quantile; none where it has no two ends."""
    out = []
    for count, ratio, scale in [(10, 1 / 9, 0.05), (50, 1 / 9, 0.2), (50, 1 / 9, 0.4), (25, 0.25, 0.1), (10, 1 / 9, 2.0), (2, 0.25, 0.001)]:
        b = (0.5 + RNG.normal(0, scale, count)).round(5)
        a = (0.4 * b + RNG.normal(0, 0.1 if count > 2 else 0.001, count)).round(5)
        quantile = stats.t.ppf(0.975, count - 1)
        ratio_of_means = a.mean() / b.mean()

        def beyond(x):
            return abs((a - x * b).mean()) - quantile * corrected_se(a - x * b, ratio)

        bounded = abs(b.mean()) > quantile * corrected_se(b, ratio)
        case = {"a": a, "b": b, "ratio": ratio, "mean": ratio_of_means, "low": None, "high": None}
        if bounded:
            ends = []
            for side in (-1, 1):
                step = 1e-6
                while beyond(ratio_of_means + side * step) < 0:
                    step *= 2
                ends.append(optimize.brentq(beyond, ratio_of_means, ratio_of_means + side * step, xtol=1e-14, rtol=1e-14))
            case |= {"low": ends[0], "high": ends[1]}
        out.append(case)
    return out


def halves():
    out = []
    for count in (4, 10, 20, 40):
        values = RNG.normal(0.3, 0.05, count).round(4)
        half = stats.t.ppf(0.975, count / 2) * np.std(values, ddof=1)
        out.append({"center": 0.31, "halves": values, "low": 0.31 - half, "high": 0.31 + half})
    return out


def holm():
    out = []
    for p in ([0.13, 0.005, 0.02, 0.011, 0.04], [0.9, 0.8, 0.03, 0.02], [0.5], [0.01, 0.01, 0.01], [0, 1, 1], RNG.uniform(0, 0.2, 30).round(2)):
        out.append({"p": list(p), "adjusted": multipletests(p, method="holm")[1]})
    return out


def predictions():
    """Classes and probabilities, with ties, with classes that are never predicted or never there, with weights."""
    out = []
    for classes, rows, digits, absent, weights in [
        (2, 1, 2, 0, None), (2, 40, 1, 0, None), (2, 30, 3, 0, [0.625, 2.5]), (3, 60, 1, 0, None), (3, 50, 2, 1, None),
        (3, 80, 3, 0, [0.5, 1.5, 2.0]), (5, 200, 2, 0, None), (4, 12, 1, 2, None), (3, 20, 0, 0, None), (10, 400, 3, 0, None),
    ]:
        shown = classes - absent
        truth = RNG.integers(0, shown, rows)
        # eighths and the like: sums that are exactly one, and ties
        unit = {0: 1, 1: 8, 2: 64, 3: 1024}[digits]
        logits = 1.5 * np.eye(classes)[truth] + RNG.normal(size=(rows, classes)) - 0.5 * (np.arange(classes) == 1)
        p = np.floor(special.softmax(logits, axis=1) * unit)
        p[np.arange(rows), p.argmax(axis=1)] += unit - p.sum(axis=1)
        p /= unit
        weights = np.ones(classes) if weights is None else np.array(weights)
        predicted = p.argmax(axis=1)
        labels = list(range(classes))
        # scikit-learn leaves classes out that are neither there nor predicted
        there = np.union1d(truth, predicted)
        clipped = np.clip(p, 1e-10, None)
        loss = -(weights[truth] * np.log(clipped[np.arange(rows), truth])).sum() / rows
        if (weights == 1).all() and np.all(p[np.arange(rows), truth] > 0):
            assert abs(loss - metrics.log_loss(truth, p, labels=labels)) < 1e-12
        auc = None
        if len(np.unique(truth)) == classes:
            each = [metrics.roc_auc_score(truth == k, p[:, k]) for k in ([1] if classes == 2 else labels)]
            auc = float(np.mean(each))
            if classes > 2:
                assert abs(auc - metrics.roc_auc_score(truth, p, multi_class="ovr", average="macro", labels=labels)) < 1e-12
        score = dict(average="macro", labels=there, zero_division=0)
        own = p / weights
        own /= own.sum(axis=1, keepdims=True)
        weighted = p * weights
        out.append({
            "classes": classes, "truth": truth, "probabilities": p.ravel(), "weights": weights,
            "confusion": metrics.confusion_matrix(truth, predicted, labels=labels).ravel(),
            "accuracy": metrics.accuracy_score(truth, predicted),
            "recall": metrics.recall_score(truth, predicted, average="macro", labels=np.unique(truth), zero_division=0),
            "balanced": (metrics.recall_score(truth, predicted, average=None, labels=np.unique(truth))).mean(),
            "precision": metrics.precision_score(truth, predicted, **score),
            "f1": metrics.f1_score(truth, predicted, **score),
            "log_loss": loss, "auc": auc,
            "reweighted": (weighted / weighted.sum(axis=1, keepdims=True)).ravel(),
            "calibration": calibration(own, truth),
        })
    return out


def calibration(p, truth):
    """Guo et al. 2017, eq. 3, bins [0, .1), … [.9, 1]; and its mean where labels are drawn with the stated probabilities."""
    stated, right = p.max(axis=1), p.argmax(axis=1) == truth
    bins = np.minimum(np.floor(stated * 10).astype(int), 9)
    error, chance = 0.0, 0.0
    for b in range(10):
        inside = bins == b
        if inside.any():
            error += inside.sum() / len(truth) * abs(right[inside].mean() - stated[inside].mean())
            chance += stats.halfnorm.mean(scale=np.sqrt((stated * (1 - stated))[inside].sum())) / len(truth) if (stated[inside] < 1).any() else 0
    return {"error": error, "by_chance": chance}


def areas():
    out = []
    for scores, positive in [
        ([0.8, 0.5, 0.5, 0.3], [1, 1, 0, 0]), ([0.5] * 6, [1, 0, 1, 0, 0, 0]), ([1, 2], [0, 1]), ([3.0], [1]),
        (RNG.integers(0, 4, 60), RNG.integers(0, 2, 60)), (RNG.normal(size=50).round(4), RNG.integers(0, 2, 50)),
    ]:
        both = len(set(map(int, positive))) == 2
        out.append({"scores": scores, "positive": [bool(v) for v in positive], "auc": metrics.roc_auc_score(positive, scores) if both else None})
    return out


def quantiles():
    out = []
    for values in ([3.0], [1, 1, 1], [8, 1, 4, 2], RNG.normal(size=101).round(4), RNG.integers(0, 5, 40)):
        shares = [0, 0.025, 0.1, 0.25, 0.5, 0.9, 0.975, 1]
        out.append({"values": values, "shares": shares, "quantiles": np.quantile(values, shares, method="linear")})
    return out


def nogueira_index(z):
    m, d = z.shape
    share = z.mean(axis=0)
    kbar = share.sum()
    denominator = (kbar / d) * (1 - kbar / d)
    return 1 - (m / (m - 1)) * np.mean(share * (1 - share)) / denominator if denominator > 0 else None


def nogueira():
    out = []
    tables = [np.array([[1, 1, 0, 0, 0, 0]] * 8), np.array([[1, 1, 1]] * 4), np.array([[1, 0, 0]] * 2 + [[0, 1, 0]] * 2)]
    for pairs, d, k, ahead in [(20, 6, 2, 0), (20, 6, 2, 2), (20, 14, 2, 3), (10, 14, 3, 1), (5, 40, 2, 4), (20, 6, 1, 3), (3, 5, 2, 1)]:
        scores = RNG.normal(size=(2 * pairs, d)) + ahead * (np.arange(d) < k)
        z = np.zeros((2 * pairs, d), int)
        np.put_along_axis(z, np.argsort(-scores, axis=1)[:, :k], 1, axis=1)
        tables.append(z)
    for z in tables:
        m, d = z.shape
        phi, pairs = nogueira_index(z), m // 2
        case = {"sets": z.astype(bool), "index": phi, "low": None, "high": None}
        if phi is not None and pairs >= 3:
            left = np.array([nogueira_index(np.delete(z, [2 * i, 2 * i + 1], axis=0)) for i in range(pairs)])
            variance = (pairs - 1) * np.var(left)
            centre = min(phi - (pairs - 1) * (left.mean() - phi), 1.0)
            b, t = 2 / (m - 1), stats.t.ppf(0.975, pairs - 1)
            if 1 - centre > 1e-9:
                unit = variance / ((centre + b) * (1 - centre))
            else:
                k = z[0].sum()
                unit = 2 / (k * (1 - k / d)) / m / (1 + b)

            def off(theta):
                return (centre - theta) ** 2 - t**2 * unit * (theta + b) * (1 - theta)

            low = optimize.brentq(off, -b, centre - 1e-13, xtol=1e-15, rtol=1e-14)
            high = 1.0 if 1 - centre <= 1e-9 else optimize.brentq(off, centre + 1e-13, 1, xtol=1e-15, rtol=1e-14)
            case |= {"low": min(low, phi), "high": max(high, phi)}
        out.append(case)
    return out


def maps():
    """Classical scaling of a Gram matrix by NumPy's eigh, and scipy's orthogonal Procrustes in the plane."""
    out = []
    for n, rank in [(2, 2), (6, 6), (14, 3), (70, 5), (5, 1)]:
        rows = (RNG.normal(size=(rank, n)) * np.linspace(2, 1, rank)[:, None]).round(3)
        gram = rows.T @ rows
        values, vectors = np.linalg.eigh(gram)
        points = vectors[:, ::-1][:, :2] * np.sqrt(np.clip(values[::-1][:2], 0, None))
        onto = RNG.normal(size=(n, 2)).round(3)
        turn, _ = linalg.orthogonal_procrustes(points, onto)
        out.append({
            "rows": rows, "points": points, "explained": np.clip(values[::-1][:2], 0, None) / values.clip(0).sum(),
            "rank": rank, "onto": onto, "turned": points @ turn, "eigenvalues": values,
        })
    return out


print(json.dumps(plain({
    "correlations": correlations(), "concordance": concordance(), "overlaps": overlaps(), "chance_tau": chance_tau(),
    "distributions": distributions(), "wilson": wilson(), "splits": splits(), "fieller": fieller(), "halves": halves(),
    "holm": holm(), "predictions": predictions(), "areas": areas(), "quantiles": quantiles(), "nogueira": nogueira(), "maps": maps(),
})))
