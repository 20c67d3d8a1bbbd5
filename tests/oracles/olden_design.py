"""The design of Olden, Joy and Death 2004 as it is made again: slopes behind given correlations, and the similarity of ranks.

Made with Python 3.11.7, NumPy 2.4.6:
    python tests/oracles/olden_design.py > tests/oracles/olden_design.json

Slopes: np.linalg.solve of the matrix of correlations of the predictors; the program has them in closed form. Feasible is a
matrix of correlations of predictors and response without a negative eigenvalue; the ends of the feasible rho are found by
halving. Similarity is Gower's (1971): the mean over variables of 1 - |difference| / range, the range of ranks being 1 to 5.
"""
import itertools
import json

import numpy as np

CORRELATIONS = np.array([0.8, 0.6, 0.4, 0.2, 0.0])
RHOS = [0.15, 0.2, 0.3, 0.4]
COUNT = len(CORRELATIONS)


def predictors(rho):
    return np.full((COUNT, COUNT), rho) + (1 - rho) * np.eye(COUNT)


def slopes(rho):
    return np.linalg.solve(predictors(rho), CORRELATIONS)


def least_eigenvalue(rho):
    together = np.block([[predictors(rho), CORRELATIONS[:, None]], [CORRELATIONS[None, :], np.ones((1, 1))]])
    return np.linalg.eigvalsh(together)[0]


def end(infeasible, feasible):
    for _ in range(60):
        middle = (infeasible + feasible) / 2
        infeasible, feasible = (infeasible, middle) if least_eigenvalue(middle) > 0 else (middle, feasible)
    return feasible


def ranks(values):
    return (np.argsort(np.argsort(-np.asarray(values))) + 1).tolist()


def similarity(a, b):
    return float(np.mean(1 - np.abs(np.subtract(a, b)) / (COUNT - 1)))


def main():
    truth = ranks(CORRELATIONS)
    orders = [list(order) for order in itertools.permutations(truth)]
    to_truth = [similarity(order, truth) for order in orders]
    magnitudes = ranks(np.abs(slopes(0.2)))
    cases = [([1, 2, 3, 4, 5], truth), ([5, 4, 3, 2, 1], truth), (magnitudes, truth)]
    cases += [([2, 1, 3, 5, 4], truth), ([3, 1, 2, 5, 4], magnitudes), ([5, 1, 4, 2, 3], magnitudes)]
    print(
        json.dumps(
            {
                "designs": [
                    {
                        "rho": rho,
                        "slopes": slopes(rho).tolist(),
                        "explained": float(slopes(rho) @ CORRELATIONS),
                        "ranks": ranks(slopes(rho)),
                        "magnitudes": ranks(np.abs(slopes(rho))),
                    }
                    for rho in RHOS
                ],
                "feasible": [end(0.0, 0.2), end(0.9, 0.2)],
                "independent_explained": float(CORRELATIONS @ CORRELATIONS),
                "similarities": [{"a": a, "b": b, "similarity": similarity(a, b)} for a, b in cases],
                "random": float(np.mean(to_truth)),
                "least": min(to_truth),
            }
        )
    )


main()
