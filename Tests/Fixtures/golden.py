"""What the scripts lessonNN.py share: naming, storing and writing reference values of PyTorch.

A name is `operation.role` or `operation(variant).role`. Every group, the part before the role, stands
by itself: whatever a test needs to repeat the computation is stored under it, inputs and constants too.
Names are plain ASCII, so that every language sorts them alike.
"""

import hashlib
import json
import math
import os
import pathlib
import re
import zlib

# The plainest kernels and one thread, so that the digits do not depend on the processor.
os.environ["ATEN_CPU_CAPABILITY"] = "default"
os.environ["MKL_CBWR"] = "COMPATIBLE"

import numpy
import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

NAME = re.compile(r"\w+(\([ -'*-~]+\))?(\.\w+)+", re.ASCII)


def normal(name, shape):
    """A standard normal sample, rounded to three decimals so that a reader can type it, and never 0.

    A zero would sit on the kink of an activation, or hide a term of a gradient. The seed comes from the name:
    a case added to a script leaves the numbers of all others alone.
    """
    generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))
    thousandths = (torch.randn(shape, generator=generator) * 1000).round()
    return torch.where(thousandths == 0, 1, thousandths) / 1000


def positive(name, shape):
    """As `normal`, made positive and kept half a unit away from zero."""
    return normal(name, shape).abs() + 0.5


class Fixture:
    """The reference values of one lesson, gathered by its script and written beside it."""

    def __init__(self, lesson, script):
        self.lesson = lesson
        self.script = pathlib.Path(script).resolve()
        self.cases = {}

    def store(self, name, value):
        """Keeps one array; a name taken twice and a number that is not finite are mistakes."""
        array = torch.as_tensor(value).detach().to(torch.float64).contiguous()
        values = array.flatten().tolist()
        if not NAME.fullmatch(name):
            raise ValueError(f"{name}: not of the form operation(variant).role")
        if name in self.cases:
            raise ValueError(f"{name}: stored twice")
        if not all(math.isfinite(value) for value in values):
            raise ValueError(f"{name}: not finite: {values}")
        self.cases[name] = {"shape": list(array.shape), "values": values}

    def operation(self, group, function, constants=None, **inputs):
        """Stores inputs, output, a random cotangent, and the gradient of sum(cotangent * output).

        The function takes the inputs by position and the constants by name.
        """
        self._differentiate(group, function, constants, inputs, draws_cotangent=True)

    def loss(self, group, function, constants=None, **inputs):
        """Stores inputs, the output, one number, and its gradient; otherwise as `operation`."""
        self._differentiate(group, function, constants, inputs, draws_cotangent=False)

    def _differentiate(self, group, function, constants, inputs, draws_cotangent):
        constants = constants or {}
        leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
        output = function(*leaves.values(), **constants)
        cotangent = None
        if draws_cotangent:
            cotangent = normal(f"{group}.cotangent", output.shape)
            self.store(f"{group}.cotangent", cotangent)
        gradients = torch.autograd.grad(output, list(leaves.values()), cotangent)
        for name, value in (inputs | constants).items():
            self.store(f"{group}.{name}", value)
        self.store(f"{group}.output", output)
        for name, gradient in zip(leaves, gradients):
            self.store(f"{group}.gradient.{name}", gradient)

    def write(self):
        """Writes LessonNN.json: one case a line, sorted by name, numbers that read back bit for bit."""
        sources = self.script.read_bytes() + pathlib.Path(__file__).read_bytes()
        header = {
            "lesson": self.lesson,
            "torch": torch.__version__,
            "numpy": numpy.__version__,
            "script": self.script.name,
            "scriptSHA256": hashlib.sha256(sources).hexdigest(),
        }
        lines = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in header.items()]
        cases = [f"    {json.dumps(name)}: {json.dumps(case)}" for name, case in sorted(self.cases.items())]
        text = "{\n" + "\n".join(lines) + '\n  "cases": {\n' + ",\n".join(cases) + "\n  }\n}\n"
        path = self.script.parent / f"Lesson{self.lesson:02d}.json"
        path.write_text(text)
        print(f"{path.name}: {len(self.cases)} arrays, {len(text)} bytes")
