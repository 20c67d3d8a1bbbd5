"""scikit-learn's side: MLPClassifier by Adam and by L-BFGS, permutation_importance."""
import worker

worker.alone()

import json  # noqa: E402
import pathlib  # noqa: E402
import warnings  # noqa: E402

import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from sklearn.inspection import permutation_importance  # noqa: E402
from sklearn.neural_network import MLPClassifier  # noqa: E402

warnings.filterwarnings("ignore")


def parts(model):
    return model.coefs_[0], model.intercepts_[0], model.coefs_[1], model.intercepts_[1]


def train(table, rows, hidden, networks, decay, seed, batch, rounds):
    """As the job of the same name in ../peers.rs."""
    cells, classes, held, truth = worker.table(table, rows)
    common = {"hidden_layer_sizes": (hidden,), "activation": "tanh", "max_iter": rounds}
    if batch:
        # its penalty is divided by the rows of a batch
        solver = {"solver": "adam", "batch_size": batch, "learning_rate_init": 0.01, "alpha": decay * batch / rows,
                  "tol": 0.0, "n_iter_no_change": 10**9}
    else:
        solver = {"solver": "lbfgs", "alpha": decay, "max_fun": 10**9}
    models = [MLPClassifier(random_state=seed * networks + start, **common, **solver) for start in range(networks)]
    with worker.Clock() as clock:
        for model in models:
            model.fit(cells, classes)
    return {"cpu": clock.cpu, "iterations": float(np.mean([model.n_iter_ for model in models])),
            **worker.judged([parts(model) for model in models], held, truth)}


def permutation(table, rows, networks, shuffles, scoring):
    """Of the first so many networks that ../peers.rs left in networks.json."""
    cells, classes, held, truth = worker.table(table, rows)
    models = []
    for network in json.loads(pathlib.Path("target/peers/networks.json").read_text())[:networks]:
        first, last = network["layers"]
        model = MLPClassifier((len(first["biases"]),), activation="tanh", max_iter=1).fit(cells[:100], classes[:100])
        as_f32 = lambda numbers: np.array(numbers, dtype=np.float32)
        model.coefs_ = [as_f32(layer["weights"]).T.copy() for layer in (first, last)]
        model.intercepts_ = [as_f32(layer["biases"]) for layer in (first, last)]
        models.append(model)
    with worker.Clock() as clock:
        found = [permutation_importance(model, held, truth, scoring=scoring, n_repeats=shuffles, random_state=start,
                                        n_jobs=1) for start, model in enumerate(models)]
    return {"cpu": clock.cpu, "rises": [result.importances_mean.tolist() for result in found]}


if __name__ == "__main__":
    worker.serve({"train": train, "permutation": permutation}, f"scikit-learn {sklearn.__version__}")
