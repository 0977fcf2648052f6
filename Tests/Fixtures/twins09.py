"""The failure modes of lesson 09 as a user of PyTorch meets them."""

import copy
import math
import pathlib

import numpy
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.optim import SGD, Adam
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader, DistributedSampler, IterableDataset, TensorDataset, get_worker_info

from twins import SplitMix64, Twins, linear_layers

twins = Twins(lesson=9, script=__file__)

RESOURCES = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "Datasets" / "Resources"
TRAINED = "Rounding errors grow from step to step."

# MARK: What several twins share


def permutation(generator, count):
    """The course's `permutation(of:)`, draw for draw."""
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = generator.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return torch.tensor(order)


def labels(generator, count, classes):
    """Labels that are drawn by lot."""
    return torch.tensor([generator.below(classes) for _ in range(count)])


def perceptron(generator, *widths, activation=nn.ReLU):
    """A multilayer perceptron with the weights that ours gets from the same generator."""
    layers = [nn.Linear(m, n) for m, n in zip(widths, widths[1:])]
    generator.start(*layers)
    return nn.Sequential(*[part for layer in layers for part in (layer, activation())][:-1])


def train(model, optimizer, steps, loss, after=lambda step: None):
    """Steps as they should be made; returns the loss of each before its update."""
    losses = []
    for step in range(steps):
        optimizer.zero_grad()
        current = loss(step)
        current.backward()
        optimizer.step()
        losses.append(current.item())
        after(step)
    return losses


def accuracy(model, x, y):
    with torch.no_grad():
        return (model(x).argmax(1) == y).double().mean().item()


def noise_regression(generator, count, features, noise):
    """Targets of a linear law whose coefficients are all 1, with noise."""
    x = generator.normal(count, features)
    return x, x.sum(1, keepdim=True) + generator.normal(count, 1, std=noise)


def zero_layer(features):
    layer = nn.Linear(features, 1, bias=False)
    nn.init.zeros_(layer.weight)
    return layer


# MARK: The validation


def flat_validation():
    # twin: F9.1
    def broken():
        # broken
        def prepare(images):
            return images / 16                    # brightness from 0 to 1

        def prepare_for_validation(images):
            return prepare(images) / 255          # once more, "since it is bytes"
        # end
        return prepare, prepare_for_validation

    def cured():
        # cured
        def prepare(images):
            return images / 16                    # brightness from 0 to 1

        prepare_for_validation = prepare
        # end
        return prepare, prepare_for_validation

    def measure(lines):
        table = numpy.loadtxt(RESOURCES / "digits.csv", delimiter=",", max_rows=128)
        images, y = torch.tensor(table[:, :64]), torch.tensor(table[:, 64]).long()
        prepare, prepare_for_validation = lines()
        model = perceptron(SplitMix64(1), 64, 16, 10)
        train(
            model, Adam(model.parameters(), lr=0.01), 40,
            lambda _: F.cross_entropy(model(prepare(images)), y),
        )
        with torch.no_grad():
            through = [F.cross_entropy(model(pipe(images)), y) for pipe in (prepare_for_validation, prepare)]
        return through[0] / through[1]

    twins.record(
        "F9.1", "loss of the training samples as the validation prepares them ÷ as the training does", broken,
        cured, measure=measure, remedy="prepared alike", broken_within=1e-9, cured_within=0, reason=TRAINED,
    )


# MARK: Numbers


def nan_from_step_on():
    # twin: F9.2
    def broken(a, b):
        # broken
        distance = ((a - b) ** 2).sum(1).sqrt()
        # end
        return distance

    def cured(a, b):
        # cured
        distance = (((a - b) ** 2).sum(1) + 1e-12).sqrt()
        # end
        return distance

    def norm(a, b):
        # also
        distance = (a - b).norm(dim=1)            # its gradient at 0 is set to 0
        # end
        return distance

    def measure(lines):
        generator = SplitMix64(2)
        model = nn.Linear(4, 3, bias=False)
        generator.start(model)
        pairs = []
        for step in range(20):
            a, b = generator.normal(8, 4), generator.normal(8, 4)
            if step == 7:
                b[0] = a[0]                       # the same image twice
            pairs.append((a, b))
        losses = train(
            model, SGD(model.parameters(), lr=0.01), 20,
            lambda step: lines(model(pairs[step][0]), model(pairs[step][1])).mean(),
        )
        return sum(math.isfinite(loss) for loss in losses)

    twins.record(
        "F9.2", "steps of 20 whose loss is a number", broken, cured, measure=measure,
        remedy="the root kept away from 0", also=[("the library's norm", norm, 0)], broken_within=0, cured_within=0,
    )


# MARK: One batch, and what the network sees


