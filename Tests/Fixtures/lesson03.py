"""Reference values of lesson 03: every activation with two derivatives, at ordinary and at extreme inputs, and layers.

Beside what PyTorch returns stands the exact value, from formulas differentiated by SymPy and evaluated with
60 digits. Where the two differ, PyTorch lost digits, or met 0 * inf; the tests then ask for the exact value.
"""

import math
import re

import mpmath
import sympy
import torch
import torch.nn.functional as F

from golden import Fixture, normal

fixture = Fixture(3, __file__)
mpmath.mp.dps = 60
X = sympy.Symbol("x", real=True)
INFINITY = math.inf

ORDINARY = [-6.0, -4.5, -3.5, -2.0, -1.5, -1.0, -0.75, -0.25, -0.1, 0.1, 0.25, 0.75, 1.0, 1.5, 2.0, 3.5, 4.5, 6.5, 12.0]
EXTREME = [1e-308, 1e-8, 20.5, 40.0, 700.0, 800.0, 1000.0, 1e8, 1e308]
TABLE = [-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0]

sigma = 1 / (1 + sympy.exp(-X))
phi_integral = sympy.erfc(-X / sympy.sqrt(2)) / 2
softplus = sympy.log(1 + sympy.exp(X))
third = sympy.Rational(1, 3)
# The constants are the double-precision numbers that the codes hold.
exact = lambda number: sympy.Rational(*float(number).as_integer_ratio())
alpha, scale = exact(1.6732632423543772), exact(1.0507009873554805)
cubic = sympy.sqrt(2 / sympy.pi) * (X + exact(0.044715) * X**3)


class Case:
    """An activation: PyTorch's function, and the exact formula on each piece, from the left.

    A piece is a formula and its right end; `limits` are the value and the slope at -inf and at inf.
    """

    def __init__(self, function, *pieces, limits):
        self.function, self.pieces, self.limits = function, pieces, limits
        self.ends = [end for _, end in pieces if end is not None]
        self.formulas = [
            [sympy.lambdify(X, derivative, "mpmath") for derivative in (formula, formula.diff(X), formula.diff(X, 2))]
            for formula, _ in pieces
        ]

    def exact(self, x):
        """Value, slope and curvature at a finite input that is no joint."""
        piece = sum(x > end for end in self.ends)
        if abs(x) > 1e4 and self.ends == [] and self.limits == (to_zero, to_identity):
            # A closed gate, or an open one; mpmath's erfc does not reach so far.
            return [x, 1.0, 0.0] if x > 0 else [0.0, 0.0, 0.0]
        return [self.rounded(function, x) for function in self.formulas[piece]]

    @staticmethod
    def rounded(function, x):
        # Digits enough for sums of numbers as different as 1 and 1e-308, the least that a double holds.
        with mpmath.workdps(350):
            return float(mpmath.mpf(function(mpmath.mpf(x))))


def whole(formula):
    return (formula, None)


zero, one = sympy.Integer(0), sympy.Integer(1)
half = sympy.Rational(1, 2)
to_zero, to_identity = (0.0, 0.0), (INFINITY, 1.0)
from_identity = (-INFINITY, 1.0)

