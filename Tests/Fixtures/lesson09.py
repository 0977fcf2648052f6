"""Reference values of lesson 09: numbers of 16 bits, the loss scaler step by step, Hessians, the noise of gradients.

Numbers of 16 bits are compared by their bits. Of 20,000 random numbers a format only the hashes of a thousand each are
stored; both sides draw the numbers by SplitMix64.
"""

import math

import numpy
import torch
from torch import nn

from golden import Fixture, normal

fixture = Fixture(9, __file__)
SIXTY_FOUR_BITS = (1 << 64) - 1
FORMATS = {"float16": torch.float16, "bfloat16": torch.bfloat16}


class SplitMix64:
    """The course's random generator: `Sources/TensorCore/Random.swift`."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & SIXTY_FOUR_BITS
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & SIXTY_FOUR_BITS
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & SIXTY_FOUR_BITS
        return z ^ (z >> 31)


def bits(tensor):
    """The bits of numbers of 16 bits, every NaN as the quiet, positive one."""
    quiet = 0x7E00 if tensor.dtype == torch.float16 else 0x7FC0
    patterns = [pattern & 0xFFFF for pattern in tensor.view(torch.int16).tolist()]
    return [quiet if math.isnan(x) else pattern for x, pattern in zip(tensor.tolist(), patterns)]


def hashed(words):
    """FNV-1a over words of 16 bits."""
    value = 0x811C9DC5
    for word in words:
        value = ((value ^ word) * 0x01000193) & 0xFFFFFFFF
    return value


def formats():
    for name, kind in FORMATS.items():
        info = torch.finfo(kind)
        fixture.store(f"format({name}).finfo", [info.eps, info.max, info.smallest_normal])
        # Any 32 bits, of which most lie beyond the range of float16; and numbers around that range.
        for source, seed in [("bits", 16), ("range", 61)]:
            generator = SplitMix64(seed)
            hashes = []
            for _ in range(20):
                drawn = [generator.next() for _ in range(1000)]
                if source == "bits":
                    patterns = [word & 0xFFFFFFFF for word in drawn]
                else:
                    patterns = [
                        (word & 0x80000000) | ((95 + (word >> 40) % 50) << 23) | (word & 0x7FFFFF) for word in drawn
                    ]
                numbers = torch.tensor(patterns, dtype=torch.int64).to(torch.int32).view(torch.float32)
                hashes.append(hashed(bits(numbers.to(kind))))
            fixture.store(f"format({name}, {source}).hashes", hashes)
        special = [0.0, -0.0, 1.0, -2.0, 65504.0, 65519.0, 65520.0, -65520.0, 2048.0, 2049.0, 2051.0, 1e-8, 6e-8, 3e-8]
        special += [5.96e-8, 6.1e-5, 1e-40, 1e-45, 0.1, 256.0, 257.0, 259.0, 3.3e38, 3.4e38, 1.00390625, 1.01171875]
        fixture.store(f"format({name}).numbers", torch.tensor(special, dtype=torch.float32).to(torch.float64))
        fixture.store(f"format({name}).bits", bits(torch.tensor(special, dtype=torch.float32).to(kind)))
        unending = torch.tensor([math.inf, -math.inf, math.nan], dtype=torch.float32)
        fixture.store(f"format({name}).notFinite", bits(unending.to(kind)))
        # PyTorch rounds double precision to single precision first: just above a tie it lands on the tie.
        above = 1 + torch.finfo(kind).eps / 2 + 2.0**-30
        fixture.store(f"twice({name}).number", above)
        fixture.store(f"twice({name}).output", torch.tensor(above, dtype=torch.float64).to(kind))


def sums():
    """A plain loop stalls; PyTorch's own sums keep wider numbers inside."""
    terms = torch.full((10_000,), 1e-4, dtype=torch.float16)
    total = torch.tensor(0, dtype=torch.float16)
    for term in terms:
        total = total + term
    fixture.store("sum(float16, loop).output", total)
    fixture.store("sum(float16, sum).output", terms.sum())
    fixture.store("sum(float16, cumsum).output", terms.cumsum(0)[-1])
    fixture.store("sum(float16, numpy).output", float(terms.numpy().sum()))
    half = lambda x: torch.tensor(x, dtype=torch.float16)
    fixture.store("half.table", [(half(2048.0) + half(1.0)), half(11.0).exp(), half(1.0) + half(4e-4)])
    fixture.store("half.exponential", bits(half([12.0]).exp()))
    fixture.store("brain.table", torch.tensor(1.0, dtype=torch.bfloat16) + torch.tensor(1e-3, dtype=torch.bfloat16))


