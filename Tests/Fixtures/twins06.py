"""The failure modes of lesson 06 as a user of PyTorch meets them."""

import contextlib
import copy
import math
import pathlib
from unittest import mock

import numpy
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import prune
from torch.utils.checkpoint import checkpoint
from torch.utils.data import DataLoader, Dataset

from twins import SplitMix64, Twins, below, linear_layers

twins = Twins(lesson=6, script=__file__)
RESOURCES = pathlib.Path(__file__).resolve().parents[2] / "Sources/Datasets/Resources"

TRAINED = "Rounding errors grow from step to step, and OpenBLAS adds in another order."
DRAWN = "PyTorch draws these masks by itself, and so others than ours."
SOLVED = "PyTorch solves the linear system by another factorization."

# MARK: What several twins share


def mask(generator, shape, p):
    """`Tensor.mask(_:dropping:using:)`: 0 where a draw is below p, else 1."""
    draws = [generator.fraction() for _ in range(math.prod(shape))]
    return (torch.tensor(draws) >= p).to(torch.float64).reshape(shape)


@contextlib.contextmanager
def drawing(generator):
    """Has dropout and `torch.rand_like` draw what our layers draw from the course's generator."""

    def dropout(x, p=0.5, training=True, inplace=False):
        return x * mask(generator, x.shape, p) / (1 - p) if training else x

    def rand_like(x):
        return torch.tensor([generator.fraction() for _ in range(x.numel())]).reshape(x.shape)

    with mock.patch.object(F, "dropout", dropout), mock.patch.object(torch, "rand_like", rand_like):
        yield


def dropout_network(seed):
    """Requests, a network with one dropout layer, and the generator of that layer."""
    generator = SplitMix64(seed)
    x = generator.normal(64, 8)
    model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Dropout(), nn.Linear(64, 1))
    generator.start(*linear_layers(model))
    return x, model, SplitMix64(generator.next())


def descend(parameters, loss, *, rate, steps, **settings):
    """Steps of gradient descent."""
    optimizer = torch.optim.SGD(parameters, lr=rate, **settings)
    for _ in range(steps):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()


def differing(first, second):
    """How many entries of two results differ."""
    return (first != second).sum()


def relative(tensor, right):
    return (tensor - right).norm() / right.norm()


def calibration_error(confidence, right, bins=10):
    """The expected calibration error over bins of equal width that hold their upper ends."""
    number = (torch.as_tensor(confidence) * bins).ceil().long() - 1
    error = 0
    for index in range(bins):
        inside = number.clamp(0, bins - 1) == index
        if inside.any():
            error += inside.sum() * (right[inside].double().mean() - confidence[inside].mean()).abs()
    return error / len(right)


def legendre():
    """Twelve noisy points of sin πx with a polynomial of degree 11, and 101 points without noise."""

    def basis(x):
        columns = [torch.ones_like(x), x]
        for n in range(1, 11):
            columns.append(((2 * n + 1) * x * columns[n] - n * columns[n - 1]) / (n + 1))
        return torch.stack(columns, 1)

    x = torch.linspace(-1, 1, 12)
    y = torch.sin(math.pi * x) + 0.3 * (-1.0) ** torch.arange(1, 13)
    points = torch.linspace(-0.95, 0.95, 101)
    return basis(x), y, basis(points), torch.sin(math.pi * points)


# MARK: Dropout and its mode


def served_in_training_mode():
    # twin: F6.1
    def broken(model, x):
        # broken
        with torch.no_grad():                         # no mode, only no graph
            first, second = model(x), model(x)
        # end
        return first, second

    def cured(model, x):
        # cured
        model.eval()
        with torch.no_grad():
            first, second = model(x), model(x)
        # end
        return first, second

    def measure(lines):
        x, model, generator = dropout_network(1)
        with drawing(generator):
            return differing(*lines(model, x))

    twins.record(
        "F6.1", "answers to 64 requests that differ between two calls", broken, cured, measure=measure,
        remedy="evaluation mode", broken_within=0, cured_within=0,
    )


def functional_dropout():
    # twin: F6.18
    def broken(self, x):
        # broken
        h = F.dropout(x)                              # training=True by default
        # end
        return h

    def cured(self, x):
        # cured
        h = F.dropout(x, training=self.training)
        # end
        return h

    def created_in_forward(self, x):
        # also
        h = nn.Dropout()(x)                           # new, and so in training mode
        # end
        return h

    def measure(lines):
        model = nn.Module().eval()
        with drawing(SplitMix64(18)):
            return lines(model, torch.ones(1000)).eq(0).sum()

    twins.record(
        "F6.18", "hidden units of 1000 that are 0 in evaluation mode", broken, cured, measure=measure,
        counterpart="Ours is a layer whose author did not ask for the mode.",
        remedy="the layer asks for its mode", broken_within=0, cured_within=0,
        also=[("a module created in forward", created_in_forward, 0)],
    )


def attention_dropout():
    # twin: F6.19
    def broken(self, q, k, v):
        # broken
        y = F.scaled_dot_product_attention(q, k, v, dropout_p=0.5)
        # end
        return y

    def cured(self, q, k, v):
        # cured
        p = 0.5 if self.training else 0.0
        y = F.scaled_dot_product_attention(q, k, v, dropout_p=p)
        # end
        return y

    def measure(lines):
        torch.manual_seed(0)
        generator = SplitMix64(19)
        q, k, v = (generator.normal(1, 16, 4) for _ in range(3))
        model = nn.Module().eval()
        return differing(lines(model, q, k, v), lines(model, q, k, v))

    twins.record(
        "F6.19", "attention's outputs, of 64, that differ between two calls in evaluation mode", broken, cured,
        measure=measure, remedy="probability 0 in evaluation mode", broken_within=0, cured_within=0,
    )


def left_in_evaluation_mode():
    # twin: F6.20
    def broken(model, train_epoch, validate):
        # broken
        model.train()
        for epoch in range(2):
            train_epoch(model)
            model.eval()
            validate(model)
        # end

    def cured(model, train_epoch, validate):
        # cured
        for epoch in range(2):
            model.train()
            train_epoch(model)
            model.eval()
            validate(model)
        # end

    def measure(lines):
        x, model, generator = dropout_network(20)
        shares = []

        def train_epoch(model):
            hidden = F.relu(model[0](x)) + 1          # nothing is 0 but what is dropped
            shares.append(model[2](hidden).eq(0).double().mean())

        with drawing(generator):
            lines(model, train_epoch, lambda model: model(x))
        return shares[1]

    twins.record(
        "F6.20", "share of hidden units that are dropped in the second epoch, p = ½", broken, cured,
        measure=measure, remedy="training mode at the start of every epoch", broken_within=0, cured_within=0,
    )


