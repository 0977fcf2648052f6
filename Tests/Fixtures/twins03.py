"""The failure modes of lesson 03 as a user of PyTorch meets them."""

import contextlib
import math
from unittest import mock

import torch
import torch.nn.functional as F
from torch import nn

from twins import SplitMix64, Twins, below, linear_layers

twins = Twins(lesson=3, script=__file__)

# MARK: What several twins share


def trained(model, x, y, criterion=F.mse_loss, learning_rate=0.1, step_count=1000, weight_decay=0):
    """The usual loop, on all samples at once."""
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, weight_decay=weight_decay)
    for _ in range(step_count):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    return model


def square_weights(generator, depth, gain, width=64):
    """Matrices whose entries have the variance gain² / width."""
    return [generator.normal(width, width, std=gain / math.sqrt(width)) for _ in range(depth)]


@contextlib.contextmanager
def drawing_from(generator):
    """Lets nn.init draw weights from the course's generator, with the standard deviations that it is asked for."""

    def normal(weight, mean=0.0, std=1.0):
        weight.data.copy_(mean + generator.normal(*weight.shape, std=std))

    def kaiming_normal(weight, nonlinearity):
        normal(weight, std=nn.init.calculate_gain(nonlinearity) / math.sqrt(weight.shape[1]))

    with mock.patch.object(nn.init, "normal_", normal), mock.patch.object(nn.init, "kaiming_normal_", kaiming_normal):
        yield


def clusters(generator, centers, count):
    """Samples around the centers, one center after the other in turn, and the numbers of their centers."""
    labels = torch.arange(count) % len(centers)
    return torch.tensor(centers)[labels] + generator.normal(count, 2, std=0.3), labels


def rings(generator, count):
    """Points on two circles around the origin, of radius 1 for class 0 and 2 for class 1, in turn."""
    rows = []
    for index in range(count):
        angle = 2 * math.pi * generator.fraction()
        rows.append([(1 + index % 2) * math.cos(angle), (1 + index % 2) * math.sin(angle)])
    return torch.tensor(rows), (torch.arange(count) % 2).double()


# MARK: Units that are dead


def dead_unit():
    x = torch.linspace(0, 1, 11).reshape(11, 1)

    # twin: F3.1
    def broken(linear):
        # broken
        model = nn.Sequential(linear, nn.ReLU())
        # end
        return model

    def cured(linear):
        # cured
        model = nn.Sequential(linear, nn.LeakyReLU(0.2))
        # end
        return model

    def gelu(linear):
        # also
        model = nn.Sequential(linear, nn.GELU())      # its slope vanishes too
        # end
        return model

    def silu(linear):
        # also
        model = nn.Sequential(linear, nn.SiLU())      # its slope is negative there
        # end
        return model

    def weaker(linear):
        # also
        model = nn.Sequential(linear, nn.LeakyReLU(0.01))
        # end
        return model

    def measure(lines):
        linear = nn.Linear(1, 1)
        nn.init.ones_(linear.weight)
        nn.init.constant_(linear.bias, -10)
        return F.mse_loss(trained(lines(linear), x, x)(x), x)

    twins.record(
        "F3.1", "mean squared error of one unit with bias −10 after 1000 steps", broken, cured, measure=measure,
        remedy="leaky ReLU of slope 0.2", cured_within=1e-8,
        also=[("GELU", gelu), ("SiLU", silu), ("leaky ReLU of slope 0.01", weaker)],
        reason="Rounding errors pass through a thousand steps.",
    )


def dying_layer():
    # twin: F3.2
    def broken(model, x, y):
        # broken
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        # end
        return optimizer

    def cured(model, x, y):
        # cured
        optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
        # end
        return optimizer

    def measure(lines):
        generator = SplitMix64(2)
        x = generator.normal(64, 4)
        y = x[:, :1] * x[:, 1:2] + 5
        model = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 1))
        with drawing_from(generator):
            for layer in linear_layers(model):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)
        optimizer = lines(model, x, y)
        for _ in range(20):
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            optimizer.step()
        return 1 - (model[:2](x) > 0).any(0).double().mean()

    twins.record(
        "F3.2", "share of 64 hidden units that are 0 for all 64 samples after 20 steps", broken, cured,
        measure=measure, remedy="a fifth of the learning rate", broken_within=0, cured_within=0,
    )


def born_dead():
    # twin: F3.11
    def broken(weights, x):
        # broken
        for weight in weights(width=2):
            x = torch.relu(F.linear(x, weight))
        # end
        return x

    def cured(weights, x):
        # cured
        for weight in weights(width=16):
            x = torch.relu(F.linear(x, weight))
        # end
        return x

    def leaky(weights, x):
        # also
        for weight in weights(width=2):
            x = F.leaky_relu(F.linear(x, weight), 0.01)
        # end
        return x

    def measure(lines):
        generator = SplitMix64(11)

        def weights(width):
            sizes = [1] + [width] * 10
            return [generator.normal(b, a, std=math.sqrt(2 / a)) for a, b in zip(sizes, sizes[1:])]

        # Without biases a network is linear on either side of 0: two inputs tell all.
        constant = [lines(weights, torch.tensor([[1.0], [-1.0]])).eq(0).all() for _ in range(100)]
        return sum(constant) / 100

    twins.record(
        "F3.11", "share of 100 networks of depth 10 whose output is constant before training", broken, cured,
        measure=measure, remedy="width 16", also=[("leaky ReLU", leaky, 0)], broken_within=0, cured_within=0,
    )


