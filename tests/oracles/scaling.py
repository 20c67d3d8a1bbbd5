"""The map of the variables from networks to points, by NumPy, SciPy and scikit-learn; and classical scaling by itself.

Made with Python 3.11.7, NumPy 2.4.6, SciPy 1.17.1, scikit-learn 1.9.1:
    python tests/oracles/scaling.py > tests/oracles/scaling.json

From networks: the product of inputs is the mean over networks of sum over units u of |C_u|² w_ua w_ub, C the product of the
later layers, centred over classes where there are several logits; here by einsum. A variable of several inputs stands at its
longest. Coordinates are eigenvectors (NumPy's eigh) times roots of eigenvalues, on each axis the largest in magnitude
positive, of equals the first. The spread is the covariance over halves after SciPy's orthogonal Procrustes.

The products are not centred: the origin is the variable that no unit looks at. Classical scaling of distances
(scikit-learn's ClassicalMDS; its MDS is SMACOF and something else) centres them first, and gives the same map of products
that are centred. Shares are of the sum of the positive eigenvalues, the second of R's two goodnesses of fit (cmdscale); an
axis of a negative eigenvalue, which products of real vectors don't have, is 0 here, and not a number in scikit-learn.

Where eigenvalues are equal, axes may be turned among themselves: then what is left is compared, `plane` (products of points
in the plane) where the first two are equal, the first axis alone where the second is as large as the third.
"""

import json

import numpy as np
from scipy.linalg import orthogonal_procrustes
from scipy.sparse.csgraph import connected_components
from sklearn.manifold import ClassicalMDS

RNG = np.random.default_rng(20261204)


def network(sizes, activation="tanh", digits=2, first=None):
    layers = []
    for below, units in zip(sizes, sizes[1:]):
        last = len(layers) == len(sizes) - 2
        weights = RNG.normal(size=(units, below)).round(digits) if first is None or layers else np.array(first)
        weights = weights if digits else weights.astype(int)
        layers.append({"weights": weights.tolist(), "biases": [0.0] * units, "activation": None if last else activation})
    return {"layers": layers}


def products(networks):
    total = 0
    for net in networks:
        first, *later = [np.array(layer["weights"], dtype=float) for layer in net["layers"]]
        if len(later[-1]) > 1:
            later[-1] = later[-1] - later[-1].mean(axis=0)
        seen = np.linalg.multi_dot(later[::-1]) if len(later) > 1 else later[0]
        total = total + np.einsum("ku,ua,ub->ab", seen**2, first, first)
    return total / len(networks)


def signed(axis):
    most = np.abs(axis).max()
    return axis * np.sign(axis[np.flatnonzero(np.abs(axis) > most * (1 - 1e-9))[0]]) if most > 0 else axis


def scaled(gram):
    values, vectors = np.linalg.eigh(gram)
    values, vectors = values[::-1], vectors[:, ::-1]
    kept = values.clip(0)
    points = np.column_stack([signed(vectors[:, k] * np.sqrt(kept[k])) for k in (0, 1)])
    return values, points, kept[:2] / kept.sum()


def alike(values, a, b):
    return len(values) > b and abs(values[a] - values[b]) < 1e-9 * values[0]


def compared(values, points, explained):
    return {
        "points": points.tolist(), "explained": explained.tolist(),
        "turned": bool(alike(values, 0, 1)), "second_turned": bool(alike(values, 1, 2)),
        "plane": (points @ points.T).tolist() if alike(values, 0, 1) else [],
    }


def halves_of(networks, count, noise):
    """Networks like these, with other weights of the first layer."""
    out = []
    for _ in range(count):
        half = json.loads(json.dumps(networks))
        for net in half:
            weights = np.array(net["layers"][0]["weights"])
            net["layers"][0]["weights"] = (weights + noise * RNG.normal(size=weights.shape)).round(2).tolist()
        out.append(half)
    return out