CASES = {
    "Sigmoid": Case(torch.sigmoid, whole(sigma), limits=(to_zero, (1.0, 0.0))),
    "Tanh": Case(torch.tanh, whole(sympy.tanh(X)), limits=((-1.0, 0.0), (1.0, 0.0))),
    "Softsign": Case(F.softsign, (X / (1 - X), 0.0), whole(X / (1 + X)), limits=((-1.0, 0.0), (1.0, 0.0))),
    "Hard tanh": Case(F.hardtanh, (-one, -1.0), (X, 1.0), whole(one), limits=((-1.0, 0.0), (1.0, 0.0))),
    "Hard sigmoid": Case(
        F.hardsigmoid, (zero, -3.0), ((X + 3) / 6, 3.0), whole(one), limits=(to_zero, (1.0, 0.0))
    ),
    "Log-sigmoid": Case(
        F.logsigmoid, whole(-sympy.log(1 + sympy.exp(-X))), limits=(from_identity, to_zero)
    ),
    "ReLU": Case(F.relu, (zero, 0.0), whole(X), limits=(to_zero, to_identity)),
    "Leaky ReLU": Case(F.leaky_relu, (exact(0.01) * X, 0.0), whole(X), limits=((-INFINITY, 0.01), to_identity)),
    "ReLU6": Case(F.relu6, (zero, 0.0), (X, 6.0), whole(6 * one), limits=(to_zero, (6.0, 0.0))),
    "Squared ReLU": Case(
        lambda x: F.relu(x).square(), (zero, 0.0), whole(X**2), limits=(to_zero, (INFINITY, INFINITY))
    ),
    "ELU": Case(F.elu, (sympy.exp(X) - 1, 0.0), whole(X), limits=((-1.0, 0.0), to_identity)),
    "CELU": Case(F.celu, (sympy.exp(X) - 1, 0.0), whole(X), limits=((-1.0, 0.0), to_identity)),
    "SELU": Case(
        F.selu,
        (scale * alpha * (sympy.exp(X) - 1), 0.0),
        whole(scale * X),
        limits=((-float(scale) * float(alpha), 0.0), (INFINITY, float(scale))),
    ),
    "Softplus": Case(F.softplus, (softplus, 20.0), whole(X), limits=(to_zero, to_identity)),
    "GELU": Case(F.gelu, whole(X * phi_integral), limits=(to_zero, to_identity)),
    "GELU, tanh form": Case(
        lambda x: F.gelu(x, approximate="tanh"),
        whole(X / (1 + sympy.exp(-2 * cubic))),
        limits=(to_zero, to_identity),
    ),
    "Quick GELU": Case(
        lambda x: x * torch.sigmoid(1.702 * x), whole(X / (1 + sympy.exp(-exact(1.702) * X))), limits=(to_zero, to_identity)
    ),
    "SiLU": Case(F.silu, whole(X * sigma), limits=(to_zero, to_identity)),
    "Swish, fixed beta": Case(
        lambda x: x * torch.sigmoid(0.5 * x), whole(X / (1 + sympy.exp(-X / 2))), limits=(to_zero, to_identity)
    ),
    "Mish": Case(
        F.mish,
        whole(X * (1 - 2 / (2 + 2 * sympy.exp(X) + sympy.exp(2 * X)))),
        limits=(to_zero, to_identity),
    ),
    "Hard swish": Case(
        F.hardswish, (zero, -3.0), (X * (X + 3) / 6, 3.0), whole(X), limits=(to_zero, to_identity)
    ),
    "Soft shrink": Case(
        F.softshrink, (X + half, -0.5), (zero, 0.5), whole(X - half), limits=(from_identity, to_identity)
    ),
    "Hard shrink": Case(F.hardshrink, (X, -0.5), (zero, 0.5), whole(X), limits=(from_identity, to_identity)),
    "Tanh shrink": Case(F.tanhshrink, whole(X - sympy.tanh(X)), limits=(from_identity, to_identity)),
    "Identity": Case(torch.nn.Identity(), whole(X), limits=(from_identity, to_identity)),
    "Sine": Case(lambda x: torch.sin(30 * x), whole(sympy.sin(30 * X)), limits=None),
}

# Parameters other than the defaults.
VARIANTS = {
    "Leaky ReLU(slope: 0.2)": Case(
        lambda x: F.leaky_relu(x, 0.2), (exact(0.2) * X, 0.0), whole(X), limits=((-INFINITY, 0.2), to_identity)
    ),
    "ELU(alpha: 2)": Case(
        lambda x: F.elu(x, 2.0), (2 * (sympy.exp(X) - 1), 0.0), whole(X), limits=((-2.0, 0.0), to_identity)
    ),
    "CELU(alpha: 2)": Case(
        lambda x: F.celu(x, 2.0), (2 * (sympy.exp(X / 2) - 1), 0.0), whole(X), limits=((-2.0, 0.0), to_identity)
    ),
    "Softplus(beta: 2, threshold: 3)": Case(
        lambda x: F.softplus(x, 2.0, 3.0),
        (sympy.log(1 + sympy.exp(2 * X)) / 2, 1.5),
        whole(X),
        limits=(to_zero, to_identity),
    ),
}