# MARK: Signals and gradients through many layers


def deep_sigmoids():
    # twin: F3.3
    def broken(layers, x):
        # broken
        for layer in layers:
            x = torch.sigmoid(layer(x))
        # end
        return x

    def cured(layers, x):
        # cured
        for layer in layers:
            x = torch.relu(layer(x))
        # end
        return x

    def gelus(layers, x):
        # also
        for layer in layers:
            x = F.gelu(layer(x))
        # end
        return x

    def centered(layers, x):
        # also
        for layer in layers:                          # 4 s(z) - 2 = 2 tanh(z / 2)
            layer.weight.data *= 4
            layer.bias.data = -layer.weight.data.sum(1) / 2
            x = torch.sigmoid(layer(x))
        # end
        return x

    def measure(lines):
        generator = SplitMix64(3)
        layers = [nn.Linear(64, 64) for _ in range(20)]
        for layer, weight in zip(layers, square_weights(generator, 20, 1)):
            layer.weight.data = weight
            nn.init.zeros_(layer.bias)
        x, cotangent = generator.normal(64, 64), generator.normal(64, 64)
        lines(layers, x).backward(cotangent)
        return layers[0].weight.grad.norm() / layers[-1].weight.grad.norm()

    twins.record(
        "F3.3", "weight gradient of the first of 20 layers ÷ that of the last, 64 samples", broken, cured,
        measure=measure, remedy="ReLU", broken_within=1e-9, cured_within=1e-9,
        also=[("GELU", gelus, 1e-9), ("sigmoid with gain 4, centered", centered, 1e-9)],
        reason="Rounding errors pass through twenty layers.",
    )


def saturated_tanh():
    # twin: F3.4
    def broken(layer):
        # broken
        nn.init.normal_(layer.weight)                 # standard deviation 1
        # end

    def cured(layer):
        # cured
        nn.init.normal_(layer.weight, std=layer.in_features**-0.5)
        # end

    def measure(lines):
        generator = SplitMix64(4)
        layer = nn.Linear(25, 64)
        with drawing_from(generator):
            lines(layer)
        nn.init.zeros_(layer.bias)
        return (torch.tanh(layer(generator.normal(64, 25))).abs() > 0.97).double().mean()

    twins.record(
        "F3.4", "share of tanh outputs beyond ±0.97", broken, cured, measure=measure,
        remedy="weights of variance 1/inputs", broken_within=0, cured_within=0,
    )


def one_sign():
    # twin: F3.5
    def broken(layer, z):
        # broken
        outputs = layer(torch.sigmoid(z[:1]))         # all inputs of the layer positive
        # end
        return outputs

    def cured(layer, z):
        # cured
        outputs = layer(torch.tanh(z[:1]))
        # end
        return outputs

    def batch(layer, z):
        # also
        outputs = layer(torch.sigmoid(z))             # 64 samples instead of one
        # end
        return outputs

    def rectified(layer, z):
        # also
        outputs = layer(torch.relu(z[:1]))            # as bad as sigmoid
        # end
        return outputs

    def measure(lines):
        generator = SplitMix64(5)
        layer = nn.Linear(16, 64)
        generator.start(layer)
        z, cotangent = generator.normal(64, 16), generator.normal(64, 64)
        outputs = lines(layer, z)
        outputs.backward(cotangent[: len(outputs)])
        gradient = layer.weight.grad
        return ((gradient >= 0).all(1) | (gradient <= 0).all(1)).double().mean()

    twins.record(
        "F3.5", "share of 64 units whose 16 weight gradients have one sign", broken, cured, measure=measure,
        remedy="tanh", broken_within=0, cured_within=0,
        also=[("a batch of 64", batch, 0), ("ReLU in front, one sample", rectified, 0)],
    )


def shrinking_stack():
    # twin: F3.9
    def broken(layers):
        # broken
        for layer in layers:
            nn.init.normal_(layer.weight, std=layer.in_features**-0.5)
        # end

    def cured(layers):
        # cured
        for layer in layers:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        # end

    def measure(lines):
        generator = SplitMix64(9)
        layers = [nn.Linear(64, 64, bias=False) for _ in range(20)]
        with drawing_from(generator):
            lines(layers)
        x = generator.normal(64, 64)
        for layer in layers:
            x = torch.relu(layer(x))
        return x.std(correction=0)

    twins.record(
        "F3.9", "standard deviation of the outputs of 20 ReLU layers of width 64", broken, cured, measure=measure,
        remedy="gain √2", broken_within=1e-9, cured_within=1e-9, reason="Rounding errors pass through twenty layers.",
    )


