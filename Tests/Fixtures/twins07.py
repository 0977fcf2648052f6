"""The failure modes of lesson 07 as a user of PyTorch meets them."""

import copy
import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.optim import (
    LBFGS, SGD, Adafactor, Adagrad, Adam, AdamW, RMSprop, Rprop,
)
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

from twins import SplitMix64, Twins, below, linear_layers

twins = Twins(lesson=7, script=__file__)

TRAINED = "Rounding errors grow from step to step."
ENDED = "What is left when a run has converged is of the size of rounding errors."

# MARK: What several twins share


def weights(*values):
    return nn.Parameter(torch.tensor(values, dtype=torch.float64))


def descend(optimizer, parameter, gradient, steps, after_step=lambda: None):
    """Steps with gradients that are given: `gradient` takes the number of the step, from 0."""
    for step in range(steps):
        parameter.grad = gradient(step).detach().clone()
        optimizer.step()
        after_step()


def step_of(optimizer, parameter, gradient):
    """How far one step moves a parameter."""
    before = parameter.detach().clone()
    parameter.grad = torch.as_tensor(gradient, dtype=parameter.dtype).reshape(parameter.shape).clone()
    optimizer.step()
    return parameter.detach() - before


def regression(seed, *widths):
    """A batch of 32 with targets, and a network of the given widths with ReLU between."""
    generator = SplitMix64(seed)
    x, y = generator.normal(32, widths[0]), generator.normal(32, widths[-1])
    layers = [nn.Linear(m, n) for m, n in zip(widths, widths[1:])]
    generator.start(*layers)
    parts = [part for layer in layers for part in (layer, nn.ReLU())][:-1]
    return x, y, nn.Sequential(*parts)


# MARK: Rates


