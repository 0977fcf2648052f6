"""The failure modes of lesson 04 as a user of PyTorch meets them."""

import copy
import math
import zlib

import torch
import torch.nn.functional as F
from torch import nn

from twins import SplitMix64, Twins, below, linear_layers

twins = Twins(lesson=4, script=__file__)

DEEP = "Rounding errors pass through the layers, and OpenBLAS adds in another order."
TRAINED = "Rounding errors grow from step to step, and OpenBLAS adds in another order."
REJECTED = "PyTorch draws the whole tensor again where a number is out of bounds, ours that number alone, of a pair."

# MARK: What several twins share


class drawing:
    """Has `normal_()` and `uniform_()`, and so PyTorch's initializers, draw what our initializers draw from a seed.

    Each of ours takes one number from the generator, as the seed of all that it draws. Constructors of layers draw
    from PyTorch's generator as always, since ours are constructed of weights that were drawn before.
    """

    CONSTRUCTED = nn.Linear, nn.Conv2d, nn.ConvTranspose2d

    def __init__(self, seed):
        self.generator, self.constructing = SplitMix64(seed), False

    def __enter__(self):
        normal, uniform = self.methods = torch.Tensor.normal_, torch.Tensor.uniform_
        self.constructors = [layer.__init__ for layer in self.CONSTRUCTED]

        def normal_(tensor, mean=0, std=1, *, generator=None):
            if self.constructing:
                return normal(tensor, mean, std, generator=generator)
            own = SplitMix64(self.generator.next())
            return tensor.copy_(mean + own.normal(*tensor.shape, std=std))

        def uniform_(tensor, a=0, b=1, *, generator=None):
            if self.constructing:
                return uniform(tensor, a, b, generator=generator)
            own = SplitMix64(self.generator.next())
            values = [a + (b - a) * own.fraction() for _ in range(tensor.numel())]
            return tensor.copy_(torch.tensor(values).reshape(tensor.shape))

        def quiet(constructor):
            def construct(*arguments, **named):
                self.constructing = True
                constructor(*arguments, **named)
                self.constructing = False

            return construct

        torch.Tensor.normal_, torch.Tensor.uniform_ = normal_, uniform_
        for layer, constructor in zip(self.CONSTRUCTED, self.constructors):
            layer.__init__ = quiet(constructor)
        return self.generator

    def __exit__(self, *_):
        torch.Tensor.normal_, torch.Tensor.uniform_ = self.methods
        for layer, constructor in zip(self.CONSTRUCTED, self.constructors):
            layer.__init__ = constructor


def layered(sizes, activation):
    """Linear layers of the given widths with an activation between them."""
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [activation()] * bool(layers) + [nn.Linear(inputs, outputs)]
    return nn.Sequential(*layers)


def stack(depth, width, activation):
    """Square layers, each followed by the activation."""
    return nn.Sequential(*layered([width] * (depth + 1), activation), activation())


def descend(model, loss, *, rate, steps):
    """Steps of gradient descent; returns the losses up to the first that is not finite."""
    optimizer, losses = torch.optim.SGD(model.parameters(), lr=rate), []
    for _ in range(steps):
        optimizer.zero_grad()
        current = loss()
        losses.append(current.item())
        if not math.isfinite(losses[-1]):
            break
        current.backward()
        optimizer.step()
    return losses


def rms(x):
    return x.square().mean().sqrt()


def init(module):
    """What one hands to `apply`: He's weights and zero biases for every linear layer."""
    if isinstance(module, nn.Linear):
        nn.init.kaiming_normal_(module.weight)
        nn.init.zeros_(module.bias)


def changed(parameters, work):
    """How many of the parameters differ after the work."""
    before = [parameter.detach().clone() for parameter in parameters]
    work()
    return sum(not torch.equal(old, new) for old, new in zip(before, parameters))


# MARK: Symmetry


def three_units(seed, lines, steps=200):
    """Trains a 3-8-1 tanh network on 32 samples; returns it, the last loss and the targets' variance."""
    with drawing(seed) as generator:
        x = generator.normal(32, 3)
        y = torch.sin(2 * x[:, :1]) + x[:, 1:2] * x[:, 2:]
        model = layered([3, 8, 1], nn.Tanh)
        lines(model)
        loss = lambda: F.mse_loss(model(x), y)
        descend(model, loss, rate=0.1, steps=steps)
        return model, loss() / y.var(unbiased=False)


def row_spread(weight):
    """The largest difference between an entry and the mean of its column: 0 if all rows are equal."""
    return (weight - weight.mean(0)).abs().max()