def pytorch(function, points):
    """What PyTorch returns: values, slopes, and second derivatives, NaN where it has none."""
    x = torch.tensor(points, requires_grad=True)
    y = function(x)
    (slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    try:
        (curvature,) = torch.autograd.grad(slope.sum(), x) if slope.requires_grad else (torch.zeros_like(x),)
    except RuntimeError as error:
        assert re.search("implemented|does not require grad", str(error)), error
        curvature = None
    return y, slope, curvature


def coded(group, role, values):
    """Stores numbers that need not be finite: 0 stands for those that are not, and the role `kind` says which it was."""
    values = torch.as_tensor(values, dtype=torch.float64)
    kind = torch.where(values.isnan(), 2.0, torch.where(values.isinf(), values.sign(), 0.0))
    fixture.store(f"{group}.{role}", torch.where(values.isfinite(), values, 0.0))
    if not values.isfinite().all():
        fixture.store(f"{group}.kind.{role}", kind)


def record(name, case, kind, points, exact):
    """Stores PyTorch's three rows and, if they are known, the exact ones."""
    group = f"{name}({kind})" if "(" not in name else f"{name[:-1]}, {kind})"
    coded(group, "input", points)
    for role, values in zip(["output", "gradient.input", "second"], pytorch(case.function, points)):
        if values is not None:
            coded(group, role, values.detach())
    if exact:
        for role, values in zip(["exact", "exact.slope", "exact.second"], zip(*exact)):
            coded(group, role, list(values))


def activations():
    for name, case in (CASES | VARIANTS).items():
        key = KEYS[name]
        joints = case.ends
        ordinary = [x for x in ORDINARY if x not in joints]
        record(key, case, "ordinary", ordinary, [case.exact(x) for x in ordinary])
        if case.limits:
            extreme = sorted([-x for x in EXTREME] + EXTREME)
            record(key, case, "extreme", extreme, [case.exact(x) for x in extreme])
            last = 2.0 if name == "Squared ReLU" else 0.0
            limits = [(*case.limits[0], 0.0), (*case.limits[1], last)]
            record(key, case, "infinite", [-INFINITY, INFINITY], limits)
            record(key, case, "NaN", [math.nan], None)
        if joints:
            points, exact = [], []
            for joint in joints:
                for x in [math.nextafter(joint, -INFINITY), math.nextafter(joint, INFINITY)]:
                    points.append(x)
                    exact.append(case.exact(x))
            record(key, case, "beside the kinks", points, exact)
            record(key, case, "at the kinks", joints, None)


def key(name):
    """The name as one ASCII word before the parenthesis, which a group's has to be."""
    head, _, rest = name.partition("(")
    words = head.replace(",", "").replace("-", " ").split()
    return words[0].lower() + "".join(word.capitalize() for word in words[1:]) + (f"({rest}" if rest else "")


KEYS = {name: key(name) for name in CASES | VARIANTS}


def layers():
    x = normal("layers.input", [5, 6])
    fixture.operation("glu", F.glu, input=x)
    fixture.operation("geglu", lambda input: input[:, :3] * F.gelu(input[:, 3:]), input=x)
    fixture.operation("swiglu", lambda input: input[:, :3] * F.silu(input[:, 3:]), input=x)
    fixture.operation("reglu", lambda input: input[:, :3] * F.relu(input[:, 3:]), input=x)
    fixture.operation("prelu(one slope)", F.prelu, input=x, slope=torch.tensor([0.25]))
    fixture.operation("prelu(channels)", F.prelu, input=x, slope=normal("prelu.slope", [6]))
    image = normal("prelu.image", [2, 3, 2, 2])
    fixture.operation("prelu(images)", F.prelu, input=image, slope=normal("prelu.slopes", [3]))
    fixture.operation("prelu(at 0)", F.prelu, input=torch.tensor([[-1.0, 0.0, 2.0]]), slope=torch.tensor([0.25]))
    fixture.operation("rrelu(evaluation)", lambda input: F.rrelu(input, training=False), input=x)
    fixture.operation(
        "swish(learned)", lambda input, beta: input * torch.sigmoid(beta * input), input=x, beta=torch.tensor([1.3])
    )

    def feed_forward(gate):
        return lambda input, W, V, W2: F.linear(gate(F.linear(input, W)) * F.linear(input, V), W2)

    maps = {"W": normal("gated.W", [4, 6]), "V": normal("gated.V", [4, 6]), "W2": normal("gated.W2", [6, 4])}
    for name, gate in [("silu", F.silu), ("gelu", F.gelu), ("relu", F.relu), ("sigmoid", torch.sigmoid)]:
        fixture.operation(f"feedForward({name})", feed_forward(gate), input=x, **maps)

    def maxout(input, weight, bias):
        return F.linear(input, weight, bias).reshape(5, 2, 3).max(-1).values

    fixture.operation("maxout", maxout, input=x, weight=normal("maxout.weight", [6, 6]), bias=normal("maxout.bias", [6]))
    for temperature in [0.1, 1.0, 5.0]:
        constants = {"temperature": torch.tensor(temperature)}
        softened = lambda input, temperature: torch.softmax(input / temperature, -1)
        fixture.operation(f"softmax(temperature: {temperature})", softened, constants, input=x)
        logarithm = lambda input, temperature: torch.log_softmax(input / temperature, -1)
        fixture.operation(f"logSoftmax(temperature: {temperature})", logarithm, constants, input=x)


def sparsemax_rows():
    """Sparsemax by its definition, a quadratic program solved by bisection on the threshold."""

    def project(input):
        low, high = input.max(-1, keepdim=True).values - 1, input.max(-1, keepdim=True).values
        with torch.no_grad():
            for _ in range(200):
                middle = (low + high) / 2
                too_low = (input - middle).clamp(min=0).sum(-1, keepdim=True) > 1
                low, high = torch.where(too_low, middle, low), torch.where(too_low, high, middle)
            support = (input > high).to(input.dtype)
        # On the support the threshold is a mean, which is how the gradient reaches it.
        threshold = ((input * support).sum(-1, keepdim=True) - 1) / support.sum(-1, keepdim=True)
        return (input - threshold).clamp(min=0)

    fixture.operation("sparsemax", project, input=normal("sparsemax.input", [6, 5]))
    spread = torch.tensor([[1000.0, 999.5, -1000.0], [0.3, 0.3, 0.3], [2.0, 0.0, 0.0], [0.1, 0.2, 1.1999]])
    fixture.operation("sparsemax(extreme)", project, input=spread)


def tables():
    rows = {
        "V3.1": "Sigmoid",
        "V3.3": "Tanh",
        "V3.5": "Leaky ReLU",
        "V3.6": "GELU",
        "V3.8": "GELU, tanh form",
        "V3.9": "SiLU",
        "V3.11": "ELU",
        "V3.13": "Softplus",
        "V3.14": "Softsign",
        "V3.15": "Hard sigmoid",
    }
    for row, name in rows.items():
        values, slopes, _ = pytorch(CASES[name].function, TABLE)
        fixture.store(f"table({row}).output", values)
        fixture.store(f"table({row}).slope", slopes)
    fixture.operation("table(V3.19)", lambda logits: torch.softmax(logits, 0), logits=torch.tensor([20.0, 10.0, 1.0]))


def defaults():
    """The settings of PyTorch's layers when nothing is said."""
    nn = torch.nn
    settings = {
        "LeakyReLU.negative_slope": nn.LeakyReLU().negative_slope,
        "ELU.alpha": nn.ELU().alpha,
        "CELU.alpha": nn.CELU().alpha,
        "Softplus.beta": nn.Softplus().beta,
        "Softplus.threshold": nn.Softplus().threshold,
        "Softshrink.lambd": nn.Softshrink().lambd,
        "Hardshrink.lambd": nn.Hardshrink().lambd,
        "Hardtanh.min_val": nn.Hardtanh().min_val,
        "Hardtanh.max_val": nn.Hardtanh().max_val,
        "RReLU.lower": nn.RReLU().lower,
        "RReLU.upper": nn.RReLU().upper,
        "PReLU.num_parameters": nn.PReLU().num_parameters,
        "PReLU.weight": nn.PReLU().weight.item(),
        "GLU.dim": nn.GLU().dim,
    }
    for name, value in settings.items():
        fixture.store(f"defaults.{name}", float(value))


activations()
layers()
sparsemax_rows()
tables()
defaults()
fixture.write()
