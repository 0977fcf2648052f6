"""The failure modes of lesson 05 as a user of PyTorch meets them."""

import copy
import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.fusion import fuse_linear_bn_eval
from torch.optim.swa_utils import AveragedModel, update_bn
from torch.utils.checkpoint import checkpoint

from twins import SplitMix64, Twins, below

twins = Twins(lesson=5, script=__file__)

SUMS = "Sums are rounded in another order, and PyTorch updates running statistics in another order."
TRAINED = "Rounding errors grow from step to step, and OpenBLAS adds in another order."

# MARK: What several twins share


def batches(generator, count, *shape, mean=0.0, std=1.0):
    """Batches of normal numbers, one after the other."""
    return [mean + std * generator.normal(*shape) for _ in range(count)]


def see(norm, data):
    """Forward passes in the mode that the norm is in; nothing is learned but the running statistics."""
    with torch.no_grad():
        for x in data:
            norm(x)
    return norm


def largest(tensor):
    return tensor.abs().max()


def gradients(model):
    """All gradients of a model in one vector."""
    return torch.cat([p.grad.flatten() for p in model.parameters()])


def train(model, data, rate, loss=F.mse_loss):
    """A step of gradient descent on each batch; returns the losses."""
    optimizer, losses = torch.optim.SGD(model.parameters(), lr=rate), []
    for x, y in data:
        optimizer.zero_grad()
        current = loss(model(x), y)
        current.backward()
        optimizer.step()
        losses.append(current.item())
    return losses


# MARK: Serving


def served_in_training_mode():
    # twin: F5.1
    def broken(model, batch):
        # broken
        answers = model(batch)                        # fresh from training
        # end
        return answers

    def cured(model, batch):
        # cured
        model.eval()
        answers = model(batch)
        # end
        return answers

    def measure(lines):
        model = see(nn.BatchNorm1d(1), batches(SplitMix64(1), 100, 32, 1, mean=5, std=2))
        with torch.no_grad():
            first = lines(model, torch.tensor([[6.0], [5.0], [4.0], [5.0]]))[0]
            second = lines(model, torch.tensor([[6.0], [60.0], [70.0], [80.0]]))[0]
        return largest(first - second)

    twins.record(
        "F5.1", "change of the answer to one request when the others in its batch change", broken, cured,
        measure=measure, remedy="evaluation mode", cured_within=0,
    )


def image_alone():
    # twin: F5.2
    def broken(model, image):
        # broken
        answer = model(image)                         # shape [1, 3, 4, 4]: no error
        # end
        return answer

    def cured(model, image):
        # cured
        model.eval()
        answer = model(image)
        # end
        return answer

    def vector(model, image):
        # also
        nn.BatchNorm1d(3)(image[:, :, 0, 0])          # shape [1, 3]
        # end

    def measure(lines):
        generator = SplitMix64(2)
        model = see(nn.BatchNorm2d(3), batches(generator, 20, 4, 3, 4, 4, mean=5, std=2))
        image = 5 + 2 * generator.normal(1, 3, 4, 4)
        with torch.no_grad():
            return largest(lines(model, 3 * image) - lines(model, image))

    twins.record(
        "F5.2", "largest change of the answer when an image alone becomes three times as bright", broken, cured,
        measure=measure, remedy="evaluation mode", broken_within=below(1e-4), cured_within=1e-10,
        also=[("a vector", vector)], reason="What is left is the effect of epsilon. " + SUMS,
    )


def batches_of_two():
    # twin: F5.3
    def broken(x):
        # broken
        norm = nn.BatchNorm1d(64)
        y = norm(x[:2])
        # end
        return y

    def cured(x):
        # cured
        norm = nn.BatchNorm1d(64)
        y = norm(x)                                   # 32 samples
        # end
        return y

    def group(x):
        # also
        norm = nn.GroupNorm(4, 64)
        y = norm(x[:2])
        # end
        return y

    def measure(lines):
        return lines(SplitMix64(3).normal(32, 64)).abs().std(unbiased=False)

    twins.record(
        "F5.3", "standard deviation of the outputs' magnitudes", broken, cured, measure=measure,
        remedy="batches of 32", also=[("group norm", group, 1e-10)], broken_within=1e-10, cured_within=1e-10, reason=SUMS,
    )


