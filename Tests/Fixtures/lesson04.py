"""Reference values for lesson 04: gains, fans, initializers, expected values, signals through a small network."""

import math

import numpy
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn import init

from golden import Fixture, normal

fixture = Fixture(lesson=4, script=__file__)


def gains():
    for name in ["linear", "conv2d", "sigmoid", "tanh", "relu", "selu"]:
        fixture.store(f"gain({name}).output", init.calculate_gain(name))
    slopes = [0.0, 0.01, 0.2, 1.0, math.sqrt(5)]
    fixture.store("gain(leaky_relu).slope", slopes)
    fixture.store("gain(leaky_relu).output", [init.calculate_gain("leaky_relu", slope) for slope in slopes])
    fixture.store("gain(leaky_relu, default).output", init.calculate_gain("leaky_relu"))


def fans():
    shapes = [[3, 5], [400, 300], [64, 3, 7], [64, 3, 3, 3], [64, 1, 3, 3], [512, 32, 4, 4], [8, 4, 3, 3, 3]]
    for shape in shapes:
        fixture.store(f"fans({shape}).output", init._calculate_fan_in_and_fan_out(torch.empty(shape)))


def products():
    """How many products a layer sums for an output, and for the gradient of an input: ones all the way.

    The means are taken over whole periods of the stride far from the borders.
    """
    for kind, shape, groups, stride in [
        ("convolution", [8, 6, 3, 3], 1, 1),
        ("convolution", [8, 1, 3, 3], 8, 1),
        ("convolution", [8, 3, 3, 3], 2, 1),
        ("convolution", [8, 6, 4, 4], 1, 2),
        ("convolution", [8, 6, 3, 3], 1, 3),
        ("transposed", [6, 4, 4, 4], 1, 1),
        ("transposed", [6, 4, 4, 4], 1, 2),
        ("transposed", [6, 2, 3, 3], 3, 1),
        ("transposed", [6, 1, 4, 4], 6, 2),
    ]:
        function = F.conv2d if kind == "convolution" else F.conv_transpose2d
        channels = shape[1] * groups if kind == "convolution" else shape[0]
        x = torch.ones([1, channels, 36, 36], requires_grad=True)
        y = function(x, torch.ones(shape), stride=stride, groups=groups)
        y.sum().backward()

        def inside(a):
            start = a.shape[-1] // 2 // 6 * 6
            return a[..., start : start + 6, start : start + 6].mean()

        group = f"products({kind}, {shape}, groups: {groups}, stride: {stride})"
        fixture.store(f"{group}.shape", shape)
        fixture.store(f"{group}.constants", [groups, stride])
        fixture.store(f"{group}.output", [inside(y).item(), inside(x.grad).item()])


SQRT5 = math.sqrt(5)
RULES = {
    "zeros": lambda w: init.zeros_(w),
    "ones": lambda w: init.ones_(w),
    "constant 0.5": lambda w: init.constant_(w, 0.5),
    "normal, deviation 0.02": lambda w: init.normal_(w, 0.0, 0.02),
    "uniform in -0.1…0.3": lambda w: init.uniform_(w, -0.1, 0.3),
    "truncated normal, deviation 0.02 in -2.0…2.0": lambda w: init.trunc_normal_(w, 0.0, 0.02),
    "truncated normal, deviation 5.0 in -2.0…2.0": lambda w: init.trunc_normal_(w, 0.0, 5.0),
    "truncated normal, mean 4.0, deviation 0.9 in -2.0…2.0": lambda w: init.trunc_normal_(w, 4.0, 0.9),
    "Xavier normal": lambda w: init.xavier_normal_(w),
    "Xavier uniform, gain 5/3": lambda w: init.xavier_uniform_(w, 5 / 3),
    "Kaiming normal, fan in": lambda w: init.kaiming_normal_(w),
    "Kaiming normal, fan out": lambda w: init.kaiming_normal_(w, mode="fan_out"),
    "Kaiming uniform, fan in": lambda w: init.kaiming_uniform_(w),
    "Kaiming uniform, fan out": lambda w: init.kaiming_uniform_(w, mode="fan_out"),
    "PyTorch's default for Linear": lambda w: init.kaiming_uniform_(w, a=SQRT5),
    "LeCun normal": lambda w: init.kaiming_normal_(w, nonlinearity="linear"),
    "LeCun uniform": lambda w: init.kaiming_uniform_(w, nonlinearity="linear"),
    "orthogonal": lambda w: init.orthogonal_(w),
    "identity": lambda w: init.eye_(w),
    "Dirac": lambda w: init.dirac_(w),
    "Dirac, 2 groups": lambda w: init.dirac_(w, 2),
    "sparse, 0.1 zeros": lambda w: init.sparse_(w, 0.1),
}