def collapsing_correlations():
    # twin: F3.27
    def broken(first, second, x):
        # broken
        for layer in first:
            x = torch.relu(layer(x))
        # end
        return x

    def cured(first, second, x):
        # cured
        for layer, back in zip(first, second):
            x = x + back(torch.relu(layer(x))) / len(first) ** 0.5
        # end
        return x

    def leaky(first, second, x):
        # also
        for layer in first:
            x = F.leaky_relu(layer(x), 0.8)
        # end
        return x

    def measure(lines):
        generator = SplitMix64(27)
        first, second = ([nn.Linear(32, 32, bias=False) for _ in range(50)] for _ in range(2))
        for layers, gain in (first, math.sqrt(2)), (second, 1):
            for layer, weight in zip(layers, square_weights(generator, 50, gain, width=32)):
                layer.weight.data = weight
        x = generator.normal(2, 32)
        x[1] -= x[0] * (x[0] @ x[1]) / (x[0] @ x[0])  # at a right angle
        a, b = lines(first, second, x)
        return F.cosine_similarity(a, b, dim=0)

    twins.record(
        "F3.27", "cosine between the outputs of 50 layers for two inputs at a right angle", broken, cured,
        measure=measure, remedy="residual branches", broken_within=1e-9, cured_within=1e-8,
        also=[("leaky ReLU of slope 0.8", leaky, 1e-8)], reason="Rounding errors pass through fifty layers.",
    )


def unbounded_recurrence():
    # twin: F3.41
    def broken(recurrent, inputs, h):
        # broken
        for x in inputs:
            h = torch.relu(recurrent(h) + x)
        # end
        return h

    def cured(recurrent, inputs, h):
        # cured
        for x in inputs:
            h = torch.tanh(recurrent(h) + x)
        # end
        return h

    def measure(lines):
        generator = SplitMix64(41)
        recurrent = nn.Linear(32, 32, bias=False)
        recurrent.weight.data = square_weights(generator, 1, 2, width=32)[0]
        inputs = generator.normal(100, 32)
        return lines(recurrent, inputs, torch.zeros(32)).square().mean().sqrt()

    twins.record(
        "F3.41", "root mean square of a recurrent state after 100 steps", broken, cured, measure=measure,
        remedy="tanh", broken_within=1e-9, cured_within=1e-9,
        reason="Rounding errors pass through a hundred steps.",
    )


def stuck_at_chance():
    # twin: F3.14
    def broken():
        # broken
        activation = nn.Sigmoid
        # end
        return activation

    def cured():
        # cured
        activation = nn.ReLU
        # end
        return activation

    def measure(lines):
        generator = SplitMix64(14)
        x, y = rings(generator, 64)
        activation, sizes = lines(), [2, 16, 16, 16, 16, 1]
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), activation()]
        model = nn.Sequential(*layers[:-1])
        with drawing_from(generator):
            for layer in linear_layers(model):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)
        trained(model, x, y.reshape(-1, 1), F.binary_cross_entropy_with_logits, 0.1, 150)
        return ((model(x)[:, 0] > 0) == (y > 0.5)).double().mean()

    twins.record(
        "F3.14", "training accuracy on two rings after 150 steps, four hidden layers", broken, cured,
        measure=measure, remedy="ReLU", broken_within=0, cured_within=0,
    )


# MARK: Another function than in training


def variant_exchanged():
    # twin: F3.6
    def broken(x):
        # broken
        x = F.gelu(x, approximate="tanh")             # trained with nn.GELU()
        # end
        return x

    def cured(x):
        # cured
        x = F.gelu(x)
        # end
        return x

    def quick(x):
        # also
        x = x * torch.sigmoid(1.702 * x)              # "quick_gelu", as in CLIP
        # end
        return x

    twins.record(
        "F3.6", "relative difference of the outputs of 12 layers, served and trained with GELU", broken, cured,
        measure=served_difference(6, math.sqrt(2), F.gelu), remedy="the variant pinned", broken_within=1e-8,
        cured_within=0, also=[("quick GELU", quick, 1e-8)],
        reason="A difference of nearly equal outputs loses a few digits.",
    )


def served_difference(seed, gain, activation):
    """Measures how far the outputs are from those of the network as it was trained."""

    def measure(lines):
        generator = SplitMix64(seed)
        weights = square_weights(generator, 12, gain)
        x = generator.normal(32, 64)

        def outputs(activation):
            y = x
            for weight in weights:
                y = activation(F.linear(y, weight))
            return y

        trained_outputs = outputs(activation)
        return (outputs(lines) - trained_outputs).norm() / trained_outputs.norm()

    return measure


def foreign_default():
    # twin: F3.34
    def broken(x):
        # broken
        x = F.leaky_relu(x)                           # 0.01; Keras: LeakyReLU(), 0.3
        # end
        return x

    def cured(x):
        # cured
        x = F.leaky_relu(x, negative_slope=0.3)
        # end
        return x

    twins.record(
        "F3.34", "relative difference of the outputs of 12 layers, ported and trained with slope 0.3", broken, cured,
        measure=served_difference(34, math.sqrt(2 / 1.09), lambda x: F.leaky_relu(x, 0.3)),
        remedy="the slope written out", broken_within=1e-8, cured_within=0,
        reason="A difference of outputs loses a few digits.",
    )


def hard_for_smooth():
    # twin: F3.39
    def broken(x):
        # broken
        x = F.hardswish(x)                            # cheaper; trained with SiLU
        # end
        return x

    def cured(x):
        # cured
        x = F.silu(x)
        # end
        return x

    twins.record(
        "F3.39", "relative difference of the outputs of 12 layers, served and trained with SiLU", broken, cured,
        measure=served_difference(39, math.sqrt(2), F.silu), remedy="SiLU, as trained", broken_within=1e-8,
        cured_within=0, reason="A difference of outputs loses a few digits.",
    )


