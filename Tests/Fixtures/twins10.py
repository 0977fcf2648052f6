"""The failure modes of lesson 10 as a user of PyTorch meets them."""

import math

import numpy

import torch
from torch import nn
from torch.nn import functional as F

from twins import SplitMix64, Twins, below, linear_layers

twins = Twins(lesson=10, script=__file__)

TRAINED = "Rounding differences of a training run grow with its steps."
SOLVED = "Least squares is solved by another factorization."

# MARK: What several twins share


def line(low, high, count):
    """Equally spaced points as a column."""
    return torch.linspace(low, high, count).unsqueeze(1)


def perceptron(generator, *widths):
    """A multilayer perceptron with ReLUs and the weights that ours gets from the same generator."""
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.ReLU()] * bool(layers) + [nn.Linear(inputs, outputs)]
    model = nn.Sequential(*layers)
    generator.start(*linear_layers(model))
    return model


def train(model, loss, steps, lr):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
    with torch.no_grad():
        return loss()


def accuracy(model, x, y):
    with torch.no_grad():
        return (model(x).argmax(1) == y).double().mean()


def interpolation(f, low, high, pieces):
    """The straight pieces between equally spaced knots, as a function that goes on with its outermost slopes."""
    knots = line(low, high, pieces + 1).squeeze()
    values = f(knots)
    slopes = values.diff() / knots.diff()

    def evaluate(x):
        piece = (torch.searchsorted(knots, x, right=True) - 1).clamp(0, pieces - 1)
        return values[piece] + slopes[piece] * (x - knots[piece])

    return evaluate


def tents(x, count=6):
    for _ in range(count):
        x = 2 * F.relu(x) - 4 * F.relu(x - 0.5)
    return x


# MARK: What training finds


def exists_and_is_not_found():
    # twin: F10.1
    def broken(x):
        # broken
        inputs = x                                    # [64, 1]
        # end
        return inputs

    def cured(x):
        # cured
        turns = math.pi * torch.arange(1, 9)
        inputs = torch.stack([(x * turns).sin(), (x * turns).cos()], 2).flatten(1)
        # end
        return inputs

    def measure(lines):
        x = line(-1, 1, 64)
        inputs, y = lines(x), (8 * math.pi * x).sin()
        model = perceptron(SplitMix64(0), inputs.shape[1], 64, 1)
        return train(model, lambda: F.mse_loss(model(inputs), y), 200, 5e-3)

    twins.record(
        "F10.1", "mean squared error on 64 points of sin 8πx, one hidden layer of 64 ReLUs", broken, cured,
        measure=measure, remedy="trained on sines and cosines of x", broken_within=1e-6, cured_within=below(1e-4),
        reason=TRAINED,
    )


def one_wide_layer():
    # twin: F10.2
    def broken():
        # broken
        first, last = nn.Linear(1, 15), nn.Linear(15, 1)  # 16 pieces at most
        model = nn.Sequential(first, nn.ReLU(), last)
        # end
        # The best weights: right at the first 17 points, then straight on. Two units look left, and the heights 3 and 2
        # make their slopes add up to that of the first piece.
        heights = torch.arange(17.0) % 2
        heights[1], heights[5] = 3, 2
        knots, changes = torch.arange(1.0, 16) / 64, 64 * heights.diff().diff()
        sides = torch.ones(15)
        sides[[0, 3]] = -1
        with torch.no_grad():
            first.weight.copy_(sides[:, None])
            first.bias.copy_(-sides * knots)
            last.weight.copy_(changes[None])
            last.bias.fill_(-(changes * knots)[[0, 3]].sum())
        return model

    def cured():
        # cured
        tent = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1))
        model = nn.Sequential(*[tent] * 6)            # 12 units, six layers
        # end
        with torch.no_grad():
            tent[0].weight.fill_(1)
            tent[0].bias.copy_(torch.tensor([0, -0.5]))
            tent[2].weight.copy_(torch.tensor([[2.0, -4.0]]))
            tent[2].bias.zero_()
        return model

    def measure(lines):
        x = line(0, 1, 65)
        with torch.no_grad():
            found = lines()(x).squeeze() > 0.5
        return (found != (tents(x).squeeze() > 0.5)).sum()

    twins.record(
        "F10.2", "wrong labels on 65 points of six composed tents, by the best network of its kind", broken, cured,
        measure=measure, remedy="12 units in six layers", broken_within=0, cured_within=0,
    )