def one_batch():
    # twin: F9.3
    def broken(x, y, randperm):
        # broken
        x = x[randperm(16)]
        y = y[randperm(16)]
        # end
        return x, y

    def cured(x, y, randperm):
        # cured
        order = randperm(16)
        x = x[order]
        y = y[order]
        # end
        return x, y

    def measure(lines):
        generator = SplitMix64(3)
        batch = generator.normal(16, 8), labels(generator, 16, 4)
        model = perceptron(generator, 8, 32, 32, 4)

        def loss(_):
            x, y = lines(*batch, lambda count: permutation(generator, count))
            return F.cross_entropy(model(x), y)

        return sum(train(model, Adam(model.parameters(), lr=0.01), 60, loss)[-10:]) / 10

    twins.record(
        "F9.3", "mean loss of one batch of 16 in the steps 51 to 60", broken, cured, measure=measure,
        remedy="one order for both", broken_within=1e-6, cured_within=1e-6, reason=TRAINED,
    )


def input_ignored():
    # twin: F9.4
    def broken(x, is_padding):
        # broken
        x = x * is_padding
        # end
        return x

    def cured(x, is_padding):
        # cured
        x = x * ~is_padding
        # end
        return x

    def measure(lines):
        generator = SplitMix64(4)
        x, y = generator.normal(16, 8), labels(generator, 16, 4)
        is_padding = torch.arange(8).expand(16, 8) >= 6
        x[is_padding] = 0
        model = perceptron(generator, 8, 32, 32, 4)

        def loss(x):
            return F.cross_entropy(model(lines(x, is_padding)), y)

        train(model, Adam(model.parameters(), lr=0.01), 60, lambda _: loss(x))
        return loss(torch.zeros_like(x)) / loss(x)

    twins.record(
        "F9.4", "loss on inputs of zero ÷ loss on the inputs", broken, cured, measure=measure,
        remedy="the mask the right way round", broken_within=0, cured_within=1e-6, reason=TRAINED,
    )


def first_loss():
    # twin: F9.5
    def broken():
        # broken
        head = nn.Linear(32, 100)                 # there are 10 classes
        # end
        return head

    def cured():
        # cured
        head = nn.Linear(32, 10)
        # end
        return head

    def measure(lines):
        generator = SplitMix64(5)
        x, y = generator.normal(32, 8), labels(generator, 32, 10)
        body, head = nn.Linear(8, 32), lines()
        generator.start(body, head)
        return F.cross_entropy(head(body(x).relu()), y) / math.log(10)

    twins.record(
        "F9.5", "loss before the first step ÷ the logarithm of the number of classes", broken, cured,
        measure=measure, remedy="a head of ten",
    )


# MARK: Sizes of updates and gradients


def update_ratio(lines, seed):
    generator = SplitMix64(seed)
    x, y = generator.normal(64, 8), labels(generator, 64, 2)
    model = perceptron(generator, 8, 32, 2)
    optimizer, weight, ratios = lines(model), model[0].weight, []
    before = weight.detach().clone()

    def note(_):
        nonlocal before
        ratios.append(((weight.detach() - before).norm() / before.norm()).item())
        before = weight.detach().clone()

    train(model, optimizer, 20, lambda _: F.cross_entropy(model(x), y), note)
    return sum(ratios) / 20


def rate_too_low():
    # twin: F9.6
    def broken(model):
        # broken
        optimizer = SGD(model.parameters(), lr=1e-4)
        # end
        return optimizer

    def cured(model):
        # cured
        optimizer = SGD(model.parameters(), lr=0.1)
        # end
        return optimizer

    twins.record(
        "F9.6", "update ÷ weight of the first layer, mean of 20 steps", broken, cured,
        measure=lambda lines: update_ratio(lines, 6), remedy="a thousand times the rate", broken_within=1e-9,
        cured_within=1e-9, reason=TRAINED,
    )


def rate_too_high():
    # twin: F9.7
    def broken(model):
        # broken
        optimizer = SGD(model.parameters(), lr=10)
        # end
        return optimizer

    def cured(model):
        # cured
        optimizer = SGD(model.parameters(), lr=0.1)
        # end
        return optimizer

    twins.record(
        "F9.7", "update ÷ weight of the first layer, mean of 20 steps", broken, cured,
        measure=lambda lines: update_ratio(lines, 7), remedy="a hundredth of the rate", broken_within=1e-4,
        cured_within=1e-9, reason=TRAINED,
    )


def vanishing():
    # twin: F9.8
    def broken(h, layers):
        # broken
        for layer in layers:
            h = torch.sigmoid(layer(h))
        # end
        return h

    def cured(h, layers):
        # cured
        for layer in layers:
            h = torch.tanh(layer(h))
        # end
        return h

    def shortcut(h, layers):
        # also
        for layer in layers:
            h = h + torch.sigmoid(layer(h))
        # end
        return h

    def measure(lines):
        generator = SplitMix64(8)
        x, y = generator.normal(32, 16), labels(generator, 32, 2)
        layers, head = [nn.Linear(16, 16) for _ in range(6)], nn.Linear(16, 2)
        generator.start(*layers, head)
        F.cross_entropy(head(lines(x, layers)), y).backward()
        return layers[0].weight.grad.norm() / head.weight.grad.norm()

    twins.record(
        "F9.8", "gradient of the first layer's weight ÷ that of the last, first step", broken, cured,
        measure=measure, remedy="tanh", also=[("a shortcut around every layer", shortcut, 1e-9)],
        broken_within=1e-9, cured_within=1e-9, reason="Differences of nearly equal numbers lose digits.",
    )