def left_in_training_mode():
    # twin: F3.35
    def broken(layer, x):
        # broken
        first, second = layer(x), layer(x)
        # end
        return first, second

    def cured(layer, x):
        # cured
        layer.eval()
        first, second = layer(x), layer(x)
        # end
        return first, second

    def measure(lines):
        torch.manual_seed(0)
        first, second = lines(nn.RReLU(), SplitMix64(35).normal(64))
        return (first != second).sum()

    twins.record(
        "F3.35", "outputs of a randomized leaky ReLU, of 64, that differ between two calls", broken, cured,
        measure=measure, remedy="evaluation mode", broken_within=0, cured_within=0,
    )


def gate_exchanged():
    # twin: F3.21
    def broken(fused, x):
        # broken
        value, gate = F.linear(x, fused).chunk(2, -1)   # stored: gate, value
        y = F.silu(gate) * value
        # end
        return y

    def cured(fused, x):
        # cured
        gate, value = F.linear(x, fused).chunk(2, -1)
        y = F.silu(gate) * value
        # end
        return y

    def measure(lines):
        generator = SplitMix64(21)
        gate, value = generator.normal(64, 16, std=0.25), generator.normal(64, 16, std=0.25)
        x = generator.normal(8, 16)
        right = F.silu(F.linear(x, gate)) * F.linear(x, value)
        return (lines(torch.cat([gate, value]), x) - right).norm() / right.norm()

    twins.record(
        "F3.21", "relative difference of a SwiGLU layer's outputs after loading a fused weight", broken, cured,
        measure=measure, remedy="gate first, as stored", cured_within=below(1e-14),
        reason="What is left in the cured run is rounding.",
    )


# MARK: Changes in place


def in_place_refused():
    # twin: F3.12
    def broken(z, skip):
        # broken
        h = torch.sigmoid(z)
        h += skip                                     # the sigmoid has saved its output
        h.sum().backward()
        # end

    def cured(z, skip):
        # cured
        h = torch.sigmoid(z)
        h = h + skip
        h.sum().backward()
        # end

    def relu_in_place(z, skip):
        # also
        h = torch.sigmoid(z)
        F.relu(h, inplace=True).sum().backward()
        # end

    def saves_its_input(z, skip):
        # also
        h = F.silu(z * 1.0)
        h += skip                                     # SiLU has saved its input
        h.sum().backward()
        # end

    def measure(lines):
        z = torch.tensor([-1.0, 0.5, 2.0], requires_grad=True)
        try:
            lines(z, torch.ones(3))
        except RuntimeError as error:
            return 1, error
        return 0

    twins.record(
        "F3.12", "backward passes refused", broken, cured, measure=measure, remedy="out of place", broken_within=0,
        cured_within=0, also=[
            ("ReLU in place after a sigmoid", relu_in_place, 0),
            ("an activation that saves its input", saves_its_input, 0),
        ],
    )


def in_place_skip():
    # twin: F3.13
    def broken(x):
        # broken
        y = x + F.relu(x, inplace=True)               # x is changed before it is added
        # end
        return y

    def cured(x):
        # cured
        y = x + F.relu(x)
        # end
        return y

    def measure(lines):
        x = SplitMix64(13).normal(64)
        right = x + x.clamp(min=0)
        return (lines(x.clone()) - right).norm() / right.norm()

    twins.record(
        "F3.13", "relative error of x + ReLU(x)", broken, cured, measure=measure, remedy="out of place",
        cured_within=0,
    )


# MARK: Heads


def squashed_head():
    x = y = torch.tensor([[-1.0], [1.0]])

    # twin: F3.7
    def broken():
        # broken
        model = nn.Sequential(nn.Linear(1, 1), nn.Sigmoid())
        # end
        return model

    def cured():
        # cured
        model = nn.Sequential(nn.Linear(1, 1))
        # end
        return model

    def softplus():
        # also
        model = nn.Sequential(nn.Linear(1, 1), nn.Softplus())
        # end
        return model

    def measure(lines):
        model = lines()
        nn.init.constant_(model[0].weight, 0.5)
        nn.init.zeros_(model[0].bias)
        return F.mse_loss(trained(model, x, y, learning_rate=0.5, step_count=200)(x), y)

    twins.record(
        "F3.7", "mean squared error for the targets −1 and 1 after 200 steps", broken, cured, measure=measure,
        remedy="identity", cured_within=below(1e-24), also=[("softplus", softplus)],
        broken_within=1e-10, reason="Rounding errors pass through 200 steps; cured, nothing else is left.",
    )


def squashed_twice():
    x, y = torch.eye(10), torch.arange(10)
    model = nn.Linear(10, 10, bias=False)
    model.weight.data = 2000 * torch.eye(10) - 1000  # right and sure of it: 1000 for the right class, -1000 for others

    # twin: F3.8
    def broken():
        # broken
        loss = F.cross_entropy(torch.sigmoid(model(x)), y)
        # end
        return loss

    def cured():
        # cured
        loss = F.cross_entropy(model(x), y)
        # end
        return loss

    twins.record(
        "F3.8", "mean loss of perfect predictions of ten classes", broken, cured, remedy="logits passed to the loss",
        cured_within=below(1e-12), reason="The loss of 1000 against −1000 is 0 up to rounding.",
    )


