"""Reference values of lesson 10: constructions by interpolation, pieces and regions by brute force, bounds in whole
numbers, networks with skips, the first steps of trainings, pruned networks, costs.

What the course builds from weights is computed here another way wherever there is one: a sawtooth and the square by
levels are interpolations, a region is found by the signs of all units at many points, a bound is a sum of binomials.
Random weights are drawn by SplitMix64 on both sides.
"""

import math

import numpy
import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional as F
from torch.nn.utils import prune
from torch.utils.flop_counter import FlopCounterMode

from golden import Fixture, normal

fixture = Fixture(10, __file__)
SIXTY_FOUR_BITS = (1 << 64) - 1


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

    def fraction(self):
        return (self.next() >> 11) * 2.0**-53

    def below(self, bound):
        rejected = (SIXTY_FOUR_BITS + 1 - bound) % bound
        while True:
            bits = self.next()
            if bits >= rejected:
                return bits % bound

    def permutation(self, count):
        order = list(range(count))
        for last in range(count - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def normal(self, *shape):
        values = []
        while len(values) < math.prod(shape):
            radius = math.sqrt(-2 * math.log(1 - self.fraction()))
            angle = 2 * math.pi * self.fraction()
            values += [radius * math.cos(angle), radius * math.sin(angle)]
        return torch.tensor(values[: math.prod(shape)]).reshape(shape)

    def uniform(self, *shape, bound):
        values = [-bound + 2 * bound * self.fraction() for _ in range(math.prod(shape))]
        return torch.tensor(values).reshape(shape)

    def start(self, *layers):
        """Gives linear layers PyTorch's start, as ours get it from the same seed."""
        with torch.no_grad():
            for layer in layers:
                bound = 1 / math.sqrt(layer.in_features)
                layer.weight.copy_(self.uniform(*layer.weight.shape, bound=bound))
                layer.bias.copy_(self.uniform(*layer.bias.shape, bound=bound))


def linear_layers(model):
    return [module for module in model.modules() if isinstance(module, nn.Linear)]


def perceptron(widths, generator=None):
    """A multilayer perceptron with ReLUs, with the weights that ours gets from the generator."""
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.ReLU()] * bool(layers) + [nn.Linear(inputs, outputs)]
    model = nn.Sequential(*layers)
    if generator:
        generator.start(*linear_layers(model))
    return model


def column(values):
    return torch.as_tensor(values).reshape(-1, 1)


# MARK: Constructions


def straight_pieces():
    """Interpolation by NumPy, which knows no units; to the right of the last knot the last slope goes on."""
    for count in [2, 5, 9]:
        group = f"pieces({count} knots)"
        knots = numpy.arange(count) - count / 2 + 0.3 * numpy.tanh(normal(f"{group}.jitter", (count,)).numpy())
        values = normal(f"{group}.heights", (count,)).numpy()
        x = numpy.linspace(knots[0] - 1, knots[-1] + 1, 61)
        slopes = numpy.diff(values) / numpy.diff(knots)
        beyond = values[-1] + slopes[-1] * (x - knots[-1])
        output = numpy.where(x > knots[-1], beyond, numpy.interp(x, knots, values))
        for name, value in [("knots", knots), ("values", values), ("slopes", slopes), ("x", x), ("output", output)]:
            fixture.store(f"{group}.{name}", value)
    # The sine misses on both sides, pieces of the exponential lie above it, those of its mirror image below.
    counts = [1, 2, 3, 4, 7, 16, 23, 64]
    x = numpy.linspace(0, 1, 10_001)
    functions = {"sine": lambda x: numpy.sin(2 * numpy.pi * x), "above": numpy.exp, "below": lambda x: -numpy.exp(x)}
    for name, f in functions.items():
        misses = [numpy.abs(numpy.interp(x, *knots_and_values(f, 0, 1, count)) - f(x)).max() for count in counts]
        fixture.store(f"greatestError({name}).pieces", counts)
        fixture.store(f"greatestError({name}).output", misses)
    bounds = [(0.01, 4 * math.pi**2, 1), (0.3, 2, 5), (1e-4, 7, 0.5), (5, 1, 1), (0.02, 0, 3), (0.125, 1, 4)]
    fixture.store("sufficient(pieces).arguments", bounds)
    fixture.store(
        "sufficient(pieces).output",
        [next(n for n in range(1, 10_000) if m * (length / n) ** 2 / 8 <= e) for e, m, length in bounds],
    )