def exploding():
    # twin: F9.9
    def broken(optimizer, parameters):
        # broken
        optimizer.step()
        # end

    def cured(optimizer, parameters):
        # cured
        clip_grad_norm_(parameters, max_norm=1.0)
        optimizer.step()
        # end

    def measure(lines):
        generator = SplitMix64(9)
        x, y = generator.normal(16, 4), generator.normal(16, 1)
        first, last = nn.Linear(4, 8, bias=False), nn.Linear(8, 1, bias=False)
        generator.start(first, last)
        recurrent = nn.Parameter(1.1 * torch.eye(8))
        parameters = [first.weight, recurrent, last.weight]
        optimizer, losses = SGD(parameters, lr=0.01), []
        for _ in range(20):
            optimizer.zero_grad()
            h = first(x)
            for _ in range(20):
                h = h @ recurrent.T
            loss = F.mse_loss(last(h), y)
            losses.append(loss.item())
            if not math.isfinite(losses[-1]):
                return 1e6
            loss.backward()
            lines(optimizer, parameters)
        return min(1e6, max(losses) / losses[0])

    twins.record(
        "F9.9", "largest loss of 20 steps ÷ the first, at most a million", broken, cured, measure=measure,
        remedy="clipped to norm 1", broken_within=0, cured_within=1e-9, reason=TRAINED,
    )


def dead_units():
    # twin: F9.10
    def broken(pixels):
        # broken
        x = pixels                                # 0 to 255
        # end
        return x

    def cured(pixels):
        # cured
        x = (pixels - 127.5) / 127.5              # -1 to 1
        # end
        return x

    def measure(lines):
        generator = SplitMix64(10)
        pixels = 128 + generator.uniform(64, 8, bound=127)
        y = (pixels[:, 0] > 128).long()
        model = perceptron(generator, 8, 32, 2)
        x = lines(pixels)
        train(model, SGD(model.parameters(), lr=0.5), 100, lambda _: F.cross_entropy(model(x), y))
        with torch.no_grad():
            return (model[0](x).relu() == 0).all(0).double().sum()

    twins.record(
        "F9.10", "hidden units of 32 that are zero for every sample after 100 steps", broken, cured,
        measure=measure, remedy="scaled inputs", broken_within=0, cured_within=0,
    )


# MARK: Figures that flatter


def constant_answer():
    # twin: F9.11
    def broken(answers, y):
        # broken
        score = (answers == y).double().mean()
        # end
        return score

    def cured(answers, y):
        # cured
        recalls = [(answers[y == c] == c).double().mean() for c in (0, 1)]
        score = sum(recalls) / 2                  # balanced accuracy
        # end
        return score

    def measure(lines):
        generator = SplitMix64(11)
        x, y = generator.normal(200, 4), (torch.arange(200) < 10).long()
        model = perceptron(generator, 4, 2)
        train(model, SGD(model.parameters(), lr=0.5), 50, lambda _: F.cross_entropy(model(x), y))
        return lines(model(x).argmax(1), y)

    twins.record(
        "F9.11", "score of a model whose inputs say nothing, 5 % of the labels positive", broken, cured,
        measure=measure, remedy="balanced accuracy",
    )


def leakage():
    # twin: F9.12
    def broken(patient, randperm):
        # broken
        order = randperm(len(patient))
        train, test = order[300:], order[:300]
        # end
        return train, test

    def cured(patient, randperm):
        # cured
        order = randperm(120)                     # of the patients
        is_test = torch.isin(patient, order[:60])
        train, test = (~is_test).nonzero()[:, 0], is_test.nonzero()[:, 0]
        # end
        return train, test

    def measure(lines):
        generator = SplitMix64(12)
        patient = torch.arange(120).repeat_interleave(5)
        x = generator.normal(120, 8)[patient] + generator.normal(600, 8, std=0.1)
        y = labels(generator, 120, 2)[patient]    # by lot: there is nothing to learn
        train, test = lines(patient, lambda count: permutation(generator, count))
        nearest = torch.cdist(x[test], x[train]).argmin(1)
        return (y[train][nearest] == y[test]).double().mean()

    twins.record(
        "F9.12", "accuracy on the test set, labels drawn by lot", broken, cured, measure=measure,
        remedy="split by patient",
    )