def rectified_autoencoder():
    # twin: F3.15
    def broken():
        # broken
        decoder = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        # end
        return decoder

    def cured():
        # cured
        decoder = nn.Sequential(nn.Linear(4, 8))
        # end
        return decoder

    def measure(lines):
        generator = SplitMix64(15)
        x = generator.normal(64, 4) @ generator.normal(4, 8)  # eight features of rank four
        x = (x - x.mean(0)) / x.std(0, correction=0)
        encoder, decoder = nn.Linear(8, 4), lines()
        model = nn.Sequential(encoder, decoder)
        with drawing_from(generator):
            for layer in linear_layers(model):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)
        return F.mse_loss(trained(model, x, x, learning_rate=0.2, step_count=300)(x), x)

    twins.record(
        "F3.15", "reconstruction error of standardized features after 300 steps", broken, cured, measure=measure,
        remedy="no activation on the output", broken_within=1e-6, cured_within=1e-6,
        reason="Rounding errors pass through 300 steps.",
    )


def lone_softmax():
    # twin: F3.16
    def broken(model, x, y):
        # broken
        p = torch.softmax(model(x), dim=1)            # of one logit: always 1
        loss = F.binary_cross_entropy(p, y)
        # end
        return p, loss

    def cured(model, x, y):
        # cured
        p = torch.sigmoid(model(x))
        loss = F.binary_cross_entropy(p, y)
        # end
        return p, loss

    def measure(lines):
        x, y = clusters(SplitMix64(16), [[-1.0, -1.0], [1.0, 1.0]], 32)
        y = y.double().reshape(-1, 1)
        model = nn.Linear(2, 1)
        nn.init.zeros_(model.weight)
        nn.init.zeros_(model.bias)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        for _ in range(50):
            optimizer.zero_grad()
            lines(model, x, y)[1].backward()
            optimizer.step()
        return ((lines(model, x, y)[0] > 0.5) == (y > 0.5)).double().mean()

    twins.record(
        "F3.16", "training accuracy on two clusters after 50 steps", broken, cured, measure=measure, remedy="sigmoid",
        broken_within=0, cured_within=0,
    )


def three_classes_on_a_sigmoid():
    # twin: F3.17
    def broken(x, y):
        # broken
        model = nn.Linear(2, 1)
        bce = F.binary_cross_entropy_with_logits      # takes the target 2 silently
        loss = lambda z: bce(z[:, 0], y.double())
        answer = lambda z: (z[:, 0] > 0).long()
        # end
        return model, loss, answer

    def cured(x, y):
        # cured
        model = nn.Linear(2, 3)
        loss = lambda z: F.cross_entropy(z, y)
        answer = lambda z: z.argmax(1)
        # end
        return model, loss, answer

    def measure(lines):
        x, y = clusters(SplitMix64(17), [[0.0, 2.0], [-2.0, -1.0], [2.0, -1.0]], 60)
        model, loss, answer = lines(x, y)
        nn.init.zeros_(model.weight)
        nn.init.zeros_(model.bias)
        trained(model, x, y, lambda z, _: loss(z), 0.5, 100)
        return (answer(model(x)) == y).double().mean()

    twins.record(
        "F3.17", "training accuracy on three clusters after 100 steps", broken, cured, measure=measure,
        remedy="softmax of three logits", broken_within=0, cured_within=0,
    )


def softmax_over_bits():
    # twin: F3.18
    def broken(z, y):
        # broken
        p = torch.softmax(z, dim=1)                   # the ten share a sum of 1
        loss = F.binary_cross_entropy(p, y)
        # end
        return p, loss

    def cured(z, y):
        # cured
        p = torch.sigmoid(z)
        loss = F.binary_cross_entropy(p, y)
        # end
        return p, loss

    def measure(lines):
        generator = SplitMix64(18)
        y = torch.tensor([[float(generator.below(2)) for _ in range(10)] for _ in range(64)])
        model = nn.Linear(10, 10)
        nn.init.zeros_(model.weight)
        nn.init.zeros_(model.bias)
        optimizer = torch.optim.SGD(model.parameters(), lr=10)
        for _ in range(100):
            optimizer.zero_grad()
            lines(model(y), y)[1].backward()
            optimizer.step()
        return (lines(model(y), y)[0][y > 0.5] > 0.5).double().mean()

    twins.record(
        "F3.18", "share of the set bits found at the threshold 0.5", broken, cured, measure=measure,
        remedy="ten sigmoids", broken_within=0, cured_within=0,
    )


def rectified_logit():
    # twin: F3.32
    def broken():
        # broken
        model = nn.Sequential(nn.Linear(2, 1), nn.ReLU())
        # end
        return model

    def cured():
        # cured
        model = nn.Sequential(nn.Linear(2, 1))
        # end
        return model

    def measure(lines):
        x, y = clusters(SplitMix64(32), [[-1.0, -1.0], [1.0, 1.0]], 32)
        model = lines()
        nn.init.constant_(model[0].weight, 0.5)
        nn.init.zeros_(model[0].bias)
        target = y.double().reshape(-1, 1)
        trained(model, x, target, F.binary_cross_entropy_with_logits, 0.5, 50)
        return torch.sigmoid(model(x))[y == 0].min()

    twins.record(
        "F3.32", "least predicted probability among the samples of class 0 after 50 steps", broken, cured,
        measure=measure, remedy="the logit as it is", cured_within=1e-9, reason="Rounding errors pass through 50 steps.",
    )


