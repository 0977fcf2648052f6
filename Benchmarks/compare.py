"""Our training step beside the same step in PyTorch, JAX and NumPy: `./learn bench --peers`.

Every contender is a process that lives through the whole session and is asked in turn for a few
steps, round after round: what else the machine does falls on all of them alike, and only the ratios of
one run mean anything. All start from the same numbers, and the loss after the first steps must be the
same before anything is timed. This script needs nothing beyond Python; the peers need
`requirements.txt`.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = ["torch", "torch-fused", "torch-compile", "jax", "numpy"]

# Widths, batch, what stands behind hidden linear layers, and the steps of one round: a configuration is one line to add.
CONFIGURATIONS = [
    ([64, 32, 10], 32, "relu", 1000),
    ([784, 256, 10], 128, "relu", 60),
    ([784, 128, 64, 10], 64, "relu", 150),
    ([784, 256, 256, 10], 128, "gelu", 40),
    ([784, 256, 256, 10], 128, "batchnorm", 40),
    ([784, 256, 256, 10], 128, "dropout", 40),
    ([784, 1024, 1024, 10], 256, "relu", 4),
]

# What people write where PyTorch has no module for an activation of the table.
COMPOSED = {
    "Squared ReLU": "lambda x: torch.relu(x).square()",
    "Quick GELU": "lambda x: x * torch.sigmoid(1.702 * x)",
    "Swish, fixed beta": "lambda x: x * torch.sigmoid(0.5 * x)",
    "Sine": "lambda x: torch.sin(30 * x)",
}

# Scalars in a tensor, and the passes of one round, of the table of activations.
ELEMENTWISE = [(32_768, 50), (4_000_000, 10)]

# Images of 64 channels of 8 by 8, and the passes of one round, of the table of norms.
IMAGES = [(8, 50), (1000, 10)]

# Scalars of a parameter, and the steps of one round, of the table of optimizers.
PARAMETERS = [(1_000, 500), (2_000_000, 10)]
RULES = ["momentum", "adamw"]

# Equal arithmetic in another order: the difference that the loss may show after the first steps, as
# a share of it, or of the floor where it is less, since a loss close to 0 is what is left of larger
# numbers. Adam divides by the size of the gradient, which lets the rounding of tiny ones through (1e-4
# measured); a wrong weight decay, the smallest of mistakes, shows as 3e-4.
CHECKED_STEPS, FLOOR = 10, 0.01
TOLERANCE = {
    "float32": {"momentum": 1e-6, "adamw": 2e-4},
    "float64": {"momentum": 1e-12, "adamw": 1e-12},
}

# What the course aims at in single precision on one thread: our time times the factor is not above
# the best peer's time.
TARGETS = {"64-32-10": 2.5, "784-256-10": 1.0, "784-128-64-10": 1.0}
TARGETS |= {f"784-256-256-10 {hidden}": 1.0 for hidden in ("gelu", "batchnorm", "dropout")}
TARGETS |= {"784-1024-1024-10": 1.0}
TARGET_DIGITS, TARGET_PRODUCTS, TARGET_MEMORY, TARGET_ACTIVATION = 5.0, 1.25, 0.5, 0.98
TARGET_OPTIMIZER, TARGET_TRAFFIC = 2.0, 1.3

# The seconds after which a configuration has no further rounds, but for the first three.
LONGEST = 12


class Contender:
    """A process that answers one line with one line."""

    def __init__(self, name, command, environment):
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def ask(self, *words):
        try:
            print(*words, file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            sys.exit(f"compare: {self.name} ended at the request: {' '.join(map(str, words))}")
        answer = json.loads(line)
        if "problem" in answer:
            sys.exit(f"compare: {self.name}: {answer['problem']}")
        return answer

    @property
    def peak_megabytes(self):
        """The most memory that the process has held (Linux only)."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return None
        lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM")]
        return int(lines[0][1]) / 1024 if lines else None

    @property
    def processor_seconds(self):
        """The time that all threads of the process have had of a processor (Linux only)."""
        times = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(time.read_text().split()[0]) for time in times) / 1e9

    def end(self):
        self.process.stdin.close()
        self.process.wait()


