"""The design of Olden, Joy and Death 2004 with the response as a number, for which the program has no networks: similarity of
the rankings by connection weights and by Garson's shares to both truths, and how it hangs on decay and on when training ends.

Made with Python 3.11.7, NumPy 2.4.6, scikit-learn 1.9.1:
    python tests/oracles/olden_numbers.py > tests/oracles/olden_numbers.json

150 samples of 50 from a population of 10,000; one network of 5 logistic units a sample (MLPRegressor, lbfgs). Of each ranking
the mean similarity and its standard error.
"""
import json
import warnings

import numpy as np
from sklearn.neural_network import MLPRegressor

warnings.filterwarnings("ignore")  # trainings are cut on purpose
CORRELATIONS, RHO = np.array([0.8, 0.6, 0.4, 0.2, 0.0]), 0.2
POPULATION, ROWS, SAMPLES = 10_000, 50, 150
TRAININGS = [(0.0, 200), (0.0, 2000), (0.1, 2000)]


def slopes():
    return np.linalg.solve(np.full((5, 5), RHO) + (1 - RHO) * np.eye(5), CORRELATIONS)


def population(g):
    x = np.sqrt(RHO) * g.standard_normal((POPULATION, 1)) + np.sqrt(1 - RHO) * g.standard_normal((POPULATION, 5))
    noise = np.sqrt(1 - slopes() @ CORRELATIONS)
    return x, x @ slopes() + noise * g.standard_normal(POPULATION)


def ranks(values):
    return np.argsort(np.argsort(-values)) + 1


def readings(network):
    first, second = network.coefs_[0], network.coefs_[1][:, 0]
    paths = np.abs(first * second)
    connection = first @ second
    return {"olden signed": connection, "olden": np.abs(connection), "garson": (paths / paths.sum(0)).sum(1)}


def main():
    x, y = population(np.random.default_rng(1))
    truths = {"correlations": ranks(CORRELATIONS), "magnitudes of slopes": ranks(np.abs(slopes()))}
    found = []
    for decay, iterations in TRAININGS:
        g = np.random.default_rng(2)
        values = {}
        for start in range(SAMPLES):
            rows = g.permutation(POPULATION)[:ROWS]
            standard = lambda columns: (columns - columns.mean(0)) / columns.std(0)
            network = MLPRegressor(
                hidden_layer_sizes=(5,), activation="logistic", solver="lbfgs",
                alpha=decay, max_iter=iterations, random_state=start,
            ).fit(standard(x[rows]), standard(y[rows]))
            for name, scores in readings(network).items():
                for truth, order in truths.items():
                    similarity = 1 - np.abs(ranks(scores) - order).mean() / 4
                    values.setdefault(truth, {}).setdefault(name, []).append(similarity)
        told = lambda v: [round(float(np.mean(v)), 3), round(float(np.std(v, ddof=1) / len(v) ** 0.5), 3)]
        means = {truth: {name: told(v) for name, v in of.items()} for truth, of in values.items()}
        found.append({"decay": decay, "iterations": iterations, "similarity": means})
    print(json.dumps(found))


main()