def knots_and_values(function, low, high, pieces):
    knots = numpy.linspace(low, high, pieces + 1)
    return knots, function(knots)


def knots_by_curvature():
    """Knots at equal shares of the integral of the root of |f''|: the inverse of a cumulative sum."""
    sine = lambda x: -((2 * numpy.pi) ** 2) * numpy.sin(2 * numpy.pi * x)
    tanh = lambda x: -2 * numpy.tanh(x) * (1 - numpy.tanh(x) ** 2)
    cases = [("sine", sine, 0, 1, 19), ("tanh", tanh, -3, 4, 6), ("sine", sine, 0.1, 0.7, 1)]
    for name, bending, low, high, count in cases:
        edges = numpy.linspace(low, high, 64 * count + 1)
        densities = numpy.sqrt(numpy.abs(bending((edges[1:] + edges[:-1]) / 2)))
        passed = numpy.concatenate([[0], numpy.cumsum(densities)])
        knots = numpy.interp(passed[-1] * numpy.arange(count + 1) / count, passed, edges)
        fixture.store(f"curvature({name}, {count}).range", [low, high])
        fixture.store(f"curvature({name}, {count}).knots", knots)


def sawteeth_and_squares():
    """A sawtooth interpolates 0, 1, 0, 1 ...; the square by m levels interpolates the square at 2^m + 1 knots."""
    x = numpy.linspace(0, 1, 101)
    fixture.store("grid.x", x)
    saw = lambda k, x: numpy.interp(x, numpy.arange(2**k + 1) / 2**k, numpy.arange(2**k + 1) % 2)
    square = lambda m, x: numpy.interp(x, numpy.arange(2**m + 1) / 2**m, (numpy.arange(2**m + 1) / 2**m) ** 2)
    y = x[::-1] ** 2
    fixture.store("grid.y", y)
    for count in [1, 2, 3, 6]:
        fixture.store(f"sawtooth({count}).output", saw(count, x))
        fixture.store(f"square({count}).output", square(count, x))
        product = 2 * square(count, (x + y) / 2) - square(count, x) / 2 - square(count, y) / 2
        fixture.store(f"product({count}).output", product)
    # As modules of PyTorch, with autograd's derivative: ours is asked of pieces.
    for count in [1, 2, 3, 6]:
        model = perceptron([1] + [2] * count + [1])
        with torch.no_grad():
            for index, layer in enumerate(linear_layers(model)):
                layer.weight.copy_(torch.tensor([[2.0, -4.0]]) if index else torch.ones(2, 1))
                layer.bias.copy_(torch.tensor([0.0, -0.5]) if index < count else torch.zeros(1))
        middles = column((torch.arange(2**count) + 0.5) / 2**count).requires_grad_()
        output = model(middles)
        (slopes,) = torch.autograd.grad(output.sum(), middles)
        fixture.store(f"teeth({count}).output", output.squeeze(1))
        fixture.store(f"teeth({count}).slopes", slopes.squeeze(1))
        fixture.store(f"teeth({count}).parameters", sum(p.numel() for p in model.parameters()))


def stairs_and_boxes():
    f = lambda x: torch.sin(3 * x) + x**2
    x = torch.linspace(-1, 2, 90)
    fixture.store("stairs.x", x)
    for name, unit in [("step", lambda z: (z > 0).double()), ("sigmoid", lambda z: torch.sigmoid(17 * z))]:
        for count in [2, 7]:
            width = 3 / count
            middles = f(-1 + (torch.arange(count) + 0.5) * width)
            output = middles[0] + sum(
                (middles[i] - middles[i - 1]) * unit(x - (-1 + i * width)) for i in range(1, count)
            )
            fixture.store(f"stairs({name}, {count}).output", output)
    fixture.store("stairs(bump).output", torch.sigmoid(9 * (x - 0.25)) - torch.sigmoid(9 * (x - 1.5)))
    for dimension, count in [(1, 6), (2, 5), (3, 3)]:
        points = (SplitMix64(dimension).uniform(40, dimension, bound=0.5) + 0.5).numpy()
        middles = (numpy.floor(points * count) + 0.5) / count
        fixture.store(f"boxes({dimension}, {count}).points", points)
        fixture.store(f"boxes({dimension}, {count}).output", numpy.prod(1 + numpy.sin(2 * middles), axis=1))


