"""Holds this crate against scikit-learn, PyTorch and JAX, run beside run, and writes results-WIDTH.json beside this script:
one file for each widest instruction set, so that machines of several kinds stand side by side.

All programs stand ready in processes of their own and wait; one works at a time: ours, peer, ours, peer, … A figure is the
median of its runs, a ratio the median of the ratios of neighbouring runs. `--only PART …` measures some parts anew and takes
the others as they were; the names of the parts are the keys of PARTS.
"""
import argparse
import functools
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

HERE, OUT = pathlib.Path(__file__).parent, pathlib.Path("target/peers")
VENV = OUT / "venv/bin/python"
PROGRAMS = {
    "ours": ["cargo", "bench", "--quiet", "--bench", "peers", "--", "serve"],
    "scikit-learn": [VENV, HERE / "sk.py"],
    "pytorch": [VENV, HERE / "th.py"],
    "jax": [VENV, HERE / "jx.py"],
}
NETWORKS = 30
# seconds of the processor that a turn takes at least: after a rest a program is slower for a while
TURN = 0.5
WIDTHS = {"Avx512": "AVX-512", "Avx2": "AVX2", "Portable": "plain Rust"}


@functools.cache
def process(program):
    return subprocess.Popen([str(word) for word in PROGRAMS[program]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            text=True)


def ask(program, job, **asked):
    worker = process(program)
    worker.stdin.write(json.dumps({"job": job, **asked}) + "\n")
    worker.stdin.flush()
    answer = worker.stdout.readline()
    if not answer:
        sys.exit(f"{program} ended while it worked at {job} {asked}: see what it said above")
    return json.loads(answer)


class Side:
    """One way to do the work: a name, `run(number)` that does it and tells, what to divide its time by."""

    def __init__(self, name, run, work, note=""):
        self.name, self.run, self.work, self.note = name, run, work, note
        self.times, self.told, self.ratios = [], [], []

    def once(self, number):
        spent = done = 0
        while spent < TURN:
            told = self.run(number)
            spent += told["cpu"]
            done += self.work(told) if callable(self.work) else self.work
        self.told.append(told)
        self.times.append(spent / done)
        return self.times[-1]

    def result(self, scale):
        found = {"name": self.name, "median": round(statistics.median(self.times) * scale, 4),
                 "runs": [round(time * scale, 4) for time in self.times]}
        for what in ("accuracy", "loss", "iterations"):
            if what in self.told[-1]:
                found[what] = round(statistics.fmean(told[what] for told in self.told), 5)
        if self.ratios:
            found["ratio"] = round(statistics.median(self.ratios), 2)
        return found | ({"note": self.note} if self.note else {})


def compared(case, unit, scale, ours, peers, rounds):
    """Times of ours and of every peer, in turns. The run of number 0 of each isn't counted: it compiles, or warms up."""
    ours.run(0)
    for peer in peers:
        peer.run(0)
        for number in range(1, rounds + 1):
            own = ours.once(number)
            peer.ratios.append(peer.once(number) / own)
    for side in [ours, *peers]:
        print(f"  {case}: {side.name} {statistics.median(side.times) * scale:.4g} {unit}", file=sys.stderr)
    return {"case": case, "unit": unit, "sides": [side.result(scale) for side in [ours, *peers]]}


def training(table, hidden=8, networks=NETWORKS, **other):
    given = {"table": table, "rows": rows_of(table), "hidden": hidden, "networks": networks, "decay": 0.0, "seed": 0,
             "threads": 1, "batch": 0, "rounds": 200}
    return given | other


def rows_of(table):
    return int(table.split("x")[0])


def without(given, *names):
    return {name: value for name, value in given.items() if name not in names}


def adam(table, hidden, epochs, few, rounds):
    """Minibatches of 32: `few` networks for scikit-learn, which trains one after the other."""
    batch, inputs = 32, int(table.split("x")[1])
    rows = rows_of(table)
    given = training(table, hidden, batch=batch, rounds=epochs)
    bare = without(given, "decay", "threads")
    whole, cut = rows / 1000, rows // batch * batch / 1000

    def torch(way):
        # the first run is there to compile; one epoch does
        return Side(f"PyTorch, {way}", lambda number: ask("pytorch", "train", way=way, **bare | {"seed": number}
                    | ({} if number else {"rounds": 1})), NETWORKS * epochs * cut)

    def scikit(number):
        few_of = without(given, "threads") | {"networks": few, "seed": number}
        return ask("scikit-learn", "train", **few_of | ({} if number else {"rounds": 1}))

    ours = Side("ours", lambda number: ask("ours", "train", **given | {"seed": number}), NETWORKS * epochs * whole)
    peers = [
        Side("JAX", lambda number: ask("jax", "train", **bare | {"seed": number}), NETWORKS * epochs * cut,
             "orders of rows made before the clock starts"),
        torch("eager"), torch("compiled"),
        Side("scikit-learn", scikit, few * epochs * whole, f"{few} networks"),
    ]
    case = f"{inputs}-{hidden}-3, {rows:,} rows, {epochs} epochs"
    return [compared(case, "µs per network × epoch × 1,000 rows", 1e6, ours, peers, rounds)]


def gradient(inputs, hidden, rows, table):
    """One full-batch loss and gradient, and how near it comes to the most multiply-adds the processor makes."""
    passes = max(1, 200_000 // rows)
    job = {"inputs": inputs, "hidden": hidden, "rows": rows, "passes": passes}
    work = 16 * passes * rows / 1000
    widths = ask("ours", "widths")

    def ours(width):
        return Side("ours, " + WIDTHS[width], lambda _: ask("ours", "pass", width=width, **job), work)

    def jax(held, words):
        return Side("JAX, " + words, lambda _: ask("jax", "gradient", networks=16, held=held, **job), work)

    limit = {"hidden": hidden, "networks": 1, "rounds": 100}
    scikit = without(training(table, **limit), "threads")
    sides = [ours(width) for width in widths[1:]]
    sides += [jax("own", "rows of their own"), jax("shared", "the same rows for all"),
              Side("scikit-learn", lambda number: ask("scikit-learn", "train", **scikit | {"seed": number}),
                   lambda told: told["iterations"] * rows / 1000, "an iteration of its L-BFGS on a table of that size")]
    case = f"{inputs}-{hidden}-3, {rows:,} rows"
    found = compared(case, "µs per network × gradient × 1,000 rows", 1e6, ours(widths[0]), sides, 5)
    found["share_of_peak"] = [share(width, job) for width in widths]
    return [found]


def speed(told):
    """Thousand million multiply-adds a second."""
    return told["products"] / told["cpu"] / 1e9


def share(width, job):
    """Multiply-adds a second of the passes, over the most that is reached; in turns."""
    runs = [(speed(ask("ours", "pass", width=width, **job)), speed(ask("ours", "peak", width=width, rounds=10_000_000)))
            for _ in range(6)][1:]
    return {"width": WIDTHS[width], "share": round(statistics.median(a / b for a, b in runs), 4),
            "peak_gflops": round(2 * statistics.median(b for _, b in runs), 1)}


def whole(table, rounds):
    """Trainings to convergence by full-batch L-BFGS, 200 iterations at most, decay 1."""
    few = 4
    given = training(table, decay=1.0)
    ours = Side("ours", lambda number: ask("ours", "train", **given | {"seed": number}), NETWORKS)
    scikit = lambda number: ask("scikit-learn", "train", **without(given, "threads") | {"networks": few, "seed": number})
    peer = Side("scikit-learn", scikit, few, f"{few} networks")
    return [compared(f"14-8-3, {rows_of(table):,} rows, decay 1", "ms per network", 1e3, ours, [peer], rounds)]


def permutation():
    """The same networks, all held-out rows, 14 variables, 30 shuffles."""
    table, shuffles, few = "10000x14", 30, 4
    rows, held = rows_of(table), rows_of(table) // 4
    given = {"table": table, "rows": rows, "shuffles": shuffles}
    each = held * 14 * shuffles
    ours = Side("ours", lambda _: ask("ours", "permutation", training=training(table, decay=1.0), shuffles=shuffles),
                each * NETWORKS, "log loss and accuracy")

    def scikit(scoring, words):
        run = lambda _: ask("scikit-learn", "permutation", networks=few, scoring=scoring, **given)
        return Side("scikit-learn, " + words, run, each * few, f"{few} networks")

    peers = [Side("JAX", lambda _: ask("jax", "permutation", networks=NETWORKS, **given), each * NETWORKS,
                  "log loss, by the same shortcut"),
             scikit("neg_log_loss", "log loss"), scikit("accuracy", "accuracy")]
    case = f"14-8-3, {held:,} held-out rows, {shuffles} shuffles"
    found = compared(case, "ns per row × variable × shuffle × network", 1e9, ours, peers, 3)
    # the shuffles differ, so the rises differ by chance
    own = ours.told[-1]["rises"]
    for peer, side in zip(peers[:2], found["sides"][1:]):
        differences = [abs(a - b) for first, second in zip(own, peer.told[-1]["rises"]) for a, b in zip(first, second)]
        side["largest_difference"] = round(max(differences), 5)
    found["largest_rise"] = round(max(max(rises) for rises in own), 5)
    return [found]


def threads():
    """The same many trainings in one thread and in two: time on the wall, so only runs that had the machine to themselves.

    As many as a small part of a report: of few, the last of a thread's sixteen lanes are a large part of the time.
    """
    given = training("10000x14", networks=256, decay=1.0)
    case, runs = "256 networks 14-8-3, 10,000 rows, L-BFGS", []
    ask("ours", "train", **given)
    for _ in range(8):
        one, two = (ask("ours", "train", **given | {"threads": many}) for many in (1, 2))
        # a thread that waits for a processor spends less of its time than the wall does
        if all(told["cpu"] > 0.93 * told["wall"] for told in (one, two)):
            runs.append((one["wall"], two["wall"]))
        if len(runs) == 5:
            break
    if len(runs) < 3:
        return [{"case": case, "busy": True}]
    return [{"case": case, "one": round(statistics.median(a for a, _ in runs), 3),
             "two": round(statistics.median(b for _, b in runs), 3),
             "ratio": round(statistics.median(a / b for a, b in runs), 3)}]


PARTS = {
    "adam-1000": lambda: adam("1000x14", 8, 50, 4, 5),
    "adam-10000": lambda: adam("10000x14", 8, 10, 4, 3),
    "adam-100000": lambda: adam("100000x14", 8, 10, 2, 3),
    "adam-wide": lambda: adam("10000x30", 16, 5, 4, 3),
    "gradient-1000": lambda: gradient(14, 8, 1_000, "1000x14"),
    "gradient-10000": lambda: gradient(14, 8, 10_000, "10000x14"),
    "gradient-wide": lambda: gradient(30, 16, 10_000, "10000x30"),
    "whole-1000": lambda: whole("1000x14", 5),
    "whole-10000": lambda: whole("10000x14", 3),
    "permutation": permutation,
    "threads": threads,
}


def machine():
    """The processor, not the host."""
    facts = {"model": platform.machine(), "processors": os.cpu_count(), "system": platform.system(), "flags": [],
             "load": round(os.getloadavg()[1], 1)}
    info = pathlib.Path("/proc/cpuinfo")
    if info.exists():
        lines = dict(line.split(":", 1) for line in info.read_text().split("\n\n")[0].splitlines() if ":" in line)
        lines = {name.strip(): value.strip() for name, value in lines.items()}
        facts["model"] = lines.get("model name", facts["model"])
        facts["family_model"] = [lines.get("cpu family", "?"), lines.get("model", "?")]
        wanted = {"fma", "avx2", "avx512f", "avx512vl", "avx512bw", "avx512dq"}
        facts["flags"] = sorted(wanted & set(lines.get("flags", "").split()))
    return facts


def results():
    """Where the figures of this kind of processor are kept: by its widest instruction set, and whether it has that in full."""
    widths = ask("ours", "widths")
    name = WIDTHS[widths[0]].lower().replace(" ", "-")
    if name == "avx-512" and len(widths) > 1:
        whole, half = (speed(ask("ours", "peak", width=width, rounds=10_000_000)) for width in widths[:2])
        # some processors take the wider instructions in two steps, with as many multiply-adds a second as before
        name += "-in-halves" if whole < 1.5 * half else ""
    return HERE / f"results-{name}.json"


def versions():
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    peers = [ask(program, "version")["version"] for program in PROGRAMS if program != "ours"]
    return {"rust": rust, "python": platform.python_version(), "peers": peers}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    path = results()
    kept = json.loads(path.read_text())["parts"] if path.exists() else {}
    for part in parser.parse_args().only:
        print(part, file=sys.stderr)
        kept[part] = PARTS[part]()
    found = {"machine": machine(), "versions": versions(), "parts": {part: kept[part] for part in PARTS if part in kept}}
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    for program in PROGRAMS:
        process(program).stdin.close()
        process(program).wait()


if __name__ == "__main__":
    main()
