"""Writes the tables of all results-*.json between the marks of docs/performance.md, and prints them."""
import json
import pathlib
import statistics
import sys

HERE, PAGE = pathlib.Path(__file__).parent, pathlib.Path("docs/performance.md")


def number(value):
    """Three figures, thousands with commas."""
    if value >= 100:
        return f"{round(value, 3 - len(str(int(value)))):,.0f}" if value >= 1000 else f"{value:.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def rows_of(lines):
    """A Markdown table: the first line is its head."""
    head, *rest = lines
    return ["| " + " | ".join(cells) + " |" for cells in [head, ["---"] + ["--:"] * (len(head) - 1), *rest]]


def times(ratio):
    return f"× {number(ratio)}"


def compared(found):
    """One comparison: its sides below each other."""
    sides, extra = found["sides"], [what for what in ("accuracy", "loss", "iterations") if what in found["sides"][0]]
    words = {"accuracy": "held-out accuracy", "loss": "held-out log loss", "iterations": "iterations"}
    # a schedule has as many iterations as it has epochs
    extra = [what for what in extra if what != "iterations" or "ms per network" in found["unit"]]
    lines = [[found["case"], found["unit"], "ours is faster", *(words[what] for what in extra)]]
    for side in sides:
        name = side["name"] + (f" ({side['note']})" if "note" in side else "")
        ratio = times(side["ratio"]) if "ratio" in side else ""
        figures = [f"{side[what]:.4f}" if what != "iterations" else f"{side[what]:.0f}" if what in side else ""
                   for what in extra]
        lines.append([name, number(side["median"]), ratio, *figures])
    return rows_of(lines)


def summary(parts):
    """Every comparison in a line: ours, and how many times the fastest way of each peer takes."""
    kinds = {"adam": "Adam, batches of 32", "gradient": "one gradient", "whole": "training by L-BFGS",
             "permutation": "permutation importance"}
    lines = [["Work", "ours", "JAX", "PyTorch", "scikit-learn"]]
    for name, several in parts.items():
        kind = kinds.get(name.split("-")[0])
        for one in several if kind else []:
            cells = [f"{kind}: {one['case']}", f"{number(one['sides'][0]['median'])} {one['unit'].split()[0]}"]
            for peer in lines[0][2:]:
                ratios = [side["ratio"] for side in one["sides"] if side["name"].startswith(peer)]
                cells.append(times(min(ratios)) if ratios else "")
            lines.append(cells)
    return rows_of(lines)


def blocks(parts, start):
    found = [one for name, several in parts.items() if name.startswith(start) for one in several]
    text = []
    for one in found:
        text += [*compared(one), ""]
    return text


def peak(parts):
    lines = [["One pass", "instruction set", "share of the peak", "peak, GFLOP/s"]]
    for name, several in parts.items():
        for one in several if name.startswith("gradient") else []:
            lines += [[one["case"], found["width"], f"{100 * found['share']:.0f} %", number(found["peak_gflops"])]
                      for found in one["share_of_peak"]]
    return rows_of(lines)


def products(case):
    """Multiply-adds of one row, forward and back, of a case "14-8-3, …"; inputs need no deltas."""
    inputs, hidden, classes = (int(size) for size in case.split(",")[0].split("-"))
    return 2 * inputs * hidden + 3 * hidden * classes


def share_in_training(parts):
    """Of the peak that a whole training in minibatches reaches, schedule, steps and gathering included."""
    peaks = [found["peak_gflops"] for name, several in parts.items() if name.startswith("gradient")
             for one in several for found in one["share_of_peak"][:1]]
    if not peaks:
        return []
    lines = [["Whole trainings in minibatches", "share of the peak"]]
    for name, several in parts.items():
        for one in several if name.startswith("adam") else []:
            gflops = 2 * products(one["case"]) / one["sides"][0]["median"]
            lines.append([one["case"], f"{100 * gflops / statistics.median(peaks):.0f} %"])
    return [*rows_of(lines), ""]


def text_of(results, title):
    machine, parts = results["machine"], results["parts"]
    flags = ", ".join(machine["flags"]) or "no vector instructions known"
    family = machine.get("family_model")
    model = machine["model"] + (f" (family {family[0]}, model {family[1]})" if family else "")
    lines = [f"## Measured with {title}", "", f"Machine: {model}, {machine['processors']} processors, {flags}; {machine['system']}.",
             f"Jobs at work on it when the last part was measured (mean of five minutes): {machine['load']}; 1 is this "
             "comparison alone.",
             f"Programs: Rust {results['versions']['rust']}, Python {results['versions']['python']}, "
             + ", ".join(results["versions"]["peers"]) + ".", ""]
    lines += [*summary(parts), "", "The fastest way of each peer counts here; the tables below have all of them, and the units.", ""]
    lines += ["### Minibatches: Adam, 32 rows, 30 networks, an order of rows of its own for each", "",
              *blocks(parts, "adam"), *share_in_training(parts)]
    lines += ["### One full-batch loss and gradient", "", *blocks(parts, "gradient"), *peak(parts), ""]
    lines += ["### Whole trainings by L-BFGS, at most 200 iterations", "", *blocks(parts, "whole")]
    lines += ["### Permutation importance", "", *blocks(parts, "permutation")]
    for one in parts.get("permutation", []):
        checked = [f"{side['name']} {side['largest_difference']:.4f}" for side in one["sides"]
                   if "largest_difference" in side]
        lines += [f"The largest rise of log loss is {one['largest_rise']:.4f}; the largest difference from ours, by shuffles "
                  f"of their own: {', '.join(checked)}.", ""]
    for one in parts.get("threads", []):
        said = ("not measured, for other work ran on the machine and time on the wall would say nothing." if "busy" in one else
                f"{one['one']:.2f} s on the wall in one thread, {one['two']:.2f} s in two, × {one['ratio']:.2f}.")
        lines += ["### Two threads", "", f"{one['case']}: {said}", ""]
    return "\n".join(lines)


def found():
    """Results and their instruction sets, the widest first."""
    titles = {"avx-512": "AVX-512", "avx-512-in-halves": "AVX-512 in halves", "avx2": "AVX2", "plain-rust": "plain Rust"}
    paths = ((HERE / f"results-{name}.json", title) for name, title in titles.items())
    return [(path, title) for path, title in paths if path.exists()]


def main():
    begin, end = "<!-- measured: begin (benches/peers/page.py writes up to the end mark) -->", "<!-- measured: end -->"
    text = "\n\n".join(text_of(json.loads(path.read_text()), title) for path, title in found())
    print(text)
    page = PAGE.read_text()
    before, opened, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        sys.exit(f"{PAGE}: the two marks are gone: put them back around the measured tables")
    PAGE.write_text(before + begin + "\n" + text + "\n" + end + after)


if __name__ == "__main__":
    main()