def scaled_run(name, found, start=65536.0, growth=2.0, backoff=0.5, interval=2000):
    """One parameter, whose gradient is 1, or what `found` says: 1 stands for infinity, 2 for NaN."""
    parameter = nn.Parameter(torch.tensor([8.0, 8.0]))
    optimizer = torch.optim.SGD([parameter], lr=0.125)
    scaler = torch.amp.GradScaler(
        "cpu", init_scale=start, growth_factor=growth, backoff_factor=backoff, growth_interval=interval
    )
    scales, trackers, values, kinds = [], [], [], []
    for kind in found:
        optimizer.zero_grad()
        scaler.scale(parameter.sum()).backward()
        if kind > 0:
            parameter.grad[0] = math.inf if kind == 1 else math.nan
        scaler.step(optimizer)
        scaler.update()
        scales.append(scaler.get_scale())
        trackers.append(scaler.state_dict()["_growth_tracker"])
        value = parameter[1].item()
        values.append(value if math.isfinite(value) else 0.0)
        kinds.append(0 if math.isfinite(value) else 2 if math.isnan(value) else 1)
    fixture.store(f"scaler({name}).settings", [start, growth, backoff, interval])
    fixture.store(f"scaler({name}).found", found)
    fixture.store(f"scaler({name}).scales", scales)
    fixture.store(f"scaler({name}).trackers", trackers)
    fixture.store(f"scaler({name}).values", values)
    fixture.store(f"scaler({name}).kinds", kinds)


def scalers():
    scaled_run("table", [1, 1, 0, 0, 0, 0, 0, 0, 1], interval=3)
    scaled_run("nan", [0, 2, 0, 0, 2, 1, 0, 0], interval=2)
    generator = SplitMix64(3)
    drawn = [generator.next() >> 32 for _ in range(80)]
    scaled_run("random", [word % 2 + 1 if word % 7 < 2 else 0 for word in drawn], interval=4)
    scaled_run("factors", [0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0], start=3.0, growth=1.7, backoff=0.3, interval=2)
    scaled_run("floor", [1] * 200 + [0] * 3, interval=2)
    scaled_run("ceiling", [0] * 8, start=2.0**124, interval=1)


def hessians():
    """A small network with tanh: its gradient, its Hessian's eigenvalues, and a product."""
    group = "hessian(tanh)"
    shapes = {"weight1": (4, 3), "bias1": (4,), "weight2": (2, 4), "bias2": (2,)}
    parts = {name: normal(f"{group}.{name}", shape) for name, shape in shapes.items()}
    x = normal(f"{group}.x", (6, 3))
    labels = torch.tensor([0, 1, 1, 0, 1, 0])
    flat = torch.cat([part.flatten() for part in parts.values()])

    def loss(vector):
        pieces = vector.split([math.prod(shape) for shape in shapes.values()])
        w1, b1, w2, b2 = [piece.reshape(shape) for piece, shape in zip(pieces, shapes.values())]
        logits = (x @ w1.T + b1).tanh() @ w2.T + b2
        return nn.functional.cross_entropy(logits, labels)

    matrix = torch.autograd.functional.hessian(loss, flat)
    direction = normal(f"{group}.direction", flat.shape)
    for name, part in parts.items():
        fixture.store(f"{group}.{name}", part)
    fixture.store(f"{group}.x", x)
    fixture.store(f"{group}.labels", labels)
    fixture.store(f"{group}.direction", direction)
    fixture.store(f"{group}.product", matrix @ direction)
    fixture.store(f"{group}.eigenvalues", torch.linalg.eigvalsh((matrix + matrix.T) / 2).flip(0))


def noise():
    """The gradients of a linear regression, sample by sample: their mean and the trace of their covariance."""
    group = "noise(regression)"
    x, y, weight = [normal(f"{group}.{name}", shape) for name, shape in [("x", (64, 3)), ("y", (64,)), ("weight", (3,))]]
    gradients = 2 * (x @ weight - y).unsqueeze(1) * x
    mean = gradients.mean(0)
    for name, value in [("x", x), ("y", y), ("weight", weight)]:
        fixture.store(f"{group}.{name}", value)
    fixture.store(f"{group}.signal", mean @ mean)
    fixture.store(f"{group}.noise", torch.cov(gradients.T, correction=0).trace())


def percentiles():
    norms = normal("percentile.norms", (37,)).abs()
    fixture.store("percentile.norms", norms)
    fixture.store("percentile.shares", [0.0, 0.1, 0.25, 0.5, 1.0])
    fixture.store("percentile.output", [numpy.percentile(norms.numpy(), 100 * (1 - s)) for s in [0, 0.1, 0.25, 0.5, 1]])


def half_network():
    """A forward and a backward pass wholly in float16, with the loss multiplied by 1024."""
    group = "half(network)"
    shapes = {"weight1": (8, 6), "bias1": (8,), "weight2": (3, 8), "bias2": (3,)}
    parts = {name: (normal(f"{group}.{name}", shape) / 2).half().requires_grad_() for name, shape in shapes.items()}
    x = normal(f"{group}.x", (5, 6)).half()
    labels = torch.tensor([0, 2, 1, 1, 0])
    w1, b1, w2, b2 = parts.values()
    logits = nn.functional.linear(nn.functional.linear(x, w1, b1).relu(), w2, b2)
    (nn.functional.cross_entropy(logits.float(), labels) * 1024).backward()
    fixture.store(f"{group}.x", x)
    fixture.store(f"{group}.labels", labels)
    for name, part in parts.items():
        fixture.store(f"{group}.{name}", part)
        fixture.store(f"{group}.gradient.{name}", part.grad)
    fixture.store(f"{group}.output", logits)


formats()
sums()
scalers()
hessians()
noise()
percentiles()
half_network()
fixture.write()