def memorized():
    # twin: F9.13
    def broken(model, training, validation):
        # broken
        score = accuracy(model, *training)
        # end
        return score

    def cured(model, training, validation):
        # cured
        score = accuracy(model, *validation)
        # end
        return score

    def measure(lines):
        generator = SplitMix64(13)
        sets = [(generator.normal(count, 16), labels(generator, count, 2)) for count in (32, 256)]
        model = perceptron(generator, 16, 64, 2)
        x, y = sets[0]
        train(model, Adam(model.parameters(), lr=0.01), 60, lambda _: F.cross_entropy(model(x), y))
        return lines(model, *sets)

    twins.record(
        "F9.13", "accuracy that is reported, labels drawn by lot", broken, cured, measure=measure,
        remedy="on held-out samples",
    )


def mean_of_means():
    # twin: F9.14
    def broken(model, loader):
        # broken
        total = 0
        for x, y in loader:
            total += F.mse_loss(model(x), y).item()
        mean = total / len(loader)
        # end
        return mean

    def cured(model, loader):
        # cured
        total = 0
        for x, y in loader:
            total += F.mse_loss(model(x), y).item() * len(x)
        mean = total / len(loader.dataset)
        # end
        return mean

    def measure(lines):
        y = torch.ones(68, 1)
        y[64:] = math.sqrt(10)
        return lines(torch.zeros_like, DataLoader(TensorDataset(y, y), batch_size=32))

    twins.record(
        "F9.14", "mean loss of 68 samples, 64 of them with the loss 1 and four with 10", broken, cured,
        measure=measure, remedy="weighted by size",
    )


