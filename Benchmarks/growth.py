"""How the cost of a training step grows with batch, width and depth: `./learn bench --growth`.

Each point is a process of its own, so that its peak memory is its own as well. The exponents are
slopes of straight lines through the logarithms: over all three decades, and over the last of them,
where fixed costs no longer hide the law. This script needs nothing beyond Python; gnuplot draws the
figure if it is there.
"""

import argparse
import json
import math
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from compare import Contender, environment, machine, table

FIGURES = Path(__file__).resolve().parent / "figures"

# What grows, the values it takes, and the network and batch that go with a value. Width makes a
# matrix grow in both directions; everything else is counted once.
GROWTH = {
    "batch": (
        [10, 22, 46, 100, 215, 464, 1000, 2154, 4642, 10000],
        lambda n: ([64, 64, 64, 10], n),
        1,
    ),
    "width": (
        [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
        lambda n: ([64, n, n, 10], 64),
        2,
    ),
    "depth": (
        [1, 2, 5, 10, 22, 46, 100, 215, 464, 1000],
        lambda n: ([64] + [64] * n + [10], 64),
        1,
    ),
}


def measure(tool, sizes, batch, seconds):
    """The median time of a step in ms, and the memory that training added to the process in MB."""
    worker = Contender("ours", [tool, "bench", "--worker"], environment(1))
    # A small network first: what the process needs for itself, buffers of BLAS included.
    worker.ask("network", "2,2,2", 2, "adamw", "-")
    worker.ask("steps", 3)
    own = worker.peak_megabytes
    worker.ask("network", ",".join(map(str, sizes)), batch, "adamw", "-")
    once = worker.ask("steps", 2)["seconds"] / 2
    count = max(1, min(2000, round(seconds / 9 / once)))
    times = [1e3 * worker.ask("steps", count)["seconds"] / count for _ in range(9)]
    peak = worker.peak_megabytes
    worker.end()
    return statistics.median(times), None if peak is None else max(peak - own, 0)


def slope(points):
    """The exponent p of y = c·xᵖ, by least squares on logarithms."""
    points = [(math.log(x), math.log(y)) for x, y in points if y]
    if len(points) < 3:
        return math.nan
    mean_x = statistics.fmean(x for x, _ in points)
    mean_y = statistics.fmean(y for _, y in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum(
        (x - mean_x) ** 2 for x, _ in points
    )


def write_data(path, measured):
    """One block for each growth, two empty lines apart, as gnuplot's `index` counts them."""
    blocks = []
    for what, points in measured.items():
        lines = [f"# {what}  milliseconds  megabytes"]
        lines += [
            f"{x} {time:.6g} {'NaN' if memory is None else format(memory, '.6g')}"
            for x, time, memory in points
        ]
        blocks.append("\n".join(lines))
    path.write_text("\n\n\n".join(blocks) + "\n")


def draw(path, data, measured):
    """A row for time and a row for memory; the dashed line has the theoretical slope."""
    script = [
        f"set terminal svg size 560,480 font 'Helvetica,16' background '#ffffff'\nset output '{path}'",
        "set multiplot layout 2,3 margins 0.1,0.98,0.16,0.87 spacing 0.09,0.14\nset logscale xy\nset samples 2",
        "set grid linecolor rgb '#e4e4e4'\nset border 3\nset tics nomirror scale 0.5\nunset key\nset format '10^{%T}'",
        "set xtics 100\nset ytics 100",
        "set label 1 'A step of training: time in ms above, memory in MB below' at screen 0.02,0.97",
        "set label 2 'dots: measured; dashed: the exponent of theory' at screen 0.02,0.92",
    ]
    for column in (2, 3):
        for index, (what, points) in enumerate(measured.items()):
            exponent = GROWTH[what][2]
            x, *last = points[-1]
            end = last[column - 2]
            if end is None:
                continue
            script.append(
                f"set xlabel '{what if column == 3 else ''}'\n"
                f"set label 3 '{'ms' if column == 2 else 'MB'}' at graph 0.05,0.92\n"
                f"set label 4 'exponent {exponent}' at graph 0.05,0.76 textcolor rgb '#B84A00'\n"
                f"set yrange [{min(p[column - 1] for p in points if p[column - 1]) / 2:g}:*]\n"
                f"plot '{data}' index {index} using 1:{column} with points pt 7 ps 0.6 lc rgb '#0072B2', "
                f"{end:g}*(x/{x}.0)**{exponent} dt 2 lw 2.5 lc rgb '#B84A00'\nunset label"
            )
    subprocess.run(
        ["gnuplot"], input="\n".join(script) + "\nunset multiplot\n", text=True, check=True
    )


def main():
    parser = argparse.ArgumentParser(
        prog="learn bench --growth", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--single", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=0.5, help="the time for one point")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()

    measured = {}
    for what, (values, network, _) in GROWTH.items():
        measured[what] = []
        for value in values:
            print(f"{what} {value} …", file=sys.stderr)
            measured[what].append(
                (value, *measure(options.single, *network(value), options.seconds))
            )

    rows = [["growth with", "theory", "time", "time, last decade", "memory", "memory, last decade"]]
    for what, points in measured.items():
        row = [what, str(GROWTH[what][2])]
        for column in (1, 2):
            pairs = [(point[0], point[column]) for point in points]
            last = [pair for pair in pairs if pair[0] >= points[-1][0] / 10.5]
            row += [f"{slope(pairs):.2f}", f"{slope(last):.2f}"]
        rows.append(row)

    FIGURES.mkdir(exist_ok=True)
    data, figure = FIGURES / "growth.dat", FIGURES / "growth.svg"
    write_data(data, measured)
    if shutil.which("gnuplot"):
        draw(figure, data, measured)
    else:
        print(
            "growth: the figure needs gnuplot: install it with 'apt-get install gnuplot-nox' or "
            "'brew install gnuplot'.",
            file=sys.stderr,
        )
    if options.json:
        print(json.dumps({"machine": machine(), "points": measured}, indent=1))
    else:
        print(table(rows))


if __name__ == "__main__":
    main()