def unscaled():
    p = 0.5

    # twin: F6.2
    def broken(x, training):
        # broken
        for _ in range(3):
            if training:
                x = x * (torch.rand_like(x) >= p)
        # end
        return x

    def cured(x, training):
        # cured
        for _ in range(3):
            if training:
                x = x * (torch.rand_like(x) >= p) / (1 - p)
        # end
        return x

    def classic(x, training):
        # also
        for _ in range(3):
            if training:
                x = x * (torch.rand_like(x) >= p)
            else:
                x = x * (1 - p)
        # end
        return x

    def measure(lines):
        x = torch.ones(4096)
        with drawing(SplitMix64(2)):
            return lines(x, False).mean() / lines(x, True).mean()

    twins.record(
        "F6.2", "mean output in evaluation ÷ in training, three layers of p = ½", broken, cured, measure=measure,
        remedy="inverted dropout", also=[("scaled in evaluation", classic)],
    )


def scaled_twice():
    p = 0.5

    # twin: F6.3
    def broken(x, training):
        # broken
        x = F.dropout(x, p, training)
        if not training:
            x = x * (1 - p)                           # F.dropout has scaled already
        # end
        return x

    def cured(x, training):
        # cured
        x = F.dropout(x, p, training)
        # end
        return x

    def measure(lines):
        x = torch.ones(4096)
        with drawing(SplitMix64(3)):
            return lines(x, False).mean() / lines(x, True).mean()

    twins.record(
        "F6.3", "mean output in evaluation ÷ in training, p = ½", broken, cured, measure=measure,
        remedy="scaled once",
    )


def kept_for_dropped():
    # twin: F6.4
    def broken(x):
        # broken
        y = F.dropout(x, 0.9)                         # meant: keep 0.9
        # end
        return y

    def cured(x):
        # cured
        y = F.dropout(x, p=1 - 0.9)
        # end
        return y

    def measure(lines):
        with drawing(SplitMix64(4)):
            return lines(torch.ones(10_000)).eq(0).double().mean()

    twins.record(
        "F6.4", "share of 10,000 units that are 0 in training", broken, cured, measure=measure,
        remedy="the probability of dropping", broken_within=0, cured_within=0,
    )


def another_mask():
    p = 0.5

    # twin: F6.5
    def broken():
        class Dropout(torch.autograd.Function):
            # broken
            @staticmethod
            def forward(ctx, x):
                return x * (torch.rand_like(x) >= p) / (1 - p)

            @staticmethod
            def backward(ctx, d):                     # draws again
                return d * (torch.rand_like(d) >= p) / (1 - p)
            # end

        return Dropout

    def cured():
        class Dropout(torch.autograd.Function):
            # cured
            @staticmethod
            def forward(ctx, x):
                ctx.mask = (torch.rand_like(x) >= p) / (1 - p)
                return x * ctx.mask
            @staticmethod
            def backward(ctx, d):
                return d * ctx.mask
            # end

        return Dropout

    def measure(lines):
        generator = SplitMix64(5)
        x, d = generator.normal(1024).requires_grad_(), generator.normal(1024)
        with drawing(generator):
            y = lines().apply(x)
            y.backward(d)
        return relative(x.grad, d * (y.detach() / x.detach()))

    twins.record(
        "F6.5", "relative error of the gradient of a dropout layer, 1024 units", broken, cured, measure=measure,
        remedy="the mask of the forward pass", cured_within=below(1e-14),
        reason="What is left in the cured run is rounding.",
    )


def recomputed_with_another_mask():
    # twin: F6.22
    def broken(block, x):
        # broken
        y = checkpoint(block, x, use_reentrant=False, preserve_rng_state=False)
        # end
        return y

    def cured(block, x):
        # cured
        y = checkpoint(block, x, use_reentrant=False)
        # end
        return y

    def measure(lines):
        torch.manual_seed(0)
        generator = SplitMix64(22)
        x, d = generator.normal(4096).requires_grad_(), generator.normal(4096)
        # The exponential needs its output in the backward pass, and so has the block computed again.
        y = lines(lambda x: F.dropout(torch.exp(x)), x)
        y.backward(d)
        return relative(x.grad, d * y.detach())

    twins.record(
        "F6.22", "relative error of the gradient where a dropout block is computed again", broken, cured,
        measure=measure, remedy="the same mask again", broken_within=0.1, cured_within=below(1e-14),
        reason=DRAWN + " What is left in the cured run is rounding.",
    )


def dropped_in_front_of_a_norm():
    # twin: F6.6
    def broken():
        # broken
        model = nn.Sequential(nn.Dropout(0.5), norm())
        # end
        return model

    def cured():
        # cured
        model = nn.Sequential(norm(), nn.Dropout(0.5))
        # end
        return model

    def norm():
        return nn.BatchNorm1d(16, affine=False, momentum=None)

    def measure(lines):
        generator = SplitMix64(6)
        x, model = generator.normal(256, 16), lines()
        with drawing(SplitMix64(generator.next())), torch.no_grad():
            for _ in range(10):
                model(x)
            return model.eval()(x).std(correction=0)

    twins.record(
        "F6.6", "standard deviation of normalized outputs in evaluation, p = ½ in front", broken, cured,
        measure=measure, remedy="dropout behind the norm", broken_within=1e-10, cured_within=1e-10,
        reason="PyTorch's running statistics are updated one batch after the other.",
    )


def channels_in_part():
    # twin: F6.21
    def broken(x):
        # broken
        y = F.dropout2d(x)                            # x: [channels, height, width]
        # end
        return y

    def cured(x):
        # cured
        y = F.dropout2d(x[None])[0]
        # end
        return y

    def measure(lines):
        torch.manual_seed(0)
        dropped = lines(torch.ones(32, 16, 4)).eq(0).double().mean((1, 2))
        return ((dropped > 0) & (dropped < 1)).sum()

    twins.record(
        "F6.21", "channels of 32 that are dropped in part", broken, cured, measure=measure,
        remedy="a batch of one image", broken_within=0.1, cured_within=0, reason=DRAWN,
    )