def all_zero():
    # twin: F4.1
    def broken(model):
        # broken
        for p in model.parameters():
            nn.init.zeros_(p)
        # end

    def cured(model):
        # cured
        for layer in linear_layers(model):
            nn.init.xavier_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
        # end

    def measure(lines):
        return three_units(1, lines)[1]

    twins.record(
        "F4.1", "loss after 200 steps ÷ variance of the targets", broken, cured, measure=measure,
        remedy="random weights, zero biases", cured_within=1e-9, reason=TRAINED,
    )


def constant_weights():
    # twin: F4.2
    def broken(model):
        # broken
        for layer in linear_layers(model):
            nn.init.constant_(layer.weight, 0.5)
            nn.init.zeros_(layer.bias)
        # end

    def cured(model):
        # cured
        for layer in linear_layers(model):
            nn.init.xavier_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
        # end

    def last_layer_zero(model):
        # also
        nn.init.xavier_normal_(model[0].weight)
        nn.init.zeros_(model[0].bias)
        nn.init.zeros_(model[2].weight)
        nn.init.zeros_(model[2].bias)
        # end

    def measure(lines):
        return row_spread(three_units(1, lines)[0][0].weight)

    twins.record(
        "F4.2", "largest difference of a weight of layer 1 from its column's mean after 200 steps", broken, cured,
        measure=measure, remedy="random weights, zero biases", also=[("only the last layer zero", last_layer_zero, 1e-9)],
        broken_within=below(1e-9), cured_within=1e-9, reason=TRAINED,
    )


def duplicated_units():
    # twin: F4.35
    def broken(small, wide):
        # broken
        wide[0].weight.data = small[0].weight.repeat(2, 1)
        wide[0].bias.data = small[0].bias.repeat(2)
        wide[2].weight.data = small[2].weight.repeat(1, 2) / 2
        # end

    def cured(small, wide):
        # cured
        wide[0].weight.data = small[0].weight.repeat(2, 1)
        wide[0].weight.data += 0.01 * torch.empty(16, 3).normal_()
        wide[0].bias.data = small[0].bias.repeat(2)
        wide[2].weight.data = small[2].weight.repeat(1, 2) / 2
        # end

    def measure(lines):
        with drawing(35) as generator, torch.no_grad():
            x = generator.normal(32, 3)
            y = torch.sin(2 * x[:, :1]) + x[:, 1:2] * x[:, 2:]
            small, wide = layered([3, 8, 1], nn.Tanh), layered([3, 16, 1], nn.Tanh)
            for layer in linear_layers(small):
                nn.init.xavier_normal_(layer.weight)
                nn.init.zeros_(layer.bias)
            nn.init.zeros_(wide[2].bias)
            lines(small, wide)
        descend(wide, lambda: F.mse_loss(wide(x), y), rate=0.1, steps=100)
        weight = wide[0].weight.detach()
        return (weight[:8] - weight[8:]).abs().max()

    twins.record(
        "F4.35", "largest difference between a unit's weights and its copy's after 100 steps", broken, cured,
        measure=measure, remedy="copies with noise", broken_within=below(1e-9), cured_within=1e-9, reason=TRAINED,
    )


# MARK: Signals by depth


def through(seed, depth, width, activation, lines, batch=16):
    """The outputs of a deep stack for normal inputs."""
    with drawing(seed) as generator, torch.no_grad():
        x, model = generator.normal(batch, width), stack(depth, width, activation)
        lines(model)
        return model(x)


def too_small():
    # twin: F4.3
    def broken(model):
        # broken
        for layer in linear_layers(model):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)
        # end

    def cured(model):
        # cured
        for layer in linear_layers(model):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
        # end

    def measure(lines):
        return rms(through(3, 30, 128, nn.ReLU, lines))

    twins.record(
        "F4.3", "root mean square of the outputs of 30 ReLU layers of width 128", broken, cured, measure=measure,
        remedy="He", broken_within=1e-9, cured_within=1e-9, reason=DEEP,
    )


def classification(seed, lines, depth=15):
    """A deep ReLU network of width 32 on 64 samples of 2 classes, initialized by the lines."""
    with drawing(seed) as generator:
        x = generator.normal(64, 8)
        y = (x[:, 0] * x[:, 1] > 0).long()
        model = layered([8] + [32] * (depth - 1) + [2], nn.ReLU)
        lines(model)
        return model, lambda: F.cross_entropy(model(x), y)


def too_large():
    # twin: F4.4
    def broken(model):
        # broken
        for layer in linear_layers(model):
            nn.init.normal_(layer.weight)             # standard deviation 1
            nn.init.zeros_(layer.bias)
        # end

    def cured(model):
        # cured
        for layer in linear_layers(model):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
        # end

    def measure(lines):
        model, loss = classification(4, lines)
        return sum(map(math.isfinite, descend(model, loss, rate=0.05, steps=20)))

    twins.record(
        "F4.4", "steps of 20 with a finite loss", broken, cured, measure=measure, remedy="He",
        broken_within=0, cured_within=0,
    )