# Variables that would hold a library to kernels of an older processor, or to more threads.
PINS = [
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "MKL_ENABLE_INSTRUCTIONS",
    "ATEN_CPU_CAPABILITY",
    "ONEDNN_MAX_CPU_ISA",
    "XLA_FLAGS",
]


def environment(threads):
    """Every library chooses its kernels for itself; each has its own word for the threads."""
    variables = {name: value for name, value in os.environ.items() if name not in PINS}
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC"):
        variables[name] = str(threads)
    if threads == 1:
        variables["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    variables["JAX_PLATFORMS"] = "cpu"
    return variables


class Session:
    """All contenders in one precision and with one number of threads."""

    def __init__(self, options, precision, threads):
        self.options, self.precision, self.threads = options, precision, threads
        self.data = tempfile.NamedTemporaryFile(suffix=".numbers")
        tool = options.single if precision == "float32" else options.double
        command = [tool, "bench", "--worker", "--threads", str(threads)]
        self.contenders = {"ours": Contender("ours", command, environment(threads))}
        for name in options.peers:
            command = [sys.executable, HERE / "peers.py", name, precision, str(threads)]
            self.contenders[name] = Contender(name, command, environment(threads))
        self.about = {name: one.ask("describe") for name, one in self.contenders.items()}
        expected = "Float" if precision == "float32" else "Double"
        assert self.about["ours"]["scalar"] == expected, "the tool was built in another precision"

    def settle(self):
        """Waits until no contender uses a processor: threads without work spin before they sleep.

        Those of NumPy's OpenBLAS spin for 100 ms; whoever came next had one processor less, and
        products on two threads took up to eight times as long.
        """
        deadline, used = time.monotonic() + 2, None
        while time.monotonic() < deadline:
            before, used = used, sum(one.processor_seconds for one in self.contenders.values())
            if before is not None and used - before < 0.001:
                return
            time.sleep(0.02)

    def turns(self, rounds, request, warm=0):
        """Asks everyone in turn, round after round; the first of them starts one later each time.

        A turn begins with `warm` steps that are not timed.
        """
        names = list(request)
        answers = {name: [] for name in names}
        start = time.monotonic()
        for turn in range(rounds):
            # Threads that wait for each other crawl on a machine that is busy with other things.
            if turn >= 3 and time.monotonic() - start > LONGEST:
                break
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                self.settle()
                who = "ours" if name in ("products", "traffic") else name
                one = self.contenders[who]
                if warm:  # Everyone comes back to its own caches and wakes its own threads.
                    one.ask(request[name][0], warm)
                before = one.processor_seconds
                answer = one.ask(*request[name])
                answers[name].append({**answer, "processor": one.processor_seconds - before})
        return answers

    def steps(self, sizes, batch, hidden, count, rule):
        widths = ",".join(map(str, sizes))
        # NumPy's contender has nothing but ReLU.
        able = {n: c for n, c in self.contenders.items() if hidden == "relu" or n != "numpy"}
        for one in able.values():
            one.ask("network", widths, batch, rule, hidden, self.data.name)
        first = {name: one.ask("steps", CHECKED_STEPS)["loss"] for name, one in able.items()}
        self.check(widths, rule, first)
        if hidden == "dropout":  # Nobody draws the same masks: until here nothing was dropped.
            for one in able.values():
                one.ask("drop")
        request = {name: ("steps", count) for name in able}
        request["products"] = ("products", count)
        self.turns(1, request)
        answers = self.turns(self.options.rounds, request, warm=(count + 9) // 10)
        times = {name: [1e3 * a["seconds"] / count for a in answers[name]] for name in answers}
        return self.entry(
            "-".join(map(str, sizes)) + (f" {hidden}" if hidden != "relu" else ""),
            batch,
            rule,
            times,
            processorsUsed=processors_used(answers),
            checkedLoss=first,
            finalLoss={name: answers[name][-1]["loss"] for name in able},
            accuracy={name: one.ask("accuracy")["accuracy"] for name, one in able.items()},
        )

    def activation(self, index, name, expression, count, passes):
        """One activation in ours and in PyTorch as people write it: forward, and with backward."""
        able = {who: self.contenders[who] for who in ("ours", "torch")}
        able["ours"].ask("activation", index, count, self.data.name)
        able["torch"].ask("activation", expression.replace(" ", "␣"), count, self.data.name)
        sums = {who: one.ask("sums")["sums"] for who, one in able.items()}
        for ours, theirs in zip(sums["ours"], sums["torch"]):
            assert abs(ours - theirs) <= 1e-5 * count, f"{name}: sums {sums}"
        entry = {"activation": name, "count": count, "precision": self.precision}
        entry["threads"] = self.threads
        for what in ("forward", "both"):
            request = {who: (what, passes) for who in able}
            answers = self.turns(self.options.rounds, request, warm=1)
            times = {who: [a["seconds"] / passes for a in answers[who]] for who in able}
            entry[what] = {
                "nanosecondsPerScalar": {
                    who: 1e9 * statistics.median(values) / count for who, values in times.items()
                },
                "timesAsFast": statistics.median(
                    theirs / ours for theirs, ours in zip(times["torch"], times["ours"])
                ),
            }
        return entry

    def activations(self, sizes):
        """The table of lesson 03, where PyTorch takes part."""
        if "torch" not in self.contenders:
            return []
        names = self.contenders["ours"].ask("activations")["activations"]
        names = [(name, expression or COMPOSED[name]) for name, expression in names]
        return [
            self.activation(index, name, expression, count, passes)
            for count, passes in sizes
            for index, (name, expression) in enumerate(names)
        ]

    def norm(self, index, name, expression, batch, passes):
        """One norm in ours and in PyTorch, and the memory that a pass reads and writes at least."""
        able = {who: self.contenders[who] for who in ("ours", "torch")}
        count = batch * 64 * 8 * 8
        able["ours"].ask("norm", index, batch, self.data.name)
        able["torch"].ask("activation", expression.replace(" ", "␣"), count, self.data.name)
        sums = {who: one.ask("sums")["sums"] for who, one in able.items()}
        # Over another axis the third would be further off than the root of the count allows.
        for tolerance, ours, theirs in zip((1, 1, 1e-3, 1e-3), sums["ours"], sums["torch"]):
            bound = tolerance * count**0.5 if tolerance < 1 else 1e-5 * count
            assert abs(ours - theirs) <= bound, f"{name}: sums {sums}"
        entry = {"norm": name, "count": count, "precision": self.precision}
        entry["threads"] = self.threads
        for what in ("forward", "both"):
            request = {who: (what, passes) for who in able} | {"traffic": (f"{what}Traffic", passes)}
            answers = self.turns(self.options.rounds, request, warm=1)
            times = {who: [a["seconds"] / passes for a in answers[who]] for who in request}

            def ratio(a, b):
                return statistics.median(x / y for x, y in zip(times[a], times[b]))

            entry[what] = {
                "nanosecondsPerScalar": {
                    who: 1e9 * statistics.median(values) / count for who, values in times.items()
                },
                "timesAsFast": ratio("torch", "ours"),
                "ofTraffic": ratio("ours", "traffic"),
            }
        return entry

    def norms(self, sizes):
        """The norms of lesson 05, where PyTorch takes part."""
        if "torch" not in self.contenders:
            return []
        names = self.contenders["ours"].ask("norms")["norms"]
        return [
            self.norm(index, name, expression, batch, passes)
            for batch, passes in sizes
            for index, (name, expression) in enumerate(names)
        ]

    def optimizer(self, index, name, count, steps):
        """A step of one optimizer in ours and in PyTorch's fused form, or foreach where there is none."""
        able = {who: self.contenders[who] for who in ("ours", "torch-fused")}
        able["ours"].ask("optimizer", index, count, self.data.name)
        form = able["torch-fused"].ask("optimizer", name, count, self.data.name)["form"]
        for one in able.values():
            one.ask("updates", 3)
        sums = {who: one.ask("updated")["sums"] for who, one in able.items()}
        # Muon's products are in bfloat16 there.
        tolerance = 1e-2 if name == "Muon" else 1e-5
        for ours, theirs in zip(sums["ours"], sums["torch-fused"]):
            assert abs(ours - theirs) <= tolerance * count, f"{name}: sums {sums}"
        request = {who: ("updates", steps) for who in able} | {"traffic": ("traffic", steps)}
        answers = self.turns(self.options.rounds, request, warm=1)
        times = {who: [1e6 * a["seconds"] / steps for a in answers[who]] for who in request}

        def ratio(a, b):
            return statistics.median(x / y for x, y in zip(times[a], times[b]))

        return {
            "optimizer": name,
            "count": count,
            "precision": self.precision,
            "threads": self.threads,
            "form": form,
            "microseconds": {who: statistics.median(values) for who, values in times.items()},
            "timesAsFast": ratio("torch-fused", "ours"),
            # A product of matrices, or a second pass for a norm, is no traffic of one pass.
            "ofTraffic": ratio("ours", "traffic"),
        }

    def optimizers(self, sizes):
        """The table of lesson 07, where PyTorch's fused contender takes part."""
        if "torch-fused" not in self.contenders:
            return []
        names = self.contenders["ours"].ask("optimizers")["optimizers"]
        able = self.contenders["torch-fused"].ask("optimizers")["optimizers"]
        return [
            self.optimizer(index, name, count, steps)
            for count, steps in sizes
            for index, name in enumerate(names)
            if name in able
        ]

    def digits(self, rounds):
        for one in self.contenders.values():
            one.ask("digits", self.data.name)
        answers = self.turns(rounds, {name: ("train",) for name in self.contenders})
        accuracies = {name: answers[name][-1]["accuracy"] for name in answers}
        # 2,700 steps apart, rounding has grown into another network, which reads as well.
        for name, accuracy in accuracies.items():
            assert accuracy >= 0.97, f"{name} reads only {accuracy:.1%} of the held-out digits"
        times = {name: [1e3 * a["seconds"] for a in answers[name]] for name in answers}
        return self.entry(
            "digits 64-64-10, 60 epochs",
            32,
            "adamw",
            times,
            processorsUsed=processors_used(answers),
            finalLoss={name: answers[name][-1]["loss"] for name in answers},
            accuracy=accuracies,
        )

    def check(self, widths, rule, losses):
        """A fast wrong step must not pass for a fast one."""
        for name, loss in losses.items():
            difference = abs(loss - losses["ours"]) / max(losses["ours"], FLOOR)
            assert difference <= TOLERANCE[self.precision][rule], (
                f"{widths} {rule} {self.precision}: after {CHECKED_STEPS} steps the loss of {name} is {loss}, "
                f"ours {losses['ours']}: {difference:.1e} apart"
            )

    def entry(self, network, batch, rule, times, **more):
        medians = {name: statistics.median(values) for name, values in times.items()}
        peers = {name: medians[name] for name in self.options.peers if name in medians}
        entry = {
            "network": network,
            "batch": batch,
            "rule": rule,
            "precision": self.precision,
            "threads": self.threads,
            "milliseconds": medians,
            "minimumMilliseconds": {name: min(values) for name, values in times.items()},
            **more,
        }
        if peers:
            entry["bestPeer"] = min(peers, key=peers.get)
            # The ratio round by round, then its median: rounds share what disturbs them.
            entry["timesAsFast"] = {
                name: statistics.median(
                    theirs / ours for theirs, ours in zip(times[name], times["ours"])
                )
                for name in peers
            }
        if "products" in times:
            entry["ofProducts"] = statistics.median(
                ours / products for ours, products in zip(times["ours"], times["products"])
            )
        return entry

    def peaks(self):
        return {name: one.peak_megabytes for name, one in self.contenders.items()}

    def end(self):
        for one in self.contenders.values():
            one.end()


def processors_used(answers):
    """Processor time by the clock: above 1 where threads help, below 1 where others were in the way."""
    return {
        name: sum(answer["processor"] for answer in given)
        / sum(answer["seconds"] for answer in given)
        for name, given in answers.items()
    }


def machine():
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def table(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
        for row in rows
    ]
    return "\n".join(
        [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|"] + lines[1:]
    )


def cell(value):
    """A number in three digits, or nothing."""
    return "" if value is None else f"{value:.3g}"


def times_table(entries, peers):
    """Medians in ms; then how many times as fast as the best peer we are."""
    rows = [["network", "batch", "rule", "ours"] + peers + ["best peer ÷ ours", "ours ÷ products"]]
    for entry in entries:
        best = entry.get("bestPeer")
        rows.append(
            [entry["network"], str(entry["batch"]), entry["rule"]]
            + [cell(entry["milliseconds"].get(name)) for name in ["ours"] + peers]
            + [
                f"{entry['timesAsFast'][best]:.2f} ({best})" if best else "",
                f"{entry['ofProducts']:.2f}" if "ofProducts" in entry else "",
            ]
        )
    return table(rows)


def learned_table(entries, names):
    """Final loss and accuracy: what the time bought."""
    rows = [["network", "rule"] + names]
    for entry in entries:
        cells = [
            f"{entry['finalLoss'][name]:.2g}, {entry['accuracy'][name]:.1%}"
            if name in entry["finalLoss"]
            else ""
            for name in names
        ]
        rows.append([entry["network"], entry["rule"]] + cells)
    return table(rows)


def activations_table(entries):
    """Nanoseconds a scalar, ours and PyTorch's, and how many times as fast we are."""
    rows = [["activation", "scalars", "forward: ours", "torch", "torch ÷ ours"]]
    rows[0] += ["with backward: ours", "torch", "torch ÷ ours"]
    for entry in entries:
        row = [entry["activation"], f"{entry['count']:,}"]
        for what in ("forward", "both"):
            times = entry[what]["nanosecondsPerScalar"]
            row += [cell(times["ours"]), cell(times["torch"])]
            row.append(f"{entry[what]['timesAsFast']:.2f}")
        rows.append(row)
    return table(rows)


def norms_table(entries):
    """Nanoseconds a scalar, ours and PyTorch's, and ours beside the traffic of memory alone."""
    rows = [["norm", "scalars"]]
    for what in ("forward", "with backward"):
        rows[0] += [f"{what}: ours", "torch", "memory traffic", "torch ÷ ours", "ours ÷ traffic"]
    for entry in entries:
        row = [entry["norm"], f"{entry['count']:,}"]
        for what in ("forward", "both"):
            times = entry[what]["nanosecondsPerScalar"]
            row += [cell(times[who]) for who in ("ours", "torch", "traffic")]
            row += [f"{entry[what][ratio]:.2f}" for ratio in ("timesAsFast", "ofTraffic")]
        rows.append(row)
    return table(rows)


def optimizers_table(entries):
    """Microseconds a step, ours and PyTorch's, and ours beside the traffic of memory alone."""
    rows = [["optimizer", "parameters", "ours", "torch", "form", "torch ÷ ours"]]
    rows[0] += ["memory traffic", "ours ÷ traffic"]
    for entry in entries:
        times = entry["microseconds"]
        rows.append(
            [entry["optimizer"], f"{entry['count']:,}", cell(times["ours"])]
            + [cell(times["torch-fused"]), entry["form"], f"{entry['timesAsFast']:.2f}"]
            + [cell(times["traffic"]), f"{entry['ofTraffic']:.2f}"]
        )
    return table(rows)


def targets_table(report):
    """What was aimed at, beside what was reached: single precision, one thread."""
    rows = [["target", "reached", ""]]

    def add(aim, value, reached):
        rows.append([aim, value, "yes" if reached else "no"])

    for entry in report["entries"]:
        if (entry["precision"], entry["threads"]) != ("float32", 1) or "bestPeer" not in entry:
            continue
        network, what = entry["network"], f"{entry['network']} {entry['rule']}"
        ratios, best = entry["timesAsFast"], entry["bestPeer"]
        torch = [name for name in ratios if name.startswith("torch")]
        if network.startswith("digits"):
            if "torch" in ratios:
                add(
                    f"digits: {TARGET_DIGITS:g} times as fast as PyTorch eager",
                    f"{ratios['torch']:.1f}",
                    ratios["torch"] >= TARGET_DIGITS,
                )
            continue
        if network == "784-1024-1024-10":
            add(
                f"{what}: at most {TARGET_PRODUCTS} of its products alone",
                f"{entry['ofProducts']:.2f}",
                entry["ofProducts"] <= TARGET_PRODUCTS,
            )
            if not torch:
                continue
            best = min(torch, key=ratios.get)
        aim = TARGETS.get(network)
        if aim:
            whom = "PyTorch's best" if network == "784-1024-1024-10" else "the best peer"
            add(
                f"{what}: {aim:g} times as fast as {whom}",
                f"{ratios[best]:.2f} ({best})",
                ratios[best] >= aim,
            )
    for entry in report["activations"]:
        ratios = {what: entry[what]["timesAsFast"] for what in ("forward", "both")}
        if min(ratios.values()) < TARGET_ACTIVATION:
            add(
                f"{entry['activation']}, {entry['count']:,} scalars, {entry['threads']} threads: "
                f"{TARGET_ACTIVATION:g} times as fast as PyTorch eager",
                f"{ratios['forward']:.2f} forward, {ratios['both']:.2f} with backward",
                False,
            )
    if report["activations"]:
        slowest = min(
            min(e["forward"]["timesAsFast"], e["both"]["timesAsFast"]) for e in report["activations"]
        )
        add("activations: all as fast as PyTorch eager", f"slowest {slowest:.2f}", slowest >= TARGET_ACTIVATION)
    for entry in report["optimizers"]:
        what = f"{entry['optimizer']}, {entry['count']:,} parameters, {entry['threads']} threads"
        if entry["timesAsFast"] < TARGET_OPTIMIZER:
            add(
                f"{what}: {TARGET_OPTIMIZER:g} times as fast as PyTorch {entry['form']}",
                f"{entry['timesAsFast']:.2f}",
                False,
            )
        if entry["count"] > 1e6 and entry["ofTraffic"] > TARGET_TRAFFIC:
            add(
                f"{what}: at most {TARGET_TRAFFIC:g} of the memory traffic alone",
                f"{entry['ofTraffic']:.2f}",
                False,
            )
    if report["optimizers"]:
        slowest = min(entry["timesAsFast"] for entry in report["optimizers"])
        add(
            f"optimizers: all {TARGET_OPTIMIZER:g} times as fast as PyTorch's fused or foreach form",
            f"slowest {slowest:.2f}",
            slowest >= TARGET_OPTIMIZER,
        )
    for session in report["sessions"]:
        peaks = session["peakMegabytes"]
        if (session["precision"], session["threads"]) == ("float32", 1) and peaks.get("torch"):
            share = peaks["ours"] / peaks["torch"]
            add(
                f"peak memory: below {TARGET_MEMORY:g} of PyTorch eager's process",
                f"{share:.2f} ({peaks['ours']:.0f} of {peaks['torch']:.0f} MB)",
                share < TARGET_MEMORY,
            )
    return table(rows) if len(rows) > 1 else ""


def text(report):
    machine, parts = report["machine"], []
    about = report["sessions"][0]["about"]
    versions = sorted({one["version"] for name, one in about.items() if name != "ours"})
    parts.append(
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; OpenBLAS kernels "
        f"{about['ours']['core']}; "
        + "; ".join(versions + [f"Python {machine['python']}"])
        + f". Load at the start {machine['load']:.1f}; {report['seconds']:.0f} s; "
        f"{report['rounds']} rounds."
    )
    targets = targets_table(report)
    if targets:
        parts += ["## Targets", targets]
    for session in report["sessions"]:
        precision, threads = session["precision"], session["threads"]
        entries = [
            e for e in report["entries"] if (e["precision"], e["threads"]) == (precision, threads)
        ]
        names = list(session["about"])
        parts.append(f"## {precision}, {threads} thread{'s' if threads > 1 else ''}")
        parts.append("Milliseconds, medians:\n\n" + times_table(entries, names[1:]))
        parts.append("Loss and accuracy at the end:\n\n" + learned_table(entries, names))
        used = {name: max(e["processorsUsed"].get(name, 0) for e in entries) for name in names}
        parts.append(
            "Processors used, at most: " + ", ".join(f"{n} {u:.2f}" for n, u in used.items()) + "."
        )
        activations = [
            e for e in report["activations"] if (e["precision"], e["threads"]) == (precision, threads)
        ]
        if activations:
            parts.append(
                "Activations, nanoseconds a scalar:\n\n" + activations_table(activations)
            )
        norms = [e for e in report["norms"] if (e["precision"], e["threads"]) == (precision, threads)]
        if norms:
            parts.append("Norms, nanoseconds a scalar:\n\n" + norms_table(norms))
        optimizers = [
            e for e in report["optimizers"] if (e["precision"], e["threads"]) == (precision, threads)
        ]
        if optimizers:
            parts.append("Optimizers, microseconds a step:\n\n" + optimizers_table(optimizers))
        peaks = {name: peak for name, peak in session["peakMegabytes"].items() if peak}
        if peaks:
            parts.append(
                "Peak memory, MB: " + ", ".join(f"{n} {p:.0f}" for n, p in peaks.items()) + "."
            )
    return "\n\n".join(parts)


def main():
    parser = argparse.ArgumentParser(prog="learn bench --peers", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--single", required=True, help=argparse.SUPPRESS
    )  # our tool in single precision
    parser.add_argument("--double", help=argparse.SUPPRESS)  # and in double
    parser.add_argument(
        "--contenders", default=",".join(PEERS), help="the peers, separated by commas"
    )
    parser.add_argument("--rounds", type=int, default=11, help="how often everyone has a turn")
    parser.add_argument("--quick", action="store_true", help="a smoke run: results, hardly times")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--output", type=Path, help="write the figures as JSON to a file as well")
    options = parser.parse_args()
    options.peers = [name for name in options.contenders.split(",") if name and name != "ours"]
    unknown = set(options.peers) - set(PEERS)
    if unknown:
        parser.error(
            f"no such contender: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}"
        )
    sessions = [("float32", 1)]
    if options.quick:
        options.rounds = 3
    elif options.double:
        sessions += [("float32", 2), ("float64", 1), ("float64", 2)]

    start = time.monotonic()
    report = {
        "machine": machine(),
        "rounds": options.rounds,
        "tolerance": TOLERANCE,
        "checkedSteps": CHECKED_STEPS,
        "floor": FLOOR,
        "sessions": [],
        "entries": [],
        "activations": [],
        "norms": [],
        "optimizers": [],
    }
    for precision, threads in sessions:
        session = Session(options, precision, threads)
        for sizes, batch, hidden, count in CONFIGURATIONS[: 2 if options.quick else None]:
            for rule in RULES:
                print(f"{precision} {threads} {sizes} {hidden} {rule} …", file=sys.stderr)
                report["entries"].append(session.steps(sizes, batch, hidden, count, rule))
        if precision == "float32":
            print(f"{precision} {threads} activations …", file=sys.stderr)
            sizes = ELEMENTWISE[:1] if options.quick else ELEMENTWISE
            report["activations"] += session.activations(sizes)
        print(f"{precision} {threads} digits …", file=sys.stderr)
        report["entries"].append(session.digits(1 if options.quick else 3))
        peaks = session.peaks()
        if precision == "float32":  # Last, since the long parameters would count as memory of training.
            print(f"{precision} {threads} norms …", file=sys.stderr)
            report["norms"] += session.norms(IMAGES[:1] if options.quick else IMAGES)
            print(f"{precision} {threads} optimizers …", file=sys.stderr)
            sizes = PARAMETERS[:1] if options.quick else PARAMETERS
            report["optimizers"] += session.optimizers(sizes)
        session.end()
        report["sessions"].append(
            {
                "precision": precision,
                "threads": threads,
                "about": session.about,
                "peakMegabytes": peaks,
            }
        )
        report["seconds"] = time.monotonic() - start
        # After every session, so that an interrupted run is not lost.
        figures = json.dumps(report, indent=1, ensure_ascii=False)
        if options.output:
            options.output.write_text(figures + "\n")
    print(figures if options.json else text(report))


if __name__ == "__main__":
    main()