def one_recurrent_layer():
    # twin: F6.23
    def broken(rnn):
        # broken
        layer = rnn(16, 16, num_layers=1, dropout=0.5)
        forward = lambda x: layer(x)[0]
        # end
        return forward

    def cured(rnn):
        # cured
        layer, dropout = rnn(16, 16, num_layers=1), nn.Dropout(0.5)
        forward = lambda x: dropout(layer(x)[0])
        # end
        return forward

    def measure(lines):
        x, forward = SplitMix64(23).normal(8, 16), lines(nn.RNN)
        torch.manual_seed(0)
        return (forward(x) != forward(x)).any(1).sum()

    twins.record(
        "F6.23", "samples of 8 whose outputs in training mode differ between two calls", broken, cured,
        measure=measure, counterpart="Ours is a stack of tanh layers, without the recurrence.",
        remedy="dropout behind the layer", broken_within=0, cured_within=0,
    )


def seeded_in_every_step():
    # twin: F6.24
    def broken(step):
        # broken
        for _ in range(50):
            torch.manual_seed(0)                      # for reproducibility
            step()
        # end

    def cured(step):
        # cured
        torch.manual_seed(0)
        for _ in range(50):
            step()
        # end

    def measure(lines):
        masks = set()
        lines(lambda: masks.add(tuple(F.dropout(torch.ones(64)).tolist())))
        return len(masks)

    twins.record(
        "F6.24", "different masks of 64 units in 50 steps", broken, cured, measure=measure,
        remedy="seeded once", broken_within=0, cured_within=0,
    )


def resumed_without_the_generator():
    # twin: F6.25
    def broken(model):
        # broken
        saved = {"model": copy.deepcopy(model.state_dict())}
        yield
        torch.manual_seed(0)                          # the script starts anew
        model.load_state_dict(saved["model"])
        # end

    def cured(model):
        # cured
        saved = {"model": copy.deepcopy(model.state_dict()),
                 "generator": torch.get_rng_state()}
        yield
        torch.manual_seed(0)
        model.load_state_dict(saved["model"])
        torch.set_rng_state(saved["generator"])
        # end

    def measure(lines):
        x, model, _ = dropout_network(25)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

        def losses():
            result = []
            for _ in range(10):
                optimizer.zero_grad()
                loss = F.mse_loss(model(x), x[:, :1])
                loss.backward()
                optimizer.step()
                result.append(loss.item())
            return result

        torch.manual_seed(0)
        losses()
        run = lines(model)
        next(run)
        uninterrupted = losses()
        for _ in run:
            pass
        return sum(a != b for a, b in zip(uninterrupted, losses()))

    twins.record(
        "F6.25", "losses of ten steps that differ from those of the run that went on", broken, cured,
        measure=measure, remedy="the generator saved", broken_within=0, cured_within=0,
    )


def certain_of_everything():
    # twin: F6.26
    def broken(model, x):
        # broken
        model.eval()
        answers = torch.stack([model(x) for _ in range(100)])
        # end
        return answers

    def cured(model, x):
        # cured
        model.eval()
        for module in model.modules():
            if isinstance(module, nn.Dropout):
                module.train()
        answers = torch.stack([model(x) for _ in range(100)])
        # end
        return answers

    def measure(lines):
        x, model, generator = dropout_network(26)
        with drawing(generator), torch.no_grad():
            return lines(model, x[:1]).std()

    twins.record(
        "F6.26", "standard deviation of 100 Monte Carlo answers to one request", broken, cured, measure=measure,
        remedy="only dropout in training mode", broken_within=below(1e-12), cured_within=1e-10,
        reason="What is left in the broken run is rounding, and the mean of the other is subtracted.",
    )


def dropped_logits():
    # twin: F6.27
    def broken(last):
        # broken
        head = nn.Sequential(last, nn.Dropout())
        # end
        return head

    def cured(last):
        # cured
        head = nn.Sequential(last)                    # dropout in front of it, if any
        # end
        return head

    def measure(lines):
        y = torch.arange(200) % 10
        last = nn.Linear(10, 10, bias=False)
        last.weight.data = 10 * torch.eye(10)
        with drawing(SplitMix64(27)):
            return F.cross_entropy(lines(last)(F.one_hot(y, 10).double()), y)

    twins.record(
        "F6.27", "training loss of 200 answers that are all right by 10", broken, cured, measure=measure,
        counterpart="Ours has the logits themselves in the place of the last layer.",
        remedy="no dropout behind the last layer",
    )


def bounded_columns():
    # twin: F6.50
    def broken(weight):
        # broken
        weight = torch.renorm(weight, p=2, dim=1, maxnorm=1)   # [out, in]
        # end
        return weight

    def cured(weight):
        # cured
        weight = torch.renorm(weight, p=2, dim=0, maxnorm=1)
        # end
        return weight

    def measure(lines):
        return lines(SplitMix64(50).normal(8, 64, std=0.5)).norm(dim=1).max()

    twins.record(
        "F6.50", "norm of the longest of 8 rows after max-norm 1", broken, cured, measure=measure,
        remedy="rows", broken_within=1e-6, cured_within=1e-6, reason="PyTorch divides by the norm + 1e-7.",
    )


def dropped_shortcut():
    # twin: F6.51
    def broken(x, branch, drop_path):
        # broken
        y = drop_path(x + branch(x))
        # end
        return y

    def cured(x, branch, drop_path):
        # cured
        y = x + drop_path(branch(x))
        # end
        return y

    def measure(lines):
        generator = SplitMix64(51)
        x, weight = generator.normal(64, 8), generator.normal(8, 8)
        masks = SplitMix64(generator.next())
        drop_path = lambda x: x * mask(masks, (len(x), 1), 0.2) / 0.8
        for _ in range(4):
            x = lines(x, lambda x: torch.tanh(F.linear(x, weight)), drop_path)
        return x.eq(0).all(1).sum()

    twins.record(
        "F6.51", "samples of 64 whose signal is 0 behind four residual blocks, p = 0.2", broken, cured,
        measure=measure, remedy="the branch alone", broken_within=0, cured_within=0,
    )


# MARK: Weights


def without_the_half():
    strength = 0.01

    # twin: F6.7
    def broken(model, loss):
        # broken
        loss = loss + strength * sum(p.pow(2).sum() for p in model.parameters())
        # end
        return loss

    def cured(model, loss):
        # cured
        penalty = sum(p.pow(2).sum() for p in model.parameters())
        loss = loss + strength / 2 * penalty
        # end
        return loss

    def measure(lines):
        layer = nn.Linear(8, 4, bias=False)
        SplitMix64(7).start(layer)
        lines(layer, 0).backward()
        return layer.weight.grad.norm() / (strength * layer.weight.norm())

    twins.record(
        "F6.7", "gradient of the penalty ÷ what weight_decay of the same strength adds", broken, cured,
        measure=measure, remedy="half the squares",
    )