def xavier_with_relu():
    # twin: F4.5
    def broken(model):
        # broken
        for layer in linear_layers(model):
            nn.init.xavier_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
        # end

    def cured(model):
        # cured
        for layer in linear_layers(model):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
        # end

    def with_gain(model):
        # also
        gain = nn.init.calculate_gain("relu")
        for layer in linear_layers(model):
            nn.init.xavier_normal_(layer.weight, gain)
            nn.init.zeros_(layer.bias)
        # end

    def measure(lines):
        return rms(through(5, 30, 128, nn.ReLU, lines))

    twins.record(
        "F4.5", "root mean square of the outputs of 30 ReLU layers of width 128", broken, cured, measure=measure,
        remedy="He", also=[("Xavier with gain √2", with_gain, 1e-9)], broken_within=1e-9, cured_within=1e-9,
        reason=DEEP,
    )


def framework_default():
    # twin: F4.6
    def broken(model):
        # broken
        for layer in linear_layers(model):
            layer.reset_parameters()                  # what nn.Linear does by itself
        # end

    def cured(model):
        # cured
        for layer in linear_layers(model):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
        # end

    def measure(lines):
        model, loss = classification(6, lines)
        before = model[0].weight.detach().clone()
        descend(model, loss, rate=0.05, steps=50)
        return (model[0].weight - before).norm() / before.norm()

    twins.record(
        "F4.6", "relative change of the first of 15 layers' weights in 50 steps", broken, cured, measure=measure,
        remedy="He", broken_within=1e-8, cured_within=1e-8, reason=TRAINED,
    )


def tanh_saturates():
    # twin: F4.7
    def broken(model):
        # broken
        for layer in linear_layers(model):
            nn.init.normal_(layer.weight)             # standard deviation 1
            nn.init.zeros_(layer.bias)
        # end

    def cured(model):
        # cured
        gain = nn.init.calculate_gain("tanh")         # 5/3
        for layer in linear_layers(model):
            nn.init.xavier_normal_(layer.weight, gain)
            nn.init.zeros_(layer.bias)
        # end

    def gain_1(model):
        # also
        for layer in linear_layers(model):
            nn.init.xavier_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
        # end

    def measure(lines):
        return (1 - through(7, 10, 128, nn.Tanh, lines).square()).mean()

    twins.record(
        "F4.7", "mean slope of tanh in layer 10 of width 128", broken, cured, measure=measure,
        remedy="Xavier with gain 5/3", also=[("Xavier with gain 1", gain_1, 1e-9)],
        broken_within=1e-6, cured_within=1e-9, reason=DEEP + " A network that saturates magnifies them.",
    )


def tanh_fades():
    # twin: F4.36
    def broken(model):
        # broken
        for layer in linear_layers(model):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)
        # end

    def cured(model):
        # cured
        gain = nn.init.calculate_gain("tanh")         # 5/3
        for layer in linear_layers(model):
            nn.init.xavier_normal_(layer.weight, gain)
            nn.init.zeros_(layer.bias)
        # end

    def measure(lines):
        return rms(through(36, 10, 128, nn.Tanh, lines))

    twins.record(
        "F4.36", "root mean square of the outputs of 10 tanh layers of width 128", broken, cured, measure=measure,
        remedy="Xavier with gain 5/3", broken_within=1e-9, cured_within=1e-9, reason=DEEP,
    )


def spread_collapses():
    # twin: F4.15
    def broken(model):
        # broken
        for layer in linear_layers(model):
            layer.reset_parameters()                  # what nn.Linear does by itself
        # end

    def cured(model):
        # cured
        for layer in linear_layers(model):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
        # end

    def measure(lines):
        h = through(15, 30, 128, nn.ReLU, lines)
        return rms(h - h.mean(0)) / rms(h)

    twins.record(
        "F4.15", "spread across inputs ÷ root mean square at ReLU layer 30 of width 128", broken, cured,
        measure=measure, remedy="He", broken_within=1e-3, cured_within=1e-9,
        reason="The spread that is left is near the rounding error of the values themselves.",
    )


def gain_for_fifty_layers():
    # twin: F4.30
    def broken(model):
        # broken
        for layer in linear_layers(model):
            nn.init.xavier_normal_(layer.weight, nn.init.calculate_gain("tanh"))
            nn.init.zeros_(layer.bias)
        # end

    def cured(model):
        # cured
        for layer in linear_layers(model):
            nn.init.xavier_normal_(layer.weight)      # gain 1
            nn.init.zeros_(layer.bias)
        # end

    def measure(lines):
        with drawing(30) as generator:
            x, cotangent = generator.normal(8, 64).requires_grad_(), generator.normal(8, 64)
            model = stack(50, 64, nn.Tanh)
            lines(model)
            model(x).backward(cotangent)
            return x.grad.norm() / cotangent.norm()

    twins.record(
        "F4.30", "gradient norm at the input ÷ at the output of 50 tanh layers of width 64", broken, cured,
        measure=measure, remedy="Xavier with gain 1", broken_within=1e-6, cured_within=1e-9, reason=DEEP,
    )