def ten_steps():
    # twin: F5.4
    def broken(model, data):
        # broken
        for x in data[:10]:                           # evaluated after ten steps
            model(x)
        model.eval()
        # end

    def cured(model, data):
        # cured
        for x in data[:66]:
            model(x)
        model.eval()
        # end

    def recalibrated(model, data):
        # also
        update_bn(data[:10], model)                   # cumulative average
        model.eval()
        # end

    def measure(lines):
        generator = SplitMix64(4)
        data = batches(generator, 66, 32, 4, mean=5, std=2)
        held_out = 5 + 2 * generator.normal(64, 4)
        model = nn.BatchNorm1d(4)
        with torch.no_grad():
            lines(model, data)
            return model(held_out).mean()

    twins.record(
        "F5.4", "mean output for held-out data in evaluation mode, where 0 is right", broken, cured, measure=measure,
        remedy="66 steps", also=[("recalibrated on the ten batches", recalibrated, 1e-10)],
        broken_within=1e-10, cured_within=1e-10, reason=SUMS,
    )


def momentum_reversed():
    # twin: F5.5
    def broken():
        # broken
        norm = nn.BatchNorm1d(64, momentum=0.9)       # 0.9 of the old value was meant
        # end
        return norm

    def cured():
        # cured
        norm = nn.BatchNorm1d(64, momentum=0.1)
        # end
        return norm

    def measure(lines):
        norm = see(lines(), batches(SplitMix64(5), 40, 8, 64))
        return norm.running_mean.square().mean()

    twins.record(
        "F5.5", "mean square of the running means of 64 features whose means are 0", broken, cured, measure=measure,
        remedy="momentum 0.1", broken_within=1e-10, cured_within=1e-10, reason=SUMS,
    )


def polluted_by_validation():
    # twin: F5.6
    def broken(model, validation):
        # broken
        with torch.no_grad():
            for x in validation:
                model(x)
        # end

    def cured(model, validation):
        # cured
        model.eval()
        with torch.no_grad():
            for x in validation:
                model(x)
        model.train()
        # end

    def measure(lines):
        generator = SplitMix64(6)
        model = see(nn.BatchNorm1d(4), batches(generator, 60, 32, 4))
        before = model.running_mean.clone()
        lines(model, batches(generator, 20, 32, 4, mean=5))
        return largest(model.running_mean - before)

    twins.record(
        "F5.6", "change of the running mean, in deviations, by a validation on data shifted by 5", broken, cured,
        measure=measure, remedy="evaluation mode", broken_within=1e-10, cured_within=0, reason=SUMS,
    )


def buffers_not_saved():
    # twin: F5.7
    def broken(model, restored):
        # broken
        state = {name: p.detach() for name, p in model.named_parameters()}
        restored.load_state_dict(state, strict=False)
        # end

    def cured(model, restored):
        # cured
        state = model.state_dict()
        restored.load_state_dict(state)
        # end

    def strict(model, restored):
        # also
        state = {name: p.detach() for name, p in model.named_parameters()}
        restored.load_state_dict(state)               # strict: an error
        # end

    def measure(lines):
        generator = SplitMix64(7)
        model = see(nn.BatchNorm1d(4), batches(generator, 40, 32, 4, mean=5, std=2))
        restored = nn.BatchNorm1d(4)
        lines(model, restored)
        x = 5 + 2 * generator.normal(16, 4)
        with torch.no_grad():
            return largest(restored.eval()(x) - model.eval()(x))

    twins.record(
        "F5.7", "largest difference between the restored network's answers and the saved one's", broken, cured,
        measure=measure, remedy="buffers saved too", broken_within=1e-10, cured_within=0,
        also=[("strict", strict)], reason=SUMS,
    )


def biased_running_variance():
    # twin: F5.8
    def broken(running_var, x):
        # broken
        variance = x.var(0, unbiased=False)
        running_var.mul_(0.9).add_(0.1 * variance)
        # end

    def cured(running_var, x):
        # cured
        variance = x.var(0)                           # divides by B - 1
        running_var.mul_(0.9).add_(0.1 * variance)
        # end

    def measure(lines):
        running_var = torch.ones(64)
        for x in batches(SplitMix64(8), 40, 4, 64):
            lines(running_var, x)
        return running_var.mean()

    twins.record(
        "F5.8", "running variance ÷ variance of the data, mean over 64 features, batches of 4", broken, cured,
        measure=measure, remedy="divided by B − 1", counterpart="One's own layer: nn.BatchNorm1d does it right.",
        broken_within=1e-10, cured_within=1e-10, reason=SUMS,
    )