def decayed_bias():
    # twin: F6.8
    def broken(layer):
        # broken
        optimizer = torch.optim.SGD(layer.parameters(), lr=0.1, weight_decay=1)
        # end
        return optimizer

    def cured(layer):
        # cured
        optimizer = torch.optim.SGD([
            {"params": [layer.weight]},
            {"params": [layer.bias], "weight_decay": 0},
        ], lr=0.1, weight_decay=1)
        # end
        return optimizer

    def measure(lines):
        generator = SplitMix64(8)
        x, layer = generator.normal(32, 4), nn.Linear(4, 1)
        generator.start(layer)
        optimizer = lines(layer)
        for _ in range(150):
            optimizer.zero_grad()
            (F.mse_loss(layer(x), torch.full((32, 1), 5.0)) / 2).backward()
            optimizer.step()
        return layer(x).mean()

    twins.record(
        "F6.8", "mean prediction where every target is 5", broken, cured, measure=measure,
        remedy="no decay on biases", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


def never_zero():
    b = torch.tensor([3, 0.5, -0.2, 0.05, -2])

    # twin: F6.9
    def broken(w, step):
        # broken
        for _ in range(500):
            step((w - b).pow(2).sum() / 2 + 0.3 * w.abs().sum())
        # end

    def cured(w, step):
        # cured
        for _ in range(500):
            step((w - b).pow(2).sum() / 2)
            w.data = w.sign() * (w.abs() - 0.1 * 0.3).clamp(min=0)
        # end

    def measure(lines):
        w = nn.Parameter(torch.zeros(5))
        optimizer = torch.optim.SGD([w], lr=0.1)

        def step(loss):
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

        lines(w, step)
        return w.eq(0).sum()

    twins.record(
        "F6.9", "weights of five that are exactly 0 after 500 steps", broken, cured, measure=measure,
        remedy="proximal step", broken_within=0, cured_within=0,
    )


def coupled_with_adam():
    # twin: F6.28
    def broken(weights):
        # broken
        optimizer = torch.optim.Adam(weights, lr=0.01, weight_decay=0.1)
        # end
        return optimizer

    def cured(weights):
        # cured
        optimizer = torch.optim.AdamW(weights, lr=0.01, weight_decay=0.1)
        # end
        return optimizer

    def measure(lines):
        weight = nn.Parameter(torch.ones(4))
        optimizer = lines([weight])
        # Of two weights one starts upward, one downward, so that the noise has no direction.
        sizes = torch.tensor([1.0, -1.0, 100.0, -100.0])
        for step in range(200):
            weight.grad = sizes * (-1) ** step
            optimizer.step()
        lost = 1 - weight.detach().reshape(2, 2).mean(1)
        return lost[0] / lost[1]

    twins.record(
        "F6.28", "decay of a weight with gradients of ±1 ÷ that of one with ±100, after 200 steps", broken, cured,
        measure=measure, remedy="decoupled decay", broken_within=1e-8, cured_within=1e-8,
        reason="The decay of a weight is the small difference of two numbers near 1.",
    )


def unseen_rows():
    # twin: F6.29
    def broken(table):
        # broken
        optimizer = torch.optim.AdamW(table.parameters(), lr=0.1, weight_decay=0.1)
        # end
        return optimizer

    def cured(table):
        # cured
        optimizer = torch.optim.AdamW(table.parameters(), lr=0.1, weight_decay=0)
        # end
        return optimizer

    def measure(lines):
        generator = SplitMix64(29)
        table = nn.Embedding(8, 4)
        table.weight.data = generator.normal(8, 4)
        targets = generator.normal(7, 4)
        before = table.weight[7].norm().item()
        optimizer = lines(table)
        for _ in range(100):
            optimizer.zero_grad()
            F.mse_loss(table(torch.arange(7)), targets).backward()
            optimizer.step()
        return table.weight[7].norm() / before

    twins.record(
        "F6.29", "norm of the row of a token that never occurs, after 100 steps ÷ before", broken, cured,
        measure=measure, remedy="no decay on the table",
    )


def frozen_by_zeros():
    # twin: F6.30
    def broken(frozen, head):
        # broken
        frozen.weight.register_hook(torch.zeros_like)
        parameters = [frozen.weight, head.weight]
        # end
        return parameters

    def cured(frozen, head):
        # cured
        frozen.weight.requires_grad_(False)
        parameters = [frozen.weight, head.weight]
        # end
        return parameters

    def measure(lines):
        generator = SplitMix64(30)
        x = generator.normal(32, 4)
        frozen, head = nn.Linear(4, 8, bias=False), nn.Linear(8, 1, bias=False)
        generator.start(frozen, head)
        before = frozen.weight.detach().clone()
        loss = lambda: F.mse_loss(head(torch.tanh(frozen(x))), x[:, :1])
        descend(lines(frozen, head), loss, rate=0.1, steps=100, weight_decay=0.1)
        return relative(frozen.weight, before)

    twins.record(
        "F6.30", "relative change of a frozen layer's weights in 100 steps", broken, cured, measure=measure,
        remedy="no gradient at all", cured_within=0,
    )


def grown_again():
    # twin: F6.31
    def broken(layer, train):
        # broken
        size = layer.weight.detach().abs()
        layer.weight.data[size < size.median()] = 0
        train(layer)
        # end

    def cured(layer, train):
        # cured
        prune.l1_unstructured(layer, "weight", amount=0.5)
        train(layer)
        # end

    def measure(lines):
        generator = SplitMix64(31)
        x, layer = generator.normal(32, 8), nn.Linear(8, 4, bias=False)
        generator.start(layer)
        y = generator.normal(32, 4)
        lines(layer, lambda layer: descend(layer.parameters(), lambda: F.mse_loss(layer(x), y), rate=0.1, steps=10))
        return layer(torch.eye(8)).eq(0).double().mean()

    twins.record(
        "F6.31", "share of weights that are 0 ten steps after half of them were pruned", broken, cured,
        measure=measure, remedy="the mask applied in every step", broken_within=0, cured_within=0,
    )


def summed_loss():
    # twin: F6.32
    def broken(prediction, y):
        # broken
        loss = F.mse_loss(prediction, y, reduction="sum") / 2
        # end
        return loss

    def cured(prediction, y):
        # cured
        loss = F.mse_loss(prediction, y) / 2
        # end
        return loss

    def measure(lines):
        x = torch.tensor([1.0, -1.0] * 32).reshape(64, 1)
        layer = nn.Linear(1, 1, bias=False)
        nn.init.zeros_(layer.weight)
        descend(layer.parameters(), lambda: lines(layer(x), x), rate=0.02, steps=400, weight_decay=1)
        return 1 - layer.weight[0, 0]

    twins.record(
        "F6.32", "what a decay of strength 1 takes off a weight of 1, 64 samples", broken, cured,
        measure=measure, remedy="the mean", broken_within=1e-10, cured_within=1e-10, reason=TRAINED,
    )


# MARK: Labels and logits


def smoothed_evaluation():
    # twin: F6.10
    def broken(logits, y):
        # broken
        criterion = nn.CrossEntropyLoss(label_smoothing=0.1)   # as in training
        loss = criterion(logits, y)
        # end
        return loss

    def cured(logits, y):
        # cured
        loss = F.cross_entropy(logits, y)
        # end
        return loss

    def measure(lines):
        y = torch.arange(10)
        return lines(math.log(91) * torch.eye(10), y)

    twins.record(
        "F6.10", "validation loss of the logits that training with smoothing aims at, 10 classes", broken, cured,
        measure=measure, remedy="plain cross-entropy",
    )


def growing_logits():
    x, y = torch.tensor([[1.0], [-1.0]]), torch.tensor([0, 1])

    # twin: F6.11
    def broken(logits):
        # broken
        loss = F.cross_entropy(logits, y)
        # end
        return loss

    def cured(logits):
        # cured
        loss = F.cross_entropy(logits, y, label_smoothing=0.1)
        # end
        return loss

    def measure(lines):
        layer = nn.Linear(1, 2, bias=False)
        nn.init.zeros_(layer.weight)
        descend(layer.parameters(), lambda: lines(layer(x)), rate=1, steps=1000)
        return layer.weight[0, 0] - layer.weight[1, 0]

    twins.record(
        "F6.11", "difference of the two logits after 1000 steps, two separable points", broken, cured,
        measure=measure, remedy="label smoothing", broken_within=1e-10, cured_within=1e-10, reason=TRAINED,
    )


def weights_and_smoothing():
    weight = torch.tensor([1.0, 2.0, 3.0])

    # twin: F6.47
    def broken(logits, y):
        # broken
        loss = F.cross_entropy(logits, y, weight=weight, label_smoothing=0.1)
        # end
        return loss

    def cured(logits, y):
        # cured
        each = F.cross_entropy(logits, y, label_smoothing=0.1, reduction="none")
        loss = (weight[y] * each).sum() / weight[y].sum()
        # end
        return loss

    twins.record(
        "F6.47", "loss of a batch of one sample, smoothed and with class weights", broken, cured,
        measure=lambda lines: lines(torch.tensor([[2.0, 1.0, 0.1]]), torch.tensor([0])),
        remedy="the weight of the sample's class alone",
    )


# MARK: Capacity and selection


def over_capacity():
    # twin: F6.12
    def broken(phi, y):
        # broken
        w = torch.linalg.solve(phi, y)                # 12 weights for 12 samples
        # end
        return w

    def cured(phi, y):
        # cured
        w = torch.linalg.solve(phi.T @ phi + 0.1 * torch.eye(12), phi.T @ y)
        # end
        return w

    def stopped(phi, y):
        # also
        w, rate = torch.zeros(12), 1 / torch.linalg.matrix_norm(phi, 2) ** 2
        for _ in range(20):
            w = w - rate * phi.T @ (phi @ w - y)
        # end
        return w

    def measure(lines):
        phi, y, points, values = legendre()
        return F.mse_loss(points @ lines(phi, y), values)

    twins.record(
        "F6.12", "mean squared error between the samples of a polynomial of degree 11", broken, cured,
        measure=measure, remedy="ridge 0.1", also=[("20 steps of descent", stopped, 1e-6)],
        broken_within=1e-9, cured_within=1e-9, reason=SOLVED,
    )


def over_regularized():
    # twin: F6.15
    def broken(phi, y):
        # broken
        w = torch.linalg.solve(phi.T @ phi + 100 * torch.eye(12), phi.T @ y)
        # end
        return w

    def cured(phi, y):
        # cured
        w = torch.linalg.solve(phi.T @ phi + 0.1 * torch.eye(12), phi.T @ y)
        # end
        return w

    def measure(lines):
        phi, y, _, _ = legendre()
        return F.mse_loss(phi @ lines(phi, y), y)

    twins.record(
        "F6.15", "training error of a polynomial of degree 11", broken, cured, measure=measure,
        remedy="ridge 0.1", broken_within=1e-9, cured_within=1e-9, reason=SOLVED,
    )


def at_the_threshold():
    # twin: F6.16
    def broken(features, x, y):
        # broken
        phi = features(20)                            # as many as samples
        w = torch.linalg.lstsq(phi(x), y, driver="gelsd").solution
        # end
        return phi, w

    def cured(features, x, y):
        # cured
        phi = features(20)
        a = phi(x)
        w = torch.linalg.solve(a.T @ a + 5 * torch.eye(20), a.T @ y)
        # end
        return phi, w

    def wide(features, x, y):
        # also
        phi = features(200)
        w = torch.linalg.lstsq(phi(x), y, driver="gelsd").solution
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
        "F6.16", "median validation error of 20 fits of 20 samples by random ReLU features", broken, cured,
        measure=measure, remedy="ridge 5", also=[("200 features", wide, 1e-6)], broken_within=1e-5,
        cured_within=1e-8, reason=SOLVED,
    )