def correlations_collapse():
    # twin: F4.34
    def broken(layers, x):
        # broken
        for layer in layers:
            x = layer(torch.relu(x))
        # end
        return x

    def cured(layers, x):
        # cured
        for layer in layers:
            x = x + layer(torch.relu(x)) / math.sqrt(len(layers))
        # end
        return x

    def measure(lines):
        with drawing(34) as generator, torch.no_grad():
            x, layers = generator.normal(8, 64), [nn.Linear(64, 64) for _ in range(50)]
            for layer in layers:
                init(layer)
            h = F.normalize(lines(layers, x), dim=1)
            return ((h @ h.t()).sum() - 8) / 56

    twins.record(
        "F4.34", "mean cosine between two inputs behind 50 layers of width 64 with ReLU", broken, cured,
        measure=measure, remedy="residual branches scaled by 1/√50", broken_within=1e-9, cured_within=1e-9, reason=DEEP,
    )


def residual_growth():
    # twin: F4.11
    def broken(blocks, x):
        # broken
        for block in blocks:
            x = x + block(x)
        # end
        return x

    def cured(blocks, x):
        # cured
        for block in blocks:
            x = x + block(x) / math.sqrt(len(blocks))
        # end
        return x

    def last_zero(blocks, x):
        # also
        for block in blocks:
            nn.init.zeros_(block[-1].weight)
            x = x + block(x)
        # end
        return x

    def measure(lines):
        with drawing(11) as generator, torch.no_grad():
            x, blocks = generator.normal(8, 64), [layered([64] * 3, nn.ReLU) for _ in range(20)]
            for first, _, second in blocks:
                init(first)
                nn.init.xavier_normal_(second.weight)
                nn.init.zeros_(second.bias)
            return lines(blocks, x).square().mean() / x.square().mean()

    twins.record(
        "F4.11", "second moment after 20 residual blocks of two layers ÷ before", broken, cured, measure=measure,
        remedy="branches scaled by 1/√20", also=[("last layer of every branch zero", last_zero)],
        broken_within=1e-9, cured_within=1e-9, reason=DEEP,
    )


def both_zero():
    # twin: F4.28
    def broken(block):
        # broken
        nn.init.zeros_(block.alpha)
        nn.init.zeros_(block.second.weight)
        # end

    def cured(block):
        # cured
        nn.init.zeros_(block.alpha)
        nn.init.xavier_normal_(block.second.weight)
        # end

    def weights_only(block):
        # also
        nn.init.ones_(block.alpha)
        nn.init.zeros_(block.second.weight)
        # end

    class Block(nn.Module):
        """A residual block with a gate: x + α · W₂ ReLU(W₁ x)."""

        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Linear(4, 8, bias=False), nn.Linear(8, 4, bias=False)
            self.alpha = nn.Parameter(torch.ones(()))

        def forward(self, x):
            return x + self.alpha * self.second(torch.relu(self.first(x)))

    def measure(lines):
        with drawing(28) as generator:
            x, y, block = generator.normal(16, 4), generator.normal(16, 4), Block()
            nn.init.kaiming_normal_(block.first.weight)
            lines(block)
        loss = lambda: F.mse_loss(block(x), y)
        return changed(list(block.parameters()), lambda: descend(block, loss, rate=0.1, steps=20))

    twins.record(
        "F4.28", "parameters of the branch, of three, that have moved in 20 steps", broken, cured, measure=measure,
        remedy="only the gate zero", also=[("only the last layer zero", weights_only, 0)],
        broken_within=0, cured_within=0,
    )


# MARK: Fans


def second_moment(output, x):
    """What a ReLU passes on of the inputs' second moment; the right initialization keeps it."""
    return torch.relu(output).square().mean() / x.square().mean()


def fans_swapped():
    # twin: F4.8
    def broken(layer):
        # broken
        nn.init.kaiming_normal_(layer.weight, mode="fan_out")
        # end

    def cured(layer):
        # cured
        nn.init.kaiming_normal_(layer.weight)         # mode="fan_in"
        # end

    def measure(lines):
        with drawing(8) as generator, torch.no_grad():
            x, layer = generator.normal(16, 512), nn.Linear(512, 32, bias=False)
            lines(layer)
            return second_moment(layer(x), x)

    twins.record(
        "F4.8", "second moment behind a ReLU layer 512 → 32 ÷ before", broken, cured, measure=measure,
        remedy="by the inputs that a unit sums",
    )