def bias_before_norm():
    # twin: F5.9
    def broken():
        # broken
        model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Tanh())
        # end
        return model

    def cured():
        # cured
        linear = nn.Linear(4, 8, bias=False)
        model = nn.Sequential(linear, nn.BatchNorm1d(8), nn.Tanh())
        # end
        return model

    def measure(lines):
        generator, model = SplitMix64(9), lines()
        x, y = generator.normal(16, 4), generator.normal(16, 8)
        generator.start(model[0])
        F.mse_loss(model(x), y).backward()
        found = torch.cat([p.grad.flatten() for p in model[0].parameters()]).abs()
        return (found < 1000 * 2.0**-52 * found.max()).sum()

    twins.record(
        "F5.9", "parameters of the layer before the norm that get no gradient but rounding", broken, cured,
        measure=measure, remedy="no bias before the norm", broken_within=0, cured_within=0,
    )


def decay_without_effect():
    # twin: F5.10
    def broken(linear, norm):
        # broken
        linear.weight.mul_(0.5)                       # what decay does in time
        # end

    def cured(linear, norm):
        # cured
        norm.weight.mul_(0.5)
        norm.bias.mul_(0.5)
        # end

    def measure(lines):
        generator, linear, norm = SplitMix64(10), nn.Linear(4, 8, bias=False), nn.BatchNorm1d(8)
        x = generator.normal(32, 4)
        generator.start(linear)
        with torch.no_grad():
            before = norm(linear(x))
            lines(linear, norm)
            return (norm(linear(x)) - before).norm() / before.norm()

    twins.record(
        "F5.10", "relative change of the outputs when what is decayed is halved", broken, cured, measure=measure,
        remedy="scale and offset halved", broken_within=below(1e-3), cured_within=1e-10,
        reason="What is left is the effect of epsilon. " + SUMS,
    )


def accumulated():
    # twin: F5.11
    def broken():
        # broken
        norm = nn.BatchNorm1d(8)
        # end
        return norm

    def cured():
        # cured
        norm = nn.LayerNorm(8)
        # end
        return norm

    def group():
        # also
        norm = nn.GroupNorm(2, 8)
        # end
        return norm

    def measure(lines):
        generator = SplitMix64(11)
        x, y = generator.normal(8, 4), generator.normal(8, 1)
        model = nn.Sequential(nn.Linear(4, 8), lines(), nn.Tanh(), nn.Linear(8, 1))
        generator.start(model[0], model[3])
        F.mse_loss(model(x), y).backward()
        whole = gradients(model)
        model.zero_grad()
        for part in (slice(0, 4), slice(4, 8)):
            (F.mse_loss(model(x[part]), y[part]) / 2).backward()
        return (gradients(model) - whole).norm() / whole.norm()

    twins.record(
        "F5.11", "relative difference of the gradient gathered from 4 + 4 samples from that of the 8", broken, cured,
        measure=measure, remedy="layer norm", also=[("group norm", group, below(1e-9))],
        broken_within=1e-9, cured_within=below(1e-9), reason=SUMS,
    )


def domain_shift():
    # twin: F5.12
    def broken(model, shifted):
        # broken
        model.eval()
        # end

    def cured(model, shifted):
        # cured
        update_bn([shifted], model)                   # no labels needed
        model.eval()
        # end

    def measure(lines):
        generator = SplitMix64(12)
        x = generator.normal(256, 4)
        y = (x[:, 0] * x[:, 1] > 0).long()
        model = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))
        generator.start(model[0], model[3])
        train(model, [(x, y)] * 60, 0.5, F.cross_entropy)
        with torch.no_grad():
            update_bn([x], model)
            answers = model.eval()(x).argmax(1)
            lines(model, 3 * x + 5)
            return (model(3 * x + 5).argmax(1) != answers).double().mean()

    twins.record(
        "F5.12", "share of the answers that change when every input x comes as 3x + 5", broken, cured,
        measure=measure, remedy="recalibrated on the new domain", broken_within=0, cured_within=0,
    )


