"""What the scripts twinsNN.py share: reading the lines that a page shows, running them, recording what they measure.

A twin is a failure mode as a user of PyTorch meets it: a few broken lines and a few cured ones. What is shown is what
runs: the lines between two marks are the body of the function that is called, and are read from its source.

    # twin: F1.3
    def broken():
        # broken
        loss = F.cross_entropy(model(x).softmax(1), y)
        # end
        return loss.item()

    def cured():
        # cured
        loss = F.cross_entropy(model(x), y)
        # end
        return loss.item()

What comes before the first mark and after `# end` is set-up and measurement. A further function whose lines stand
after `# also` shows another way to break or to cure it, or what PyTorch says where it refuses.
"""

import hashlib
import inspect
import json
import math
import pathlib
import re
import textwrap
import warnings

# Sets double precision, one thread and the plainest kernels, as for the golden values.
import golden
import numpy
import torch
from torch import nn

SIXTY_FOUR_BITS = (1 << 64) - 1


class SplitMix64:
    """The course's random generator, draw for draw: `Sources/TensorCore/Random.swift`."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & SIXTY_FOUR_BITS
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & SIXTY_FOUR_BITS
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & SIXTY_FOUR_BITS
        return z ^ (z >> 31)

    def fraction(self):
        """`uniform()`: a number from [0, 1)."""
        return (self.next() >> 11) * 2.0**-53

    def below(self, bound):
        """`uniform(below:)`: a whole number, each equally likely."""
        rejected = (SIXTY_FOUR_BITS + 1 - bound) % bound
        while True:
            bits = self.next()
            if bits >= rejected:
                return bits % bound

    def normal_pair(self):
        """`normalPair()`: two independent standard normal numbers."""
        radius = math.sqrt(-2 * math.log(1 - self.fraction()))
        angle = 2 * math.pi * self.fraction()
        return radius * math.cos(angle), radius * math.sin(angle)

    def normal(self, *shape, std=1.0):
        """`Tensor.normal(_:standardDeviation:using:)`: drawn in pairs, of an odd count the last partner thrown away."""
        count = math.prod(shape)
        values = [value for _ in range((count + 1) // 2) for value in self.normal_pair()]
        return std * torch.tensor(values[:count]).reshape(shape)

    def uniform(self, *shape, bound):
        """`Tensor.uniform(_:in:using:)` from -bound to bound."""
        values = [-bound + 2 * bound * self.fraction() for _ in range(math.prod(shape))]
        return torch.tensor(values).reshape(shape)

    def start(self, *layers):
        """Gives linear layers the weights and biases that ours get from the same seed; returns the last of them."""
        with torch.no_grad():
            for layer in layers:
                bound = 1 / math.sqrt(layer.in_features)
                layer.weight.copy_(self.uniform(*layer.weight.shape, bound=bound))
                if layer.bias is not None:
                    layer.bias.copy_(self.uniform(*layer.bias.shape, bound=bound))
        return layers[-1]


def linear_layers(model):
    """The linear layers of a model, first to last."""
    return [module for module in model.modules() if isinstance(module, nn.Linear)]


def numeric_gradient(function, x):
    """Central differences with our `numericGradient`'s step, the cube root of epsilon times max(1, |x|)."""
    step = math.pow(2.0**-52, 1 / 3)
    gradient = torch.zeros_like(x)
    with torch.no_grad():
        for index in range(x.numel()):
            here = x.flatten()[index].item()
            h = step * max(1, abs(here))
            ends = []
            for moved in (here + h, here - h):
                changed = x.clone()
                changed.view(-1)[index] = moved
                ends.append(function(changed).item())
            gradient.view(-1)[index] = (ends[0] - ends[1]) / (2 * h)
    return gradient


