"""scikit-learn's side: MLPClassifier on the tables and splits of tables.py, by L-BFGS and by Adam.

    python benches/held_out/sk.py [--run N] [--solver NAME] [TABLE …]

writes target/held_out/TABLE/sk-SOLVER.N.json where it isn't there yet. Runs differ in nothing but the starts.

The objective of both is that of the Rust side, sum of log losses + decay / 2 · sum of squared weights, biases free
(sklearn/neural_network/_multilayer_perceptron.py, `_backprop` and `_compute_loss_grad`): over the n rows it is given, the
classifier minimises mean log loss + alpha / (2 n) · sum of squared weights. By L-BFGS n is the training rows: alpha = decay.
By Adam n is the rows of the minibatch, so that the penalty would weigh n / batch times as much over an epoch:
alpha = decay · batch / n. Everything else stands at its default, 200 iterations (L-BFGS) or epochs (Adam) at most.
"""
import argparse
import json
import pathlib
import sys
import time
import warnings

import numpy as np
import scipy.special
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

OUT = pathlib.Path("target/held_out")
SOLVERS = ["lbfgs", "adam"]
LIMIT = 200


def network(solver, decay, rows, hidden, seed):
    alpha = decay if solver == "lbfgs" else decay * min(200, rows) / rows
    return MLPClassifier(
        hidden, activation="tanh", solver=solver, alpha=alpha, max_iter=LIMIT, random_state=seed
    )


def losses(model, x, y):
    """Log loss of each row from the logits: probabilities would round to 0 and 1, and would have to be cut."""
    hidden = np.tanh(x @ model.coefs_[0] + model.intercepts_[0])
    logits = hidden @ model.coefs_[1] + model.intercepts_[1]
    if logits.shape[1] == 1:
        logits = np.hstack([np.zeros_like(logits), logits])
    return scipy.special.logsumexp(logits, axis=1) - logits[np.arange(len(y)), np.searchsorted(model.classes_, y)]


def fitted(data, split, solver, decay, hidden, seed):
    (x, y), train, judge = data, split["train"], split["judge"]
    scaler = StandardScaler().fit(x[train])
    model = network(solver, decay, len(train), hidden, seed).fit(scaler.transform(x[train]), y[train])
    assert len(model.classes_) == len(np.unique(y)), "every class has a training row"
    seen = scaler.transform(x[judge])
    return {
        "loss": float(np.mean(losses(model, seen, y[judge]))),
        "accuracy": float(np.mean(model.predict(seen) == y[judge])),
        "iterations": int(model.n_iter_),
    }


def chosen(data, split, seed, solver, decays, hidden):
    """The decay with the smallest mean loss over the inner splits, each from its own start, the same for all decays.

    Where the largest wins, 10/3 and 10 times as much are tried, as long as they win: so does the Rust side.
    """
    tried = lambda decay: np.mean([
        fitted(data, inner, solver, decay, hidden, seed + 100 + number)["loss"]
        for number, inner in enumerate(split["inner"])
    ])
    best = min((tried(decay), decay) for decay in decays)
    for beyond in (decays[-1] * 10 / 3, decays[-1] * 10):
        if best[1] >= decays[-1] and (loss := tried(beyond)) < best[0]:
            best = (loss, beyond)
        else:
            break
    return best[1]


def judged(table, solver, decays, run):
    folder = OUT / table["name"]
    cells = [line.split(",") for line in (folder / "table.csv").read_text().splitlines()[1:]]
    data = np.array([row[:-1] for row in cells], float), np.array([row[-1] for row in cells])
    splits = json.loads((folder / "splits.json").read_text())
    began, results = time.process_time(), []
    tuning = 0.0
    for at, split in enumerate(splits):
        from_here, seed = time.process_time(), 100_000 * run + 1_000 * at
        decay = chosen(data, split, seed, solver, decays, table["hidden"])
        tuning += time.process_time() - from_here
        fits = [
            fitted(data, split, solver, decay, table["hidden"], seed + start) for start in range(table["starts"])
        ]
        results.append({
            "decay": decay,
            "losses": [fit["loss"] for fit in fits],
            "accuracies": [fit["accuracy"] for fit in fits],
            "iterations": [fit["iterations"] for fit in fits],
        })
    limit = sum(fit == LIMIT for result in results for fit in result["iterations"])
    return {
        "version": sklearn.__version__, "solver": solver,
        "cpu_seconds": round(time.process_time() - began, 3), "cpu_seconds_tuning": round(tuning, 3),
        "stopped": {"converged": len(splits) * table["starts"] - limit, "limit": limit, "diverged": 0},
        "splits": results,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=int, default=0)
    parser.add_argument("--solver", choices=SOLVERS, action="append")
    parser.add_argument("tables", nargs="*")
    asked = parser.parse_args()
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    described = json.loads((OUT / "tables.json").read_text())
    for table in described["tables"]:
        for solver in asked.solver or SOLVERS:
            path = OUT / table["name"] / f"sk-{solver}.{asked.run}.json"
            if asked.tables and table["name"] not in asked.tables or path.exists():
                continue
            result = judged(table, solver, described["decays"], asked.run)
            path.write_text(json.dumps(result) + "\n")
            mean = np.mean([split["losses"] for split in result["splits"]])
            print(f"{table['name']} {solver}: loss {mean:.5f}, {result['cpu_seconds']:.1f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