def small_batches():
    # twin: F5.13
    def broken(model, few):
        # broken
        model.train()
        for x in few:                                 # two samples a batch
            model(x)
        # end

    def cured(model, few):
        # cured
        model.train()
        for m in model.modules():
            if isinstance(m, nn.BatchNorm1d):
                m.eval()
        for x in few:
            model(x)
        # end

    def measure(lines):
        generator = SplitMix64(13)
        model = see(nn.BatchNorm1d(8), batches(generator, 60, 32, 8))
        x = generator.normal(32, 8)
        with torch.no_grad():
            before = model.eval()(x)
            lines(model, batches(generator, 20, 2, 8, mean=0.5, std=1.5))
            return (model.eval()(x) - before).norm() / before.norm()

    twins.record(
        "F5.13", "relative change of the old features after twenty batches of two", broken, cured, measure=measure,
        remedy="frozen statistics", broken_within=1e-10, cured_within=0, reason=SUMS,
    )


def dropout_before_norm():
    # twin: F5.14
    def broken():
        # broken
        model = nn.Sequential(nn.Dropout(0.5), nn.BatchNorm1d(32))
        # end
        return model

    def cured():
        # cured
        model = nn.Sequential(nn.BatchNorm1d(32), nn.Dropout(0.5))
        # end
        return model

    def measure(lines):
        torch.manual_seed(14)
        generator = SplitMix64(14)
        model = see(lines(), batches(generator, 60, 32, 32))
        with torch.no_grad():
            return model.eval()(generator.normal(64, 32)).std(unbiased=False)

    twins.record(
        "F5.14", "standard deviation of the outputs in evaluation mode, where 1 is right", broken, cured,
        measure=measure, remedy="dropout behind the norm", broken_within=0.03, cured_within=1e-10,
        reason="PyTorch's dropout draws its own masks. " + SUMS,
    )


def first_replica_saved():
    # twin: F5.15
    def broken(norm, first, second):
        # broken
        replicas = [norm, copy.deepcopy(norm)]
        for shares in zip(first, second):
            for replica, x in zip(replicas, shares):
                replica(x)
        saved = replicas[0].state_dict()              # rank 0 writes the file
        # end
        return saved

    def cured(norm, first, second):
        # cured
        for shares in zip(first, second):
            norm(torch.cat(shares))                   # as nn.SyncBatchNorm sees it
        saved = norm.state_dict()
        # end
        return saved

    def measure(lines):
        generator = SplitMix64(15)
        first, second = batches(generator, 40, 16, 4), batches(generator, 40, 16, 4, mean=4)
        norm, saved = nn.BatchNorm1d(4), nn.BatchNorm1d(4)
        with torch.no_grad():
            saved.load_state_dict(lines(norm, first, second))
            return saved.eval()(torch.cat(first + second)).mean()

    twins.record(
        "F5.15", "mean output over the data of both devices in evaluation mode, where 0 is right", broken, cured,
        measure=measure, remedy="synchronized statistics", broken_within=1e-10, cured_within=1e-10, reason=SUMS,
        counterpart="Two copies in one process stand for two devices, which exchange nothing.",
    )


def padding_counted():
    # twin: F5.16
    def broken(norm, x, mask):
        # broken
        norm(x.transpose(1, 2))                       # [batch, features, length]
        # end

    def cured(norm, x, mask):
        # cured
        norm(x[mask])                                 # [valid tokens, features]
        # end

    def measure(lines):
        x, mask = 3 + SplitMix64(16).normal(8, 10, 4), torch.arange(10).expand(8, 10) < 5
        norm = nn.BatchNorm1d(4, momentum=None)
        lines(norm, x * mask[:, :, None], mask)
        return norm.running_mean.mean() / x[mask].mean()

    twins.record(
        "F5.16", "running mean ÷ mean of the real tokens, half of the places being padding", broken, cured,
        measure=measure, remedy="real tokens alone",
    )


def trained_in_evaluation_mode():
    # twin: F5.17
    def broken(model, data):
        # broken
        model.eval()                                  # left over from the last check
        losses = train(model, data, rate=0.02)
        # end
        return losses

    def cured(model, data):
        # cured
        model.train()
        losses = train(model, data, rate=0.02)
        # end
        return losses

    def measure(lines):
        generator = SplitMix64(17)
        z = generator.normal(64, 3)
        y = z[:, :1] + torch.sin(2 * z[:, 1:2])
        model = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 1))
        generator.start(model[1], model[3])
        return lines(model, [(20 + 5 * z, y)] * 100)[-1] / y.var(unbiased=False)

    twins.record(
        "F5.17", "loss after 100 steps ÷ variance of the targets", broken, cured, measure=measure,
        remedy="training mode", broken_within=1e-6, cured_within=1e-9, reason=TRAINED,
    )