class Twins:
    """The twins of one lesson, gathered by its script and written beside it."""

    def __init__(self, lesson, script):
        self.lesson = lesson
        self.script = pathlib.Path(script).resolve()
        self.entries = {}

    def record(
        self, id, quantity, broken, cured, *, remedy, measure=lambda lines: lines(), also=(), counterpart=None,
        broken_within=1e-12, cured_within=1e-12, reason=None,
    ):
        """Runs a pair of functions and keeps their lines, what they measure, and what PyTorch says meanwhile.

        `measure` calls the function that it is given and returns the measured quantity, or the quantity and a message.
        `remedy` is the name of the run of ours that the cure corresponds to. `broken_within` and `cured_within` say how
        near ours must be: a number is relative to PyTorch's, `below(bound)` says that both are less than the bound in
        magnitude; whatever is not 1e-12 or 0 needs a `reason`. `also` holds a name, a function and, if it measures
        something, its nearness, for each further run; where ours has a remedy of that name the two are compared.
        `counterpart` says how PyTorch's fault differs from ours.
        """
        self._announce(id)
        if {broken_within, cured_within} - {1e-12, 0} and not reason:
            raise ValueError(f"{id}: a tolerance without its reason")
        entry = {"quantity": quantity}
        if counterpart:
            entry["counterpart"] = counterpart
        entry["broken"] = self._run(id, "broken", broken, measure) | _nearness(broken_within)
        entry["cured"] = {"remedy": remedy} | self._run(id, "cured", cured, measure) | _nearness(cured_within)
        if reason:
            entry["reason"] = reason
        if also:
            entry["also"] = [self._further_run(id, measure, *run) for run in also]
        for run in [entry["broken"], entry["cured"], *entry.get("also", [])]:
            if "below" in run and not abs(float(run["value"])) < run["below"]:
                raise ValueError(f"{id}: {run['value']} is not below {run['below']}")
        if entry["broken"]["value"] == entry["cured"]["value"]:
            raise ValueError(f"{id}: the cure changes nothing: {entry['cured']['value']}")
        self.entries[id] = entry

    def none(self, id, reason):
        """Says why PyTorch cannot have a fault."""
        self._announce(id)
        self.entries[id] = {"none": reason}

    def _announce(self, id):
        if id in self.entries:
            raise ValueError(f"{id}: recorded twice")
        if self.script.read_text().count(f"# twin: {id}\n") != 1:
            raise ValueError(f"{id}: the mark `# twin: {id}` must stand in {self.script.name} once")

    def _further_run(self, id, measure, name, function, within=1e-12):
        run = {"name": name} | self._run(id, "also", function, measure)
        return run if run["value"] is None else run | _nearness(within)

    def _run(self, id, part, function, measure):
        lines = shown_lines(function, part)
        if not 1 <= len(lines) <= 8 or max(map(len, lines)) > 80:
            raise ValueError(f"{id}: {part}: one to eight lines of at most 80 characters are shown, not {lines}")
        value, says = None, None
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                value = measure(function)
                if isinstance(value, tuple):
                    value, says = value
                if isinstance(value, torch.Tensor):
                    value = value.item()
            except Exception as error:
                if part != "also":
                    raise
                says = error
        if says is None and caught:
            says = caught[0].message
        run = {"value": None if value is None else _json_number(float(value)), "lines": lines}
        if says is not None:
            run["says"] = f"{type(says).__name__}: {says}".strip()
        return run

    def write(self):
        """Writes TwinsNN.json, the twins in the order of the script."""
        sources = [self.script.name, "twins.py", "golden.py"]
        folder = self.script.parent
        digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in sources)).hexdigest()
        document = {
            "lesson": self.lesson,
            "torch": torch.__version__,
            "numpy": numpy.__version__,
            "script": self.script.name,
            "sources": sources,
            "scriptSHA256": digest,
            "twins": self.entries,
        }
        path = folder / f"Twins{self.lesson:02d}.json"
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
        for id, entry in self.entries.items():
            if "none" in entry:
                print(f"{id:6} none")
            else:
                print(f"{id:6} broken {entry['broken']['value']!s:24} cured {entry['cured']['value']}")
        print(f"{path.name}: {len(self.entries)} twins")


class below(float):
    """A bound that a rounding error, or what is left after training, keeps in both libraries."""


def _nearness(tolerance):
    return {"below" if isinstance(tolerance, below) else "tolerance": float(tolerance)}


def _json_number(value):
    """JSON has no infinity and no NaN: they are written as strings."""
    return value if math.isfinite(value) else str(value)


def shown_lines(function, part):
    """The lines of a function between the mark of a part and `# end`, without their common indentation."""
    lines = inspect.getsource(function).splitlines()
    marks = [index for index, line in enumerate(lines) if re.fullmatch(rf"\s*# {part}", line)]
    ends = [index for index, line in enumerate(lines) if re.fullmatch(r"\s*# end", line)]
    if len(marks) != 1 or len(ends) != 1 or ends[0] <= marks[0]:
        raise ValueError(f"{function.__qualname__}: not one mark `# {part}` and one `# end` after it")
    return textwrap.dedent("\n".join(lines[marks[0] + 1 : ends[0]])).splitlines()