# MARK: Counts


def signs(model, x):
    """On which side every hidden unit is."""
    sides = []
    for module in model:
        x = module(x)
        if isinstance(module, nn.Linear) and module is not model[-1]:
            sides.append(x > 0)
    return torch.cat(sides, 1)


def pieces_of_the_line():
    """Regions are found by the signs at 60,001 points, their ends by bisection, their slopes by autograd."""
    cases = [([1, 6, 1], 3), ([1, 5, 4, 1], 5), ([1, 4, 4, 4, 1], 16), ([1, 12, 8, 1], 13), ([1, 3, 3, 1], 22)]
    for widths, seed in cases:
        model = perceptron(widths, SplitMix64(seed))
        with torch.no_grad():
            grid = torch.linspace(-3, 3, 60_001)
            sides = signs(model, column(grid))
            changes = (sides[1:] != sides[:-1]).any(1).nonzero().flatten()
            ends = [-3.0]
            for index in changes.tolist():
                low, high = grid[index].item(), grid[index + 1].item()
                left, right = sides[index], sides[index + 1]
                for _ in range(60):
                    middle = (low + high) / 2
                    now = signs(model, torch.tensor([[middle]]))[0]
                    if (now != left).any() and (now != right).any():
                        raise ValueError(f"{widths}: a region between two points of the grid")
                    low, high = (middle, high) if (now == left).all() else (low, middle)
                ends.append((low + high) / 2)
        ends.append(3.0)
        middles = column([(a + b) / 2 for a, b in zip(ends, ends[1:])]).requires_grad_()
        (slopes,) = torch.autograd.grad(model(middles).sum(), middles)
        slopes = slopes.flatten()
        # Where slopes differ one piece ends and another begins.
        kinks = (slopes.diff().abs() > 1e-9 * slopes.abs().max()).nonzero().flatten()
        name = f"line({'-'.join(map(str, widths))})"
        fixture.store(f"{name}.widths", widths)
        fixture.store(f"{name}.seed", seed)
        fixture.store(f"{name}.ends", ends)
        fixture.store(f"{name}.slopes", slopes)
        fixture.store(f"{name}.kinks", [ends[index + 1] for index in kinks])


def regions_of_the_plane():
    """Regions are the different signs at a grid of points; a region holds the share of the points that is its area."""
    side = 1201
    line = (torch.arange(side) + 0.5) / side * 4 - 2
    for widths, seed in [([2, 5, 1], 2), ([2, 6, 1], 12), ([2, 4, 3, 1], 5)]:
        model = perceptron(widths, SplitMix64(seed))
        points = torch.cartesian_prod(line, line)
        with torch.no_grad():
            sides = signs(model, points)
        codes = (sides.long() * 2 ** torch.arange(sides.shape[1])).sum(1)
        values, counts = codes.unique(return_counts=True)
        # The point of a region next to its center of mass.
        inside = []
        for value in values:
            members = points[codes == value]
            inside.append(members[(members - members.mean(0)).square().sum(1).argmin()])
        inside = torch.stack(inside).requires_grad_()
        (gradients,) = torch.autograd.grad(model(inside).sum(), inside)
        name = f"plane({'-'.join(map(str, widths))})"
        fixture.store(f"{name}.widths", widths)
        fixture.store(f"{name}.seed", seed)
        fixture.store(f"{name}.points", inside)
        fixture.store(f"{name}.gradients", gradients)
        fixture.store(f"{name}.areas", counts * (4 / side) ** 2)
        if counts.min() < 100:
            raise ValueError(f"{name}: a region of {counts.min()} points; another may lie between them")