def nothing_tracked():
    # twin: F5.34
    def broken():
        # broken
        model = nn.BatchNorm1d(1, track_running_stats=False)
        # end
        return model

    def cured():
        # cured
        model = nn.BatchNorm1d(1)
        # end
        return model

    def measure(lines):
        model = see(lines(), batches(SplitMix64(34), 100, 32, 1, mean=5, std=2)).eval()
        with torch.no_grad():
            first = model(torch.tensor([[6.0], [5.0], [4.0], [5.0]]))[0]
            second = model(torch.tensor([[6.0], [60.0], [70.0], [80.0]]))[0]
        return largest(first - second)

    twins.record(
        "F5.34", "change, in evaluation mode, of an answer when the others in its batch change", broken, cured,
        measure=measure, remedy="running statistics kept", cured_within=0,
    )


def gradient_per_sample():
    # twin: F5.35
    def broken():
        # broken
        critic = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Tanh())
        # end
        return critic

    def cured():
        # cured
        critic = nn.Sequential(nn.Linear(4, 8), nn.LayerNorm(8), nn.Tanh())
        # end
        return critic

    def group():
        # also
        critic = nn.Sequential(nn.Linear(4, 8), nn.GroupNorm(2, 8), nn.Tanh())
        # end
        return critic

    def measure(lines):
        generator, critic = SplitMix64(35), lines()
        x = generator.normal(8, 4).requires_grad_()
        generator.start(critic[0])
        return largest(torch.autograd.grad(critic(x)[0].sum(), x)[0][1:])

    twins.record(
        "F5.35", "largest gradient of one sample's output with respect to another sample", broken, cured,
        measure=measure, remedy="layer norm", also=[("group norm", group, 0)],
        broken_within=1e-10, cured_within=0, reason=SUMS,
    )


# MARK: Freezing


def only_parameters_frozen():
    # twin: F5.18
    def broken(model, x):
        # broken
        for p in model.parameters():
            p.requires_grad = False
        model(x)
        # end

    def cured(model, x):
        # cured
        for p in model.parameters():
            p.requires_grad = False
        model.eval()
        model(x)
        # end

    def measure(lines):
        model = nn.BatchNorm1d(1)
        lines(model, torch.full((4, 1), 7.0))
        return model.running_mean

    twins.record(
        "F5.18", "running mean, 0 before, after one batch of sevens", broken, cured, measure=measure,
        remedy="evaluation mode", cured_within=0,
    )


def thawed_by_train():
    # twin: F5.19
    def broken(model, data):
        # broken
        model[1].eval()                               # once, before the loop
        for epoch in range(2):
            model.train()
            for x in data:
                model(x)
        # end

    def cured(model, data):
        # cured
        for epoch in range(2):
            model.train()
            model[1].eval()                           # after every train()
            for x in data:
                model(x)
        # end

    def measure(lines):
        model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8))
        lines(model, batches(SplitMix64(19), 5, 8, 4))
        return model[1].num_batches_tracked

    twins.record(
        "F5.19", "batches that a frozen norm takes in, in two epochs of five", broken, cured, measure=measure,
        remedy="frozen after every change of mode", broken_within=0, cured_within=0,
    )


def recomputed_twice():
    # twin: F5.20
    def broken(norm, x):
        # broken
        y = checkpoint(norm, x, use_reentrant=False)
        # end
        return y

    def cured(norm, x):
        # cured
        norm.momentum = 1 - math.sqrt(1 - norm.momentum)
        y = checkpoint(norm, x, use_reentrant=False)
        # end
        return y

    def kept(norm, x):
        # also
        y = norm(x)
        # end
        return y

    def measure(lines):
        x = (7 + SplitMix64(20).normal(16, 4)).requires_grad_()
        norm = nn.BatchNorm1d(4)
        lines(norm, x).square().sum().backward()
        return (norm.running_mean / x.detach().mean(0)).mean()

    twins.record(
        "F5.20", "weight of one batch in the running mean after one step", broken, cured, measure=measure,
        remedy="momentum 1 − √0.9", also=[("nothing recomputed", kept)],
    )


# MARK: Copies and averages of networks


