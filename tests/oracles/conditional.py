"""Conditional permutation importance by hidimstat (CFI), and its test over splits.

Made with Python 3.11.7, NumPy 2.4.6, scikit-learn 1.9.1, HiDimStat 0.4.0:
    python tests/oracles/conditional.py > tests/oracles/conditional.json

What is the same there as in src/attribute/conditional_permutation.rs and what is not:
    what the others say     a model that is given; here scikit-learn's Ridge with alpha = training rows * ridge, which is the
                            line of src/attribute/lines.rs. Left to itself hidimstat takes RidgeCV with alphas .1, 1 and 10
                            (leave one out); ours chooses among its own, and a tree, on rows it was not fitted on
    what a row gets         prediction + residual of another row that is predicted: the same
    rows of a group         the residuals of its inputs change places together: the same, with one line for all its inputs.
                            A word's levels hidimstat draws from a logistic regression instead; with
                            `feature_types="continuous"` they are residuals, as in ours
    shuffles                hidimstat draws them anew for each variable, ours takes the same for all. The mean over all
                            cyclic shifts is the mean over all shuffles, for each row meets each residual once: hidimstat is
                            handed a generator that shifts
    the score               mean over shuffles of loss - loss of the rows as they are: the same
    its p-value             hidimstat's t-test over shuffles says how exactly the mean over shuffles is known, and nothing
                            of other rows; nothing here has it
    over splits             CFICV: Nadeau and Bengio's t, one-sided, the same; the ratio of rows is 1 / (splits - 1), which
                            holds for folds that aren't repeated. Ours is told the ratio
"""

import json

import numpy as np
from hidimstat import CFI, CFICV
from hidimstat.statistical_tools.nadeau_bengio_ttest import nadeau_bengio_ttest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import Ridge
from sklearn.metrics import log_loss
from sklearn.model_selection import KFold

RNG = np.random.default_rng(20261203)
# of hidimstat's own, for the spread of one
SHUFFLES = 2000

ACTIVATIONS = {"tanh": np.tanh, "logistic": lambda z: 1 / (1 + np.exp(-z)), "relu": lambda z: np.maximum(z, 0), None: lambda z: z}


class Shifts(np.random.Generator):
    """Shuffles that are all cyclic shifts, one after the other: by 0, 1, 2, …"""

    def __init__(self):
        super().__init__(np.random.PCG64(0))
        self.by = -1

    def spawn(self, count):
        return [Shifts() for _ in range(count)]

    def permutation(self, values):
        self.by += 1
        # row r gets what stands at r + by
        return np.roll(values, -self.by, axis=0)