def too_impatient():
    losses = [1, 0.9, 0.91, 0.92, 0.8, 0.81, 0.82, 0.83]

    # twin: F6.13
    def broken():
        # broken
        best, waited = math.inf, 0
        for loss in losses:
            waited = 0 if loss < best else waited + 1
            best = min(best, loss)
            if waited == 2:
                break
        # end
        return best

    def cured():
        # cured
        best, waited = math.inf, 0
        for loss in losses:
            waited = 0 if loss < best else waited + 1
            best = min(best, loss)
            if waited == 3:
                break
        # end
        return best

    twins.record(
        "F6.13", "best validation loss seen until the stop", broken, cured, remedy="patience 3",
    )


def kept_by_reference():
    # twin: F6.41
    def broken(model, improved):
        # broken
        if improved:
            best = model.state_dict()
        # end
        return best if improved else None

    def cured(model, improved):
        # cured
        if improved:
            best = copy.deepcopy(model.state_dict())
        # end
        return best if improved else None

    def measure(lines):
        phi, y, points, values = legendre()
        layer = nn.Linear(12, 1, bias=False)
        nn.init.zeros_(layer.weight)
        rate = 6 / torch.linalg.matrix_norm(phi, 2) ** 2
        optimizer = torch.optim.SGD(layer.parameters(), lr=rate.item())
        least, best = math.inf, None
        for _ in range(500):
            optimizer.zero_grad()
            F.mse_loss(layer(phi), y[:, None]).backward()
            optimizer.step()
            loss = F.mse_loss(layer(points), values[:, None]).item()
            kept = lines(layer, loss < least)
            if loss < least:
                least, best = loss, kept
        layer.load_state_dict(best)
        return F.mse_loss(layer(points), values[:, None]) / least

    twins.record(
        "F6.41", "validation loss of the weights restored ÷ the least that was seen", broken, cured,
        measure=measure,
        counterpart="Our tensors are values, as a copy is; the fault is to keep the variable in their place.",
        remedy="a copy of the weights", broken_within=1e-6, cured_within=1e-10, reason=TRAINED,
    )