def averaged_weights():
    # twin: F5.21
    def broken(averaged, data):
        # broken
        averaged.eval()
        # end

    def cured(averaged, data):
        # cured
        update_bn(data, averaged)
        averaged.eval()
        # end

    def measure(lines):
        generator = SplitMix64(21)
        data = batches(generator, 10, 32, 8)
        model = nn.Sequential(nn.Linear(8, 32, bias=False), nn.BatchNorm1d(32, momentum=None))
        averaged = AveragedModel(model)
        for _ in range(2):                            # two ends of training, by their weights
            generator.start(model[0])
            model[1].reset_running_stats()
            see(model, data)
            averaged.update_parameters(model)
        with torch.no_grad():
            lines(averaged, data)
            return averaged(torch.cat(data)).std(unbiased=False)

    twins.record(
        "F5.21", "standard deviation of the norm's outputs in evaluation mode, where 1 is right", broken, cured,
        measure=measure, remedy="recalibrated", broken_within=1e-10, cured_within=1e-10, reason=SUMS,
    )


def other_epsilon():
    # twin: F5.22
    def broken():
        # broken
        norm = nn.BatchNorm1d(1)                      # 1e-5; in Keras 1e-3
        # end
        return norm

    def cured():
        # cured
        norm = nn.BatchNorm1d(1, eps=1e-3)
        # end
        return norm

    def measure(lines):
        norm = lines().eval()
        norm.running_mean.fill_(0.5)
        norm.running_var.fill_(1e-4)
        original = (0.52 - 0.5) / math.sqrt(1e-4 + 1e-3)
        with torch.no_grad():
            return norm(torch.tensor([[0.52]])) / original

    twins.record(
        "F5.22", "answer of the ported layer ÷ answer of the original", broken, cured, measure=measure,
        remedy="the original's epsilon",
    )


def poisoned():
    # twin: F5.23
    def broken(model, data):
        # broken
        for x in data:
            loss = model(x).square().mean()
            if torch.isfinite(loss):                  # as GradScaler skips a step
                loss.backward()
        # end

    def cured(model, data):
        # cured
        for x in data:
            if not torch.isfinite(x).all():
                continue
            loss = model(x).square().mean()
            loss.backward()
        # end

    def recalibrated(model, data):
        # also
        for x in data:
            model(x)
        update_bn([x for x in data if torch.isfinite(x).all()], model)
        # end

    def measure(lines):
        data = batches(SplitMix64(23), 30, 8, 2, mean=5, std=2)
        data[3][0, 0] = math.inf
        model = nn.BatchNorm1d(2)
        lines(model, data)
        with torch.no_grad():
            return model.eval()(torch.tensor([[6.0, 6.0]])).sum()

    twins.record(
        "F5.23", "answer in evaluation mode, 26 good batches after one with an infinite value", broken, cured,
        measure=measure, remedy="the bad batch never reaches the norm", cured_within=1e-10,
        also=[("recalibrated on good batches", recalibrated, 1e-10)], reason=SUMS,
    )


def one_class_a_batch():
    # twin: F5.24
    def broken(x, y):
        # broken
        order = torch.argsort(y, stable=True)         # read folder by folder
        # end
        return order

    def cured(x, y):
        # cured
        order = torch.arange(len(y))                  # classes mixed
        # end
        return order

    def measure(lines):
        generator = SplitMix64(24)
        y = torch.arange(128) % 2
        x = generator.normal(128, 2) + (4 * y - 2)[:, None]
        model = nn.Sequential(nn.BatchNorm1d(2), nn.Linear(2, 2))
        generator.start(model[1])
        order = lines(x, y).split(16)
        losses = train(model, [(x[part], y[part]) for part in order] * 10, 0.1, F.cross_entropy)
        with torch.no_grad():
            model.eval()
            return F.cross_entropy(model(x), y)

    twins.record(
        "F5.24", "loss on the training data in evaluation mode after ten epochs", broken, cured, measure=measure,
        remedy="classes mixed in every batch", broken_within=1e-9, cured_within=1e-9, reason=TRAINED,
    )