def crossings():
    """The fewest wrong labels among all rows of labels with at most p changes, by dynamic programming."""
    for k in range(1, 7):
        count, least = 2**k + 1, []
        for p in range(1, 2**k + 2):
            # costs[label][changes]: the fewest errors so far of a row that ends in this label.
            costs = [[math.inf] * (p + 1) for _ in range(2)]
            for label in range(2):
                costs[label][0] = 0 if label == 0 else 1
            for index in range(1, count):
                costs = [
                    [
                        min(costs[label][c], costs[1 - label][c - 1] if c else math.inf) + (label != index % 2)
                        for c in range(p + 1)
                    ]
                    for label in range(2)
                ]
            least.append(min(map(min, costs)))
        fixture.store(f"crossings({k}).least", least)
    for seed in range(4):
        model = perceptron([1, 15, 1], SplitMix64(seed))
        with torch.no_grad():
            values = 0.5 + 4 * model(column(torch.arange(65) / 64)).flatten()
        fixture.store(f"labels({seed}).output", ((values > 0.5) != (torch.arange(65) % 2 == 1)).sum())
    for n, k in [(4, 3), (7, 3), (9, 4), (15, 6)]:
        heights = numpy.arange(n + 2) % 2.0
        heights[1], heights[5] = 3, 2
        j = numpy.arange(2**k + 1)
        beyond = heights[-1] + (heights[-1] - heights[-2]) * (j - n - 1)
        output = numpy.where(j > n + 1, beyond, numpy.interp(j, range(n + 2), heights))
        fixture.store(f"reaching({n}, {k}).output", output)


