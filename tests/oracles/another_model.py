"""How often a report on noise says that another model finds what its network does not.

    python3 tests/oracles/another_model.py target/release/counterweight 200

Tables of design H (eight variables that say nothing of two classes), 100 and 300 rows in turn, quick effort, seeds from 1.
Prints how many titles say so, and how often each model by itself is above a guess by its own 95 % interval.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

MODELS = ["logistic", "tree", "forest"]


def report(binary: str, folder: Path, rows: int, seed: int) -> dict:
    table, page = folder / "t.csv", folder / "t.html"
    simulate = [binary, "simulate", "H", "--rows", str(rows), "--variables", "8", "--seed", str(seed)]
    subprocess.run([*simulate, "--out", table], check=True, capture_output=True)
    subprocess.run([binary, "report", table, "--effort", "quick", "--quiet", "--out", page], check=True, capture_output=True)
    return json.loads(page.with_suffix(".json").read_text())


def main() -> None:
    binary, tables = sys.argv[1], int(sys.argv[2])
    said, without_signal, above = 0, 0, dict.fromkeys([*MODELS, "few variables"], 0)
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, tables + 1):
            made = report(binary, Path(folder), 300 if seed % 2 else 100, seed)
            guess = 1 / len(made["data"]["classes"])
            without_signal += made["verdict"]["title"].startswith("No ranking")
            said += "another model was" in made["verdict"]["title"]
            models = {m["model"]: m["balanced_accuracy"] for m in made["performance"]["models"]}
            chosen = next(s["recall"] for s in made["retraining"] if s["why"] == "top:together")
            for name, recall in [*((m, models[m]) for m in MODELS), ("few variables", chosen)]:
                above[name] += recall["low"] > guess
    print(f"{tables} tables, {without_signal} without a signal, {said} where another model is said to find one")
    for name, count in above.items():
        print(f"{name}: above a guess by its own interval in {count}")


if __name__ == "__main__":
    main()