def one_norm_for_two_domains():
    # twin: F5.25
    def broken(first, second):
        # broken
        norm = nn.BatchNorm1d(4)
        for a, b in zip(first, second):
            norm(a), norm(b)
        # end
        return norm

    def cured(first, second):
        # cured
        norm, other = nn.BatchNorm1d(4), nn.BatchNorm1d(4)
        for a, b in zip(first, second):
            norm(a), other(b)
        # end
        return norm

    def measure(lines):
        generator = SplitMix64(25)
        first, second = batches(generator, 40, 16, 4), batches(generator, 40, 16, 4, mean=6)
        with torch.no_grad():
            return lines(first, second).eval()(torch.cat(first)).mean()

    twins.record(
        "F5.25", "mean output for the first domain in evaluation mode, in training 0", broken, cured,
        measure=measure, remedy="a norm for each domain", broken_within=1e-10, cured_within=1e-10, reason=SUMS,
    )


def tiny_last_batch():
    # twin: F5.26
    def loader(data, **settings):
        return torch.utils.data.DataLoader(data, batch_size=64, **settings)

    def broken(x):
        # broken
        parts = loader(x)                             # 322 samples: 5 × 64 and 2
        # end
        return parts

    def cured(x):
        # cured
        parts = loader(x, drop_last=True)
        # end
        return parts

    def one_left(x):
        # also
        parts = loader(x[:321])                       # 5 × 64 and 1
        # end
        return parts

    def measure(lines):
        x, norm = SplitMix64(26).normal(322, 32), nn.BatchNorm1d(32)
        for _ in range(6):
            see(norm, lines(x))
        return (norm.running_mean - x.mean(0)).square().mean().sqrt()

    twins.record(
        "F5.26", "root mean square error of 32 running means, in deviations, after six epochs", broken, cured,
        measure=measure, remedy="last batch dropped", broken_within=1e-10, cured_within=1e-10,
        also=[("one left over", one_left)], reason=SUMS,
    )


def recalibrated_on_other_shares():
    # twin: F5.27
    def broken(model, x):
        # broken
        update_bn(x.split(64), model)                 # 95 % of one class
        model.eval()
        # end

    def cured(model, x):
        # cured
        model.eval()                                  # the statistics of training
        # end

    def measure(lines):
        generator = SplitMix64(27)
        labels = torch.arange(320) % 2
        norm = nn.BatchNorm1d(1, momentum=None)
        see(norm, (generator.normal(320, 1) + (4 * labels - 2)[:, None]).split(64))
        served = (torch.arange(320) % 20 > 0).long()
        x = generator.normal(320, 1) + (4 * served - 2)[:, None]
        lines(norm, x)
        with torch.no_grad():
            return ((norm(x)[:, 0] > 0) == (served > 0)).double().mean()

    twins.record(
        "F5.27", "share of right answers where 95 % of the requests are of one class", broken, cured,
        measure=measure, remedy="the statistics of training", broken_within=0, cured_within=0,
    )


def constant_feature():
    # twin: F5.28
    def broken():
        # broken
        norm = nn.BatchNorm1d(1)
        # end
        return norm

    def cured():
        # cured
        norm = nn.BatchNorm1d(1, eps=0.1)
        # end
        return norm

    def measure(lines):
        norm = see(lines(), [torch.zeros(8, 1)] * 200)
        with torch.no_grad():
            return norm.eval()(torch.ones(1, 1))

    twins.record(
        "F5.28", "output for an input of 1 where 200 batches of training held only 0", broken, cured,
        measure=measure, remedy="epsilon 0.1", broken_within=1e-10, cured_within=1e-10, reason=SUMS,
    )


def teacher_without_buffers():
    # twin: F5.29
    def broken(student, teacher):
        # broken
        for t, s in zip(teacher.parameters(), student.parameters()):
            t.data.lerp_(s.data, 0.01)
        # end

    def cured(student, teacher):
        # cured
        for t, s in zip(teacher.parameters(), student.parameters()):
            t.data.lerp_(s.data, 0.01)
        for t, s in zip(teacher.buffers(), student.buffers()):
            t.copy_(s)
        # end

    def measure(lines):
        generator, student = SplitMix64(29), nn.BatchNorm1d(4)
        teacher = copy.deepcopy(student).eval()
        for x in batches(generator, 40, 32, 4, mean=5, std=2):
            see(student, [x])
            lines(student, teacher)
        x = 5 + 2 * generator.normal(16, 4)
        with torch.no_grad():
            return largest(teacher(x) - student.eval()(x))

    twins.record(
        "F5.29", "largest difference between the teacher's answers and the student's, at equal weights", broken, cured,
        measure=measure, remedy="buffers copied too", broken_within=1e-10, cured_within=0, reason=SUMS,
    )