def wrong_direction():
    accuracies = [0.5, 0.6, 0.7, 0.8, 0.9, 0.9, 0.9]

    # twin: F6.42
    def broken():
        # broken
        best, kept, waited = math.inf, None, 0
        for score in accuracies:
            if score < best:                          # as for a loss
                best, kept, waited = score, score, 0
            else:
                waited += 1
            if waited == 2: break
        # end
        return kept

    def cured():
        # cured
        best, kept, waited = -math.inf, None, 0
        for score in accuracies:
            if score > best:
                best, kept, waited = score, score, 0
            else:
                waited += 1
            if waited == 2: break
        # end
        return kept

    twins.record(
        "F6.42", "validation accuracy of the weights that are kept", broken, cured, remedy="the negative accuracy",
    )


def best_of_many():
    # twin: F6.46
    def broken(accuracy, seeds):
        # broken
        best = max(seeds, key=lambda seed: accuracy("validation", seed))
        report = accuracy("validation", best)
        # end
        return report

    def cured(accuracy, seeds):
        # cured
        best = max(seeds, key=lambda seed: accuracy("validation", seed))
        report = accuracy("test", best)
        # end
        return report

    def measure(lines):
        generator = SplitMix64(46)
        guesses = lambda count: sum(generator.fraction() < 0.5 for _ in range(count)) / count
        validation = [guesses(30) for _ in range(100)]
        test = guesses(200)                           # of the one that is asked for
        accuracy = lambda part, seed: validation[seed] if part == "validation" else test
        return lines(accuracy, range(100))

    twins.record(
        "F6.46", "reported accuracy of the best of 100 models that guess between two classes", broken, cured,
        measure=measure, remedy="reported on a test set",
    )


# MARK: Curves that mislead


def dropout_in_the_metric():
    # twin: F6.14
    def broken(model, loss):
        # broken
        model.train()
        training_loss = loss(model)
        # end
        return training_loss

    def cured(model, loss):
        # cured
        model.eval()
        training_loss = loss(model)
        # end
        return training_loss

    def measure(lines):
        generator = SplitMix64(14)
        true = generator.normal(1, 8)
        model = nn.Sequential(nn.Dropout(0.2), nn.Linear(8, 1, bias=False))
        model[1].weight.data = true
        x, points = generator.normal(256, 8), generator.normal(256, 8)
        y, values = (x @ true.T + generator.normal(256, 1, std=0.5) for x in (x, points))
        with drawing(SplitMix64(generator.next())), torch.no_grad():
            training_loss = lines(model, lambda model: F.mse_loss(model(x), y))
            return training_loss / F.mse_loss(model.eval()(points), values)

    twins.record(
        "F6.14", "training loss ÷ validation loss of the true weights, 256 samples each", broken, cured,
        measure=measure, remedy="evaluation mode",
    )


def lagging_mean():
    # twin: F6.49
    def broken(model, batches, step, loss):
        # broken
        losses = [step(x, y) for x, y in batches]
        training_loss = sum(losses) / len(losses)     # while the weights change
        # end
        return training_loss

    def cured(model, batches, step, loss):
        # cured
        for x, y in batches:
            step(x, y)
        losses = [loss(x, y).item() for x, y in batches]
        training_loss = sum(losses) / len(losses)
        # end
        return training_loss

    def measure(lines):
        generator = SplitMix64(49)
        true = generator.normal(1, 8)
        x, points = generator.normal(256, 8), generator.normal(256, 8)
        y, values = (x @ true.T + generator.normal(256, 1, std=0.5) for x in (x, points))
        model = nn.Linear(8, 1, bias=False)
        nn.init.zeros_(model.weight)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        loss = lambda x, y: F.mse_loss(model(x), y)

        def step(x, y):
            optimizer.zero_grad()
            current = loss(x, y)
            current.backward()
            optimizer.step()
            return current.item()

        batches = list(zip(x.split(16), y.split(16)))
        return lines(model, batches, step, loss) / loss(points, values).item()

    twins.record(
        "F6.49", "training loss of the first epoch ÷ validation loss after it", broken, cured, measure=measure,
        remedy="measured after the epoch", broken_within=1e-10, cured_within=1e-10, reason=TRAINED,
    )


def augmented_validation():
    # twin: F6.48
    def broken(augment, x):
        # broken
        inputs = augment(x)                           # as the training set
        # end
        return inputs

    def cured(augment, x):
        # cured
        inputs = x
        # end
        return inputs

    def measure(lines):
        generator = SplitMix64(48)
        x, weight = generator.normal(64, 8), generator.normal(1, 8)
        augment = lambda x: x + generator.normal(64, 8, std=0.5)
        return len({F.mse_loss(F.linear(lines(augment, x), weight), x[:, :1]).item() for _ in range(5)})

    twins.record(
        "F6.48", "different validation losses in five evaluations of the same weights", broken, cured,
        measure=measure, remedy="validation without augmentation", broken_within=0, cured_within=0,
    )


# MARK: Confidence


def unnoticed_confidence():
    # twin: F6.17
    def broken(held_out, z):
        # broken
        p = z.softmax(1)
        # end
        return p

    def cured(held_out, z):
        # cured
        logits, y = held_out
        betas = torch.linspace(0, 1, 10_001)[1:]      # 1 / temperature
        losses = torch.stack([F.cross_entropy(b * logits, y) for b in betas])
        p = (betas[losses.argmin()] * z).softmax(1)
        # end
        return p

    def measure(lines):
        logits, y = sure_answers(70)
        confidence, answer = lines(sure_answers(72), logits).max(1)
        return calibration_error(confidence, answer == y)

    twins.record(
        "F6.17", "expected calibration error of 100 answers, 70 of them right", broken, cured, measure=measure,
        remedy="temperature scaling", cured_within=0.01, reason="PyTorch's temperature is the best of a grid.",
    )


def sure_answers(right, count=100):
    """Answers with a confidence of 0.999, some of them right."""
    logits = torch.tensor([[math.log(999), 0.0]]).repeat(count, 1)
    return logits, (torch.arange(count) >= right).long()


