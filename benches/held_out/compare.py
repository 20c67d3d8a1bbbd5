"""Holds each of our solvers against the better of scikit-learn's: results.json and results.md beside this script.

A table's difference is ours minus theirs, losses averaged over the starts of a split first; its standard error is that of
the mean over splits of the paired differences. 'Better' and 'worse' are differences beyond one standard error.
Runs 1, 2, … have other starts on the same splits; all runs together say how far the first is luck.
"""
import json
import pathlib
import statistics
import sys

HERE, OUT = pathlib.Path(__file__).parent, pathlib.Path("target/held_out")
THEIRS = ["sk-lbfgs", "sk-adam"]
NEEDED = 12


def side(table, name, run=0):
    result = json.loads((OUT / table["name"] / f"{name}.{run}.json").read_text())
    mean = lambda numbers, digits=6: [round(statistics.fmean(split[numbers]), digits) for split in result["splits"]]
    losses = mean("losses")
    return {
        "loss": round(statistics.fmean(losses), 6),
        "losses": losses,
        "accuracy": round(statistics.fmean(mean("accuracies")), 5),
        "iterations": round(statistics.fmean(mean("iterations")), 1),
        "decays": [split["decay"] for split in result["splits"]],
        "stopped": result["stopped"],
        "cpu_seconds": result["cpu_seconds"],
        "version": result["version"],
    }


def verdict(ours, theirs):
    differences = [a - b for a, b in zip(ours["losses"], theirs["losses"], strict=True)]
    mean, error = statistics.fmean(differences), statistics.stdev(differences) / len(differences) ** 0.5
    word = "worse" if mean > error else "better" if mean < -error else "within one s.e."
    return {"difference": round(mean, 6), "standard_error": round(error, 6), "verdict": word}


def over_runs(table, name):
    """The same verdict on losses averaged over all runs there are of each side; None where ours was run once."""
    sides = {}
    for which in [name] + THEIRS:
        runs = sorted(int(path.suffixes[-2][1:]) for path in (OUT / table["name"]).glob(f"{which}.*.json"))
        results = [side(table, which, run) for run in runs]
        losses = [round(statistics.fmean(split), 6) for split in zip(*(result["losses"] for result in results))]
        sides[which] = {"losses": losses, "loss": round(statistics.fmean(losses), 6),
                        "runs": [result["loss"] for result in results]}
    if len(sides[name]["runs"]) < 2:
        return None
    better = min(THEIRS, key=lambda which: sides[which]["loss"])
    kept = {which: {"loss": found["loss"], "runs": found["runs"]} for which, found in sides.items()}
    return {"sides": kept, "against": better, **verdict(sides[name], sides[better])}


def compared(table):
    own = sorted(path.name.removesuffix(".0.json") for path in (OUT / table["name"]).glob("ours-*.0.json"))
    sides = {name: side(table, name) for name in own + THEIRS}
    better = min(THEIRS, key=lambda name: sides[name]["loss"])
    verdicts = {name: {"against": better, **verdict(sides[name], sides[better])} for name in own}
    runs = {name: over_runs(table, name) for name in own}
    return {**table, "sides": sides, "verdicts": verdicts, "runs": runs}


def counted(tables, name):
    words = [table["verdicts"][name]["verdict"] for table in tables]
    good = len(words) - words.count("worse")
    return {"better": words.count("better"), "within": words.count("within one s.e."), "worse": words.count("worse"),
            "needed": NEEDED, "met": good >= NEEDED}


def signed(number):
    return f"{number:+.4f}".replace("-", "−")


def row(table, name):
    sides, found = table["sides"], table["verdicts"][name]
    losses = [f"{sides[side]['loss']:.4f}" for side in [name] + THEIRS]
    seconds = [f"{sides[side]['cpu_seconds']:.1f}" if sides[side]["cpu_seconds"] is not None else "–"
               for side in [name] + THEIRS]
    cells = [table["name"], f"{table['rows']:,}", table["variables"], table["classes"], table["kind"],
             f"{table['splits']} × {table['starts']}", *losses,
             f"{signed(found['difference'])} ({found['standard_error']:.4f})", found["verdict"], *seconds]
    return "| " + " | ".join(map(str, cells)) + " |"


def spread(runs):
    mean = f"{statistics.fmean(runs):.4f}"
    return f"{mean} ({statistics.stdev(runs):.4f})" if len(runs) > 1 else f"{mean} (one run)"


def row_of_runs(table, name):
    found = table["runs"][name]
    cells = [table["name"], *[spread(found["sides"][which]["runs"]) for which in [name] + THEIRS],
             f"{signed(found['difference'])} ({found['standard_error']:.4f})", found["verdict"]]
    return "| " + " | ".join(map(str, cells)) + " |"


def page_of_runs(tables, name):
    repeated = [table for table in tables if table["runs"][name]]
    if not repeated:
        return []
    words = [table["runs"][name]["verdict"] for table in repeated]
    many = max(len(table["runs"][name]["sides"][name]["runs"]) for table in repeated)
    return [
        "", f"The same splits in {many} runs from other starts, the first among them: mean loss of the runs with the "
        "standard deviation between them, and the verdict on losses averaged over runs. No worse by more than a "
        f"standard error on {len(words) - words.count('worse')} of {len(words)} tables.", "",
        "| table | ours | sk L-BFGS | sk Adam | ours − better (s.e.) | verdict |", "|---|--:|--:|--:|--:|---|",
        *[row_of_runs(table, name) for table in repeated],
    ]


def page(results):
    lines = ["# Held-out log loss, ours and scikit-learn's", "", "Written by `compare.py`; README.md says how."]
    for name, count in results["counts"].items():
        solver = name.removeprefix("ours-")
        many = count["better"] + count["within"] + count["worse"]
        total = {side: sum(table["sides"][side]["cpu_seconds"] or 0 for table in results["tables"])
                 for side in [name] + THEIRS}
        lines += [
            "", f"## Our {solver}", "",
            f"No worse by more than a standard error on {many - count['worse']} of {many} tables (better on "
            f"{count['better']}, within one standard error on {count['within']}, worse on {count['worse']}). "
            f"Wanted: {count['needed']}; {'met' if count['met'] else 'not met'}. CPU seconds of all tables: ours "
            f"{total[name]:.0f}, scikit-learn's L-BFGS {total[THEIRS[0]]:.0f}, its Adam {total[THEIRS[1]]:.0f}.", "",
            "| table | rows | variables | classes | kind | splits × starts | loss, ours | sk L-BFGS | sk Adam "
            "| ours − better (s.e.) | verdict | CPU s, ours | sk L-BFGS | sk Adam |",
            "|---|--:|--:|--:|---|--:|--:|--:|--:|--:|---|--:|--:|--:|",
            *[row(table, name) for table in results["tables"]],
            *page_of_runs(results["tables"], name),
        ]
    return "\n".join(lines) + "\n"


def main():
    described = json.loads((OUT / "tables.json").read_text())
    tables = [compared(table) for table in described.pop("tables")]
    names = sorted({name for table in tables for name in table["verdicts"]})
    results = {**described, "counts": {name: counted(tables, name) for name in names}, "tables": tables}
    (HERE / "results.json").write_text(json.dumps(results, indent=None, separators=(",", ":")).replace("},{\"name\"", "},\n{\"name\"") + "\n")
    (HERE / "results.md").write_text(page(results))
    for name, count in results["counts"].items():
        print(f"{name}: {count}", file=sys.stderr)


if __name__ == "__main__":
    main()