# MARK: Ports, formats, exports


def wrong_axis():
    # twin: F5.30
    def broken(norm, x):
        # broken
        y = norm(x)                                   # x is [batch, length, features]
        # end
        return y

    def cured(norm, x):
        # cured
        y = norm(x.transpose(1, 2)).transpose(1, 2)
        # end
        return y

    def measure(lines):
        x = SplitMix64(30).normal(16, 8, 8) + torch.arange(8.0)
        return largest(lines(nn.BatchNorm1d(8), x).mean((0, 1)))

    twins.record(
        "F5.30", "largest mean of a feature's outputs, where 0 is right", broken, cured, measure=measure,
        remedy="features on the second axis", broken_within=1e-10, cured_within=below(1e-12), reason=SUMS,
    )


def buffers_in_half():
    # twin: F5.31
    def broken(norm):
        # broken
        norm.half()                                   # as model.half() does to all
        # end

    def cured(norm):
        # cured
        norm.float()                                  # norms stay in 32 bits
        # end

    def measure(lines):
        norm = nn.BatchNorm1d(1).eval()
        norm.running_var.fill_(1e5)
        lines(norm)
        with torch.no_grad():
            return norm.double()(torch.tensor([[2 * math.sqrt(1e5)]]))

    twins.record(
        "F5.31", "output two deviations above the mean, where the running variance is 100,000", broken, cured,
        measure=measure, remedy="norms left in 32 bits", broken_within=0,
    )


def counter_lost():
    # twin: F5.32
    def broken(norm, restored):
        # broken
        names = "weight", "bias", "running_mean", "running_var"
        state = {name: norm.state_dict()[name] for name in names}
        restored.load_state_dict(state)               # strict, and no error
        # end

    def cured(norm, restored):
        # cured
        restored.load_state_dict(norm.state_dict())
        # end

    def measure(lines):
        generator = SplitMix64(32)
        norm = see(nn.BatchNorm1d(4, momentum=None), batches(generator, 99, 8, 4))
        restored = nn.BatchNorm1d(4, momentum=None)
        lines(norm, restored)
        x = 5 + generator.normal(8, 4)
        before = restored.running_mean.clone()
        see(restored, [x])
        return ((restored.running_mean - before) / (x.mean(0) - before)).mean()

    twins.record(
        "F5.32", "weight of the hundredth batch in a cumulative average", broken, cured, measure=measure,
        remedy="the count restored", broken_within=1e-10, cured_within=1e-10, reason=SUMS,
    )


def bias_not_folded():
    # twin: F5.33
    def broken(linear, norm):
        # broken
        g = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        folded = nn.Linear(4, 8)
        folded.weight.data = linear.weight * g[:, None]
        folded.bias.data = linear.bias - norm.running_mean * g + norm.bias
        # end
        return folded

    def cured(linear, norm):
        # cured
        folded = fuse_linear_bn_eval(linear, norm)
        # end
        return folded

    def measure(lines):
        generator, linear, norm = SplitMix64(33), nn.Linear(4, 8), nn.BatchNorm1d(8)
        generator.start(linear)
        see(nn.Sequential(linear, norm), batches(generator, 40, 32, 4))
        x = generator.normal(16, 4)
        norm.eval()
        with torch.no_grad():
            return largest(lines(linear.eval(), norm)(x) - norm(linear(x)))

    twins.record(
        "F5.33", "largest difference between the folded layer's answers and those of the two", broken, cured,
        measure=measure, remedy="the layer's own bias scaled too", broken_within=1e-10, cured_within=below(1e-12),
        reason=SUMS,
    )


served_in_training_mode()
image_alone()
batches_of_two()
ten_steps()
momentum_reversed()
polluted_by_validation()
buffers_not_saved()
biased_running_variance()
bias_before_norm()
decay_without_effect()
accumulated()
domain_shift()
small_batches()
dropout_before_norm()
first_replica_saved()
padding_counted()
trained_in_evaluation_mode()
only_parameters_frozen()
thawed_by_train()
recomputed_twice()
averaged_weights()
other_epsilon()
poisoned()
one_class_a_batch()
one_norm_for_two_domains()
tiny_last_batch()
recalibrated_on_other_shares()
constant_feature()
teacher_without_buffers()
wrong_axis()
buffers_in_half()
counter_lost()
bias_not_folded()
nothing_tracked()
gradient_per_sample()
twins.write()