def measured_differently():
    # twin: F9.15
    def broken(loss, penalty, log):
        # broken
        loss = loss + penalty
        loss.backward()
        log(loss.item())
        # end

    def cured(loss, penalty, log):
        # cured
        (loss + penalty).backward()
        log(loss.item())
        # end

    def measure(lines):
        generator = SplitMix64(15)
        x, y = noise_regression(generator, 64, 8, 0.5)
        held_out = noise_regression(generator, 256, 8, 0.5)
        model, logged = zero_layer(8), []
        optimizer = SGD(model.parameters(), lr=0.1)
        for _ in range(50):
            optimizer.zero_grad()
            lines(F.mse_loss(model(x), y), 0.1 * (model.weight**2).sum(), logged.append)
            optimizer.step()
        with torch.no_grad():
            return logged[-1] / F.mse_loss(model(held_out[0]), held_out[1])

    twins.record(
        "F9.15", "training loss in the log ÷ validation loss, after 50 steps", broken, cured, measure=measure,
        remedy="without the penalty", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


def not_reproducible():
    # twin: F9.16
    def broken(train):
        # broken
        torch.manual_seed(0)                      # once, at the top of the notebook
        first = train()
        second = train()
        # end
        return first, second

    def cured(train):
        # cured
        torch.manual_seed(0)
        first = train()
        torch.manual_seed(0)
        second = train()
        # end
        return first, second

    def measure(lines):
        def run():
            x = torch.linspace(-1, 1, 32)[:, None]
            model = nn.Sequential(nn.Linear(1, 8), nn.ReLU(), nn.Linear(8, 1))

            def loss(_):
                rows = torch.randperm(32)[:24]
                return F.mse_loss(model(x[rows]), x[rows] ** 2)

            train(model, SGD(model.parameters(), lr=0.02), 10, loss)
            return list(model.parameters())

        first, second = lines(run)
        return sum(not torch.equal(a, b) for a, b in zip(first, second))

    twins.record(
        "F9.16", "parameters of four that differ after two runs with one seed", broken, cured, measure=measure,
        remedy="seeded before each run",
    )


# MARK: Half precision


def underflow():
    # twin: F9.17
    def broken(loss, w):
        # broken
        loss.backward()
        # end

    def cured(loss, w):
        # cured
        (loss * 65536).backward()
        w.grad /= 65536
        # end

    def measure(lines):
        pull = SplitMix64(17).normal(4096, std=1e-8)
        w = nn.Parameter(torch.ones(4096))
        loss = (w.half().double() * pull).sum()   # the gradient of a cast is cast back
        lines(loss, w)
        return (w.grad == 0).double().mean()

    twins.record(
        "F9.17", "share of 4,096 gradients of about 1e-8 that are 0", broken, cured, measure=measure,
        remedy="the loss times 65,536",
    )


def absorbed():
    # twin: F9.18
    def broken(losses):
        # broken
        total = torch.zeros((), dtype=torch.half)
        for loss in losses:
            total += loss
        # end
        return total

    def cured(losses):
        # cured
        total = 0.0
        for loss in losses:
            total += loss.item()
        # end
        return total

    def at_once(losses):
        # also
        total = losses.sum()                      # adds in single precision
        # end
        return total

    def measure(lines):
        return lines(torch.full((10_000,), 1e-4, dtype=torch.half))

    twins.record(
        "F9.18", "sum of 10,000 losses of 1e-4", broken, cured, measure=measure, remedy="summed in double precision",
        also=[("torch.sum", at_once)],
    )


def padded_rows(seed):
    """Eight samples of which the last is padding, and a weight."""
    x = SplitMix64(seed).normal(8, 4)
    x[-1] = 0
    return x, nn.Parameter(torch.ones(4, 2))


def changed(w, steps, step):
    """In how many steps a parameter changes."""
    count = 0
    for _ in range(steps):
        before = w.detach().clone()
        step()
        count += not torch.equal(before, w.detach())
    return count


def scaler_skips():
    # twin: F9.19
    def broken(x):
        # broken
        length = (x**2).sum(1).sqrt()
        # end
        return length

    def cured(x):
        # cured
        length = ((x**2).sum(1) + 1e-6).sqrt()
        # end
        return length

    def measure(lines):
        x, w = padded_rows(19)
        optimizer = SGD([w], lr=0.1)
        scaler = torch.amp.GradScaler("cpu")

        def step():
            optimizer.zero_grad()
            scaler.scale(F.mse_loss(lines(x @ w), torch.ones(8))).backward()
            scaler.step(optimizer)
            scaler.update()

        return changed(w, 20, step)

    twins.record(
        "F9.19", "steps of 20 that change the weights", broken, cured, measure=measure,
        remedy="the root kept away from 0", broken_within=0, cured_within=0,
    )


# MARK: What is kept, and what is looked at


def best_not_kept():
    # twin: F9.20
    def broken(model, epochs, validate):
        # broken
        for epoch in epochs:
            loss = validate(model)
        saved = copy.deepcopy(model.state_dict())
        # end
        return saved

    def cured(model, epochs, validate):
        # cured
        best = math.inf
        for epoch in epochs:
            loss = validate(model)
            if loss < best:
                best, saved = loss, copy.deepcopy(model.state_dict())
        # end
        return saved

    def measure(lines):
        generator = SplitMix64(20)
        x, y = noise_regression(generator, 12, 12, 4.0)
        held_out = noise_regression(generator, 256, 12, 4.0)
        model, losses = zero_layer(12), []
        optimizer = SGD(model.parameters(), lr=0.05)

        def epochs():
            for epoch in range(100):
                train(model, optimizer, 1, lambda _: F.mse_loss(model(x), y))
                yield epoch

        def validate(model):
            with torch.no_grad():
                losses.append(F.mse_loss(model(held_out[0]), held_out[1]).item())
            return losses[-1]

        model.load_state_dict(lines(model, epochs(), validate))
        lowest = min(losses)
        return validate(model) / lowest

    twins.record(
        "F9.20", "validation loss of the saved weights ÷ the lowest of the run", broken, cured, measure=measure,
        remedy="the best kept", broken_within=1e-9, reason=TRAINED,
    )


def stale_weights():
    # twin: F9.21
    def broken(model, train, validate):
        # broken
        ema = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.5))
        for epoch in range(10):
            train(model)
            validate(ema)
        # end

    def cured(model, train, validate):
        # cured
        ema = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.5))
        for epoch in range(10):
            train(model)
            ema.update_parameters(model)
            validate(ema)
        # end

    def measure(lines):
        generator = SplitMix64(21)
        x, y = noise_regression(generator, 64, 4, 0.5)
        model, losses = zero_layer(4), []
        optimizer = SGD(model.parameters(), lr=0.05)
        lines(
            model, lambda model: train(model, optimizer, 1, lambda _: F.mse_loss(model(x), y)),
            lambda ema: losses.append(F.mse_loss(ema(x), y).item()),
        )
        return len(set(losses))

    twins.record(
        "F9.21", "different validation losses in ten epochs of training", broken, cured, measure=measure,
        remedy="refreshed after every epoch", broken_within=0, cured_within=0,
    )


def unseen_spike():
    # twin: F9.22
    def broken(losses, log):
        # broken
        for step, loss in enumerate(losses):
            if step % 100 == 0:
                log(loss)
        # end

    def cured(losses, log):
        # cured
        worst = 0.0
        for step, loss in enumerate(losses):
            worst = max(worst, loss)
            if step % 100 == 0:
                log(worst)
                worst = 0.0
        # end

    def measure(lines):
        generator, logged = SplitMix64(22), []
        model = zero_layer(4)
        optimizer = SGD(model.parameters(), lr=0.1)

        def losses():
            for step in range(201):
                x, y = noise_regression(generator, 16, 4, 0.1)
                if step == 37:
                    y = y * 100                   # centimeters in a column of meters
                yield train(model, optimizer, 1, lambda _: F.mse_loss(model(x), y))[0]

        lines(losses(), logged.append)
        return max(logged) / logged[0]

    twins.record(
        "F9.22", "largest loss in the log ÷ the first", broken, cured, measure=measure,
        remedy="the largest since the last line", broken_within=0, cured_within=1e-9, reason=TRAINED,
    )