def above_the_limit():
    # twin: F7.1
    def broken(w):
        # broken
        optimizer = SGD([w], lr=2.01)                 # curvature 1: the limit is 2
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = SGD([w], lr=1.99)
        # end
        return optimizer

    def heavy_ball(w):
        # also
        optimizer = SGD([w], lr=2.01, momentum=0.9)   # here the limit is 3.8
        # end
        return optimizer

    def measure(lines):
        w = weights(1)
        descend(lines(w), w, lambda _: w, 1000)
        return w.abs()

    twins.record(
        "F7.1", "distance from the minimum of ½w² after 1000 steps from 1", broken, cured, measure=measure,
        remedy="just below 2/L", also=[("heavy ball", heavy_ball, below(1e-9))],
        broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


def ravine():
    # twin: F7.2
    def broken(w):
        # broken
        optimizer = SGD([w], lr=2 / (1 + 100))        # the best constant rate
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = SGD([w], lr=4 / 11**2, momentum=(9 / 11) ** 2)
        # end
        return optimizer

    def nesterov(w):
        # also
        optimizer = SGD([w], lr=1 / 100, momentum=9 / 11, nesterov=True)
        # end
        return optimizer

    def measure(lines):
        w = weights(1, 1)
        optimizer, curvatures = lines(w), torch.tensor([1.0, 100.0])
        steps = 0
        while w.norm() > 1e-6:
            step_of(optimizer, w, (curvatures * w).detach())
            steps += 1
        return steps

    twins.record(
        "F7.2", "steps to a distance of 1e-6 from (1, 1), curvatures 1 and 100", broken, cured, measure=measure,
        remedy="heavy ball", also=[("Nesterov", nesterov, 0)], broken_within=0, cured_within=0,
    )


def inverted_decay():
    # twin: F7.3
    def broken(w):
        # broken
        optimizer = Adam([w], lr=0.01, weight_decay=0.1)
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = AdamW([w], lr=0.01, weight_decay=0.1)
        # end
        return optimizer

    def decoupled(w):
        # also
        optimizer = Adam([w], lr=0.01, weight_decay=0.1, decoupled_weight_decay=True)
        # end
        return optimizer

    def measure(lines):
        w = weights(1)
        descend(lines(w), w, lambda _: torch.zeros(1), 500)
        return w

    twins.record(
        "F7.3", "share that is left after 500 steps of a weight that the loss does not need", broken, cured,
        measure=measure, remedy="AdamW", also=[("Adam, decoupled", decoupled)], broken_within=below(1e-6),
        reason=ENDED,
    )


def without_correction():
    b1, b2, eps = 0.9, 0.999, 1e-8

    # twin: F7.4
    def broken(m, v, g, t):
        # broken
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        step = m / (v**0.5 + eps)
        # end
        return m, v, step

    def cured(m, v, g, t):
        # cured
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        step = m / (1 - b1**t) / ((v / (1 - b2**t)) ** 0.5 + eps)
        # end
        return m, v, step

    def measure(lines):
        m = v = largest = 0
        for t in range(1, 51):
            m, v, step = lines(m, v, 1.0, t)
            largest = max(largest, step)
        return largest

    twins.record(
        "F7.4", "largest of 50 steps under a constant gradient, in learning rates", broken, cured,
        measure=measure, remedy="both means corrected",
    )


def swallowed_by_epsilon():
    # twin: F7.5
    def broken(w):
        # broken
        optimizer = Adam([w], lr=0.1)                 # eps=1e-8
        # end
        return optimizer, 1

    def cured(w):
        # cured
        optimizer = Adam([w], lr=0.1, eps=1e-15)
        # end
        return optimizer, 1

    def scaled(w):
        # also
        optimizer = Adam([w], lr=0.1)
        scale = 1e6                                   # (scale * loss).backward()
        # end
        return optimizer, scale

    def measure(lines):
        w = weights(0)
        optimizer, scale = lines(w)
        return step_of(optimizer, w, scale * 1e-10).abs() / 0.1

    twins.record(
        "F7.5", "first step with a gradient of 1e-10, in learning rates", broken, cured, measure=measure,
        remedy="a smaller epsilon", also=[("a larger loss", scaled)],
    )


def wrong_end():
    # twin: F7.6
    def broken(x):
        # broken
        optimizer = Adam([x], lr=0.1, betas=(0.0, 0.1))
        # end
        return optimizer

    def cured(x):
        # cured
        optimizer = Adam([x], lr=0.1, betas=(0.0, 0.1), amsgrad=True)
        # end
        return optimizer

    def long_memory(x):
        # also
        optimizer = Adam([x], lr=0.1, betas=(0.0, 0.999))
        # end
        return optimizer

    def measure(lines):
        x = weights(0)
        optimizer = lines(x)
        for t in range(1, 3001):
            optimizer.param_groups[0]["lr"] = 0.1 / math.sqrt(t)
            step_of(optimizer, x, 3.0 if t % 3 == 1 else -1.0)
            with torch.no_grad():
                x.clamp_(-1, 1)
        return x

    twins.record(
        "F7.6", "where the run ends in [-1, 1]; on average the loss is least at -1", broken, cured, measure=measure,
        remedy="AMSGrad", also=[("a long memory", long_memory, 1e-9)], broken_within=1e-9, cured_within=1e-9,
        reason=TRAINED,
    )


def forgotten_state():
    # twin: F7.7
    def broken(w, checkpoint):
        # broken
        optimizer = Adam([w], lr=0.01)
        # end
        return optimizer

    def cured(w, checkpoint):
        # cured
        optimizer = Adam([w], lr=0.01)
        optimizer.load_state_dict(checkpoint["optimizer"])
        # end
        return optimizer

    def measure(lines):
        w = weights(1)
        optimizer = Adam([w], lr=0.01)
        descend(optimizer, w, lambda _: w, 300)
        checkpoint = {"optimizer": copy.deepcopy(optimizer.state_dict())}
        resumed = nn.Parameter(w.detach().clone())
        step = step_of(lines(resumed, checkpoint), resumed, resumed.detach())
        return (step / step_of(optimizer, w, w.detach())).abs()

    twins.record(
        "F7.7", "first step after the resume ÷ the step without a stop", broken, cured, measure=measure,
        remedy="the state restored", broken_within=1e-6, reason=ENDED,
    )


def replaced_head():
    # twin: F7.8
    def broken(model, new_head):
        # broken
        optimizer = SGD(model.parameters(), lr=0.1)
        model[2] = new_head
        # end
        return optimizer

    def cured(model, new_head):
        # cured
        model[2] = new_head
        optimizer = SGD(model.parameters(), lr=0.1)
        # end
        return optimizer

    def measure(lines):
        x, y, model = regression(8, 8, 8, 2)
        new_head = SplitMix64(108).start(nn.Linear(8, 2))
        optimizer = lines(model, new_head)
        before = copy.deepcopy(list(model.parameters()))
        F.mse_loss(model(x), y).backward()
        optimizer.step()
        return sum((a != b).any().item() for a, b in zip(before, model.parameters()))

    twins.record(
        "F7.8", "parameters of four that a step changes", broken, cured, measure=measure,
        remedy="the optimizer last", broken_within=0, cured_within=0,
    )


def zeroed_in_between():
    # twin: F7.9
    def broken(optimizer, loss):
        # broken
        loss().backward()
        optimizer.zero_grad()
        optimizer.step()
        # end

    def cured(optimizer, loss):
        # cured
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
        # end

    def step_first(optimizer, loss):
        # also
        optimizer.zero_grad()
        optimizer.step()
        loss().backward()
        # end

    def measure(lines):
        w = weights(1)
        optimizer = SGD([w], lr=0.1)
        for _ in range(10):
            lines(optimizer, lambda: w.square().sum() / 2)
        return 1 - w

    twins.record(
        "F7.9", "distance that ten steps go, from 1 toward 0", broken, cured, measure=measure,
        remedy="zeroed, then backward, then step", also=[("step before backward", step_first, 0)],
        broken_within=0,
    )


def rare_feature():
    # twin: F7.10
    def broken(w):
        # broken
        optimizer = SGD([w], lr=0.019)                # 0.02 diverges
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = Adam([w], lr=0.01)
        # end
        return optimizer

    def adagrad(w):
        # also
        optimizer = Adagrad([w], lr=0.1)
        # end
        return optimizer

    def measure(lines):
        w = weights(0, 0)

        def gradient(step):
            return torch.stack([100 * (w[0] - 1), (w[1] - 1) * (step % 50 == 49)])

        descend(lines(w), w, gradient, 1000)
        return w[1]

    twins.record(
        "F7.10", "share of its way that a weight goes that every 50th step asks for", broken, cured,
        measure=measure, remedy="Adam", also=[("Adagrad", adagrad, 1e-9)], broken_within=1e-9, cured_within=1e-9,
        reason=TRAINED,
    )


def hovering():
    # twin: F7.11
    def broken(w, step):
        # broken
        optimizer = SGD([w], lr=0.1)
        for t in range(300):
            step(optimizer)
        # end
        return w

    def cured(w, step):
        # cured
        optimizer = SGD([w], lr=0.1)
        for t in range(300):
            optimizer.param_groups[0]["lr"] = 0.1 / (1 + t / 10)
            step(optimizer)
        # end
        return w

    def averaged(w, step):
        # also
        optimizer, average = SGD([w], lr=0.1), torch.zeros_like(w)
        for t in range(300):
            step(optimizer)
            average.lerp_(w.detach(), 1 if t == 0 else 0.01)
        # end
        return average

    def measure(lines):
        generator, w = SplitMix64(11), nn.Parameter(torch.zeros(400))
        return lines(w, lambda optimizer: step_of(optimizer, w, w.detach() + generator.normal(400))).square().mean()

    twins.record(
        "F7.11", "mean square of 400 noisy weights after 300 steps; 0 is best", broken, cured, measure=measure,
        remedy="a falling rate", also=[("an average of the weights", averaged, 1e-9)], broken_within=1e-9,
        cured_within=1e-9, reason=TRAINED,
    )


def outlier():
    # twin: F7.12
    def broken(model, optimizer, loss):
        # broken
        loss.backward()
        optimizer.step()
        # end

    def cured(model, optimizer, loss):
        # cured
        loss.backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        # end

    def measure(lines):
        x, _, model = regression(12, 8, 16, 1)
        y = x[:, :1]
        optimizer = SGD(model.parameters(), lr=0.02)
        for step in range(100):
            optimizer.zero_grad()
            targets = y - 100 if step == 20 else y        # one batch with broken labels
            lines(model, optimizer, F.mse_loss(model(x), targets))
        return F.mse_loss(model(x), y) / y.square().mean()

    twins.record(
        "F7.12", "loss 80 steps after one bad batch ÷ that of always answering 0", broken, cured, measure=measure,
        remedy="clipped", broken_within=1e-6, cured_within=1e-9, reason=TRAINED,
    )


def another_optimizers_rate():
    # twin: F7.13
    def broken(model):
        # broken
        optimizer = Adam(model.parameters(), lr=0.1)  # SGD's rate
        # end
        return optimizer

    def cured(model):
        # cured
        optimizer = Adam(model.parameters(), lr=1e-3)
        # end
        return optimizer

    def measure(lines):
        x, y, model = regression(13, 64, 32)
        weight = model[0].weight
        before = weight.detach().clone()
        optimizer = lines(model)
        F.mse_loss(model(x), y).backward()
        optimizer.step()
        return (weight - before).norm() / before.norm()

    twins.record(
        "F7.13", "size of the first change of a layer 64-32 ÷ size of its weights", broken, cured, measure=measure,
        remedy="Adam's own rate", broken_within=1e-9, cured_within=1e-9,
        reason="OpenBLAS adds in another order, and epsilon is beside small gradients.",
    )


def decayed_scales():
    # twin: F7.14
    def broken(model):
        # broken
        optimizer = SGD(model.parameters(), lr=0.5, weight_decay=0.5)
        # end
        return optimizer

    def cured(model):
        # cured
        decayed = [p for p in model.parameters() if p.ndim > 1]
        others = [p for p in model.parameters() if p.ndim <= 1]
        optimizer = SGD(
            [{"params": decayed, "weight_decay": 0.5}, {"params": others}], lr=0.5
        )
        # end
        return optimizer

    def measure(lines):
        x = SplitMix64(14).normal(64, 8)
        norm = nn.LayerNorm(8, eps=0, bias=False)
        optimizer, target = lines(nn.Sequential(norm, nn.Linear(8, 1))), 3 * F.layer_norm(x, (8,), eps=0)
        for _ in range(100):
            optimizer.zero_grad()
            ((norm(x) - target).square().sum(1).mean() / 2).backward()
            optimizer.step()
        return norm.weight.mean()

    twins.record(
        "F7.14", "mean scale that a norm learns where the data want 3", broken, cured, measure=measure,
        remedy="matrices alone decay", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


def scaled_loss():
    def setting():
        return weights(1.0)

    # twin: F7.15
    def broken(w, optimizer, loss):
        # broken
        (1024 * loss).backward()
        optimizer.step()
        # end

    def cured(w, optimizer, loss):
        # cured
        (1024 * loss).backward()
        w.grad /= 1024                                # scaler.unscale_(optimizer)
        optimizer.step()
        # end

    def measure(lines):
        w, plain = weights(1), weights(1)
        lines(w, SGD([w], lr=0.1), w.square().sum() / 2)
        return (1 - w) / -step_of(SGD([plain], lr=0.1), plain, plain.detach())

    def adam(w, optimizer, loss):
        # also
        optimizer = Adam([w], lr=0.1)
        (1024 * loss).backward()
        optimizer.step()
        # end

    twins.record(
        "F7.15", "first step with a loss 1024 times as large ÷ the right one", broken, cured, measure=measure,
        remedy="unscaled", also=[("Adam", adam)],
    )


def step_per_micro_batch():
    # twin: F7.16
    def broken(optimizer, losses):
        # broken
        for loss in losses:
            (loss() / 4).backward()
            optimizer.step()
            optimizer.zero_grad()
        # end

    def cured(optimizer, losses):
        # cured
        for i, loss in enumerate(losses):
            (loss() / 4).backward()
            if (i + 1) % 4 == 0:
                optimizer.step()
                optimizer.zero_grad()
        # end

    def measure(lines):
        w = weights(1)
        optimizer = Adam([w], lr=0.1)
        lines(optimizer, [lambda: w.square().sum() / 2] * 16)
        return optimizer.state[w]["step"]

    twins.record(
        "F7.16", "steps that Adam counts over 4 batches of 4 micro-batches", broken, cured, measure=measure,
        remedy="a step per batch", broken_within=0, cured_within=0,
    )


def silently_plain():
    # twin: F7.17
    def broken(w):
        # broken
        optimizer = SGD([w], lr=0.1, momentum=0.9, nesterov=True)
        optimizer.param_groups[0]["momentum"] = 0.0   # nobody checks it now
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = SGD([w], lr=0.1, momentum=0.9, nesterov=True)
        # end
        return optimizer

    def refused(w):
        # also
        optimizer = SGD([w], lr=0.1, nesterov=True)
        # end
        return optimizer

    def measure(lines):
        w = weights(1)
        gradients = torch.tensor([[0.5], [-0.2], [0.3], [0.1]])
        descend(lines(w), w, lambda step: gradients[step], 4)
        return w

    twins.record(
        "F7.17", "weight after the gradients 0.5, -0.2, 0.3 and 0.1, from 1", broken, cured, measure=measure,
        remedy="with momentum", also=[("refused", refused)],
    )


# MARK: Adaptive rates in production


def stalled_by_an_outlier():
    # twin: F7.18
    def broken(w, gradient):
        # broken
        optimizer = Adam([w], lr=0.01)
        for step in range(350):
            w.grad = gradient(step)
            optimizer.step()
        # end

    def cured(w, gradient):
        # cured
        optimizer = Adam([w], lr=0.01)
        for step in range(350):
            w.grad = gradient(step)
            clip_grad_norm_([w], 1.0)
            optimizer.step()
        # end

    def shorter(w, gradient):
        # also
        optimizer = Adam([w], lr=0.01, betas=(0.9, 0.95))
        for step in range(350):
            w.grad = gradient(step)
            optimizer.step()
        # end

    def measure(lines):
        w, seen = weights(0), []

        def gradient(step):
            seen.append(w.item())
            return torch.tensor([-1000.0 if step == 100 else -1.0])

        lines(w, gradient)
        return (w.item() - seen[250]) / (100 * 0.01)

    twins.record(
        "F7.18", "way of a hundred steps, long after one outlier ÷ without it", broken, cured, measure=measure,
        remedy="clipped", also=[("a shorter memory", shorter, 1e-9)], broken_within=1e-9, cured_within=1e-9,
        reason=TRAINED,
    )


def epsilon_in_half_precision():
    # twin: F7.19
    def broken(w):
        # broken
        optimizer = Adam([w], lr=1e-3)                # in float16 eps=1e-8 is 0
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = Adam([w], lr=1e-3, eps=1e-4)
        # end
        return optimizer

    def measure(lines):
        w = nn.Parameter(torch.ones(4, dtype=torch.float16))
        step_of(lines(w), w, torch.tensor([1e-4, 1e-4, 0, 0]))
        return (~w.isfinite()).sum()

    twins.record(
        "F7.19", "weights of four that are not finite after a step in half precision", broken, cured,
        measure=measure, remedy="an epsilon that half precision has", broken_within=0, cured_within=0,
    )


def rounded_away():
    # twin: F7.20
    def broken(model, optimize):
        # broken
        model = model.to(torch.bfloat16)
        optimize(SGD(model.parameters(), lr=1e-3), model)
        # end
        return model

    def cured(model, optimize):
        # cured
        model = model.to(torch.float32)               # autocast for the products
        optimize(SGD(model.parameters(), lr=1e-3), model)
        # end
        return model

    def measure(lines):
        model = nn.Linear(1, 1, bias=False)
        nn.init.ones_(model.weight)

        def optimize(optimizer, model):
            descend(optimizer, model.weight, lambda _: torch.ones_like(model.weight), 100)

        return 1 - lines(model, optimize).weight.double()

    twins.record(
        "F7.20", "distance that a hundred steps of 0.001 go, from 1", broken, cured, measure=measure,
        remedy="weights in single precision", broken_within=0, cured_within=1e-4,
        reason="PyTorch's weights are in single precision.",
    )


def unfrozen_later():
    # twin: F7.21
    def broken(body, head, train):
        # broken
        trained = (p for p in (body, head) if p.requires_grad)
        optimizer = SGD(trained, lr=0.1)
        train(optimizer)
        body.requires_grad_(True)                     # the optimizer never hears of it
        # end
        return optimizer

    def cured(body, head, train):
        # cured
        trained = (p for p in (body, head) if p.requires_grad)
        optimizer = SGD(trained, lr=0.1)
        train(optimizer)
        body.requires_grad_(True)
        optimizer.add_param_group({"params": [body]})
        # end
        return optimizer

    def measure(lines):
        body, head = weights(1).requires_grad_(False), weights(1)

        def train(optimizer):
            for _ in range(10):
                optimizer.zero_grad()
                (body * head - 3).square().sum().div(2).backward()
                optimizer.step()

        train(lines(body, head, train))
        return (body - 1).abs()

    twins.record(
        "F7.21", "distance that the unfrozen weight moves in ten steps", broken, cured, measure=measure,
        remedy="handed over to the optimizer", broken_within=0, cured_within=1e-10, reason=TRAINED,
    )


def stepped_twice():
    # twin: F7.22
    def broken(encoder, decoder):
        decoder.weight = encoder.weight

        # broken
        params = [*encoder.parameters(), *decoder.parameters()]
        optimizer = SGD(params, lr=0.1)               # the shared weight stands twice
        # end
        return optimizer

    def cured(encoder, decoder):
        decoder.weight = encoder.weight

        # cured
        model = nn.ModuleList([encoder, decoder])
        optimizer = SGD(model.parameters(), lr=0.1)   # each weight once
        # end
        return optimizer

    def measure(lines):
        encoder, decoder = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
        optimizer = lines(encoder, decoder)
        return step_of(optimizer, encoder.weight, torch.ones(1, 1)) / -0.1

    twins.record(
        "F7.22", "first step ÷ rate × gradient of a weight that two layers share", broken, cured, measure=measure,
        remedy="each parameter once",
    )


def moved_by_zeros():
    # twin: F7.23
    def broken(optimizer, losses):
        # broken
        for loss in losses:
            optimizer.zero_grad(set_to_none=False)
            loss().backward()
            optimizer.step()
        # end

    def cured(optimizer, losses):
        # cured
        for loss in losses:
            optimizer.zero_grad()                     # None: nothing to do
            loss().backward()
            optimizer.step()
        # end

    def measure(lines):
        first, second = weights(0), weights(0)
        optimizer = Adam([first, second], lr=0.1)
        lines(optimizer, [lambda: (first - 5).square().sum()] * 10)
        before = first.item()
        lines(optimizer, [lambda: (second - 5).square().sum()] * 10)
        return abs(first.item() - before)

    twins.record(
        "F7.23", "distance that one task's head moves in ten steps of the other task", broken, cured,
        measure=measure, remedy="no gradient", broken_within=1e-10, cured_within=0, reason=TRAINED,
    )


def rate_set_beside():
    # twin: F7.24
    def broken(optimizer):
        # broken
        optimizer.lr = 0.01                           # a new attribute; nobody reads it
        # end

    def cured(optimizer):
        # cured
        for group in optimizer.param_groups:
            group["lr"] = 0.01
        # end

    def measure(lines):
        w = weights(1)
        optimizer = SGD([w], lr=0.1)
        lines(optimizer)
        return -step_of(optimizer, w, 1.0)

    twins.record(
        "F7.24", "rate of the next step after 0.1 was set to 0.01", broken, cured, measure=measure,
        counterpart="Ours changes a copy of the rule: rules are values.", remedy="set in the group",
    )


def old_rate_comes_back():
    # twin: F7.25
    def broken(w, checkpoint):
        # broken
        optimizer = SGD([w], lr=0.01, momentum=0.9)
        optimizer.load_state_dict(checkpoint)         # saved at 0.1
        # end
        return optimizer

    def cured(w, checkpoint):
        # cured
        optimizer = SGD([w], lr=0.01, momentum=0.9)
        optimizer.load_state_dict(checkpoint)
        for group in optimizer.param_groups:
            group["lr"] = 0.01
        # end
        return optimizer

    def measure(lines):
        w = weights(1)
        optimizer = SGD([w], lr=0.1, momentum=0.9)
        step_of(optimizer, w, 0.0)
        return -step_of(lines(w, optimizer.state_dict()), w, 1.0)

    twins.record(
        "F7.25", "rate of the first step after a resume that asks for 0.01", broken, cured, measure=measure,
        remedy="set after loading",
    )


def states_exchanged():
    # twin: F7.26
    def broken(a, b, checkpoint):
        # broken
        optimizer = SGD([b, a], lr=0.01, momentum=0.9)   # saved as [a, b]
        optimizer.load_state_dict(checkpoint)
        # end
        return optimizer

    def cured(a, b, checkpoint):
        # cured
        optimizer = SGD([a, b], lr=0.01, momentum=0.9)
        optimizer.load_state_dict(checkpoint)
        # end
        return optimizer

    def measure(lines):
        a, b = weights(0), weights(0)
        optimizer = SGD([a, b], lr=0.01, momentum=0.9)
        for _ in range(20):
            a.grad, b.grad = torch.tensor([1.0]), torch.tensor([-1.0])
            optimizer.step()
        resumed, other = weights(0), weights(0)
        following = lines(resumed, other, copy.deepcopy(optimizer.state_dict()))
        step = step_of(following, resumed, 1.0)
        return step / step_of(optimizer, a, 1.0)

    twins.record(
        "F7.26", "first step of a weight after the resume ÷ the step without a stop", broken, cured,
        measure=measure, remedy="the order it was saved in",
    )


def momentum_at_the_same_rate():
    # twin: F7.27
    def broken(w):
        # broken
        optimizer = SGD([w], lr=0.1, momentum=0.9)    # it was lr=0.1 without
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = SGD([w], lr=0.1 * (1 - 0.9), momentum=0.9)
        # end
        return optimizer

    def measure(lines):
        generator, w = SplitMix64(27), nn.Parameter(torch.zeros(400))
        optimizer = lines(w)
        for _ in range(200):
            step_of(optimizer, w, w.detach() + generator.normal(400))
        return w.square().mean()

    twins.record(
        "F7.27", "mean square of 400 noisy weights after 200 steps, 0.0526 without momentum", broken, cured,
        measure=measure, remedy="the rate × (1 − μ)", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


def decay_goes_with_the_rate():
    # twin: F7.28
    def broken(w):
        # broken
        optimizer = AdamW([w], lr=1e-3, weight_decay=0.1)  # tuned at lr=1e-2
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = AdamW([w], lr=1e-3, weight_decay=0.1 * 1e-2 / 1e-3)
        # end
        return optimizer

    def measure(lines):
        w = weights(1)
        descend(lines(w), w, lambda _: torch.zeros(1), 1000)
        return w

    twins.record(
        "F7.28", "share of a weight without a gradient after 1000 steps; at the old rate 0.37", broken, cured,
        measure=measure, remedy="rate × decay kept", broken_within=1e-10, cured_within=1e-10, reason=TRAINED,
    )


def squares_out_of_date():
    # twin: F7.29
    def broken(w):
        # broken
        optimizer = Adam([w], lr=1e-3)                # betas=(0.9, 0.999)
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = Adam([w], lr=1e-3, betas=(0.9, 0.95))
        # end
        return optimizer

    def measure(lines):
        w = weights(0)
        optimizer = lines(w)
        descend(optimizer, w, lambda _: torch.tensor([0.01]), 1000)
        return max(step_of(optimizer, w, 1.0).abs().item() for _ in range(100)) / 1e-3

    twins.record(
        "F7.29", "largest step after gradients have grown a hundredfold, in learning rates", broken, cured,
        measure=measure, remedy="a shorter memory", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


# MARK: L-BFGS


def noisy_curvature():
    # twin: F7.30
    def broken(w, loss, batch):
        # broken
        optimizer = LBFGS([w], max_iter=10)

        def closure():
            optimizer.zero_grad()
            x, y = batch()                            # another one in every call
            value = loss(w, x, y)
            value.backward()
            return value
        # end
        return optimizer, closure

    def cured(w, loss, batch):
        x, y = batch(256)

        # cured
        optimizer = LBFGS([w], max_iter=10)

        def closure():
            optimizer.zero_grad()
            value = loss(w, x, y)                     # all samples
            value.backward()
            return value
        # end
        return optimizer, closure

    def measure(lines):
        generator = SplitMix64(30)
        x, best = generator.normal(256, 8), generator.normal(8)
        y = x @ best + generator.normal(256)
        w, drawing = nn.Parameter(torch.zeros(8)), SplitMix64(130)

        def batch(count=16):
            rows = [drawing.below(256) for _ in range(count)] if count < 256 else range(256)
            return x[list(rows)], y[list(rows)]

        def gradient():
            return x.T @ (x @ w.detach() - y) / 256

        before = gradient().norm()
        optimizer, closure = lines(w, lambda w, x, y: (x @ w - y).square().mean() / 2, batch)
        for _ in range(3):
            optimizer.step(closure)
        return gradient().norm() / before

    twins.record(
        "F7.30", "gradient norm on all samples after 30 iterations of L-BFGS ÷ before", broken, cured,
        measure=measure, remedy="all samples", broken_within=1e-6, cured_within=below(1e-3),
        reason="Rounding errors grow from step to step, and little is left of the gradient.",
    )


def piled_up_in_the_closure():
    # twin: F7.31
    def broken(optimizer, loss):
        # broken
        def closure():
            value = loss()
            value.backward()                          # on top of the last gradient
            return value
        # end
        return closure

    def cured(optimizer, loss):
        # cured
        def closure():
            optimizer.zero_grad()
            value = loss()
            value.backward()
            return value
        # end
        return closure

    def measure(lines):
        w, curvatures = weights(1, 1), torch.tensor([1.0, 10.0])
        optimizer = LBFGS([w], max_iter=20)
        optimizer.step(lines(optimizer, lambda: (curvatures * w.square()).sum() / 2))
        return w.norm()

    twins.record(
        "F7.31", "distance from the minimum after 20 iterations from (1, 1)", broken, cured, measure=measure,
        remedy="zeroed in the closure", broken_within=1e-6, cured_within=below(1e-3), reason=ENDED,
    )


# MARK: Clipping


def clipped_too_late():
    # twin: F7.32
    def broken(w, optimizer):
        # broken
        optimizer.step()
        clip_grad_norm_([w], 1.0)
        # end

    def cured(w, optimizer):
        # cured
        clip_grad_norm_([w], 1.0)
        optimizer.step()
        # end

    def measure(lines):
        w = weights(0, 0)
        w.grad = torch.tensor([60.0, 80.0])
        lines(w, SGD([w], lr=0.1))
        return w.norm() / 0.1

    twins.record(
        "F7.32", "length of a step ÷ rate, clipped at 1", broken, cured, measure=measure,
        remedy="clipped before the step",
    )


def infinite_norm():
    # twin: F7.33
    def broken(w, optimizer):
        # broken
        clip_grad_norm_([w], 1.0)
        optimizer.step()
        # end

    def cured(w, optimizer):
        # cured
        norm = clip_grad_norm_([w], 1.0)
        if norm.isfinite():
            optimizer.step()
        # end

    def raises(w, optimizer):
        # also
        clip_grad_norm_([w], 1.0, error_if_nonfinite=True)
        optimizer.step()
        # end

    def measure(lines):
        w = weights(1, 1, 1, 1)
        w.grad = torch.tensor([torch.inf, 1, 1, 1])
        lines(w, SGD([w], lr=0.1))
        return (~w.isfinite()).sum()

    twins.record(
        "F7.33", "weights of four that are not finite after a clipped step", broken, cured, measure=measure,
        remedy="the step left out", also=[("an error", raises)], broken_within=0, cured_within=0,
    )


def clipped_while_scaled():
    # twin: F7.34
    def broken(w, optimizer, scale):
        # broken
        clip_grad_norm_([w], 1.0)
        w.grad /= scale                               # scaler.unscale_(optimizer)
        optimizer.step()
        # end

    def cured(w, optimizer, scale):
        # cured
        w.grad /= scale
        clip_grad_norm_([w], 1.0)
        optimizer.step()
        # end

    def measure(lines):
        w = weights(0, 0)
        w.grad = 1024 * torch.tensor([0.3, 0.4])
        lines(w, SGD([w], lr=0.1), 1024)
        return w.norm() / (0.1 * 0.5)

    twins.record(
        "F7.34", "length of a step ÷ the right one, loss scaled by 1024", broken, cured, measure=measure,
        remedy="unscaled, then clipped",
    )


# MARK: Averages


def lagging_average():
    # twin: F7.35
    def broken(model):
        # broken
        ema = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.999))
        # end
        return ema

    def cured(model):
        # cured
        ema = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
        # end
        return ema

    def measure(lines):
        model = nn.Linear(1, 1, bias=False)
        nn.init.zeros_(model.weight)
        optimizer, ema = SGD(model.parameters(), lr=0.1), lines(model)
        for _ in range(100):
            step_of(optimizer, model.weight, (model.weight - 1).detach())
            ema.update_parameters(model)
        return 1 - ema.module.weight

    twins.record(
        "F7.35", "distance of the average from the goal, 1 at the start, after 100 steps", broken, cured,
        measure=measure, remedy="a decay that fits the run", cured_within=1e-9, reason=ENDED,
    )


def old_statistics():
    # twin: F7.36
    def broken(average, loader):
        # broken
        average.eval()
        # end
        return average

    def cured(average, loader):
        # cured
        update_bn(loader, average)
        average.eval()
        # end
        return average

    def measure(lines):
        x = torch.tensor([[-1.0], [1.0]]).repeat(32, 1)
        model = nn.Sequential(nn.Linear(1, 1, bias=False), nn.BatchNorm1d(1, momentum=1, affine=False))
        average = AveragedModel(model, use_buffers=False)
        for weight in (1.0, 3.0):                     # what the training went through
            nn.init.constant_(model[0].weight, weight)
            model(x)
            average.update_parameters(model)
        average.module[1].load_state_dict(model[1].state_dict())
        return lines(average, [x])(x).square().mean()

    twins.record(
        "F7.36", "mean square of normalized activations of the averaged network", broken, cured, measure=measure,
        remedy="statistics estimated again",
    )


def first_rate_for_the_new_group():
    # twin: F7.37
    def broken(optimizer, body):
        # broken
        optimizer.add_param_group({"params": [body]})
        # end

    def cured(optimizer, body):
        # cured
        rate = optimizer.param_groups[0]["lr"]
        optimizer.add_param_group({"params": [body], "lr": rate})
        # end

    def measure(lines):
        head, body = weights(1), weights(1)
        optimizer = SGD([head], lr=0.1)
        optimizer.param_groups[0]["lr"] = 0.01        # a schedule went there
        lines(optimizer, body)
        return step_of(optimizer, body, 1.0) / -0.01

    twins.record(
        "F7.37", "rate of the weights that join late ÷ rate of the others", broken, cured, measure=measure,
        counterpart="Ours gets an optimizer of its own for the weights that join late.",
        remedy="the rate of today",
    )


# MARK: The wrong rule for the task


def signs_of_mini_batches():
    # twin: F7.38
    def broken(w):
        # broken
        optimizer = Rprop([w], lr=0.01)
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = RMSprop([w], lr=0.01)
        # end
        return optimizer

    def measure(lines):
        w = weights(0)
        descend(lines(w), w, lambda step: torch.tensor([-0.9 if step % 10 == 9 else 0.1]), 100)
        return w.abs()

    twins.record(
        "F7.38", "distance after 100 mini-batches whose gradients cancel", broken, cured, measure=measure,
        remedy="RMSprop", broken_within=1e-10, cured_within=1e-10, reason=TRAINED,
    )


def tired():
    # twin: F7.39
    def broken(w):
        # broken
        optimizer = Adagrad([w], lr=0.1)
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = RMSprop([w], lr=0.01)
        # end
        return optimizer

    def measure(lines):
        w = weights(0)
        optimizer = lines(w)
        descend(optimizer, w, lambda step: torch.tensor([(-1.0) ** step]), 1000)
        start = w.item()
        descend(optimizer, w, lambda _: w - start - 1, 100)
        return w.item() - start

    twins.record(
        "F7.39", "share of the way to a new goal in 100 steps, after 1000 noisy ones", broken, cured,
        measure=measure, remedy="RMSprop", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


def compared_at_defaults():
    # twin: F7.40
    def broken(steps):
        # broken
        sgd = steps(SGD, lr=1e-3)                     # both defaults
        adam = steps(Adam, lr=1e-3)
        # end
        return sgd / adam

    def cured(steps):
        # cured
        rates = [1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1]
        sgd = min(steps(SGD, lr=rate) for rate in rates)
        adam = min(steps(Adam, lr=rate) for rate in rates)
        # end
        return sgd / adam

    def steps(optimizer, lr):
        w, curvatures = weights(1.3, 0.7), torch.tensor([1.0, 10.0])
        optimizer = optimizer([w], lr=lr)
        for step in range(10_000):
            if not 1e-3 < w.norm() < 1e6:
                break
            step_of(optimizer, w, (curvatures * w).detach())
        return step if w.norm() <= 1e-3 else math.inf

    twins.record(
        "F7.40", "SGD's steps from (1.3, 0.7) to a distance of 1e-3 ÷ Adam's, curvatures 1 and 10", broken, cured,
        measure=lambda lines: lines(steps), remedy="each at its best rate of seven",
    )


def at_a_saddle():
    # twin: F7.41
    def broken(w, generator):
        # broken
        gradient = w * torch.tensor([1.0, -0.5])      # all samples: no noise
        # end
        return gradient

    def cured(w, generator):
        # cured
        gradient = w * torch.tensor([1.0, -0.5])
        gradient = gradient + generator.normal(2, std=0.01)   # a mini-batch's
        # end
        return gradient

    def measure(lines):
        w, generator = weights(1, 0), SplitMix64(41)
        optimizer = SGD([w], lr=0.1)
        for step in range(500):
            if w[1].abs() > 1:
                return step
            step_of(optimizer, w, lines(w.detach(), generator))
        return 500

    twins.record(
        "F7.41", "steps, of at most 500, to leave a saddle", broken, cured, measure=measure,
        remedy="noise of mini-batches", broken_within=0, cured_within=0,
    )


def leftover_of_the_other_loss():
    # twin: F7.42
    def broken(generator, critic, g_optimizer, d_optimizer, real):
        # broken
        g_optimizer.zero_grad()
        (-critic * generator).sum().backward()        # reaches the critic too
        g_optimizer.step()
        (critic * (generator.detach() - real)).sum().backward()
        # end

    def cured(generator, critic, g_optimizer, d_optimizer, real):
        # cured
        g_optimizer.zero_grad()
        (-critic * generator).sum().backward()
        g_optimizer.step()
        d_optimizer.zero_grad()
        (critic * (generator.detach() - real)).sum().backward()
        # end

    def measure(lines):
        draws = SplitMix64(42)
        generator, critic = nn.Parameter(draws.normal(8)), nn.Parameter(draws.normal(8))
        real = draws.normal(8)
        lines(generator, critic, SGD([generator], lr=0.1), SGD([critic], lr=0.1), real)
        right = generator.detach() - real
        return (critic.grad - right).norm() / right.norm()

    twins.record(
        "F7.42", "relative error of the critic's gradient", broken, cured, measure=measure,
        remedy="zeroed before its own loss", cured_within=below(1e-12), reason="Only rounding is left.",
    )


def stale_gradients():
    # twin: F7.43
    def broken(optimizer, w, history):
        # broken
        w.grad = history[-5]                          # of the weights four steps ago
        optimizer.step()
        # end

    def cured(optimizer, w, history):
        # cured
        w.grad = history[-1]
        optimizer.step()
        # end

    def measure(lines, rate=0.5):
        w = weights(1)
        optimizer, history = SGD([w], lr=rate), [w.detach().clone()] * 5
        for _ in range(200):
            lines(optimizer, w, history)
            history.append(w.detach().clone())
        return w.abs()

    twins.record(
        "F7.43", "distance from the minimum of ½w² after 200 steps at the rate 0.5, from 1", broken, cured,
        measure=measure, remedy="gradients of today", broken_within=1e-9, cured_within=below(1e-9), reason=TRAINED,
    )


def out_of_memory():
    # twin: F7.44
    def broken(w):
        # broken
        optimizer = Adam([w], lr=1e-3)                # its state is made by step()
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = Adafactor([w], lr=1e-3)
        # end
        return optimizer

    def sgd(w):
        # also
        optimizer = SGD([w], lr=1e-3)
        # end
        return optimizer

    def measure(lines):
        w = nn.Parameter(torch.ones(100, 100))
        optimizer = lines(w)
        step_of(optimizer, w, torch.ones(100, 100))
        state = sum(value.numel() for value in optimizer.state[w].values() if torch.is_tensor(value) and value.ndim)
        return 4 * (2 * w.numel() + state) / w.numel()

    twins.record(
        "F7.44", "bytes a parameter of weights, gradients and state after a step, 100 × 100", broken, cured,
        measure=measure, remedy="Adafactor", also=[("SGD", sgd)],
    )


def adams_rate_for_sgd():
    # twin: F7.45
    def broken(model):
        # broken
        optimizer = SGD(model.parameters(), lr=1e-3)  # the default, and Adam's
        # end
        return optimizer

    def cured(model):
        # cured
        optimizer = SGD(model.parameters(), lr=0.1)
        # end
        return optimizer

    def measure(lines):
        x, _, model = regression(45, 8, 16, 1)
        y, optimizer = x[:, :1], lines(model)
        before = F.mse_loss(model(x), y).item()
        for _ in range(100):
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            optimizer.step()
        return F.mse_loss(model(x), y) / before

    twins.record(
        "F7.45", "loss after 100 steps ÷ before", broken, cured, measure=measure, remedy="SGD's own rate",
        broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


def nesterov_bears_less():
    # twin: F7.46
    def broken(w):
        # broken
        optimizer = SGD([w], lr=1.5, momentum=0.9, nesterov=True)
        # end
        return optimizer

    def cured(w):
        # cured
        optimizer = SGD([w], lr=1.3, momentum=0.9, nesterov=True)
        # end
        return optimizer

    def plain(w):
        # also
        optimizer = SGD([w], lr=1.5)
        # end
        return optimizer

    def heavy_ball(w):
        # also
        optimizer = SGD([w], lr=1.5, momentum=0.9)
        # end
        return optimizer

    def measure(lines):
        w = weights(1)
        descend(lines(w), w, lambda _: w, 100)
        return w.abs()

    twins.record(
        "F7.46", "distance from the minimum of ½w² after 100 steps from 1", broken, cured, measure=measure,
        remedy="below 1.357/L", also=[("without momentum", plain, below(1e-9)), ("heavy ball", heavy_ball, 1e-6)],
        broken_within=1e-9, cured_within=1e-6, reason=TRAINED,
    )


for function in (
    above_the_limit, ravine, inverted_decay, without_correction, swallowed_by_epsilon, wrong_end, forgotten_state,
    replaced_head, zeroed_in_between, rare_feature, hovering, outlier, another_optimizers_rate, decayed_scales,
    scaled_loss, step_per_micro_batch, silently_plain, stalled_by_an_outlier, epsilon_in_half_precision,
    rounded_away, unfrozen_later, stepped_twice, moved_by_zeros, rate_set_beside, old_rate_comes_back,
    states_exchanged, momentum_at_the_same_rate, decay_goes_with_the_rate, squares_out_of_date, noisy_curvature,
    piled_up_in_the_closure, clipped_too_late, infinite_norm, clipped_while_scaled, lagging_average, old_statistics,
    first_rate_for_the_new_group, signs_of_mini_batches, tired, compared_at_defaults, at_a_saddle,
    leftover_of_the_other_loss, stale_gradients, out_of_memory, adams_rate_for_sgd, nesterov_bears_less,
):
    function()
twins.write()