def mapped(networks, sizes, halves=0, r=False):
    gram = products(networks)
    ends = np.cumsum(sizes)
    places = [start + int(np.argmax(np.diag(gram)[start:end])) for start, end in zip(ends - sizes, ends)]
    reduced = gram[np.ix_(places, places)]
    lengths = np.sqrt(np.diag(reduced))
    values, points, explained = scaled(reduced)
    size = np.outer(lengths, lengths)
    cosine = np.divide(reduced, size, out=np.zeros_like(size), where=size > 0)
    long = lengths >= lengths.mean()
    _, labels = connected_components((np.abs(cosine) > 0.8) & np.outer(long, long))
    clusters = [np.flatnonzero(labels == k).tolist() for k in range(labels.max() + 1)]
    case = compared(values, points, explained) | {
        "networks": networks, "sizes": sizes, "lengths": lengths.tolist(),
        "clusters": [c for c in clusters if len(c) > 1], "halves": halves_of(networks, halves, 0.3),
    }
    assert (np.abs(np.abs(cosine[np.triu_indices(len(cosine), 1)]) - 0.8) > 1e-6).all()
    if len(sizes) < 20:
        case["cosine"] = cosine.tolist()
    if halves:
        turned = []
        for half in case["halves"]:
            _, of_half, _ = scaled(products(half)[np.ix_(places, places)])
            turn, _ = orthogonal_procrustes(of_half, points)
            turned.append(of_half @ turn)
        off = np.array(turned) - np.mean(turned, axis=0)
        case["spread"] = [[np.cov(off[:, v].T)[at] for at in ((0, 0), (0, 1), (1, 1))] for v in range(len(sizes))]
    if r:
        correlations = np.round(np.corrcoef(RNG.normal(size=(len(sizes), 20))), 3)
        upper = np.triu_indices(len(sizes), 1)
        case["correlations"] = correlations.tolist()
        case["together"] = np.corrcoef(np.abs(cosine[upper]), np.abs(correlations[upper]))[0, 1]
    return case


def of_products(gram, distances=None):
    """Products by themselves; where distances are given scikit-learn has to find the same map from them."""
    values, points, explained = scaled(gram)
    if distances is not None:
        assert np.allclose(gram.sum(axis=0), 0, atol=1e-9)
        found = ClassicalMDS(n_components=2, metric="precomputed").fit(distances)
        assert np.allclose(found.eigenvalues_, values[:2], atol=1e-9)
        points = np.column_stack([signed(found.embedding_[:, k]) for k in (0, 1)])
    return compared(values, points, explained) | {"gram": gram.tolist(), "eigenvalues": values.tolist()}


def centred(distances):
    middle = np.eye(len(distances)) - 1 / len(distances)
    return -0.5 * middle @ np.square(distances) @ middle


def between(points):
    return np.linalg.norm(points[:, None] - points[None], axis=2)


# the shortest paths on a ring of seven, of which no flat map keeps all distances
RING = np.minimum(abs(np.subtract.outer(range(7), range(7))), 7 - abs(np.subtract.outer(range(7), range(7)))).astype(float)
# with edges of other lengths, so that no two eigenvalues are equal
BENT = RING + np.abs(np.subtract.outer(np.arange(7), np.arange(7))) ** 2 / 40
CLOUD = RNG.normal(size=(9, 3)).round(2) * [3, 2, 1]

print(json.dumps({
    "networks": [
        # two classes, three classes in two hidden layers, a mean over networks; words of 3 and 2 inputs
        mapped([network([5, 4, 1])], [1] * 5, halves=6, r=True),
        mapped([network([7, 6, 3]), network([7, 6, 3])], [1, 3, 1, 2], halves=5, r=True),
        mapped([network([6, 5, 4, 3], "relu")], [1] * 6, halves=4),
        # more inputs than units, and than are rotated; as many units
        mapped([network([70, 3, 2]), network([70, 2, 2])], [1] * 70),
        mapped([network([66, 68, 1], digits=0)], [1] * 66),
        # a copy and a contrast: equal coordinates, and equal but for the sign
        mapped([network([4, 2, 1], first=[[1.5, -1.5, 0.25, 0.0], [0.5, -0.5, 0.75, 0.0]])], [1] * 4),
        mapped([network([3, 1, 1], first=[[-2.0, -2.0, 2.0]])], [1] * 3),
        # each unit looks at inputs of its own: the first two axes of one length, then the second as long as the third
        mapped([{"layers": [
            {"weights": [[2, 2, 0, 0, 0], [0, 0, 2, -2, 0], [0, 0, 0, 0, 1]], "biases": [0, 0, 0], "activation": "tanh"},
            {"weights": [[1, -1, 1]], "biases": [0], "activation": None}]}], [1] * 5),
        mapped([{"layers": [
            {"weights": [[3, -3, 0, 0, 0], [0, 0, 2, 1, 0], [0, 0, 1, -2, 0]], "biases": [0, 0, 0], "activation": "tanh"},
            {"weights": [[1, -1, 1]], "biases": [0], "activation": None}]}], [1] * 5),
    ],
    "products": [
        of_products(centred(between(CLOUD)), between(CLOUD)),
        # negative eigenvalues beside two positive ones, of which the ring has equal ones; and in the second place
        of_products(centred(BENT), BENT),
        of_products(centred(RING)),
        of_products(np.array([[2.0, 1.0, 0.5], [1.0, -1.0, 0.25], [0.5, 0.25, -2.0]])),
    ],
}, separators=(",", ":")))