def fitted_to_the_training_set():
    # twin: F6.43
    def broken(fit, training, held_out):
        # broken
        temperature = fit(*training)
        # end
        return temperature

    def cured(fit, training, held_out):
        # cured
        temperature = fit(*held_out)
        # end
        return temperature

    def measure(lines):
        def fit(logits, y):
            betas = torch.linspace(0, 1, 10_001)[1:]
            return 1 / betas[torch.stack([F.cross_entropy(b * logits, y) for b in betas]).argmin()]

        temperature = lines(fit, sure_answers(100), sure_answers(72))
        logits, y = sure_answers(70)
        confidence, answer = (logits / temperature).softmax(1).max(1)
        return calibration_error(confidence, answer == y)

    twins.record(
        "F6.43", "expected calibration error of 100 new answers, 70 of them right", broken, cured,
        measure=measure, remedy="fitted to held-out answers", broken_within=0.01, cured_within=0.01,
        counterpart="PyTorch's temperatures are a grid down to 1, ours go down to 0.01.",
        reason="PyTorch's temperature is the best of a grid.",
    )


def too_few_answers():
    # twin: F6.44
    def broken(confidence, right):
        # broken
        error = calibration_error(confidence[:100], right[:100])
        # end
        return error

    def cured(confidence, right):
        # cured
        error = calibration_error(confidence, right)
        # end
        return error

    def measure(lines):
        generator = SplitMix64(44)
        confidence, right = [], []
        for _ in range(10_000):
            confidence.append(0.5 + 0.5 * generator.fraction())
            right.append(generator.fraction() < confidence[-1])
        return lines(torch.tensor(confidence), torch.tensor(right))

    twins.record(
        "F6.44", "expected calibration error of a perfectly calibrated model, 10 bins", broken, cured,
        measure=measure, remedy="10,000 answers instead of 100",
    )


def calibration_alone():
    # twin: F6.45
    def broken(models, y):
        # broken
        def score(p):
            confidence, answer = p.max(1)
            return calibration_error(confidence, answer == y)
        chosen = min(models, key=score)
        # end
        return chosen

    def cured(models, y):
        # cured
        chosen = min(models, key=lambda p: F.nll_loss(p.log(), y))
        # end
        return chosen

    def measure(lines):
        y = (torch.arange(100) >= 70).long()
        base_rate = torch.tensor([[0.7, 0.3]]).repeat(100, 1)
        # Right for 95 of 100, and a little too modest.
        answers = torch.where(torch.arange(100) < 5, 1 - y, y)
        informed = 0.1 + 0.8 * F.one_hot(answers, 2)
        return (lines([base_rate, informed], y).argmax(1) == y).double().mean()

    twins.record(
        "F6.45", "accuracy of the model that is chosen, of two with accuracies 0.70 and 0.95", broken, cured,
        measure=measure, remedy="chosen by the mean cross-entropy",
    )


# MARK: Data


class Noisy(Dataset):
    """Samples of 0 with noise, drawn by a generator that each worker gets a copy of."""

    def __init__(self):
        self.generator = numpy.random.default_rng(0)

    def __len__(self):
        return 2

    def __getitem__(self, _):
        return self.generator.normal(size=4)


def same_in_every_worker():
    # twin: F6.33
    def broken(dataset):
        # broken
        loader = DataLoader(dataset, num_workers=2)   # dataset.generator is copied
        # end
        return loader

    def cured(dataset):
        # cured
        def seed(worker):
            dataset = torch.utils.data.get_worker_info().dataset
            dataset.generator = numpy.random.default_rng(torch.initial_seed())
        loader = DataLoader(dataset, num_workers=2, worker_init_fn=seed)
        # end
        return loader

    def measure(lines):
        return len({tuple(batch.flatten().tolist()) for batch in lines(Noisy())})

    twins.record(
        "F6.33", "different patterns of noise on the two samples of two workers", broken, cured,
        measure=measure, counterpart="Our generators are values, and a worker gets one.",
        remedy="a seed for each worker", broken_within=0, cured_within=0,
    )


def label_changed():
    def half_turn(x, y, turned):
        return torch.where(turned, x.flip(1), x), y

    # twin: F6.34
    def broken():
        # broken
        augmentations = [half_turn]                   # a 6 becomes a 9
        # end
        return augmentations

    def cured():
        # cured
        augmentations = []
        # end
        return augmentations

    def relabeled():
        def half_turn(x, y, turned):
            # also
            x = torch.where(turned, x.flip(1), x)
            y = torch.where(turned[:, 0], 1 - y, y)   # 9 for 6, 6 for 9
            # end
            return x, y

        return [half_turn]

    def measure(lines):
        table = numpy.loadtxt(RESOURCES / "digits.csv", delimiter=",")
        rows = torch.tensor(table[numpy.isin(table[:, 64], [6, 9])][:200])
        x, y = rows[:, :64] / 16, (rows[:, 64] == 9).long()
        generator = SplitMix64(34)
        turned = torch.tensor([[generator.fraction() < 0.5] for _ in range(100)])
        inputs, labels = x[:100], y[:100]
        for augment in lines():
            inputs, labels = augment(inputs, labels, turned)
        layer = nn.Linear(64, 2)
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)
        descend(layer.parameters(), lambda: F.cross_entropy(layer(inputs), labels), rate=0.5, steps=50)
        return (layer(x[100:]).argmax(1) == y[100:]).double().mean()

    twins.record(
        "F6.34", "accuracy on 100 upright digits, 6 or 9", broken, cured, measure=measure,
        remedy="no augmentation", also=[("the label turned too", relabeled, 0)], broken_within=0, cured_within=0,
    )


def copies_on_both_sides():
    # twin: F6.35
    def broken(x, y, augment, split):
        # broken
        x, y = augment(x, y)
        training, test = split(x, y)
        # end
        return training, test

    def cured(x, y, augment, split):
        # cured
        training, test = split(x, y)
        training = augment(*training)
        # end
        return training, test

    def measure(lines):
        generator = SplitMix64(35)
        x = generator.normal(100, 8)
        y = torch.tensor([generator.below(2) for _ in range(100)])

        def augment(x, y):
            return x.repeat(4, 1) + generator.normal(4 * len(x), 8, std=0.1), y.repeat(4)

        def split(x, y):
            order = list(range(len(x)))
            for last in range(len(x) - 1, 0, -1):
                other = generator.below(last + 1)
                order[last], order[other] = order[other], order[last]
            half = len(x) // 2
            return (x[order[:half]], y[order[:half]]), (x[order[half:]], y[order[half:]])

        (x, y), (points, labels) = lines(x, y, augment, split)
        nearest = torch.cdist(points, x, compute_mode="donot_use_mm_for_euclid_dist").argmin(1)
        return (y[nearest] == labels).double().mean()

    twins.record(
        "F6.35", "test accuracy of the nearest neighbor on labels that are coin tosses", broken, cured,
        measure=measure, remedy="split first", broken_within=0, cured_within=0,
    )