def initializers():
    """Of each rule, on the shapes that it takes: mean, standard deviation, least and greatest scalar."""
    torch.manual_seed(4)
    for shape in [[200, 300], [300, 100], [64, 16, 3, 3]]:
        for name, rule in RULES.items():
            try:
                with torch.no_grad():
                    w = rule(torch.empty(shape))
            except ValueError:
                continue
            ascii_name = name.replace("…", " to ")
            fixture.store(
                f"rule({ascii_name}; {shape}).output",
                [w.mean().item(), w.std(correction=0).item(), w.min().item(), w.max().item()],
            )


def exact_rules():
    for shape in [[3, 5], [5, 3], [4, 4]]:
        fixture.store(f"identity({shape}).output", init.eye_(torch.empty(shape)))
    for shape, groups in [([4, 2, 3], 1), ([4, 2, 3], 2), ([2, 3, 2, 4], 1), ([6, 2, 3, 3], 3), ([2, 2, 3, 2, 3], 1)]:
        fixture.store(f"dirac({shape}, groups: {groups}).output", init.dirac_(torch.empty(shape), groups))
    # The QR step of orthogonal_ on a matrix that can be repeated.
    for shape in [[5, 3], [3, 5], [4, 4], [3, 2, 2, 2]]:
        group = f"orthogonal({shape})"
        drawn = normal(f"{group}.input", [max(shape[0], math.prod(shape[1:])), min(shape[0], math.prod(shape[1:]))])
        q, r = torch.linalg.qr(drawn)
        q *= torch.diag(r).sign()
        if shape[0] < math.prod(shape[1:]):
            q = q.t()
        fixture.store(f"{group}.input", drawn)
        fixture.store(f"{group}.output", q.reshape(shape))
    # sparse_: zeros in each column.
    for rows, sparsity in [(10, 0.1), (10, 0.55), (7, 0.5), (5, 0.0), (5, 1.0)]:
        torch.manual_seed(rows)
        w = init.sparse_(torch.empty(rows, 6), sparsity)
        fixture.store(f"sparse({rows} rows, {sparsity}).output", (w == 0).sum(0))


def default_layers():
    """nn.Linear, nn.LSTM and nn.Embedding as they come: the greatest magnitude, and the deviation."""
    torch.manual_seed(0)
    linear = nn.Linear(300, 400)
    fixture.store(
        "defaults(Linear 300 to 400).output",
        [linear.weight.abs().max(), linear.weight.std(correction=0), linear.bias.abs().max()],
    )
    lstm = nn.LSTM(30, 100)
    fixture.store("defaults(LSTM 30 to 100).output", [p.abs().max() for p in lstm.parameters()])
    table = nn.Embedding(200, 100, padding_idx=3)
    fixture.store("defaults(Embedding, padding 3).output", [table.weight.std(correction=0), table.weight[3].abs().max()])


ACTIVATIONS = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": F.gelu,
    "silu": F.silu,
    "selu": F.selu,
    "elu": F.elu,
    "softplus": F.softplus,
    "leaky_relu": F.leaky_relu,
}


def half_lines(count=64, panels=24, reach=12.0):
    """Points and weights for N(0, 1), exact for what is smooth on both sides of 0."""
    point, weight = numpy.polynomial.legendre.leggauss(count)
    edges = numpy.linspace(0, reach, panels + 1)
    x = numpy.concatenate([(a + b) / 2 + (b - a) / 2 * point for a, b in zip(edges, edges[1:])])
    w = numpy.concatenate([(b - a) / 2 * weight for a, b in zip(edges, edges[1:])])
    w = w * numpy.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return torch.tensor(numpy.concatenate([-x, x])), torch.tensor(numpy.concatenate([w, w]))