def deep_and_narrow():
    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner, self.outer = nn.Linear(8, 8), nn.Linear(8, 8)
            nn.init.zeros_(self.outer.weight)
            nn.init.zeros_(self.outer.bias)

    class Plain(Block):
        def forward(self, a):
            return F.relu(self.outer(F.relu(self.inner(a))))

    class Skipping(Block):
        # twin: F10.6
        def forward(self, a):
            return cured(self, a)

    def broken(self, a):
        # broken
        return F.relu(self.outer(F.relu(self.inner(a))))
        # end

    def cured(self, a):
        # cured
        return a + self.outer(F.relu(self.inner(a)))  # outer starts at 0
        # end

    def measure(lines):
        generator = SplitMix64(0)
        x = line(-1, 1, 32)
        y = (2 * math.pi * x).sin()
        if lines is broken:
            model = perceptron(generator, 1, *[8] * 25, 1)
        else:
            blocks = [Skipping() for _ in range(12)]
            model = nn.Sequential(nn.Linear(1, 8), nn.ReLU(), *blocks, nn.Linear(8, 1))
            generator.start(model[0], *[block.inner for block in blocks], model[-1])
        return train(model, lambda: F.mse_loss(model(x), y), 100, 5e-3)

    twins.record(
        "F10.6", "mean squared error on 32 points of sin 2πx after 100 steps", broken, cured, measure=measure,
        remedy="skips around every two layers", broken_within=1e-5, cured_within=1e-3, reason=TRAINED,
    )


def width_for_noise():
    # twin: F10.8
    def broken(x, direction, coin):
        # broken
        y = coin(len(x))                              # nothing to be learned
        # end
        return y

    def cured(x, direction, coin):
        # cured
        y = (x @ direction > 0).long()
        # end
        return y

    def measure(lines):
        generator = SplitMix64(80)
        direction = generator.normal(16)

        def coin(count):
            return torch.tensor([generator.below(2) for _ in range(count)])

        x = generator.normal(64, 16)
        y = lines(x, direction, coin)
        points = generator.normal(256, 16)
        labels = lines(points, direction, coin)
        model = perceptron(generator, 16, 128, 2)
        train(model, lambda: F.cross_entropy(model(x), y), 60, 1e-2)
        return accuracy(model, points, labels)

    twins.record(
        "F10.8", "validation accuracy of 128 hidden units, trained on 64 samples of 16 features", broken, cured,
        measure=measure, remedy="labels that follow the inputs", broken_within=0.01, cured_within=0.01,
        reason="One of 256 samples may fall on the other side of the boundary.",
    )


def bottleneck_in_front():
    # twin: F10.10
    def broken(build):
        # broken
        model = build(2, 1, 64, 2)
        # end
        return model

    def cured(build):
        # cured
        model = build(2, 16, 16, 2)
        # end
        return model

    def measure(lines):
        generator = SplitMix64(100)
        x = generator.uniform(128, 2, bound=1)
        y = ((x[:, 0] > 0) != (x[:, 1] > 0)).long()
        model = lines(lambda *widths: perceptron(generator, *widths))
        train(model, lambda: F.cross_entropy(model(x), y), 120, 2e-2)
        return accuracy(model, x, y)

    twins.record(
        "F10.10", "training accuracy on 128 points of the four quadrants of XOR", broken, cured, measure=measure,
        remedy="2-16-16-2", broken_within=0.03, cured_within=0,
        reason="Two of 128 samples may fall on the other side of the boundary.",
    )


# MARK: What exists