def loss_of_raw_logits():
    # twin: F3.40
    def broken(model, x, y):
        # broken
        loss = F.nll_loss(model(x), y)                # takes log-probabilities
        # end
        return loss

    def cured(model, x, y):
        # cured
        loss = F.nll_loss(F.log_softmax(model(x), dim=1), y)
        # end
        return loss

    def probabilities(model, x, y):
        # also
        loss = F.nll_loss(F.softmax(model(x), dim=1), y)   # from 0 down to -1
        # end
        return loss

    def measure(lines):
        x, y = clusters(SplitMix64(40), [[0.0, 2.0], [-2.0, -1.0], [2.0, -1.0]], 60)
        model = nn.Linear(2, 3)
        nn.init.zeros_(model.weight)
        nn.init.zeros_(model.bias)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        for _ in range(50):
            optimizer.zero_grad()
            lines(model, x, y).backward()
            optimizer.step()
        return lines(model, x, y)

    twins.record(
        "F3.40", "training loss on three clusters after 50 steps", broken, cured, measure=measure, remedy="log-softmax",
        broken_within=1e-10, cured_within=1e-10, also=[("probabilities", probabilities)],
        reason="Rounding errors pass through 50 steps.",
    )


# MARK: Softmax and attention


def unscaled_attention():
    # twin: F3.10
    def broken(q, k):
        # broken
        weights = torch.softmax(q @ k.T, dim=-1)
        # end
        return weights

    def cured(q, k):
        # cured
        weights = torch.softmax(q @ k.T / k.shape[-1] ** 0.5, dim=-1)
        # end
        return weights

    def measure(lines):
        generator = SplitMix64(10)
        weights = lines(generator.normal(64, 64), generator.normal(16, 64))
        return torch.special.entr(weights).sum(-1).mean()

    twins.record(
        "F3.10", "mean entropy of the attention over 16 keys, in nats", broken, cured, measure=measure,
        remedy="scores divided by √64",
    )


def softmax_over_the_batch():
    # twin: F3.19
    def broken(scores):
        # broken
        weights = F.softmax(scores)                   # [batch, queries, keys]: axis 0
        # end
        return weights

    def cured(scores):
        # cured
        weights = F.softmax(scores, dim=-1)
        # end
        return weights

    def measure(lines):
        return (lines(SplitMix64(19).normal(4, 8, 8)).sum(-1) - 1).abs().max()

    twins.record(
        "F3.19", "greatest deviation from 1 of the sum of a query's weights", broken, cured, measure=measure,
        remedy="over the keys", cured_within=below(1e-14), reason="What is left in the cured run is rounding.",
    )


def masked_completely():
    # twin: F3.36
    def broken(scores, keep):
        # broken
        scores = scores.masked_fill(~keep, float("-inf"))
        weights = scores.softmax(-1)
        # end
        return weights

    def cured(scores, keep):
        # cured
        scores = scores.masked_fill(~keep, float("-inf"))
        weights = scores.softmax(-1).masked_fill(~keep.any(-1, keepdim=True), 0.0)
        # end
        return weights

    def lowest(scores, keep):
        # also
        scores = scores.masked_fill(~keep, torch.finfo(scores.dtype).min)
        weights = scores.softmax(-1)                  # uniform where all are masked
        # end
        return weights

    def measure(lines):
        generator = SplitMix64(36)
        keep = torch.arange(6) < torch.tensor([[6], [3], [0]])  # three sequences, the last of them empty
        return lines(generator.normal(3, 6), keep).isnan().sum()

    twins.record(
        "F3.36", "attention weights, of 18, that are NaN", broken, cured, measure=measure,
        remedy="rows without keys set to 0", broken_within=0, cured_within=0,
        also=[("the lowest finite score", lowest, 0)],
    )


def masked_after_softmax():
    # twin: F3.37
    def broken(scores, causal):
        # broken
        weights = scores.softmax(-1) * causal
        # end
        return weights

    def cured(scores, causal):
        # cured
        weights = scores.masked_fill(causal == 0, float("-inf")).softmax(-1)
        # end
        return weights

    def measure(lines):
        scores, causal = SplitMix64(37).normal(8, 8), torch.ones(8, 8).tril()
        changed = scores.clone()
        changed[:, -1] += 3  # the last token is another one
        return (lines(changed, causal) - lines(scores, causal))[:-1].abs().max()

    twins.record(
        "F3.37", "greatest change of an earlier token's attention when the last token changes", broken, cured,
        measure=measure, remedy="−∞ before the softmax", cured_within=0,
    )


def logarithm_of_softmax():
    # twin: F3.24
    def broken(logits, y):
        # broken
        loss = F.nll_loss((logits.softmax(1) + 1e-12).log(), y)
        # end
        return loss

    def cured(logits, y):
        # cured
        loss = F.nll_loss(logits.log_softmax(1), y)
        # end
        return loss

    def without_epsilon(logits, y):
        # also
        loss = F.nll_loss(logits.softmax(1).log(), y)   # the loss is infinite
        # end
        return loss

    def measure(lines):
        logits = torch.tensor([[-1000.0, 0.0]], requires_grad=True)
        lines(logits, torch.tensor([0])).backward()
        return logits.grad.norm()

    twins.record(
        "F3.24", "norm of the gradient at the logits −1000 and 0 for the first class", broken, cured, measure=measure,
        remedy="log-softmax", also=[("without epsilon", without_epsilon)], broken_within=0,
    )