def bounds():
    """In whole numbers of any length."""
    layer = lambda n, d: sum(math.comb(n, j) for j in range(d + 1))
    pairs = [(n, d) for n in [0, 1, 2, 3, 4, 8, 16, 40] for d in [1, 2, 3, 10]]
    fixture.store("bounds(layer).arguments", pairs)
    fixture.store("bounds(layer).output", [float(layer(n, d)) for n, d in pairs])
    stacks = [([4], 2), ([4, 4], 2), ([5, 7], 2), ([8, 6, 9], 3), ([4, 3], 3), ([6, 3], 1)]
    narrow = [([1, 5], 2), ([2, 9, 3], 4), ([3000, 3000], 2), ([64, 2, 64], 16)]
    for name, number, d in [(f"{'-'.join(map(str, w))}, {d}", w, d) for w, d in stacks + narrow]:
        if min(number) >= d:
            lower = math.prod((n // d) ** d for n in number[:-1]) * layer(number[-1], d)
            fixture.store(f"bounds({name}).lower", float(lower))
        upper = math.prod(layer(n, min([d] + number[: i + 1])) for i, n in enumerate(number))
        fixture.store(f"bounds({name}).widths", number)
        fixture.store(f"bounds({name}).inputs", d)
        fixture.store(f"bounds({name}).upper", float(upper))
        fixture.store(f"bounds({name}).digits", math.log10(upper))
        fixture.store(f"bounds({name}).pieces", float(math.prod(n + 1 for n in number)))


# MARK: Limits


def grids():
    """Multilinear interpolation in the middle of a cell is the mean of its corners."""
    for dimension in range(1, 5):
        cells, errors = [1, 2, 3, 4, 5, 8], []
        for m in cells:
            ends = numpy.sin(numpy.pi * numpy.arange(m + 1) / m)
            corners = product_of(ends, dimension)
            for axis in range(dimension):
                low, high = [slice(None)] * dimension, [slice(None)] * dimension
                low[axis], high[axis] = slice(None, -1), slice(1, None)
                corners = (corners[tuple(low)] + corners[tuple(high)]) / 2
            true = product_of(numpy.sin(numpy.pi * (numpy.arange(m) + 0.5) / m), dimension)
            errors.append(numpy.abs(true - corners).max())
        group = f"grid({dimension})"
        fixture.store(f"{group}.cells", cells)
        fixture.store(f"{group}.errors", errors)
        fixture.store(f"{group}.points", [(m + 1) ** dimension for m in cells])
        logs = numpy.log([(m + 1.0) ** dimension for m in cells])
        fixture.store(f"{group}.slope", numpy.polyfit(logs, numpy.log(errors), 1)[0])


def product_of(values, dimension):
    result = values
    for _ in range(dimension - 1):
        result = numpy.multiply.outer(result, values)
    return result


def soft_steps():
    """The area by Gauss and Legendre's rule."""
    nodes, weights = numpy.polynomial.legendre.leggauss(120)
    steepness = [0.5, 1, 4, 10, 30]
    areas = [
        float((torch.sigmoid(torch.tensor(-k * (nodes + 1) / 2)) * torch.tensor(weights)).sum()) for k in steepness
    ]
    fixture.store("softStep.steepness", steepness)
    fixture.store("softStep.areas", areas)
    fixture.store("softStep.errors", [torch.sigmoid(torch.tensor(-k * 2.0**-40)) for k in steepness])


def narrow_networks():
    x = torch.linspace(-2, 2, 21)
    for depth in [1, 2, 5]:
        model = perceptron([1] * (depth + 2), SplitMix64(40 + depth))
        fixture.store(f"narrow({depth}).output", model(column(x)).flatten())
    for seed in range(4):
        values = SplitMix64(seed).normal(9).numpy()
        drop = max(values[i] - values[j] for i in range(9) for j in range(i, 9))
        rise = max(values[j] - values[i] for i in range(9) for j in range(i, 9))
        fixture.store(f"monotone({seed}).values", values)
        fixture.store(f"monotone({seed}).output", min(drop, rise) / 2)


TARGETS = {"kink": numpy.abs, "cube": lambda x: x**3, "sine": lambda x: numpy.sin(3 * x)}


def random_features():
    """Least squares by singular values, of the same features with the same little ridge."""
    units = {"relu": lambda z: z.relu(), "square": lambda z: z**2, "square twice": lambda z: z**2, "tanh": torch.tanh}
    coarse, fine = numpy.linspace(-1, 1, 41), numpy.linspace(-1, 1, 161)
    for name, unit in units.items():
        for width in [2, 5]:
            generator, layers = SplitMix64(17), []
            for inputs in [1, width] if name == "square twice" else [1]:
                weight = generator.normal(width, inputs) / math.sqrt(inputs)
                layers.append((weight, generator.uniform(width, bound=1)))

            def features(x):
                values = column(x)
                for weight, bias in layers:
                    values = unit(F.linear(values, weight, bias))
                return numpy.concatenate([values.numpy(), numpy.ones((len(x), 1))], 1)

            errors = []
            for target in TARGETS.values():
                ridge = math.sqrt(1e-12 * 41) * numpy.eye(width + 1)
                rows = numpy.concatenate([features(coarse), ridge])
                values = numpy.concatenate([target(coarse), numpy.zeros(width + 1)])
                solution = numpy.linalg.lstsq(rows, values, rcond=None)[0]
                errors.append(numpy.sqrt(numpy.mean((features(fine) @ solution - target(fine)) ** 2)))
            fixture.store(f"features({name}, {width}).errors", errors)
    # The floors of polynomials need no features at all.
    for degree in [2, 4]:
        errors = []
        for target in TARGETS.values():
            polynomial = numpy.polynomial.Polynomial.fit(coarse, target(coarse), degree)
            errors.append(numpy.sqrt(numpy.mean((polynomial(fine) - target(fine)) ** 2)))
        fixture.store(f"polynomial({degree}).errors", errors)


def scaling_laws():
    widths = [3, 5, 8, 8, 21, 200]
    errors = numpy.exp(normal("law.noise", (6,)).numpy() / 3) * numpy.array(widths) ** -1.3
    slope, level = numpy.polyfit(numpy.log(widths), numpy.log(errors), 1)
    fixture.store("law.widths", widths)
    fixture.store("law.errors", errors)
    fixture.store("law.exponent", -slope)
    fixture.store("law.factor", math.exp(level))
    fixture.store("law.residual", numpy.abs(numpy.log(errors) - slope * numpy.log(widths) - level).max())
    fixture.store("law.prediction", numpy.exp(level + slope * math.log(50)))
    root = lambda x: numpy.sqrt(numpy.abs(x - 0.3))
    counts = [1, 2, 5, 12]
    misses = []
    for count in counts:
        x = numpy.linspace(-1, 2, 16 * count + 1)
        misses.append(numpy.abs(numpy.interp(x, *knots_and_values(root, -1, 2, count)) - root(x)).max())
    fixture.store("law(root).widths", counts)
    fixture.store("law(root).errors", misses)


# MARK: Training


class Skip(nn.Module):
    """Two layers and a sum around them, as often as there are blocks."""

    def __init__(self, width, blocks):
        super().__init__()
        self.input = nn.Linear(1, width)
        self.blocks = nn.ModuleList(
            nn.ModuleDict({"inner": nn.Linear(width, width), "outer": nn.Linear(width, width)}) for _ in range(blocks)
        )
        self.output = nn.Linear(width, 1)

    def forward(self, x):
        a = self.input(x).relu()
        for block in self.blocks:
            a = a + block["outer"](block["inner"](a).relu())
        return self.output(a)


def skip_networks():
    for blocks in range(5):
        group = f"skip({blocks} blocks)"
        model = Skip(4, blocks)
        names = [name for name, _ in model.named_parameters()]
        parameters = {name: normal(f"{group}.{name}", p.shape) / 2 for name, p in model.named_parameters()}

        def network(x, *values):
            return functional_call(model, dict(zip(names, values)), x)

        def loss(x, *values, targets):
            return F.mse_loss(network(x, *values), targets)

        x = normal(f"{group}.x", (6, 1))
        fixture.operation(group, network, x=x, **parameters)
        targets = normal(f"{group}.targets", (6, 1))
        fixture.loss(f"skipLoss({blocks} blocks)", loss, {"targets": targets}, x=x, **parameters)


def adam_losses(model, loss, steps, lr=5e-3, hold=lambda: None):
    """The losses before each step, and the one after the last."""
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        hold()
        losses.append(value.item())
    with torch.no_grad():
        return losses, loss().item()


def curve_fits():
    for name, widths in [("plain", [8]), ("deep", [6, 5, 4]), ("skips", [6, 6, 6, 6, 6])]:
        generator = SplitMix64(21)
        if name == "skips":
            model = Skip(6, 2)
            for block in model.blocks:
                nn.init.zeros_(block["outer"].weight)
                nn.init.zeros_(block["outer"].bias)
            generator.start(model.input, *(block["inner"] for block in model.blocks), model.output)
        else:
            model = perceptron([1] + widths + [1], generator)
        x = column(torch.linspace(-0.5, 1.5, 24))
        targets = torch.sin(2 * math.pi * x)
        losses, last = adam_losses(model, lambda: F.mse_loss(model(x), targets), 30)
        with torch.no_grad():
            fixture.store(f"curveFit({name}).output", model(x).flatten())
        fixture.store(f"curveFit({name}).losses", losses)
        fixture.store(f"curveFit({name}).last", last)


def frequency_order():
    frequencies = [1, 3, 7]
    model = perceptron([1, 10, 1], SplitMix64(4))
    x = column(torch.linspace(-1, 1, 32))
    sines = [torch.sin(k * math.pi * x) for k in frequencies]
    targets = sum(sines)
    shares = []

    def look():
        with torch.no_grad():
            residual = model(x) - targets
            return [((residual * s).sum().abs() / (s * s).sum()).item() for s in sines]

    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for step in range(31):
        if step % 10 == 0:
            shares.append(look())
        if step == 30:
            break
        optimizer.zero_grad()
        F.mse_loss(model(x), targets).backward()
        optimizer.step()
    fixture.store("frequencies.order", frequencies)
    fixture.store("frequencies.shares", shares)


def lazy_training():
    """Plain descent on eight points; `steps` counts updates, and the error is that of the weights at the end."""
    for name, m, goal, limit in [("4 units", 4, 0.05, 400), ("16 units", 16, 0.01, 400), ("stopped", 16, 0.0, 7)]:
        generator = SplitMix64(2)
        hidden, bias, output = generator.normal(m, 1), generator.normal(m), generator.normal(1, m)
        parameters = [p.requires_grad_() for p in (hidden, bias, output)]
        start = torch.cat([p.detach().clone().flatten() for p in parameters])
        x = column(torch.linspace(-1, 1, 8))
        targets = torch.sin(3 * x)
        optimizer = torch.optim.SGD(parameters, lr=0.5)
        loss = lambda: F.mse_loss(F.linear(torch.tanh(F.linear(x, hidden, bias)), output) / math.sqrt(m), targets)
        steps = 0
        while steps < limit and loss().item() >= goal:
            optimizer.zero_grad()
            loss().backward()
            optimizer.step()
            steps += 1
        moved = torch.cat([p.detach().flatten() for p in parameters]) - start
        fixture.store(f"lazy({name}).settings", [m, goal, limit])
        fixture.store(f"lazy({name}).movement", moved.norm() / start.norm())
        fixture.store(f"lazy({name}).error", loss())
        fixture.store(f"lazy({name}).steps", steps)


def lottery_tickets():
    """Pruned by torch.nn.utils.prune, all matrices together; biases are not pruned."""
    for kept, seed in [(0.25, 0), (0.1, 5)]:
        generator = SplitMix64(seed)
        x = generator.uniform(32, 2, bound=1)
        labels = ((x[:, 0] > 0) != (x[:, 1] > 0)).long()
        widths = [2, 8, 8, 2]
        dense = perceptron(widths, generator)
        first = {name: p.detach().clone() for name, p in dense.named_parameters()}
        other = {name: p.detach().clone() for name, p in perceptron(widths, generator).named_parameters()}

        def train(model, masks=()):
            @torch.no_grad()
            def hold():
                for layer, mask in zip(linear_layers(model), masks):
                    layer.weight.mul_(mask)

            hold()
            return adam_losses(model, lambda: F.cross_entropy(model(x), labels), 40, 2e-2, hold)[1]

        losses = [train(dense)]
        parts = [(layer, "weight") for layer in linear_layers(dense)]
        prune.global_unstructured(parts, pruning_method=prune.L1Unstructured, amount=1 - kept)
        masks = [layer.weight_mask.clone() for layer, _ in parts]
        moved = [mask.flatten()[generator.permutation(mask.numel())].reshape(mask.shape) for mask in masks]
        for weights, mask in [(first, masks), (other, masks), (first, moved)]:
            model = perceptron(widths)
            model.load_state_dict(weights)
            losses.append(train(model, mask))
        fixture.store(f"ticket({seed}).kept", kept)
        fixture.store(f"ticket({seed}).losses", losses)


# MARK: Review


def costs():
    """What a stack of linear layers costs, counted on the stack itself in single precision, after a step of Adam."""
    for widths in [[20, 16, 16, 3], [7, 30, 3], [5, 4, 3, 4, 2]]:
        model, batch = perceptron(widths).float(), 6
        x = torch.ones(batch, widths[0], dtype=torch.float32)
        kept = [x]
        for layer in linear_layers(model):
            layer.register_forward_hook(lambda _, inputs, output: kept.append(output))
        with FlopCounterMode(display=False) as counter:
            loss = model(x).sum()
        optimizer = torch.optim.Adam(model.parameters())
        loss.backward()
        optimizer.step()
        memory = [p for p in model.parameters()] + [p.grad for p in model.parameters()]
        memory += [optimizer.state[p][name] for p in model.parameters() for name in ("exp_avg", "exp_avg_sq")]
        size = lambda tensors: sum(t.numel() * t.element_size() for t in tensors)
        name = f"cost({'-'.join(map(str, widths))})"
        fixture.store(f"{name}.widths", widths)
        fixture.store(f"{name}.batch", batch)
        fixture.store(f"{name}.parameters", sum(p.numel() for p in model.parameters()))
        fixture.store(f"{name}.multiplyAdds", counter.get_total_flops() // 2)
        fixture.store(f"{name}.activations", sum(t.numel() for t in kept))
        fixture.store(f"{name}.serving", size(model.parameters()))
        fixture.store(f"{name}.training", size(memory + kept))
        # Every width is tried; of two as near the smaller is taken.
        budget = sum(p.numel() for p in model.parameters())
        best = []
        for depth in range(1, 5):
            count = lambda w: (widths[0] + 1) * w + (depth - 1) * (w + 1) * w + (w + 1) * widths[-1]
            best.append(min(range(1, 400), key=lambda w: (abs(count(w) - budget), w)))
        fixture.store(f"{name}.equalWidths", best)


straight_pieces()
knots_by_curvature()
sawteeth_and_squares()
stairs_and_boxes()
pieces_of_the_line()
regions_of_the_plane()
crossings()
bounds()
grids()
soft_steps()
narrow_networks()
random_features()
scaling_laws()
skip_networks()
curve_fits()
frequency_order()
lazy_training()
lottery_tickets()
costs()
fixture.write()