def polynomial_activation():
    # twin: F10.3
    def broken(z):
        # broken
        h = z**2
        # end
        return h

    def cured(z):
        # cured
        h = torch.relu(z)
        # end
        return h

    def tanh(z):
        # also
        h = torch.tanh(z)
        # end
        return h

    def measure(lines):
        generator = SplitMix64(0)
        weight, bias = generator.normal(64, 1), generator.uniform(64, bound=1)

        def features(x):
            h = lines(x @ weight.T + bias)
            return torch.cat([h, torch.ones(len(x), 1)], 1)

        x, fine = line(-1, 1, 201), line(-1, 1, 801)
        # The ridge of ours: rows that pull every weight to 0 a little.
        ridge = math.sqrt(1e-12 * 201) * torch.eye(65)
        rows, targets = torch.cat([features(x), ridge]), torch.cat([x.abs(), torch.zeros(65, 1)])
        q, r = torch.linalg.qr(rows)
        w = torch.linalg.solve_triangular(r, q.T @ targets, upper=True)
        return F.mse_loss(features(fine) @ w, fine.abs()).sqrt()

    twins.record(
        "F10.3", "root of the mean squared error of the best fit to |x| by 64 random units", broken, cured,
        measure=measure, remedy="ReLU", also=[("tanh", tanh, 1e-3)], broken_within=1e-6, cured_within=1e-3,
        reason=SOLVED,
    )


def jump_in_the_target():
    # twin: F10.4
    def broken(output, target, x):
        # broken
        error = (output - target).abs().max()
        # end
        return error

    def cured(output, target, x):
        # cured
        error = torch.trapezoid((output - target).abs(), x)
        # end
        return error

    def measure(lines):
        near = torch.logspace(-12, 0, 4001)
        x = torch.cat([-near.flip(0), near])
        return lines(torch.sigmoid(1000 * x), (x > 0).double(), x)

    twins.record(
        "F10.4", "error of a sigmoid of steepness 1000 against a step, as judged", broken, cured, measure=measure,
        remedy="area between", broken_within=1e-6, cured_within=1e-4,
        reason="PyTorch looks at points, and adds up trapezoids between them.",
    )


def outside_the_range():
    def f(x):
        return x * x

    # twin: F10.5
    def broken(fit):
        # broken
        model = fit(-1, 1)
        # end
        return model

    def cured(fit):
        # cured
        model = fit(-3, 3)                            # what will be served
        # end
        return model

    def measure(lines):
        model = lines(lambda low, high: interpolation(f, low, high, 16))
        return (model(torch.tensor([3.0])) - 9).abs()

    twins.record(
        "F10.5", "error at 3 of a fit to x²", broken, cured, measure=measure, remedy="fitted on −3…3",
        cured_within=below(1e-9), reason="The knot at 3 is met but for rounding.",
    )


def at_the_threshold_of_width():
    # twin: F10.9
    def broken(features, x, y):
        # broken
        phi = features(20)                            # as many as samples
        w = torch.linalg.lstsq(phi(x), y, driver="gelsd").solution
        # end
        return phi, w

    def cured(features, x, y):
        # cured
        phi = features(400)
        w = torch.linalg.lstsq(phi(x), y, driver="gelsd").solution
        # end
        return phi, w

    def ridge(features, x, y):
        # also
        phi = features(20)
        a = phi(x)
        w = torch.linalg.solve(a.T @ a + 5 * torch.eye(20), a.T @ y)
        # end
        return phi, w

    def measure(lines):
        errors = []
        for seed in range(160, 180):
            generator = SplitMix64(seed)
            true, x, points = generator.normal(10, 1), generator.normal(20, 10), generator.normal(100, 10)
            y = x @ true + generator.normal(20, 1, std=0.5)

            def features(count):
                weight = generator.normal(count, 10, std=10**-0.5)
                return lambda x: torch.relu(x @ weight.T)

            phi, w = lines(features, x, y)
            errors.append(F.mse_loss(phi(points) @ w, points @ true).item())
        return sorted(errors)[9]

    twins.record(
        "F10.9", "median validation error of 20 fits of 20 samples by random ReLU features", broken, cured,
        measure=measure, remedy="width 400", also=[("width 20, ridge 5", ridge, 1e-8)], broken_within=1e-5,
        cured_within=1e-6, reason=SOLVED,
    )


# MARK: What is counted