def own_layout():
    # twin: F4.18
    def broken(x, w):                                 # w has shape [32, 512]
        # broken
        nn.init.kaiming_normal_(w)
        return torch.relu(x @ w)
        # end

    def cured(x, w):
        # cured
        nn.init.kaiming_normal_(w.t())
        return torch.relu(x @ w)
        # end

    def fan_out(x, w):
        # also
        nn.init.kaiming_normal_(w, mode="fan_out")
        return torch.relu(x @ w)
        # end

    def measure(lines):
        with drawing(18) as generator, torch.no_grad():
            x = generator.normal(16, 32)
            return second_moment(lines(x, torch.empty(32, 512)), x)

    twins.record(
        "F4.18", "second moment behind ReLU(x @ w), w of shape [32, 512], ÷ before", broken, cured, measure=measure,
        remedy="fans of the transposed weight", also=[("by the other fan", fan_out)],
    )


def transposed_convolution():
    # twin: F4.16
    def broken(up):                                   # 256 → 16 channels, twice the size
        # broken
        nn.init.kaiming_normal_(up.weight)            # takes 16 · 2 · 2 for the fan
        # end

    def cured(up):
        # cured
        nn.init.normal_(up.weight, std=math.sqrt(2 / up.in_channels))
        # end

    def measure(lines):
        with drawing(16) as generator, torch.no_grad():
            x, up = generator.normal(16, 256, 1, 1), nn.ConvTranspose2d(256, 16, 2, stride=2, bias=False)
            lines(up)
            return second_moment(up(x), x)

    twins.record(
        "F4.16", "second moment behind a transposed convolution 256 → 16 with ReLU ÷ before", broken, cured,
        measure=measure, remedy="by the inputs that an output sums",
    )


def depthwise_convolution():
    # twin: F4.17
    def broken(layer):                                # nn.Conv2d(64, 64, 3, groups=64)
        # broken
        nn.init.kaiming_normal_(layer.weight, mode="fan_out")
        # end

    def cured(layer):
        # cured
        nn.init.kaiming_normal_(layer.weight, mode="fan_in")
        # end

    def measure(lines):
        with drawing(17) as generator, torch.no_grad():
            x, layer = generator.normal(16, 64, 3, 3), nn.Conv2d(64, 64, 3, groups=64, bias=False)
            lines(layer)
            return second_moment(layer(x), x)

    twins.record(
        "F4.17", "second moment behind a depthwise 3 × 3 convolution with ReLU ÷ before", broken, cured,
        measure=measure, remedy="by the nine inputs that an output sums",
    )


# MARK: The last layer


def hot_last_layer():
    # twin: F4.9
    def broken(model):
        # broken
        nn.init.normal_(model[-1].weight)             # standard deviation 1
        # end

    def cured(model):
        # cured
        nn.init.normal_(model[-1].weight, std=0.01)
        # end

    def zero(model):
        # also
        nn.init.zeros_(model[-1].weight)
        # end

    def measure(lines):
        with drawing(9) as generator, torch.no_grad():
            x, y = generator.normal(128, 32), torch.tensor([generator.below(10) for _ in range(128)])
            model = layered([32, 64, 10], nn.ReLU)
            init(model[0])
            nn.init.zeros_(model[-1].bias)
            lines(model)
            return F.cross_entropy(model(x), y) - math.log(10)

    twins.record(
        "F4.9", "loss at step 0 minus ln 10", broken, cured, measure=measure, remedy="standard deviation 0.01",
        also=[("zero", zero, below(1e-12))], cured_within=1e-8, reason="A difference of two numbers that are nearly equal.",
    )


def prior_missing():
    # twin: F4.10
    def broken(head, pi):
        # broken
        nn.init.zeros_(head.bias)
        # end

    def cured(head, pi):
        # cured
        nn.init.constant_(head.bias, -math.log((1 - pi) / pi))
        # end

    def measure(lines):
        with drawing(10) as generator, torch.no_grad():
            x, head = generator.normal(1000, 4), nn.Linear(4, 1)
            y = torch.zeros(1000, 1)
            y[:10] = 1
            nn.init.zeros_(head.weight)
            lines(head, 0.01)
            entropy = -(0.01 * math.log(0.01) + 0.99 * math.log(0.99))
            return F.binary_cross_entropy_with_logits(head(x), y) / entropy

    twins.record(
        "F4.10", "loss at step 0 ÷ entropy of the classes, 1 % positive", broken, cured, measure=measure,
        remedy="bias at the log-odds of the prior",
    )


def sigmoid_saturated():
    # twin: F4.12
    def broken(layer):
        # broken
        nn.init.normal_(layer.weight, std=2.5)
        # end

    def cured(layer):
        # cured
        nn.init.xavier_normal_(layer.weight)
        # end

    def zero(layer):
        # also
        nn.init.zeros_(layer.weight)
        # end

    def measure(lines):
        with drawing(12) as generator, torch.no_grad():
            x, layer = generator.normal(256, 16), nn.Linear(16, 1, bias=False)
            lines(layer)
            p = torch.sigmoid(layer(x))
            return (p * (1 - p)).mean()

    twins.record(
        "F4.12", "mean slope of a sigmoid output at step 0", broken, cured, measure=measure, remedy="Xavier",
        also=[("zero weights", zero)],
    )