def expected_values():
    z, w = half_lines()
    variances = [0.25, 1.0, 4.0]
    fixture.store("moments.variance", variances)
    for name, function in ACTIVATIONS.items():
        second, slopes = [], []
        for variance in variances:
            x = (math.sqrt(variance) * z).requires_grad_()
            y = function(x)
            (slope,) = torch.autograd.grad(y.sum(), x)
            second.append((w * y.detach() ** 2).sum().item())
            slopes.append((w * slope**2).sum().item())
        fixture.store(f"moments({name}).secondMoment", second)
        fixture.store(f"moments({name}).squaredSlope", slopes)


def correlations():
    """Mean-field maps of the correlation: ReLU by its closed form, smooth activations by Gauss and Hermite."""
    values = [-0.9, -0.3, 0.0, 0.3, 0.6, 0.9, 0.99]
    fixture.store("correlation.input", values)
    closed = [(math.sqrt(1 - c * c) + (math.pi - math.acos(c)) * c) / math.pi for c in values]
    fixture.store("correlation(relu).output", closed)
    x, w = numpy.polynomial.hermite_e.hermegauss(140)
    x, w = torch.tensor(x), torch.tensor(w / math.sqrt(2 * math.pi))
    for name in ["tanh", "gelu", "softplus"]:
        function, output = ACTIVATIONS[name], []
        for c in values:
            u = x[:, None]
            v = c * u + math.sqrt(1 - c * c) * x[None, :]
            product = (w[:, None] * w[None, :] * function(u) * function(v)).sum()
            output.append((product / (w * function(x) ** 2).sum()).item())
        fixture.store(f"correlation({name}).output", output)


def starting_losses():
    frequencies = [0.5, 0.1, 0.01, 0.001]
    bias = [-math.log((1 - f) / f) for f in frequencies]
    loss = lambda b, f: F.binary_cross_entropy_with_logits(torch.tensor(b), torch.tensor(f)).item()
    fixture.store("prior.frequency", frequencies)
    fixture.store("prior.bias", bias)
    fixture.store("prior.loss", [loss(b, f) for b, f in zip(bias, frequencies)])
    fixture.store("prior.lossAtZero", [loss(0.0, f) for f in frequencies])
    fixture.store("prior.lossOfWrongSign", [loss(-b, f) for b, f in zip(bias, frequencies)])


def signals():
    """Root mean square, spread and mean cosine of every layer's output and of its gradient, 4-5-5-3 with ReLU and tanh."""

    def measure(batch):
        n = len(batch)
        units = batch / batch.norm(dim=1, keepdim=True)
        cosine = (units @ units.t()).sum() - n
        return [
            batch.square().mean().sqrt().item(),
            (batch - batch.mean(0)).square().mean().sqrt().item(),
            (cosine / (n * (n - 1))).item(),
        ]

    for name in ["relu", "tanh"]:
        group = f"signals({name})"
        x = normal(f"{group}.input", [6, 4]).requires_grad_()
        fixture.store(f"{group}.input", x)
        h, outputs = x, []
        for index, (rows, columns) in enumerate([(5, 4), (5, 5), (3, 5)]):
            weight = normal(f"{group}.weight{index}", [rows, columns])
            bias = normal(f"{group}.bias{index}", [rows])
            fixture.store(f"{group}.weight{index}", weight)
            fixture.store(f"{group}.bias{index}", bias)
            h = F.linear(h, weight, bias)
            outputs.append(h)
            if index < 2:
                h = ACTIVATIONS[name](h)
                outputs.append(h)
        loss = F.cross_entropy(h, torch.tensor([0, 1, 2, 2, 1, 0]))
        gradients = torch.autograd.grad(loss, [x] + outputs)
        fixture.store(f"{group}.loss", loss)
        fixture.store(f"{group}.output", [measure(value.detach()) for value in [x] + outputs])
        fixture.store(f"{group}.gradient", [measure(value) for value in gradients])


gains()
fans()
products()
initializers()
exact_rules()
default_layers()
expected_values()
correlations()
starting_losses()
signals()
fixture.write()