def equal_parameters():
    def build(*widths):
        return nn.Sequential(*[nn.Linear(a, b) for a, b in zip(widths, widths[1:])])

    def count(model):
        return sum(p.numel() for p in model.parameters())

    # twin: F10.7
    def broken(build):
        # broken
        wide = build(512, 2048, 2048, 10)             # "2 layers of 2048"
        # end
        return wide

    def cured(build):
        # cured
        wide = build(512, 2048, 10)
        # end
        return wide

    def measure(lines):
        return count(lines(build)) / count(build(512, 512, 512, 512, 512, 10))

    twins.record(
        "F10.7", "parameters of the wide candidate ÷ those of 4 layers of 512", broken, cured, measure=measure,
        remedy="one hidden layer of 2048",
    )


def zeros_that_are_multiplied():
    from torch.nn.utils import prune
    from torch.utils.flop_counter import FlopCounterMode

    # twin: F10.11
    def broken(layer):
        # broken
        prune.l1_unstructured(layer, "weight", amount=0.9)
        # end
        return layer

    def cured(layer):
        # cured
        prune.ln_structured(layer, "weight", amount=0.9, n=2, dim=0)
        kept = layer.weight.abs().sum(1) > 0
        small = nn.Linear(100, int(kept.sum()), bias=False)
        small.weight.data = layer.weight[kept].detach()
        # end
        return small

    def measure(lines):
        torch.manual_seed(0)
        layer = lines(nn.Linear(100, 100, bias=False))
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            layer(torch.ones(1, 100))
        return counter.get_total_flops() / 2 / layer.weight.count_nonzero()

    twins.record(
        "F10.11", "multiply-adds of a forward pass ÷ weights that are not 0, one sample, 100-100", broken, cured,
        measure=measure, remedy="whole units removed",
    )


def errors_of_widths(widths):
    """The greatest errors of interpolating a sine, with a floor of 0.001."""

    def f(x):
        return (2 * math.pi * x).sin()

    errors = []
    for width in widths:
        x = torch.linspace(0, 1, 16 * width + 1)
        errors.append((interpolation(f, 0, 1, width)(x) - f(x)).abs().max() + 0.001)
    return torch.stack(errors)


def law_beyond_its_range():
    # twin: F10.12
    def broken(law, measured):
        # broken
        surprise = measured(1024) / law(1024)         # fitted on 4 to 32
        # end
        return surprise

    def cured(law, measured):
        # cured
        surprise = measured(48) / law(48)             # first a size between
        # end
        return surprise

    def measure(lines):
        widths = torch.tensor([4.0, 8, 16, 32])
        logs = torch.stack([widths.log(), torch.ones(4)], 1)
        slope, start = torch.linalg.lstsq(logs, errors_of_widths([4, 8, 16, 32]).log()).solution
        return lines(lambda n: (start + slope * math.log(n)).exp(), lambda n: errors_of_widths([n])[0])

    twins.record(
        "F10.12", "measured error ÷ predicted error at the next width", broken, cured, measure=measure,
        remedy="asked at 48", broken_within=1e-9, cured_within=1e-9, reason=SOLVED,
    )


def even_knots():
    # twin: F10.13
    def broken(bending):
        # broken
        knots = torch.linspace(-1, 1, 17)
        # end
        return knots

    def cured(bending):
        # cured
        cells = torch.linspace(-1, 1, 1025)
        share = bending((cells[1:] + cells[:-1]) / 2).abs().sqrt().cumsum(0)
        share = torch.cat([torch.zeros(1), share / share[-1]])
        knots = torch.tensor(numpy.interp(torch.linspace(0, 1, 17), share, cells))
        # end
        return knots

    def measure(lines):
        def f(x):
            return (20 * x).tanh()

        knots = lines(lambda x: -800 * f(x) * (1 - f(x) ** 2))
        x = torch.linspace(-1, 1, 10001)
        return float(abs(numpy.interp(x, knots, f(knots)) - f(x).numpy()).max())

    twins.record(
        "F10.13", "greatest error of 16 pieces on tanh 20x", broken, cured, measure=measure, remedy="by curvature",
        broken_within=1e-9, cured_within=1e-9, reason="Points and knots are rounded otherwise.",
    )


for twin in [
    exists_and_is_not_found, one_wide_layer, polynomial_activation, jump_in_the_target, outside_the_range,
    deep_and_narrow, equal_parameters, width_for_noise, at_the_threshold_of_width, bottleneck_in_front,
    zeros_that_are_multiplied, law_beyond_its_range, even_knots,
]:
    twin()

twins.write()