def source_after_source():
    # twin: F6.36
    def broken(x, y):
        # broken
        training, validation = (x[:80], y[:80]), (x[80:], y[80:])
        # end
        return training, validation

    def cured(x, y):
        # cured
        order = torch.arange(100).reshape(5, 20).T.flatten()   # or shuffled
        x, y = x[order], y[order]
        training, validation = (x[:80], y[:80]), (x[80:], y[80:])
        # end
        return training, validation

    def measure(lines):
        generator = SplitMix64(36)
        centers = 3 * torch.eye(5)
        y = torch.arange(100) // 20                   # a source, and a class, after the other
        x = centers[y] + generator.normal(100, 5, std=0.5)
        (x, y), (points, labels) = lines(x, y)
        layer = nn.Linear(5, 5)
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)
        descend(layer.parameters(), lambda: F.cross_entropy(layer(x), y), rate=0.5, steps=50)
        return (layer(points).argmax(1) == labels).double().mean()

    twins.record(
        "F6.36", "validation accuracy on the last fifth of five sources", broken, cured, measure=measure,
        remedy="mixed before the split", broken_within=0, cured_within=0,
    )


def rare_class(seed, settle=lambda layer: None, weight=None):
    """500 numbers, every twentieth of the rare class, shifted by 1.5; a logistic regression on them."""
    generator = SplitMix64(seed)
    y = (torch.arange(500) % 20 == 0).long()
    x = generator.normal(500, 1) + 1.5 * y[:, None]
    layer = nn.Linear(1, 2)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    descend(layer.parameters(), lambda: F.cross_entropy(layer(x), y, weight=weight), rate=1, steps=100)
    return layer(x).detach(), y


def never_found():
    # twin: F6.37
    def broken(p):
        # broken
        found = p > 0.5
        # end
        return found

    def cured(p):
        # cured
        found = p >= 1 / (1 + 19)                     # a miss costs 19 false alarms
        # end
        return found

    def measure(lines):
        logits, y = rare_class(37)
        return lines(logits.softmax(1)[:, 1])[y == 1].double().mean()

    twins.record(
        "F6.37", "recall of a class that has a twentieth of the samples", broken, cured, measure=measure,
        remedy="a threshold from the costs", broken_within=0, cured_within=0,
    )


def distorted_probabilities():
    weight = torch.tensor([500 / (2 * 475), 500 / (2 * 25)])

    # twin: F6.38
    def broken(logits):
        # broken
        p = logits.softmax(1)                         # trained with weight=weight
        # end
        return p

    def cured(logits):
        # cured
        p = (logits - weight.log()).softmax(1)
        # end
        return p

    def measure(lines):
        logits, _ = rare_class(38, weight=weight)
        return lines(logits)[:, 1].mean()

    twins.record(
        "F6.38", "mean probability that is given to a class with a twentieth of the samples", broken, cured,
        measure=measure, remedy="the weights taken back", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


def corrected_twice():
    weight = torch.tensor([500 / (2 * 475), 500 / (2 * 25)])

    # twin: F6.39
    def broken(logits, y):
        # broken
        loss = F.cross_entropy(logits, y, weight=weight)   # and a balanced sampler
        # end
        return loss

    def cured(logits, y):
        # cured
        loss = F.cross_entropy(logits, y)
        # end
        return loss

    def measure(lines):
        bias = nn.Parameter(torch.zeros(2))
        y = torch.arange(40) % 2                      # as the sampler draws them
        descend([bias], lambda: lines(bias.expand(40, 2), y), rate=1, steps=500)
        return bias.softmax(0)[1]

    twins.record(
        "F6.39", "probability of the rare class where nothing is known, drawn as often as the other", broken,
        cured, measure=measure, remedy="the sampler alone", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


def unmixed_labels():
    # twin: F6.40
    def broken(model, x, y, other, share):
        # broken
        logits = model(share * x + (1 - share) * x[other])
        loss = F.cross_entropy(logits, y)
        # end
        return loss

    def cured(model, x, y, other, share):
        # cured
        logits = model(share * x + (1 - share) * x[other])
        loss = (share * F.cross_entropy(logits, y)
                + (1 - share) * F.cross_entropy(logits, y[other]))
        # end
        return loss

    def measure(lines):
        generator = SplitMix64(40)
        y = torch.arange(64) % 2
        x = torch.tensor([[-2.0, 0.0], [2.0, 0.0]])[y] + generator.normal(64, 2, std=0.3)
        model = nn.Linear(2, 2)
        nn.init.zeros_(model.weight)
        nn.init.zeros_(model.bias)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(200):
            order = list(range(64))
            for last in range(63, 0, -1):
                chosen = generator.below(last + 1)
                order[last], order[chosen] = order[chosen], order[last]
            share = generator.fraction()              # Beta(1, 1)
            optimizer.zero_grad()
            lines(model, x, y, torch.tensor(order), share).backward()
            optimizer.step()
        return model(x).softmax(1)[torch.arange(64), y].mean()

    twins.record(
        "F6.40", "mean probability of the right class on the training samples, unmixed", broken, cured,
        measure=measure, remedy="labels mixed alike", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


for function in (
    served_in_training_mode, unscaled, scaled_twice, kept_for_dropped, another_mask,
    dropped_in_front_of_a_norm, without_the_half, decayed_bias, never_zero, smoothed_evaluation,
    growing_logits, over_capacity, too_impatient, dropout_in_the_metric, over_regularized, at_the_threshold,
    unnoticed_confidence, functional_dropout, attention_dropout, left_in_evaluation_mode, channels_in_part,
    recomputed_with_another_mask, one_recurrent_layer, seeded_in_every_step, resumed_without_the_generator,
    certain_of_everything, dropped_logits, coupled_with_adam, unseen_rows, frozen_by_zeros, grown_again,
    summed_loss, same_in_every_worker, label_changed, copies_on_both_sides, source_after_source, never_found,
    distorted_probabilities, corrected_twice, unmixed_labels, kept_by_reference, wrong_direction,
    fitted_to_the_training_set, too_few_answers, calibration_alone, best_of_many, weights_and_smoothing,
    augmented_validation, lagging_mean,
    bounded_columns, dropped_shortcut,
):
    function()
twins.write()