def tied_embedding():
    # twin: F4.23
    def broken(emb, head):
        # broken
        nn.init.normal_(emb.weight)                   # nn.Embedding's default
        nn.init.xavier_normal_(head.weight)
        head.weight = emb.weight                      # tied: the line above is lost
        # end

    def cured(emb, head):
        # cured
        nn.init.normal_(emb.weight, std=0.02)
        head.weight = emb.weight
        # end

    def measure(lines):
        emb, head = nn.Embedding(50, 64), nn.Linear(64, 50, bias=False)
        with drawing(23) as generator, torch.no_grad():
            tokens = torch.arange(50)
            targets = torch.tensor([generator.below(50) for _ in range(50)])
            lines(emb, head)
            return F.cross_entropy(head(emb(tokens)), targets) - math.log(50)

    twins.record(
        "F4.23", "loss at step 0 minus ln 50", broken, cured, measure=measure,
        remedy="standard deviation 0.02, then tied", cured_within=1e-8,
        reason="A difference of two numbers that are nearly equal.",
    )


# MARK: Data and numbers


def unscaled_inputs():
    # twin: F4.14
    def broken(x):
        # broken
        x = x                                         # square meters, up to 1000
        # end
        return x

    def cured(x):
        # cured
        x = (x - x.mean()) / x.std()
        # end
        return x

    def measure(lines):
        with drawing(14), torch.no_grad():
            x = torch.linspace(0, 1000, 51).reshape(51, 1)
            y = torch.sin(x * (math.pi / 500))
            model = layered([1, 32, 1], nn.ReLU)
            model.apply(init)
            return F.mse_loss(model(lines(x)), y) / y.var(unbiased=False)

    twins.record(
        "F4.14", "loss at step 0 ÷ variance of the targets", broken, cured, measure=measure,
        remedy="standardized inputs",
    )


def truncation_never_reached():
    # twin: F4.25
    def broken(w, std):                               # std is 0.02
        # broken
        nn.init.trunc_normal_(w, std=std)
        # end

    def cured(w, std):
        # cured
        nn.init.trunc_normal_(w, std=std, a=-2 * std, b=2 * std)
        # end

    def measure(lines):
        with drawing(25):
            w = torch.empty(64, 64)
            lines(w, 0.02)
            return w.abs().max() / 0.02

    twins.record(
        "F4.25", "largest of 4096 weights in standard deviations of 0.02", broken, cured, measure=measure,
        remedy="bounds at two standard deviations", broken_within=0.2, cured_within=0.01, reason=REJECTED,
    )


def truncated_to_a_box():
    # twin: F4.26
    def broken(w, std):                               # std is 5
        # broken
        nn.init.trunc_normal_(w, std=std)
        # end

    def cured(w, std):
        # cured
        nn.init.trunc_normal_(w, std=std, a=-2 * std, b=2 * std)
        # end

    def measure(lines):
        with drawing(26):
            w = torch.empty(64, 64)
            lines(w, 5.0)
            return w.std(unbiased=False) / 5

    twins.record(
        "F4.26", "standard deviation of 4096 weights ÷ the one asked for, 5", broken, cured, measure=measure,
        remedy="bounds at two standard deviations", broken_within=0.05, cured_within=0.05, reason=REJECTED,
    )


def half_precision_underflow():
    # twin: F4.31
    def broken():
        # broken
        scale = 1e-8 * torch.empty(4096).normal_()
        scale = scale.to(torch.float16)               # least number: 6e-8
        # end
        return scale

    def cured():
        # cured
        scale = 1e-8 * torch.empty(4096).normal_()
        scale = scale.to(torch.bfloat16)              # the exponents of float32
        # end
        return scale

    def measure(lines):
        with drawing(31):
            return (lines() == 0).double().mean()

    twins.record(
        "F4.31", "share of 4096 weights that are exactly 0", broken, cured, measure=measure, remedy="bfloat16",
        cured_within=0,
    )


def half_precision_overflow():
    # twin: F4.32
    def broken(w):                                    # 300 × 300, float16, N(0, 1)
        # broken
        w = w / w.pow(2).sum().sqrt()
        # end
        return w

    def cured(w):
        # cured
        w = w / w.float().pow(2).sum().sqrt()
        # end
        return w

    def measure(lines):
        with drawing(32):
            w = torch.empty(300, 300, dtype=torch.float16).normal_()
            return (lines(w) == 0).double().mean()

    twins.record(
        "F4.32", "share of the normalized weights that are exactly 0", broken, cured, measure=measure,
        remedy="summed in single precision", cured_within=0,
    )