def sure_and_wrong():
    # twin: F3.31
    def broken(z, y):
        # broken
        loss = F.binary_cross_entropy(torch.sigmoid(z), y)
        # end
        return loss

    def cured(z, y):
        # cured
        loss = F.binary_cross_entropy_with_logits(z, y)
        # end
        return loss

    def measure(lines):
        z = torch.tensor([40.0], requires_grad=True)  # the sigmoid is 1 to the last bit; in float32 from 17 on
        lines(z, torch.zeros(1)).backward()
        return z.grad.abs()

    twins.record(
        "F3.31", "gradient at the logit 40 of a sample of class 0", broken, cured, measure=measure,
        remedy="the loss of the logit", broken_within=0,
    )


def temperature_of_probabilities():
    # twin: F3.25
    def broken(logits, temperature):
        # broken
        weights = logits.softmax(-1) / temperature    # multinomial divides by the sum
        token = torch.multinomial(weights, 1)
        # end
        return weights

    def cured(logits, temperature):
        # cured
        weights = (logits / temperature).softmax(-1)
        token = torch.multinomial(weights, 1)
        # end
        return weights

    def squashed(logits, temperature):
        # also
        weights = (logits.softmax(-1) / temperature).softmax(-1)
        # end
        return weights

    def measure(lines):
        weights = lines(torch.tensor([2.0, 1.0, 0.1]), 0.1)
        return (weights / weights.sum()).max()

    twins.record(
        "F3.25", "probability of the likeliest of the tokens [2, 1, 0.1] at temperature 0.1", broken, cured,
        measure=measure, remedy="logits divided by the temperature", also=[("softmax twice", squashed)],
    )


# MARK: Gated layers


def split_along_the_tokens():
    # twin: F3.20
    def broken(h):
        # broken
        y = F.glu(h, dim=1)                           # [batch, tokens, 2 · width]
        # end
        return y

    def cured(h):
        # cured
        y = F.glu(h, dim=-1)
        # end
        return y

    def measure(lines):
        h = SplitMix64(20).normal(2, 8, 12)
        changed = h.clone()
        changed[:, 4] += 1  # the fifth token is another one
        before, after = lines(h), lines(changed)
        return (before != after)[:, 0].any(1).double().mean()

    twins.record(
        "F3.20", "share of sequences whose first output depends on their fifth token", broken, cured, measure=measure,
        remedy="along the features", broken_within=0, cured_within=0,
    )


def third_matrix():
    # twin: F3.33
    def broken(d):
        # broken
        hidden = 4 * d                                # as in a plain feed-forward block
        w, v, w2 = nn.Linear(d, hidden), nn.Linear(d, hidden), nn.Linear(hidden, d)
        # end
        return w, v, w2

    def cured(d):
        # cured
        hidden = 8 * d // 3                           # two thirds of 4 · d
        w, v, w2 = nn.Linear(d, hidden), nn.Linear(d, hidden), nn.Linear(hidden, d)
        # end
        return w, v, w2

    def measure(lines):
        count = lambda layers: sum(layer.weight.numel() for layer in layers)
        return count(lines(96)) / count([nn.Linear(96, 384), nn.Linear(384, 96)])

    twins.record(
        "F3.33", "weights of a SwiGLU block ÷ those of the plain one that it replaces", broken, cured, measure=measure,
        remedy="two thirds of the width", broken_within=0, cured_within=0,
    )


# MARK: Self-normalizing networks


def wrong_start_for_selu():
    # twin: F3.22
    def broken(layers):
        # broken
        for layer in layers:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        # end

    def cured(layers):
        # cured
        for layer in layers:                          # LeCun: gain 1
            nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")
        # end

    def measure(lines):
        generator = SplitMix64(22)
        layers = [nn.Linear(64, 64, bias=False) for _ in range(20)]
        with drawing_from(generator):
            lines(layers)
        x = generator.normal(64, 64)
        for layer in layers:
            x = F.selu(layer(x))
        return x.std(correction=0)

    twins.record(
        "F3.22", "standard deviation of the outputs of 20 SELU layers", broken, cured, measure=measure,
        remedy="LeCun's weights", broken_within=1e-9, cured_within=1e-9, reason="Rounding errors pass through twenty layers.",
    )


def ordinary_dropout():
    # twin: F3.23
    def broken(p):
        # broken
        dropout = nn.Dropout(p)
        # end
        return dropout

    def cured(p):
        # cured
        dropout = nn.AlphaDropout(p)
        # end
        return dropout

    def measure(lines):
        torch.manual_seed(23)
        generator = SplitMix64(23)
        weights, dropout = square_weights(generator, 20, 1), lines(0.2)
        x = generator.normal(64, 64)
        for weight in weights:
            x = dropout(F.selu(F.linear(x, weight)))
        return x.square().mean()

    twins.record(
        "F3.23", "mean square of the outputs of 20 SELU layers with dropout of 0.2", broken, cured, measure=measure,
        remedy="alpha dropout", broken_within=0.5, cured_within=0.5,
        reason="The masks are other draws than ours.",
    )