def always_clipped():
    # twin: F9.23
    def broken(norms):
        # broken
        max_norm = 0.01
        # end
        return max_norm

    def cured(norms):
        # cured
        max_norm = torch.tensor(norms).quantile(0.9).item()
        # end
        return max_norm

    def measure(lines):
        generator = SplitMix64(23)
        model = zero_layer(4)
        optimizer = SGD(model.parameters(), lr=0.02)

        def norms(count, max_norm):
            found = []
            for _ in range(count):
                x, y = noise_regression(generator, 64, 4, 0.5)
                optimizer.zero_grad()
                F.mse_loss(model(x), y).backward()
                found.append(clip_grad_norm_(model.parameters(), max_norm).item())
                optimizer.step()
            return found

        norms(200, math.inf)
        bound = lines(norms(100, math.inf))
        return sum(norm > bound for norm in norms(100, bound)) / 100

    twins.record(
        "F9.23", "share of 100 steps that are clipped", broken, cured, measure=measure,
        remedy="the 90th percentile",
    )


def misread_plateau():
    # twin: F9.24
    def broken():
        # broken
        patience = 10
        # end
        return patience

    def cured():
        # cured
        patience = 30
        # end
        return patience

    def measure(lines):
        w = nn.Parameter(torch.full((3,), 0.1))
        optimizer = SGD([w], lr=0.1)
        best, bad, patience = math.inf, 0, lines()
        for _ in range(300):
            loss = (w[0] * w[1] * w[2] - 1) ** 2 / 2
            if loss.item() < best - 1e-3:
                best, bad = loss.item(), 0
            else:
                bad += 1
            if bad >= patience:
                break
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return best

    twins.record(
        "F9.24", "lowest loss of a run of at most 300 steps, 0.5 at the start", broken, cured, measure=measure,
        remedy="three times the patience", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


# MARK: Metrics


def all_pairs():
    # twin: F9.25
    def broken(logits, y):
        # broken
        answers = logits > 0                      # [64, 1]
        score = (answers == y).double().mean()    # [64, 1] == [64]
        # end
        return score

    def cured(logits, y):
        # cured
        answers = logits.squeeze(1) > 0           # [64]
        score = (answers == y).double().mean()
        # end
        return score

    def measure(lines):
        y = labels(SplitMix64(25), 64, 2)
        return lines(2.0 * y[:, None] - 1, y.bool())

    twins.record(
        "F9.25", "accuracy of 64 answers that are all right", broken, cured, measure=measure,
        remedy="one axis each",
    )


def dropped_last_batch():
    # twin: F9.26
    def broken(validation):
        # broken
        loader = DataLoader(validation, batch_size=32, drop_last=True)
        # end
        return loader

    def cured(validation):
        # cured
        loader = DataLoader(validation, batch_size=32)
        # end
        return loader

    def measure(lines):
        y = torch.arange(10).repeat_interleave(7)    # 70 samples, sorted by class
        answers = torch.where(y == 9, 0, y)          # the last class is never found
        loader = lines(TensorDataset(answers, y))
        right = sum((a == b).sum().item() for a, b in loader)
        return right / sum(len(b) for _, b in loader)

    twins.record(
        "F9.26", "accuracy on 70 sorted samples of a model that misses the last of ten classes", broken, cured,
        measure=measure, remedy="every batch",
    )


def metric_not_reset():
    # twin: F9.27
    def broken(epochs, log):
        # broken
        total, count = 0.0, 0
        for losses in epochs:
            for loss in losses:
                total, count = total + loss, count + 1
            log(total / count)
        # end

    def cured(epochs, log):
        # cured
        for losses in epochs:
            total, count = 0.0, 0
            for loss in losses:
                total, count = total + loss, count + 1
            log(total / count)
        # end

    def measure(lines):
        generator, logged = SplitMix64(27), []
        x, y = noise_regression(generator, 64, 4, 0.1)
        model = zero_layer(4)
        optimizer = SGD(model.parameters(), lr=0.1)
        epochs = [train(model, optimizer, 10, lambda _: F.mse_loss(model(x), y)) for _ in range(6)]
        lines(epochs, logged.append)
        return logged[-1] / (sum(epochs[-1]) / 10)

    twins.record(
        "F9.27", "mean loss in the log of the sixth epoch ÷ that of its steps", broken, cured, measure=measure,
        remedy="reset in every epoch", broken_within=1e-9, reason=TRAINED,
    )


def perplexity_of_batches():
    # twin: F9.28
    def broken(losses):
        # broken
        perplexity = losses.exp().mean()
        # end
        return perplexity

    def cured(losses):
        # cured
        perplexity = losses.mean().exp()
        # end
        return perplexity

    def measure(lines):
        return lines(3 + SplitMix64(28).normal(1024)) / math.exp(3)

    twins.record(
        "F9.28", "perplexity that is reported ÷ that of all tokens, losses of batches around 3 ± 1", broken,
        cured, measure=measure, remedy="the exponential last",
    )


# MARK: Which samples are seen


def resumed_order():
    # twin: F9.29
    def broken(load, shuffle):
        # broken
        for rows in shuffle(seed=0):
            load(rows)
        # end

    def cured(load, shuffle):
        # cured
        done = 4                                  # from the checkpoint
        for batch, rows in enumerate(shuffle(seed=0)):
            if batch >= done:
                load(rows)
        # end

    def measure(lines):
        def shuffle(seed):
            return permutation(SplitMix64(seed), 64).reshape(8, 8)

        seen = torch.zeros(64)

        def load(rows):
            seen[rows] += 1

        for rows in shuffle(0)[:4]:               # then the run was killed
            load(rows)
        lines(load, shuffle)
        return (seen != 1).double().sum()

    twins.record(
        "F9.29", "samples of 64 that the interrupted epoch does not show exactly once", broken, cured,
        measure=measure, remedy="from where it stopped", broken_within=0, cured_within=0,
    )


def same_order():
    # twin: F9.30
    def broken(sampler, train):
        # broken
        for epoch in range(5):
            train(sampler)
        # end

    def cured(sampler, train):
        # cured
        for epoch in range(5):
            sampler.set_epoch(epoch)
            train(sampler)
        # end

    def measure(lines):
        orders = []
        sampler = DistributedSampler(range(64), num_replicas=2, rank=0, seed=30)
        lines(sampler, lambda sampler: orders.append(tuple(sampler)))
        return len(set(orders))

    twins.record(
        "F9.30", "different orders in five epochs", broken, cured, measure=measure,
        remedy="another seed in every epoch", broken_within=0, cured_within=0,
    )


def counted_twice():
    # twin: F9.31
    def broken(dataset):
        # broken
        parts = [
            list(DistributedSampler(dataset, num_replicas=4, rank=rank, shuffle=False))
            for rank in range(4)
        ]
        # end
        return parts

    def cured(dataset):
        # cured
        parts = [list(range(rank, len(dataset), 4)) for rank in range(4)]
        # end
        return parts

    def measure(lines):
        return sum(len(part) for part in lines(range(10)))

    twins.record(
        "F9.31", "answers that are counted for ten samples on four processes", broken, cured, measure=measure,
        remedy="without padding", broken_within=0, cured_within=0,
    )


def read_by_every_worker():
    # twin: F9.32
    def broken():
        # broken
        class Stream(IterableDataset):
            def __iter__(self):
                yield from range(10)
        # end
        return Stream()

    def cured():
        # cured
        class Stream(IterableDataset):
            def __iter__(self):
                worker = get_worker_info()
                yield from range(worker.id, 10, worker.num_workers)
        # end
        return Stream()

    def measure(lines):
        return sum(1 for _ in DataLoader(lines(), batch_size=None, num_workers=2)) / 10

    twins.record(
        "F9.32", "how often an epoch of two workers shows each of ten samples", broken, cured, measure=measure,
        remedy="a part for each worker", broken_within=0, cured_within=0,
    )


# MARK: Batches and steps


def no_targets():
    # twin: F9.33
    def broken(logits, y, mask):
        # broken
        losses = F.cross_entropy(logits, y, reduction="none")
        loss = (losses * mask).sum() / mask.sum()
        # end
        return loss

    def cured(logits, y, mask):
        # cured
        losses = F.cross_entropy(logits, y, reduction="none")
        loss = (losses * mask).sum() / mask.sum().clamp(min=1)
        # end
        return loss

    def ignored(logits, y, mask):
        # also
        loss = F.cross_entropy(logits, y.where(mask, -100))
        # end
        return loss

    def measure(lines):
        generator = SplitMix64(33)
        x, y = generator.normal(12, 32, 8), labels(generator, 384, 3).reshape(12, 32)
        mask = torch.ones(12, 32, dtype=torch.bool)
        mask[5] = False                           # a prompt that fills the whole window
        model = perceptron(generator, 8, 3)
        losses = train(
            model, SGD(model.parameters(), lr=0.02), 12,
            lambda step: lines(model(x[step]), y[step], mask[step]),
        )
        return losses[-1]

    twins.record(
        "F9.33", "loss of the last of twelve steps, the sixth without a target", broken, cured, measure=measure,
        remedy="divided by at least 1", also=[("ignore_index", ignored, 1e-9)], broken_within=0, cured_within=1e-9,
        reason=TRAINED,
    )


def nan_replaced():
    # twin: F9.34
    def broken(x, w, target):
        # broken
        length = (x**2).sum(1).sqrt()
        F.mse_loss(length, target).backward()
        w.grad.nan_to_num_(0.0)
        # end

    def cured(x, w, target):
        # cured
        length = ((x**2).sum(1) + 1e-6).sqrt()
        F.mse_loss(length, target).backward()
        # end

    def measure(lines):
        x, w = padded_rows(34)
        optimizer = SGD([w], lr=0.1)

        def step():
            optimizer.zero_grad()
            lines(x @ w, w, torch.ones(8))
            optimizer.step()

        return changed(w, 20, step)

    twins.record(
        "F9.34", "steps of 20 that change the weights", broken, cured, measure=measure,
        remedy="the operation repaired", broken_within=0, cured_within=0,
    )


def unused_micro_batches():
    # twin: F9.35
    def broken(batches, backward, step):
        # broken
        for i, batch in enumerate(batches):
            backward(batch)
            if (i + 1) % 4 == 0:
                step()
        # end

    def cured(batches, backward, step):
        # cured
        for i, batch in enumerate(batches):
            backward(batch)
            if (i + 1) % 4 == 0 or i + 1 == len(batches):
                step()
        # end

    def measure(lines):
        w = nn.Parameter(torch.zeros(10))
        optimizer = SGD([w], lr=1.0)

        def step():
            optimizer.step()
            optimizer.zero_grad()

        optimizer.zero_grad()
        lines(range(10), lambda batch: w[batch].backward(), step)
        return (w != 0).double().sum()

    twins.record(
        "F9.35", "micro-batches of ten that reach the weights in the epoch, four to a step", broken, cured,
        measure=measure, remedy="a step at the end", broken_within=0, cured_within=0,
    )


# MARK: Looking at curves


def smoothed_from_zero():
    # twin: F9.36
    def broken(losses, log):
        # broken
        smooth = 0.0
        for loss in losses:
            smooth = 0.9 * smooth + 0.1 * loss
            log(smooth)
        # end

    def cured(losses, log):
        # cured
        smooth = 0.0
        for t, loss in enumerate(losses, start=1):
            smooth = 0.9 * smooth + 0.1 * loss
            log(smooth / (1 - 0.9**t))
        # end

    def measure(lines):
        logged = []
        lines([4.0, 2.0, 3.0, 1.0], logged.append)
        return logged[0] / 4

    twins.record(
        "F9.36", "smoothed loss of the first step ÷ its loss", broken, cured, measure=measure,
        remedy="corrected for the start",
    )


# MARK: Files and features


def nothing_loaded():
    # twin: F9.37
    def broken(model, state):
        # broken
        model.load_state_dict(state, strict=False)
        # end

    def cured(model, state):
        # cured
        state = {name.removeprefix("module."): value for name, value in state.items()}
        model.load_state_dict(state)
        # end

    def measure(lines):
        generator = SplitMix64(37)
        saved, model = perceptron(generator, 4, 8, 2), perceptron(generator, 4, 8, 2)
        state = {"module." + name: value for name, value in saved.state_dict().items()}   # of DataParallel
        lines(model, state)
        return sum(torch.equal(a, b) for a, b in zip(saved.parameters(), model.parameters()))

    twins.record(
        "F9.37", "parameters of four that have the values in the file", broken, cured, measure=measure,
        remedy="the names repaired, and strict", broken_within=0, cured_within=0,
    )


def chosen_before_split():
    # twin: F9.38
    def broken(x, y, choose):
        # broken
        x = x[:, choose(x, y)]
        train, test = slice(0, 60), slice(60, 120)
        # end
        return x, train, test

    def cured(x, y, choose):
        # cured
        train, test = slice(0, 60), slice(60, 120)
        x = x[:, choose(x[train], y[train])]
        # end
        return x, train, test

    def measure(lines):
        generator = SplitMix64(38)
        x, y = generator.normal(120, 2000), labels(generator, 120, 2)

        def choose(x, y):
            """The forty features whose means differ most between the classes."""
            return (x[y == 1].mean(0) - x[y == 0].mean(0)).abs().topk(40).indices.sort().values

        x, train, test = lines(x, y, choose)
        centers = torch.stack([x[train][y[train] == c].mean(0) for c in (0, 1)])
        return (torch.cdist(x[test], centers).argmin(1) == y[test]).double().mean()

    twins.record(
        "F9.38", "accuracy on the test set, features and labels drawn by lot", broken, cured, measure=measure,
        remedy="chosen on the training set",
    )


for function in (
    flat_validation, nan_from_step_on, one_batch, input_ignored, first_loss, rate_too_low, rate_too_high,
    vanishing, exploding, dead_units, constant_answer, leakage, memorized, mean_of_means, measured_differently,
    not_reproducible, underflow, absorbed, scaler_skips, best_not_kept, stale_weights, unseen_spike,
    always_clipped, misread_plateau, all_pairs, dropped_last_batch, metric_not_reset, perplexity_of_batches,
    resumed_order, same_order, counted_twice, read_by_every_worker, no_targets, nan_replaced,
    unused_micro_batches, smoothed_from_zero, nothing_loaded, chosen_before_split,
):
    function()
twins.write()
