"""Effects of variables and the calibration of labels of known truth, worked out with NumPy and SciPy.

Made with Python 3.11.7, NumPy 2.4.6, SciPy 1.17.1:
    python tests/oracles/truth.py > tests/oracles/truth.json

Effects: what np.linalg.lstsq leaves of a square or a product. Laws: the shifts of the classes are the roots that
scipy.optimize.root finds of 'mean probability less frequency', the strength is the root that brentq finds of 'share of the
log loss explained less the share asked'; the program scales rows and columns in turn and halves an interval instead.
Somers' D of y given x: scipy.stats.somersd(x, y).
"""

import json

import numpy as np
from scipy.optimize import brentq, root
from scipy.special import softmax
from scipy.stats import entropy, somersd

RNG = np.random.default_rng(20241128)


def standardised(x):
    return (x - x.mean()) / x.std()


def straight(column):
    return standardised(np.clip(standardised(column), -3, 3))


def left(values, effects):
    design = np.column_stack([np.ones(len(values)), *effects])
    return standardised(values - design @ np.linalg.lstsq(design, values, rcond=None)[0])


def law(terms, frequencies, share):
    pull = sum(w * np.outer(f, c) for w, c, f in terms)
    frequencies = np.array(frequencies)

    def probabilities(strength):
        def off(shifts):
            p = softmax(np.append(shifts, 0.0) + strength * pull, axis=1)
            return (p.mean(axis=0) - frequencies)[:-1]

        start = np.log(frequencies / frequencies[-1])[:-1]
        found = root(off, start, method="hybr", tol=1e-12)
        assert np.abs(off(found.x)).max() < 1e-9, found
        return softmax(np.append(found.x, 0.0) + strength * pull, axis=1)

    def explained(strength):
        return 1 - entropy(probabilities(strength), axis=1).mean() / entropy(frequencies)

    strength = brentq(lambda s: explained(s) - share, 0.02, 40, xtol=1e-10)
    return {
        "terms": [{"weight": w, "classes": c, "effect": f.tolist()} for w, c, f in terms],
        "frequencies": frequencies.tolist(),
        "share": share,
        "strength": strength,
        "probabilities": probabilities(strength).ravel().tolist(),
    }


def main():
    rows = 60
    a = RNG.lognormal(size=rows).round(4)
    b = (0.6 * a + RNG.normal(size=rows)).round(4)
    u, v = straight(a), straight(b)
    near, nearby = np.clip(u, -1.5, 1.5), np.clip(v, -1.5, 1.5)
    bent, joint = left(near**2, [u]), left(near * nearby, [u, v])
    third = standardised(RNG.normal(size=rows))
    two = [-(0.5**0.5), 0.5**0.5]
    three = [[2 / 6**0.5, -1 / 6**0.5, -1 / 6**0.5], [0.0, 0.5**0.5, -(0.5**0.5)]]
    laws = [
        law([(1.0, two, u), (0.75, two[::-1], third)], [0.5, 0.5], 0.4),
        law([(1.0, three[0], bent), (0.75, three[1], third)], [0.2, 0.5, 0.3], 0.25),
        law([(1.0, three[1], joint)], [0.6, 0.1, 0.3], 0.1),
        law([(1.0, two, third)], [0.9, 0.1], 0.8),
    ]
    x, y = RNG.integers(0, 5, 12).tolist(), RNG.normal(size=12).round(1).tolist()
    print(
        json.dumps(
            {
                "columns": [a.tolist(), b.tolist()],
                "straight": u.tolist(),
                "bent": bent.tolist(),
                "joint": joint.tolist(),
                "laws": laws,
                "ranked": {"x": x, "y": y, "somers_d": somersd(x, y).statistic},
            }
        )
    )


main()