class Fixed(ClassifierMixin, BaseEstimator):
    """A network as hidimstat sees a fitted classifier; it takes rows as a training set has them scaled."""

    def __init__(self, net=None, center=0.0, spread=1.0):
        self.net, self.center, self.spread = net, center, spread

    def __sklearn_is_fitted__(self):
        return True

    def fit(self, x, y):
        return self

    @property
    def n_features_in_(self):
        return len(self.net["layers"][0]["weights"][0])

    def predict_proba(self, x):
        h = (np.asarray(x) - self.center) / self.spread
        for layer in self.net["layers"]:
            h = ACTIVATIONS[layer["activation"]](h @ np.array(layer["weights"]).T + np.array(layer["biases"]))
        if h.shape[1] == 1:
            p = 1 / (1 + np.exp(-h[:, 0]))
            return np.column_stack([1 - p, p])
        e = np.exp(h - h.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


def network(sizes, activation):
    layers = []
    for below, units in zip(sizes, sizes[1:]):
        last = len(layers) == len(sizes) - 2
        layers.append({
            "weights": RNG.normal(size=(units, below)).round(3).tolist(),
            "biases": RNG.normal(size=units).round(3).tolist(),
            "activation": None if last else activation,
        })
    return {"layers": layers}


def importance(model, train, held, truth, ridge, groups, shuffles, state):
    classes = list(range(model.predict_proba(held[:1]).shape[1]))
    cfi = CFI(
        model, method="predict_proba", loss=lambda y, p: log_loss(y, p, labels=classes), n_permutations=shuffles,
        imputation_model_continuous=Ridge(alpha=len(train) * ridge, solver="cholesky"), feature_types="continuous",
        features_groups=groups, random_state=state,
    )
    cfi.fit(train)
    return cfi, cfi.importance(held, truth)


def residuals(cfi, held):
    left = np.empty_like(held)
    for inputs, sampler in zip(cfi._features_groups_ids, cfi._list_imputation_models):
        others = np.delete(held, inputs, axis=1)
        # a shift by nothing gives back prediction + own residual
        assert np.allclose(sampler.sample(others, held[:, inputs], 1, Shifts())[0], held[:, inputs], atol=1e-12)
        left[:, inputs] = held[:, inputs] - sampler.model.predict(others).reshape(len(held), len(inputs))
    return left


def drawn(rows, columns, words):
    """Numbers that hang together in f32 digits, and the levels of words behind them."""
    common = RNG.normal(size=(rows, 2))
    numbers = (common @ RNG.normal(size=(2, columns)) + 0.7 * RNG.normal(size=(rows, columns)))
    x = np.round(numbers * 64) / 64
    if words:
        level = np.clip((x[:, 0] + 1.5 + RNG.normal(size=rows) * 0.5).astype(int), 0, words - 1)
        x = np.column_stack([x, np.eye(words)[level]])
    return x


def labels(model, x):
    return np.array([RNG.choice(len(p), p=p / p.sum()) for p in model.predict_proba(x)])


def case(sizes, activation, train_rows, held_rows, ridge, words=0):
    x = drawn(train_rows + held_rows, sizes[0] - words, words)
    train, held = x[:train_rows], x[train_rows:]
    # what a network sees is scaled by its training rows, and so is what is regressed
    center, spread = train.mean(axis=0), train.std(axis=0)
    model = Fixed(network(sizes, activation))
    train, held = (train - center) / spread, (held - center) / spread
    truth = labels(model, held)
    singles = sizes[0] - words
    groups = {str(c): [c] for c in range(singles)} | ({"word": list(range(singles, sizes[0]))} if words else {})
    cfi, expected = importance(model, train, held, truth, ridge, groups, held_rows, Shifts())
    own, mean = importance(model, train, held, truth, ridge, groups, SHUFFLES, 5)
    spread_of_one = np.array([own.loss_[j].std(ddof=1) for j in range(len(groups))])
    assert (abs(mean - expected) < 4 * spread_of_one / np.sqrt(SHUFFLES)).all()
    return {
        "network": model.net, "sizes": [len(inputs) for inputs in groups.values()],
        "columns": x.T.tolist(), "train_rows": train_rows, "classes": truth.tolist(), "ridge": ridge,
        "residuals": residuals(cfi, held).tolist(), "importance": expected.tolist(), "spread": spread_of_one.tolist(),
    }


def over_splits(folds):
    """CFICV with one model for all folds, and the test by itself with ratios of repeated folds."""
    model = Fixed(network([4, 3, 1], "tanh"))
    x = drawn(60, 4, 0)
    truth = labels(model, x)
    loss = lambda y, p: log_loss(y, p, labels=[0, 1])
    cv = CFICV(
        [model] * folds, KFold(folds), method="predict_proba", loss=loss, n_permutations=4, random_state=3,
        imputation_model_continuous=Ridge(alpha=1e-3), feature_types="continuous",
    )
    by_fold = cv.fit_importance(x, truth)
    assert cv.test_train_frac_ == 1 / (folds - 1)
    tested = nadeau_bengio_ttest(by_fold, 0, cv.test_train_frac_, axis=1)
    assert np.array_equal(tested.pvalue, cv.pvalues_)
    cases = [(of, cv.test_train_frac_, t, p) for of, t, p in zip(by_fold, tested.statistic, cv.pvalues_)]
    for count, ratio, mean in [(50, 1 / 9, 0.02), (100, 1 / 9, -0.01), (25, 0.25, 0.0), (2, 0.5, 0.3), (10, 1 / 9, 0.4)]:
        values = RNG.normal(mean, 0.1, count).round(4)
        t, p = nadeau_bengio_ttest(values, 0, ratio)
        cases.append((values, ratio, t, p))
    return [{"values": of.tolist(), "ratio": ratio, "t": float(t), "p": float(p)} for of, ratio, t, p in cases]


print(json.dumps({
    "cases": [
        case([4, 5, 1], "tanh", 90, 24, 1e-6),
        case([5, 6, 3], "logistic", 40, 20, 0.1),
        # the last three inputs are the levels of a word
        case([6, 4, 3], "relu", 60, 21, 0.01, words=3),
        # fewer training rows than inputs
        case([12, 4, 1], "tanh", 9, 15, 1.0),
    ],
    "splits": over_splits(5),
}))
