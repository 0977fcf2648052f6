"""The failure modes of lesson 01 as a user of PyTorch meets them."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from twins import SplitMix64, Twins, below, linear_layers

twins = Twins(lesson=1, script=__file__)

XOR_INPUTS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_TARGETS = torch.tensor([[0.0], [1.0], [1.0], [0.0]])


def trained(model, x, y, criterion=F.mse_loss, learning_rate=0.1, step_count=5000):
    """The usual loop, on all samples at once."""
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(step_count):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    return model


def linear_model_on_xor():
    # twin: F1.1
    def broken():
        # broken
        model = nn.Linear(2, 1)
        # end
        return model

    def cured():
        # cured
        model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
        # end
        return model

    def measure(lines):
        torch.manual_seed(0)
        model = trained(lines(), XOR_INPUTS, XOR_TARGETS)
        return F.mse_loss(model(XOR_INPUTS), XOR_TARGETS)

    twins.record(
        "F1.1", "mean squared error on the four points of XOR", broken, cured, measure=measure,
        remedy="two hidden ReLUs", cured_within=below(1e-12),
        reason="Ours is the closed form and a network built by hand; these are trained, nearly to the minimum.",
    )


def missing_nonlinearity():
    # twin: F1.2
    def broken():
        # broken
        def forward(self, x):
            for layer in self.layers:
                x = layer(x)                      # self.activation: never called
            return x
        # end
        return forward

    def cured():
        # cured
        def forward(self, x):
            for layer in self.layers[:-1]:
                x = self.activation(layer(x))
            return self.layers[-1](x)
        # end
        return forward

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in range(5))
            self.activation = nn.ReLU()

    def measure(lines):
        Model.forward = lines()
        f, generator = Model(), SplitMix64(12)
        generator.start(*f.layers)
        x, y = generator.normal(16, 8), generator.normal(16, 8)
        return (f(x + y) - f(x) - f(y) + f(torch.zeros(16, 8))).abs().max()

    twins.record(
        "F1.2", "additivity defect of five layers", broken, cured, measure=measure,
        remedy="ReLUs between them", broken_within=below(1e-12),
        reason="The defect of affine layers is rounding, and depends on the order of the additions.",
    )


def double_softmax():
    x, y = torch.eye(10), torch.arange(10)
    model = nn.Linear(10, 10, bias=False)
    nn.init.eye_(model.weight).data.mul_(100)  # right and sure of it: the logit 100 for the right class

    # twin: F1.3
    def broken():
        # broken
        loss = F.cross_entropy(model(x).softmax(1), y)
        # end
        return loss

    def cured():
        # cured
        loss = F.cross_entropy(model(x), y)
        # end
        return loss

    twins.record(
        "F1.3", "mean loss of perfect predictions of ten classes", broken, cured,
        remedy="logits passed to the loss", cured_within=below(1e-12),
        reason="log(1 + 9/e^100) is 3e-43; whether it is lost against 100 is a matter of the formula.",
    )


def broadcast_targets():
    x, y = torch.tensor([[0.0], [1.0], [2.0], [3.0]]), torch.tensor([0.0, 1.0, 2.0, 3.0])
    model = nn.Linear(1, 1, bias=False)
    nn.init.ones_(model.weight)  # every prediction equals its target

    # twin: F1.4
    def broken():
        # broken
        loss = F.mse_loss(model(x), y)                # [4, 1] and [4]
        # end
        return loss

    def cured():
        # cured
        loss = F.mse_loss(model(x).squeeze(1), y)     # [4] and [4]
        # end
        return loss

    def by_hand():
        # also
        loss = (model(x) - y).square().mean()         # the same, without the warning
        # end
        return loss

    twins.record(
        "F1.4", "mean squared error of predictions that equal their targets", broken, cured,
        remedy="difference of [4] and [4]", also=[("a loss written by hand", by_hand)],
    )


def naive_cross_entropy():
    logits, y = torch.tensor([[1000.0, 0.0]]), torch.tensor([0])

    # twin: F1.5
    def broken():
        # broken
        probabilities = logits.exp() / logits.exp().sum(1, keepdim=True)
        loss = -probabilities[torch.arange(len(y)), y].log().mean()
        # end
        return loss

    def cured():
        # cured
        loss = F.cross_entropy(logits, y)
        # end
        return loss

    def log_of_softmax():
        wrong = torch.tensor([1])
        # also
        loss = F.nll_loss(logits.softmax(1).log(), wrong)   # infinite: should be 1000
        # end
        return loss

    twins.record(
        "F1.5", "loss of the logits 1000 and 0 for the first class", broken, cured, remedy="log-softmax",
        also=[("log of a stable softmax, for the second class", log_of_softmax)],
    )


def badly_scaled_features():
    generator = SplitMix64(1)
    x = generator.normal(64, 2) * torch.tensor([1.0, 1000.0])
    y = x @ torch.tensor([[2.0], [0.003]])

    def train(x, y):
        """200 000 steps from 0 at the largest rate at which no direction overshoots, 1/λ_max for half the error.

        As `trained` makes them, which for so many takes minutes; so the step, an affine map, is written out, and the
        first hundred are held against `trained`.
        """
        design = torch.cat([x, torch.ones(len(x), 1)], 1)
        hessian = design.T @ design / len(x)
        rate = 1 / torch.linalg.eigvalsh(hessian)[-1].item()

        def model_after(step_count, descend):
            model = nn.Linear(2, 1)
            nn.init.zeros_(model.weight)
            nn.init.zeros_(model.bias)
            return descend(model, step_count)

        def by_autograd(model, step_count):
            return trained(model, x, y, lambda p, y: F.mse_loss(p, y) / 2, rate, step_count)

        @torch.no_grad()
        def written_out(model, step_count):
            parameters, pull = torch.zeros(3, 1), rate * design.T @ y / len(x)
            contraction = torch.eye(3) - rate * hessian
            for _ in range(step_count):
                parameters = torch.addmm(pull, contraction, parameters)
            model.weight.copy_(parameters[:2].T)
            model.bias.copy_(parameters[2])
            return model

        slow, fast = model_after(100, by_autograd), model_after(100, written_out)
        torch.testing.assert_close(fast(x), slow(x), rtol=1e-10, atol=1e-12)
        return model_after(200_000, written_out)

    # twin: F1.6
    def broken():
        # broken
        model = train(x, y)                           # feature scales 1 and 1000
        # end
        return F.mse_loss(model(x), y)

    def cured():
        # cured
        mean, std = x.mean(0), x.std(0)               # of the training set; keep them
        model = train((x - mean) / std, y)
        # end
        return F.mse_loss(model((x - mean) / std), y)

    twins.record(
        "F1.6", "mean squared error after 200 000 steps at the rate 1/λ_max", broken, cured, remedy="standardized",
        broken_within=1e-6, cured_within=below(1e-6),
        reason="Rounding passes through 200,000 steps down a bowl of condition number 983,183; cured, it is all.",
    )


def relu_output():
    x = y = torch.tensor([[-1.0], [1.0]])

    # twin: F1.7
    def broken():
        # broken
        model = nn.Sequential(nn.Linear(1, 1), nn.ReLU())
        # end
        return model

    def cured():
        # cured
        model = nn.Sequential(nn.Linear(1, 1))
        # end
        return model

    def measure(lines):
        model = lines()
        nn.init.constant_(model[0].weight, 0.5)
        nn.init.zeros_(model[0].bias)
        return F.mse_loss(trained(model, x, y, step_count=200)(x), y)

    twins.record(
        "F1.7", "mean squared error for the targets −1 and 1 after training", broken, cured, measure=measure,
        remedy="identity", cured_within=below(1e-24), reason="Nothing is left but the rounding of 200 steps.",
    )


def missing_bias():
    x, y = torch.tensor([[-1.0], [0.0], [1.0]]), torch.tensor([[0.0], [1.0], [2.0]])

    # twin: F1.8
    def broken():
        # broken
        model = nn.Linear(1, 1, bias=False)
        # end
        return model

    def cured():
        # cured
        model = nn.Linear(1, 1)
        # end
        return model

    def measure(lines):
        torch.manual_seed(0)
        return F.mse_loss(trained(lines(), x, y)(x), y)

    twins.record(
        "F1.8", "least mean squared error for y = x + 1 on x = −1, 0, 1", broken, cured, measure=measure,
        remedy="best line with bias", cured_within=below(1e-24),
        reason="Ours is the closed form; the descent ends with rounding errors.",
    )


def reshaped_batch():
    generator = SplitMix64(9)
    model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2))
    generator.start(*linear_layers(model))
    samples = generator.normal(4, 3)

    # twin: F1.9
    def broken(columns):
        # broken
        x = columns.reshape(-1, 3)                    # [4, 3], every row a mixture
        # end
        return x

    def cured(columns):
        # cured
        x = columns.T                                 # [4, 3], a sample to a row
        # end
        return x

    def measure(lines):
        changed = samples.clone()
        changed[1] += 1
        change = model(lines(changed.T)) - model(lines(samples.T))
        return change[[0, 2, 3]].abs().max()

    twins.record(
        "F1.9", "greatest change of another sample's outputs when one sample changes", broken, cured,
        measure=measure, remedy="transposition", cured_within=0,
    )


def unlucky_start():
    # twin: F1.10
    def broken():
        # broken
        model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
        # end
        return model

    def cured():
        # cured
        model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
        # end
        return model

    def tanh_units():
        # also
        model = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
        # end
        return model

    def solves(model, seed):
        generator, (first, _, second) = SplitMix64(seed), model
        count = first.out_features
        gain = 2 if isinstance(model[1], nn.ReLU) else 1
        with torch.no_grad():
            first.weight.copy_(generator.normal(2, count, std=math.sqrt(gain / 2)).T)
            second.weight.copy_(generator.normal(1, count, std=math.sqrt(1 / count)))
        nn.init.zeros_(first.bias)
        nn.init.zeros_(second.bias)
        trained(model, XOR_INPUTS, XOR_TARGETS, F.binary_cross_entropy_with_logits, 0.5, 2000)
        return torch.equal(model(XOR_INPUTS) > 0, XOR_TARGETS > 0)

    def measure(lines):
        return sum(solves(lines(), seed) for seed in range(20)) / 20

    twins.record(
        "F1.10", "share of 20 tasks solved", broken, cured, measure=measure, remedy="8 ReLUs",
        also=[("2 tanh units", tanh_units)],
    )


def imbalanced_classes():
    x, y = torch.zeros(10, 1), torch.tensor([0] * 9 + [1])  # no evidence but the frequencies

    # twin: F1.11
    def broken(model):
        # broken
        criterion = nn.CrossEntropyLoss()
        # end
        return trained_by(criterion, model)(x)

    def cured(model):
        # cured
        criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 9.0]))
        # end
        return trained_by(criterion, model)(x)

    def adjusted(model):
        trained_by(nn.CrossEntropyLoss(), model)
        # also
        logits = model(x) - torch.bincount(y).log()   # with the training set's y
        # end
        return logits

    def trained_by(criterion, model):
        return trained(model, x, y, criterion, learning_rate=1, step_count=500)

    def measure(lines):
        model = nn.Linear(1, 2)
        nn.init.zeros_(model.bias)
        logits = lines(model)[0]
        return logits[0] - logits[1]

    twins.record(
        "F1.11", "logit gap between the frequent and the rare class, with no other evidence", broken, cured,
        measure=measure, remedy="class weights 1 and 9", cured_within=below(1e-12),
        also=[("log frequencies taken off the logits", adjusted, below(1e-12))],
        reason="With the weights the descent begins at its end, up to rounding.",
    )


linear_model_on_xor()
missing_nonlinearity()
double_softmax()
broadcast_targets()
naive_cross_entropy()
badly_scaled_features()
relu_output()
missing_bias()
reshaped_batch()
unlucky_start()
imbalanced_classes()
twins.write()