# MARK: Which layers, in which order


def draws_inserted():
    # twin: F4.13
    def broken(model, count):
        # broken
        torch.manual_seed(0)
        noise = torch.rand(count)                     # a new line, above the model
        for layer in linear_layers(model):
            nn.init.kaiming_normal_(layer.weight)
        # end

    def cured(model, count):
        # cured
        noise = torch.rand(count)
        for name, module in model.named_modules():
            if isinstance(module, nn.Linear):
                g = torch.Generator().manual_seed(zlib.crc32(name.encode()))
                nn.init.kaiming_normal_(module.weight, generator=g)
        # end

    def measure(lines):
        model = layered([4, 8, 2], nn.ReLU)
        lines(model, 0)
        return changed([layer.weight for layer in linear_layers(model)], lambda: lines(model, 1))

    twins.record(
        "F4.13", "weights of two that another line in the script changes", broken, cured, measure=measure,
        remedy="a generator for each parameter", broken_within=0, cured_within=0,
    )


def same_seed_in_every_layer():
    # twin: F4.33
    def broken(layers):
        # broken
        for layer in layers:
            torch.manual_seed(0)
            nn.init.kaiming_normal_(layer.weight)
        # end

    def cured(layers):
        # cured
        torch.manual_seed(0)
        for layer in layers:
            nn.init.kaiming_normal_(layer.weight)
        # end

    def measure(lines):
        layers = [nn.Linear(8, 8) for _ in range(6)]
        lines(layers)
        return sum(torch.equal(layer.weight, layers[0].weight) for layer in layers[1:])

    twins.record(
        "F4.33", "layers of five that have the weights of the first", broken, cured, measure=measure,
        remedy="seeded once", broken_within=0, cured_within=0,
    )


def copied_before_init():
    # twin: F4.19
    def broken(model):
        # broken
        target = copy.deepcopy(model)
        model.apply(init)
        # end
        return target

    def cured(model):
        # cured
        model.apply(init)
        target = copy.deepcopy(model)
        # end
        return target

    def measure(lines):
        with drawing(19):
            model = layered([4, 8, 8, 2], nn.ReLU)
            target = lines(model)
        return sum(not torch.equal(a.weight, b.weight) for a, b in zip(linear_layers(model), linear_layers(target)))

    twins.record(
        "F4.19", "weights of three that differ between the network and its copy", broken, cured, measure=measure,
        remedy="initialized, then copied", broken_within=0, cured_within=0,
    )


def replaced_after_init():
    # twin: F4.20
    def broken(model):
        # broken
        model.apply(init)
        model[-1] = nn.Linear(8, 5)                   # the new head
        # end

    def cured(model):
        # cured
        model[-1] = nn.Linear(8, 5)
        model.apply(init)
        # end

    def measure(lines):
        with drawing(20):
            model = layered([4, 8, 8, 2], nn.ReLU)
            lines(model)
        return sum(layer.bias.count_nonzero().item() > 0 for layer in linear_layers(model))

    twins.record(
        "F4.20", "layers of three whose bias is not the zero of the initialization", broken, cured, measure=measure,
        remedy="replaced, then initialized", broken_within=0, cured_within=0,
    )


def type_missed():
    # twin: F4.21
    def broken(model):
        # broken
        for module in model.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=0.02)
        # end

    def cured(model):
        # cured
        for p in model.parameters():
            if p.ndim > 1:
                nn.init.normal_(p, std=0.02)
        # end

    def measure(lines):
        model = nn.ModuleList([nn.MultiheadAttention(16, 2), nn.Linear(16, 16)])
        matrices = [p for p in model.parameters() if p.ndim > 1]
        return len(matrices) - changed(matrices, lambda: lines(model))

    twins.record(
        "F4.21", "matrices of three that the initialization does not reach", broken, cured, measure=measure,
        remedy="by parameter", broken_within=0, cured_within=0,
        counterpart="PyTorch's attention holds the weights of queries, keys and values in one parameter of its own.",
    )


def pretrained_overwritten():
    # twin: F4.22
    def broken(model, pretrained):
        # broken
        model.load_state_dict(pretrained, strict=False)
        model.apply(init)
        # end

    def cured(model, pretrained):
        # cured
        model.apply(init)
        model.load_state_dict(pretrained, strict=False)
        # end

    def measure(lines):
        with drawing(22):
            trained, model = layered([4, 8, 2], nn.ReLU), layered([4, 8, 5], nn.ReLU)
            trained[0].reset_parameters()
            body = {name: value.clone() for name, value in trained.state_dict().items() if name.startswith("0.")}
            lines(model, body)
        return sum(not torch.equal(model.state_dict()[name], value) for name, value in body.items())

    twins.record(
        "F4.22", "pretrained parameters of two that are lost", broken, cured, measure=measure,
        remedy="initialized, then loaded", broken_within=0, cured_within=0,
    )