# MARK: Learned slopes


def decayed_slope():
    # twin: F3.26
    def broken(prelu):
        # broken
        optimizer = torch.optim.SGD(prelu.parameters(), lr=0.5, weight_decay=0.05)
        # end
        return optimizer

    def cured(prelu):
        # cured
        groups = [{"params": prelu.parameters(), "weight_decay": 0.0}]
        optimizer = torch.optim.SGD(groups, lr=0.5, weight_decay=0.05)
        # end
        return optimizer

    def measure(lines):
        x = SplitMix64(26).normal(256, std=0.1)  # small, so that the loss hardly holds the slope
        y, prelu = F.leaky_relu(x, 0.25), nn.PReLU()  # the slope that it begins with is the right one
        optimizer = lines(prelu)
        for _ in range(200):
            optimizer.zero_grad()
            F.mse_loss(prelu(x), y).backward()
            optimizer.step()
        return prelu.weight

    twins.record(
        "F3.26", "learned slope after 200 steps, where 0.25 is right", broken, cured, measure=measure,
        remedy="no weight decay on slopes", broken_within=1e-9, reason="Rounding errors pass through 200 steps.",
    )


# MARK: Narrow formats


def unsigned_quantization():
    # twin: F3.28
    def broken(y):
        # broken
        scale, zero = y.max() / 255, 0                # as after a ReLU
        q = torch.quantize_per_tensor(y, scale, zero, torch.quint8).dequantize()
        # end
        return q

    def cured(y):
        # cured
        scale = (y.max() - y.min()) / 255
        zero = (-y.min() / scale).round().int()
        q = torch.quantize_per_tensor(y, scale, zero, torch.quint8).dequantize()
        # end
        return q

    def measure(lines):
        y = F.silu(SplitMix64(28).normal(1024)).float()
        return (lines(y) - y).norm().double() / y.norm().double()

    twins.record(
        "F3.28", "relative error of SiLU's outputs in 8 bits", broken, cured, measure=measure,
        remedy="a zero point for the negative values", broken_within=1e-4, cured_within=0.02,
        reason="PyTorch quantizes single precision; a number between two steps may fall to either.",
    )


def outlier_sets_the_scale():
    # twin: F3.29
    def broken(y):
        # broken
        scale = y.abs().max() / 127                   # one scale for all channels
        q = (y / scale).round().clamp(-127, 127) * scale
        # end
        return q

    def cured(y):
        # cured
        scale = y.abs().amax(0) / 127                 # one scale a channel
        q = (y / scale).round().clamp(-127, 127) * scale
        # end
        return q

    def measure(lines):
        generator = SplitMix64(29)
        y = F.silu(generator.normal(64, 16)) * generator.normal(64, 16)  # the product of a SwiGLU layer
        y[:, 0] *= 1000
        return ((lines(y) - y)[:, 1:].norm() / y[:, 1:].norm())

    twins.record(
        "F3.29", "relative error of the fifteen ordinary channels in 8 bits", broken, cured, measure=measure,
        remedy="a scale for each channel", broken_within=1e-9, cured_within=1e-9,
        reason="A difference of nearly equal numbers loses a few digits.",
    )


def overflowing_softplus():
    # twin: F3.30
    def broken(x):
        # broken
        y = torch.log(1 + torch.exp(x))
        # end
        return y

    def cured(x):
        # cured
        y = F.softplus(x)
        # end
        return y

    def measure(lines):
        return lines(torch.tensor(1000.0))

    twins.record("F3.30", "softplus of 1000", broken, cured, measure=measure, remedy="linear above a threshold")


def squared_in_half():
    # twin: F3.38
    def broken(x):
        # broken
        y = F.relu(x.half()).square()                 # the largest float16 is 65504
        # end
        return y

    def cured(x):
        # cured
        y = F.relu(x.bfloat16()).square()
        # end
        return y

    def measure(lines):
        return lines(SplitMix64(38).normal(1024, std=200)).isinf().sum()

    twins.record(
        "F3.38", "squared ReLUs, of 1024, that are infinite", broken, cured, measure=measure, remedy="bfloat16",
        broken_within=0, cured_within=0,
    )


for function in (
    dead_unit, dying_layer, deep_sigmoids, saturated_tanh, one_sign, variant_exchanged, squashed_head, squashed_twice,
    shrinking_stack, unscaled_attention, born_dead, in_place_refused, in_place_skip, stuck_at_chance,
    rectified_autoencoder, lone_softmax, three_classes_on_a_sigmoid, softmax_over_bits, softmax_over_the_batch,
    split_along_the_tokens, gate_exchanged, wrong_start_for_selu, ordinary_dropout, logarithm_of_softmax,
    temperature_of_probabilities, decayed_slope, collapsing_correlations, unsigned_quantization, outlier_sets_the_scale,
    overflowing_softplus, sure_and_wrong, rectified_logit, third_matrix, foreign_default, left_in_training_mode,
    masked_completely, masked_after_softmax, squared_in_half, hard_for_smooth,
    loss_of_raw_logits, unbounded_recurrence,
):
    function()
twins.write()
