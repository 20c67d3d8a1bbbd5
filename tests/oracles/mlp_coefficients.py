"""Coefficients of the trainer's tanh, exp and ln (src/train/math.rs).

Rational or polynomial least squares, reweighted until the largest error stops falling (Lawson), in long double.
numpy 2; run: python tests/oracles/mlp_coefficients.py
"""
import numpy as np

LD = np.longdouble


def solve(a, b):
    """Least squares by QR with column scaling, in double, refined twice in long double."""
    scale = np.sqrt((a * a).sum(0))
    q, r = np.linalg.qr((a / scale).astype(float))
    x = np.zeros(a.shape[1], dtype=LD)
    for _ in range(6):
        rest = b - (a / scale) @ x
        x = x + np.linalg.solve(r, q.T @ rest.astype(float)).astype(LD)
    return x / scale


def lawson(columns, target, weight, denominators=0, rounds=400):
    """Fits sum_i c_i columns_i = target (the last `denominators` columns multiply the denominator)."""
    w = np.ones_like(target)
    best, kept = None, None
    size = weight.copy()
    for _ in range(rounds):
        k = (np.sqrt(w) * size)[:, None]
        c = solve(columns * k, target * k[:, 0])
        q = np.ones_like(target)
        if denominators:
            q = 1 - columns[:, -denominators:] @ c[-denominators:] / np.where(target == 0, 1, target)
            size = weight / np.abs(q)
        error = np.abs(weight * (columns @ c - target) / q)
        worst = error.max()
        if best is None or worst < best:
            best, kept = worst, c
        w = w * (error + 1e-3 * worst)
        w /= w.mean()
    return kept, best


def tanh(top, p, q):
    x = (top * (0.5 - 0.5 * np.cos(np.pi * (np.arange(4000) + 0.5) / 4000))).astype(LD)
    t = x * x
    target = np.tanh(x)
    columns = np.stack([x * t**i for i in range(p + 1)] + [-target * t**i for i in range(1, q + 1)], 1)
    return lawson(columns, target, 1 / target, q)


def exp(degree):
    h = np.log(LD(2)) / 2 * LD(1.0001)
    r = (h * np.cos(np.pi * (np.arange(4000) + 0.5) / 4000)).astype(LD)
    target = (np.exp(r) - 1 - r) / (r * r)
    columns = np.stack([r**i for i in range(degree - 1)], 1)
    return lawson(columns, target, r * r / np.exp(r))


def ln(degree):
    """ln(1 + z) = z - z^2/2 + z^3 p(z) on [sqrt(1/2) - 1, sqrt(2) - 1]."""
    low, high = np.sqrt(LD(0.5)) - 1, np.sqrt(LD(2)) - 1
    z = (low + (high - low) * (0.5 - 0.5 * np.cos(np.pi * (np.arange(4000) + 0.5) / 4000))).astype(LD)
    z = np.where(np.abs(z) < 1e-6, LD(1e-6), z)
    target = (np.log1p(z) - z + z * z / 2) / z**3
    columns = np.stack([z**i for i in range(degree + 1)], 1)
    return lawson(columns, target, np.abs(z**3 / np.log1p(z)))


def show(name, fit):
    c, worst = fit
    print(name, "largest relative error %.2e" % float(worst))
    for v in c:
        print("    %.9e," % float(v))


if __name__ == "__main__":
    show("tanh: numerator x (5 coefficients of x^2), denominator 1 + (4)", tanh(8.3, 4, 4))
    for d in (6,):
        show("exp: 1 + r + r^2 p(r), degree %d" % d, exp(d))
    for d in (6,):
        show("ln: z - z^2/2 + z^3 p(z), degree %d" % d, ln(d))