def padding_row_overwritten():
    # twin: F4.29
    def broken(emb):                                  # nn.Embedding(20, 8, padding_idx=0)
        # broken
        nn.init.normal_(emb.weight, std=0.02)
        # end

    def cured(emb):
        # cured
        nn.init.normal_(emb.weight, std=0.02)
        with torch.no_grad():
            emb.weight[emb.padding_idx].zero_()
        # end

    def measure(lines):
        emb = nn.Embedding(20, 8, padding_idx=0)
        with drawing(29), torch.no_grad():
            lines(emb)
            plain, padded = emb(torch.tensor([3, 7, 5])).sum(0), emb(torch.tensor([3, 7, 5, 0, 0, 0, 0, 0])).sum(0)
            return (padded - plain).norm() / plain.norm()

    twins.record(
        "F4.29", "relative change of a sentence's sum by five tokens of padding", broken, cured, measure=measure,
        remedy="row of the padding zeroed again",
    )


def forget_bias_twice():
    # twin: F4.24
    def broken(lstm, n):
        # broken
        lstm.bias_ih_l0.data[n:2 * n] = 1             # the forget gate
        lstm.bias_hh_l0.data[n:2 * n] = 1
        # end

    def cured(lstm, n):
        # cured
        lstm.bias_ih_l0.data[n:2 * n] = 1
        # end

    def measure(lines):
        lstm = nn.LSTM(1, 4)
        for parameter in lstm.parameters():
            nn.init.zeros_(parameter)
        lines(lstm, 4)
        state = torch.zeros(1, 1, 4), torch.ones(1, 1, 4)
        return lstm(torch.zeros(1, 1, 1), state)[1][1].mean()

    twins.record(
        "F4.24", "share of the cell that the forget gate keeps, all weights zero", broken, cured, measure=measure,
        remedy="one of the two biases",
    )


def new_head_old_rate():
    # twin: F4.27
    def broken(body, head):
        # broken
        optimizer = torch.optim.SGD([*body.parameters(), *head.parameters()], lr=0.1)
        # end
        return optimizer

    def cured(body, head):
        # cured
        optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
        # end
        return optimizer

    def hundredth(body, head):
        # also
        optimizer = torch.optim.SGD([
            {"params": body.parameters(), "lr": 0.001}, {"params": head.parameters()},
        ], lr=0.1)
        # end
        return optimizer

    def measure(lines):
        with drawing(27) as generator:
            x = generator.normal(64, 8)
            old, new = torch.sin(x[:, :2]), x[:, 2:3] * x[:, 3:4]
            body, head, fresh = nn.Sequential(nn.Linear(8, 16), nn.Tanh()), nn.Linear(16, 2), nn.Linear(16, 1)
            nn.init.xavier_normal_(body[0].weight)
            nn.init.zeros_(body[0].bias)
            nn.init.xavier_normal_(head.weight)
            nn.init.zeros_(head.bias)
            nn.init.normal_(fresh.weight)
            nn.init.zeros_(fresh.bias)
        model = nn.Sequential(body, head)
        descend(model, lambda: F.mse_loss(model(x), old), rate=0.1, steps=100)
        before, optimizer = body(x).detach(), lines(body, fresh)
        for _ in range(20):
            body.zero_grad()
            fresh.zero_grad()
            F.mse_loss(fresh(body(x)), new).backward()
            optimizer.step()
        return (body(x) - before).norm() / before.norm()

    twins.record(
        "F4.27", "relative change of the pretrained features in the first 20 steps of a new head", broken, cured,
        measure=measure, remedy="the head alone first", also=[("the body at a hundredth of the rate", hundredth, 1e-8)],
        broken_within=1e-8, reason=TRAINED,
    )


if __name__ == "__main__":
    # In the order of their ids.
    all_zero()
    constant_weights()
    too_small()
    too_large()
    xavier_with_relu()
    framework_default()
    tanh_saturates()
    fans_swapped()
    hot_last_layer()
    prior_missing()
    residual_growth()
    sigmoid_saturated()
    draws_inserted()
    unscaled_inputs()
    spread_collapses()
    transposed_convolution()
    depthwise_convolution()
    own_layout()
    copied_before_init()
    replaced_after_init()
    type_missed()
    pretrained_overwritten()
    tied_embedding()
    forget_bias_twice()
    truncation_never_reached()
    truncated_to_a_box()
    new_head_old_rate()
    both_zero()
    padding_row_overwritten()
    gain_for_fifty_layers()
    half_precision_underflow()
    half_precision_overflow()
    same_seed_in_every_layer()
    correlations_collapse()
    duplicated_units()
    tanh_fades()
    twins.write()
