"""The failure modes of lesson 08 as a user of PyTorch meets them."""

import copy
import math

import torch
from torch import nn
from torch.optim import SGD, Adam, lr_scheduler
from torch.optim.lr_scheduler import (
    CosineAnnealingLR, CosineAnnealingWarmRestarts, ExponentialLR, LambdaLR, LinearLR, MultiStepLR, OneCycleLR,
    PolynomialLR, ReduceLROnPlateau, StepLR,
)
from torch.utils.data import DataLoader

from twins import SplitMix64, Twins

twins = Twins(lesson=8, script=__file__)

RECURSIVE = "PyTorch computes each rate from the one before, ours from the step: rounding errors add up differently."

# MARK: What several twins share


def made(lr=0.1, groups=1, **settings):
    """An optimizer without a model: one parameter in each group."""
    return SGD([{"params": [nn.Parameter(torch.ones(1))]} for _ in range(groups)], lr=lr, **settings)


def rate(optimizer, group=0):
    return optimizer.param_groups[group]["lr"]


def followed(optimizer, scheduler, steps):
    """The rate of each step of a loop that is right."""
    rates = []
    for _ in range(steps):
        rates.append(rate(optimizer))
        optimizer.step()
        scheduler.step()
    return rates


def expected_square(rates, noise=1.0, start=100.0):
    """The mean square of the distance from the minimum of x²/2 after noisy steps at these rates."""
    square = start
    for eta in rates:
        square = (1 - eta) * (1 - eta) * square + eta * eta * noise
    return square


def bowl(x, y, offset=0.0):
    """5 x² + y²/2, whose steep direction bears rates below 0.2."""
    return 5 * x * x + y * y / 2 + offset


def range_test(x, y, offset=0.0):
    """Steps at rates that grow by a fifth, until the loss is four times the lowest one."""
    optimizer = SGD([x, y], lr=1e-4)
    rates, losses = [], []
    while rate(optimizer) <= 10:
        optimizer.zero_grad()
        loss = bowl(x, y, offset)
        loss.backward()
        optimizer.step()
        rates.append(rate(optimizer))
        losses.append(loss.item())
        if losses[-1] > 4 * min(losses):
            break
        optimizer.param_groups[0]["lr"] *= 1.2
    return rates, losses


# MARK: The curriculum's


def constant_rate():
    base = 1.0

    # twin: F8.1
    def broken(parameters):
        # broken
        optimizer = SGD(parameters, lr=base)
        scheduler = LambdaLR(optimizer, lambda t: 1.0)
        # end
        return optimizer, scheduler

    def cured(parameters):
        # cured
        optimizer = SGD(parameters, lr=base)
        scheduler = LinearLR(optimizer, 1.0, 0.0, total_iters=200)
        # end
        return optimizer, scheduler

    def cosine(parameters):
        # also
        optimizer = SGD(parameters, lr=base)
        scheduler = CosineAnnealingLR(optimizer, T_max=200)
        # end
        return optimizer, scheduler

    def measure(lines):
        shares = followed(*lines([nn.Parameter(torch.ones(1))]), 200)
        bases = [0.005 * 300 ** (index / 399) for index in range(400)]
        return min(expected_square([base * share for share in shares]) for base in bases)

    twins.record(
        "F8.1", "twice the expected loss after 200 steps, at the best rate of 400", broken, cured, measure=measure,
        remedy="linear decay", broken_within=1e-9, cured_within=1e-9, reason=RECURSIVE,
        also=[("cosine", cosine, 1e-9)],
    )


def epochs_for_batches():
    # twin: F8.2
    def broken(train_step, loader, scheduler):
        # broken
        for epoch in range(10):
            for batch in loader:
                train_step(batch)
            scheduler.step()
        # end

    def cured(train_step, loader, scheduler):
        # cured
        for epoch in range(10):
            for batch in loader:
                train_step(batch)
                scheduler.step()
        # end

    def measure(lines):
        optimizer, rates = made(), []
        scheduler = OneCycleLR(optimizer, max_lr=1.0, total_steps=1000, cycle_momentum=False)

        def train_step(batch):
            rates.append(rate(optimizer))
            optimizer.step()

        lines(train_step, range(100), scheduler)
        return max(rates)

    twins.record(
        "F8.2", "largest rate of 1,000 batches ÷ the peak", broken, cured, measure=measure,
        remedy="stepped per batch",
    )


def batches_for_epochs():
    # twin: F8.3
    def broken(train_step, loader, scheduler):
        # broken
        for epoch in range(10):                       # T_max=10
            for batch in loader:
                train_step(batch)
                scheduler.step()
        # end

    def cured(train_step, loader, scheduler):
        # cured
        for epoch in range(10):                       # T_max=10
            for batch in loader:
                train_step(batch)
            scheduler.step()
        # end

    def measure(lines):
        optimizer, rates = made(), []
        scheduler = CosineAnnealingLR(optimizer, T_max=10)

        def train_step(batch):
            rates.append(rate(optimizer))
            optimizer.step()

        lines(train_step, range(100), scheduler)
        changes = [after - before for before, after in zip(rates, rates[1:]) if after != before]
        return sum(first * second < 0 for first, second in zip(changes, changes[1:]))

    twins.record(
        "F8.3", "turning points of the rate in 1,000 batches", broken, cured, measure=measure,
        remedy="stepped per epoch", broken_within=0, cured_within=0,
    )


def shorter_than_the_training():
    # twin: F8.4
    def broken(optimizer):
        # broken
        scheduler = CosineAnnealingLR(optimizer, T_max=100)    # 200 steps follow
        # end
        return scheduler

    def cured(optimizer):
        # cured
        scheduler = CosineAnnealingLR(optimizer, T_max=200)
        # end
        return scheduler

    def measure(lines):
        optimizer = made(lr=0.5)
        return expected_square(followed(optimizer, lines(optimizer), 200))

    twins.record(
        "F8.4", "twice the expected loss after 200 steps", broken, cured, measure=measure,
        remedy="as long as the training", broken_within=1e-9, cured_within=1e-9, reason=RECURSIVE,
    )


def one_step_too_many():
    # twin: F8.5
    def broken(dataset, loader):
        # broken
        steps = 4 * (len(dataset) // 4)               # 10 samples in batches of 4
        # end
        return steps

    def cured(dataset, loader):
        # cured
        steps = 4 * len(loader)                       # the last batch counts too
        # end
        return steps

    def measure(lines):
        dataset = list(range(10))
        loader = DataLoader(dataset, batch_size=4)
        optimizer, count = made(momentum=0.9), 0
        scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=lines(dataset, loader))
        try:
            for _ in range(4):
                for _ in loader:
                    optimizer.step()
                    count += 1
                    scheduler.step()
        except ValueError as error:
            return count, error
        return count

    twins.record(
        "F8.5", "batches of 12 that are trained on before the schedule refuses", broken, cured, measure=measure,
        remedy="the last batch is counted", broken_within=0, cured_within=0,
    )


def scheduler_first():
    # twin: F8.6
    def broken(optimizer, scheduler, loader, log):
        # broken
        for batch in loader:
            log()
            scheduler.step()
            optimizer.step()
        # end

    def cured(optimizer, scheduler, loader, log):
        # cured
        for batch in loader:
            log()
            optimizer.step()
            scheduler.step()
        # end

    def measure(lines):
        optimizer = made()
        scheduler = StepLR(optimizer, step_size=3)
        used = []
        optimizer.register_step_pre_hook(lambda optimizer, *_: used.append(rate(optimizer)))
        lines(optimizer, scheduler, range(9), lambda: None)
        return sum(eta == 0.1 for eta in used)

    twins.record(
        "F8.6", "steps at the first rate, period 3", broken, cured, measure=measure, remedy="the optimizer first",
        broken_within=0, cured_within=0,
    )


def saved_run(steps, make, lr=0.1):
    """A run that stopped: its model, what it saved, and the rate of its next step."""
    model = nn.Linear(1, 1)
    optimizer = SGD(model.parameters(), lr=lr)
    scheduler = make(optimizer)
    for _ in range(steps):
        optimizer.step()
        scheduler.step()
    state = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
    return nn.Linear(1, 1), copy.deepcopy({name: part.state_dict() for name, part in state.items()}), rate(optimizer)


def resumed_without_state():
    # twin: F8.7
    def broken(model, state):
        # broken
        model.load_state_dict(state["model"])
        optimizer = SGD(model.parameters(), lr=0.1)
        scheduler = CosineAnnealingLR(optimizer, T_max=100)
        # end
        return optimizer

    def cured(model, state):
        # cured
        model.load_state_dict(state["model"])
        optimizer = SGD(model.parameters(), lr=0.1)
        scheduler = CosineAnnealingLR(optimizer, T_max=100)
        optimizer.load_state_dict(state["optimizer"])
        scheduler.load_state_dict(state["scheduler"])
        # end
        return optimizer

    def measure(lines):
        model, state, before = saved_run(50, lambda optimizer: CosineAnnealingLR(optimizer, T_max=100))
        return rate(lines(model, state)) / before

    twins.record(
        "F8.7", "rate after the resume ÷ rate before it, at half of a cosine", broken, cured, measure=measure,
        remedy="both states restored",
    )


def without_warm_up():
    # twin: F8.8
    def broken(optimizer):
        # broken
        scheduler = LambdaLR(optimizer, lambda t: 1.0)
        # end
        return scheduler

    def cured(optimizer):
        # cured
        scheduler = LambdaLR(optimizer, lambda t: min(1.0, (t + 1) / 20))
        # end
        return scheduler

    def measure(lines):
        x = nn.Parameter(torch.tensor(1.0))
        optimizer = SGD([x], lr=0.1)
        scheduler, largest = lines(optimizer), 0.0
        for step in range(200):
            optimizer.zero_grad()
            (x * x * ((5 + 45 * math.exp(-step / 10)) / 2)).backward()
            optimizer.step()
            scheduler.step()
            largest = max(largest, abs(x.item()))
        return largest

    twins.record(
        "F8.8", "largest distance from the minimum after a step, from 1 at the start", broken, cured,
        measure=measure, remedy="warm-up over 20 steps", broken_within=1e-9, cured_within=1e-9,
        reason="Two exponentials may differ in their last bit, and a factor of thousands carries it on.",
    )


def warm_up_too_long():
    # twin: F8.9
    def broken(optimizer):
        # broken
        warm_up = 4000                                # copied from a paper
        scheduler = LambdaLR(optimizer, lambda t: min(1.0, (t + 1) / warm_up))
        # end
        return scheduler

    def cured(optimizer):
        # cured
        warm_up = 50                                  # 5 % of 1,000 steps
        scheduler = LambdaLR(optimizer, lambda t: min(1.0, (t + 1) / warm_up))
        # end
        return scheduler

    def measure(lines):
        optimizer = made()
        return max(followed(optimizer, lines(optimizer), 1000)) / 0.1

    twins.record(
        "F8.9", "largest rate of 1,000 steps ÷ the peak", broken, cured, measure=measure,
        remedy="warm-up over 50 steps",
    )


def full_first_step():
    # twin: F8.10
    def broken(optimizer):
        # broken
        scheduler = LambdaLR(optimizer, lambda t: 1.0)
        # end
        return scheduler

    def cured(optimizer):
        # cured
        scheduler = LambdaLR(optimizer, lambda t: min(1.0, (t + 1) / 100))
        # end
        return scheduler

    def measure(lines):
        generator = SplitMix64(10)
        x, weights = generator.normal(32, 4), generator.normal(4)
        w = nn.Parameter(torch.zeros(4))
        optimizer = Adam([w], lr=0.01)
        scheduler, changes = lines(optimizer), []
        for _ in range(20):
            before = w.detach().clone()
            optimizer.zero_grad()
            ((x @ w - x @ weights) ** 2).mean().backward()
            optimizer.step()
            scheduler.step()
            changes.append((w.detach() - before).abs().max())
        return changes[0] / 0.01

    twins.record(
        "F8.10", "largest change of a weight in the first step ÷ the peak rate", broken, cured, measure=measure,
        remedy="warm-up over 100 steps",
    )


def frozen_before_the_end():
    steps = 1000

    # twin: F8.11
    def broken(optimizer):
        # broken
        scheduler = ExponentialLR(optimizer, gamma=0.99)
        # end
        return scheduler

    def cured(optimizer):
        # cured
        scheduler = ExponentialLR(optimizer, gamma=0.01 ** (1 / steps))
        # end
        return scheduler

    def measure(lines):
        optimizer = made()
        return sum(eta < 0.001 for eta in followed(optimizer, lines(optimizer), steps))

    twins.record(
        "F8.11", "steps of 1,000 at less than a hundredth of the first rate", broken, cured, measure=measure,
        remedy="a factor for the length", broken_within=0, cured_within=0,
    )


def unscaled_rate():
    # twin: F8.12
    def broken(parameters):
        # broken
        batch_size = 64                               # was 8
        optimizer = SGD(parameters, lr=0.01)
        # end
        return optimizer, batch_size

    def cured(parameters):
        # cured
        batch_size = 64                               # was 8
        optimizer = SGD(parameters, lr=0.01 * 64 / 8)
        # end
        return optimizer, batch_size

    def measure(lines):
        optimizer, batch_size = lines([nn.Parameter(torch.ones(1))])
        return expected_square([rate(optimizer)] * (1600 // batch_size), noise=1 / batch_size)

    twins.record(
        "F8.12", "mean square of the distance after 1,600 samples, 100 at the start", broken, cured,
        measure=measure, remedy="linear scaling",
    )


def micro_batches():
    # twin: F8.13
    def broken(loader, optimizer, scheduler, loss):
        # broken
        for i, batch in enumerate(loader):
            (loss(batch) / 4).backward()
            if (i + 1) % 4 == 0:
                optimizer.step()
                optimizer.zero_grad()
            scheduler.step()
        # end

    def cured(loader, optimizer, scheduler, loss):
        # cured
        for i, batch in enumerate(loader):
            (loss(batch) / 4).backward()
            if (i + 1) % 4 == 0:
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
        # end

    def measure(lines):
        optimizer, used = made(), []
        optimizer.register_step_pre_hook(lambda optimizer, *_: used.append(rate(optimizer)))
        scheduler = PolynomialLR(optimizer, total_iters=100)
        w = optimizer.param_groups[0]["params"][0]
        lines(range(400), optimizer, scheduler, lambda batch: w.sum())
        return used.count(0)

    twins.record(
        "F8.13", "optimizer steps of 100 at the rate 0", broken, cured, measure=measure,
        remedy="stepped with the optimizer", broken_within=0, cured_within=0,
    )


def rate_at_the_lowest_loss():
    # twin: F8.14
    def broken(rates, losses):
        # broken
        lr = rates[losses.index(min(losses)) - 1]     # the step that led there
        # end
        return lr

    def cured(rates, losses):
        # cured
        lr = rates[losses.index(min(losses)) - 1] / 10
        # end
        return lr

    def measure(lines):
        def start():
            return [nn.Parameter(torch.tensor(1.0)) for _ in range(2)]

        x, y = start()
        optimizer = SGD([x, y], lr=lines(*range_test(*start())))
        for _ in range(10):
            optimizer.zero_grad()
            bowl(x, y).backward()
            optimizer.step()
        return bowl(x, y) / 5.5

    twins.record(
        "F8.14", "loss after ten steps at the rate that was found ÷ before them", broken, cured, measure=measure,
        remedy="a tenth of it", broken_within=1e-9, cured_within=1e-9,
        reason="Ten steps away from the minimum multiply the rounding errors with the distance.",
    )


def saved_after_the_restart():
    # twin: F8.15
    def broken(scheduler, train_step, save):
        # broken
        for step in range(1, 101):
            train_step()
            scheduler.step()
            if step % 60 == 0:
                save()
        # end

    def cured(scheduler, train_step, save):
        # cured
        for step in range(1, 101):
            train_step()
            scheduler.step()
            if scheduler.T_cur == 0:                  # the cycle is over
                save()
        # end

    def measure(lines):
        optimizer, rates, kept = made(lr=0.5), [], []
        scheduler = CosineAnnealingWarmRestarts(optimizer, T_0=50)

        def train_step():
            rates.append(rate(optimizer))
            optimizer.step()

        lines(scheduler, train_step, lambda: kept.append(expected_square(rates)))
        return kept[0]

    twins.record(
        "F8.15", "twice the expected loss of the first checkpoint", broken, cured, measure=measure,
        remedy="saved before the restart",
    )


# MARK: Many processes, skipped steps, and units


def stepped_by_every_process():
    steps, num_processes = 100, 4

    # twin: F8.16
    def broken(optimizer):
        # broken
        scheduler = PolynomialLR(optimizer, total_iters=steps)
        # end
        return scheduler

    def cured(optimizer):
        # cured
        scheduler = PolynomialLR(optimizer, total_iters=steps * num_processes)
        # end
        return scheduler

    def measure(lines):
        optimizer, used = made(), []
        scheduler = lines(optimizer)
        for _ in range(steps):
            used.append(rate(optimizer))
            optimizer.step()
            for _ in range(num_processes):            # what accelerate's prepared scheduler does
                scheduler.step()
        return used.count(0)

    twins.record(
        "F8.16", "optimizer steps of 100 at the rate 0, in four processes", broken, cured, measure=measure,
        remedy="a length for all processes", broken_within=0, cured_within=0,
    )


def ends_in_the_middle():
    world_size = 4

    # twin: F8.17
    def broken(optimizer, dataset, loader):
        # broken
        steps = 10 * len(dataset) // 32               # for all four processes
        scheduler = CosineAnnealingLR(optimizer, T_max=steps)
        # end
        return scheduler

    def cured(optimizer, dataset, loader):
        # cured
        steps = 10 * len(loader)                      # for this process
        scheduler = CosineAnnealingLR(optimizer, T_max=steps)
        # end
        return scheduler

    def measure(lines):
        dataset = range(2560)
        loader = DataLoader(dataset[::world_size], batch_size=32)
        optimizer = made(lr=0.5)
        scheduler = lines(optimizer, dataset, loader)
        return expected_square(followed(optimizer, scheduler, 10 * len(loader)))

    twins.record(
        "F8.17", "twice the expected loss at the end of 200 steps", broken, cured, measure=measure,
        remedy="the steps of one process", broken_within=1e-9, cured_within=1e-9, reason=RECURSIVE,
    )


def milestones_in_epochs():
    # twin: F8.18
    def broken(train_step, loader, scheduler):
        # broken
        for epoch in range(26):                       # milestones=[16, 22]
            for batch in loader:
                train_step(batch)
                scheduler.step()
        # end

    def cured(train_step, loader, scheduler):
        # cured
        for epoch in range(26):                       # milestones=[16, 22]
            for batch in loader:
                train_step(batch)
            scheduler.step()
        # end

    def measure(lines):
        optimizer, rates = made(), []
        scheduler = MultiStepLR(optimizer, milestones=[16, 22])

        def train_step(batch):
            rates.append(rate(optimizer))
            optimizer.step()

        lines(train_step, range(100), scheduler)
        return sum(eta < 0.0011 for eta in rates)

    twins.record(
        "F8.18", "batches of 2,600 at a hundredth of the first rate", broken, cured, measure=measure,
        remedy="stepped per epoch", broken_within=0, cured_within=0,
    )


def skipped_by_the_scaler():
    # twin: F8.19
    def broken(scaler, optimizer, scheduler):
        # broken
        scaler.step(optimizer)                        # skips where a gradient overflows
        scaler.update()
        scheduler.step()
        # end

    def cured(scaler, optimizer, scheduler):
        # cured
        scale = scaler.get_scale()
        scaler.step(optimizer)
        scaler.update()
        if scaler.get_scale() >= scale:               # lower after a skipped step
            scheduler.step()
        # end

    def measure(lines):
        w = nn.Parameter(torch.zeros(1))
        optimizer, used = SGD([w], lr=0.1), []
        optimizer.register_step_pre_hook(lambda optimizer, *_: used.append(rate(optimizer)))
        scheduler = LambdaLR(optimizer, lambda t: min(1.0, (t + 1) / 10))
        scaler = torch.amp.GradScaler("cpu")
        for _ in range(20):
            optimizer.zero_grad()
            scaler.scale((w.half() * 200).sum()).backward()    # the gradient is half precision
            lines(scaler, optimizer, scheduler)
        return used[0] / 0.1

    twins.record(
        "F8.19", "rate of the first step that is made ÷ the peak, warm-up over 10 steps", broken, cured,
        measure=measure, remedy="only with the optimizer",
    )


# MARK: Checkpoints and objects


def half_restored():
    # twin: F8.20
    def broken(optimizer, scheduler, state):
        # broken
        scheduler.load_state_dict(state["scheduler"])
        # end

    def cured(optimizer, scheduler, state):
        # cured
        optimizer.load_state_dict(state["optimizer"])
        scheduler.load_state_dict(state["scheduler"])
        # end

    def measure(lines):
        model, state, before = saved_run(45, lambda optimizer: CosineAnnealingLR(optimizer, T_max=100))
        optimizer = SGD(model.parameters(), lr=0.1)
        lines(optimizer, CosineAnnealingLR(optimizer, T_max=100), state)
        return rate(optimizer) / before

    twins.record(
        "F8.20", "rate after the resume ÷ rate before it, at step 45 of 100 of a cosine", broken, cured,
        measure=measure, remedy="the optimizer's state too",
    )


def second_cosine():
    # twin: F8.21
    def broken(optimizer, train):
        # broken
        for stage in range(2):
            scheduler = CosineAnnealingLR(optimizer, T_max=100)
            train(scheduler)
        # end

    def cured(optimizer, train):
        # cured
        for stage in range(2):
            for group in optimizer.param_groups:
                group["lr"] = 0.1
            scheduler = CosineAnnealingLR(optimizer, T_max=100)
            train(scheduler)
        # end

    def measure(lines):
        optimizer, stages = made(), []
        lines(optimizer, lambda scheduler: stages.append(max(followed(optimizer, scheduler, 100))))
        return stages[1] / stages[0]

    twins.record(
        "F8.21", "largest rate of the second stage ÷ that of the first", broken, cured, measure=measure,
        remedy="the rate set back",
    )


def new_rate_without_effect():
    def factor(t):
        return 0.99**t

    # twin: F8.22
    def broken(parameters, state):
        # broken
        optimizer = SGD(parameters, lr=0.01)          # was 0.1
        scheduler = LambdaLR(optimizer, factor)
        optimizer.load_state_dict(state["optimizer"])
        scheduler.load_state_dict(state["scheduler"])
        # end
        return optimizer, scheduler

    def cured(parameters, state):
        # cured
        optimizer = SGD(parameters, lr=0.01)          # was 0.1
        optimizer.load_state_dict(state["optimizer"])
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"] = 0.01
        step = state["scheduler"]["last_epoch"]
        scheduler = LambdaLR(optimizer, factor, last_epoch=step - 1)
        # end
        return optimizer, scheduler

    def measure(lines):
        model, state, _ = saved_run(50, lambda optimizer: LambdaLR(optimizer, factor))
        optimizer, scheduler = lines(list(model.parameters()), state)
        optimizer.step()
        scheduler.step()
        return rate(optimizer) / (0.01 * factor(51))

    twins.record(
        "F8.22", "rate one step after the resume ÷ what the new base rate gives", broken, cured, measure=measure,
        remedy="the new rate after loading",
    )


def old_optimizer():
    # twin: F8.23
    def broken(model):
        # broken
        optimizer = SGD(model.parameters(), lr=0.1)
        scheduler = CosineAnnealingLR(optimizer, T_max=100)
        optimizer = SGD(model.parameters(), lr=0.1)   # made anew
        # end
        return optimizer, scheduler

    def cured(model):
        # cured
        optimizer = SGD(model.parameters(), lr=0.1)
        optimizer = SGD(model.parameters(), lr=0.1)   # made anew
        scheduler = CosineAnnealingLR(optimizer, T_max=100)
        # end
        return optimizer, scheduler

    def measure(lines):
        rates = followed(*lines(nn.Linear(1, 1)), 100)
        return rates[-1] / rates[0]

    twins.record(
        "F8.23", "rate of the last of 100 steps ÷ that of the first", broken, cured, measure=measure,
        remedy="the optimizer that steps", broken_within=0, cured_within=1e-9, reason=RECURSIVE,
    )


def two_schedulers():
    # twin: F8.24
    def broken(optimizer):
        # broken
        schedulers = [CosineAnnealingLR(optimizer, T_max=10),
                      CosineAnnealingLR(optimizer, T_max=10)]
        # end
        return schedulers

    def cured(optimizer):
        # cured
        schedulers = [CosineAnnealingLR(optimizer, T_max=10)]
        # end
        return schedulers

    def measure(lines):
        optimizer, largest = made(), 0
        schedulers = lines(optimizer)
        for _ in range(30):
            largest = max(largest, rate(optimizer))
            optimizer.step()
            for scheduler in schedulers:
                scheduler.step()
        return largest / 0.1

    twins.record(
        "F8.24", "largest rate of 30 steps ÷ the base rate", broken, cured, measure=measure,
        remedy="one scheduler", broken_within=1e-9, cured_within=1e-9, reason=RECURSIVE,
    )


def unfrozen_later():
    def cosine(t):
        return (1 + math.cos(math.pi * t / 100)) / 2

    # twin: F8.25
    def broken(head, backbone, train):
        # broken
        optimizer = SGD(head, lr=0.1)
        scheduler = LambdaLR(optimizer, cosine)
        train([optimizer], scheduler, 50)
        unfrozen = SGD(backbone, lr=0.1)
        train([optimizer, unfrozen], scheduler, 50)
        # end

    def cured(head, backbone, train):
        # cured
        groups = [{"params": head}, {"params": backbone}]
        optimizer = SGD(groups, lr=0.1)
        scheduler = LambdaLR(
            optimizer, [cosine, lambda t: cosine(t) if t >= 50 else 0.0])
        train([optimizer], scheduler, 100)
        # end

    def added(head, backbone, train):
        # also
        optimizer = SGD(head, lr=0.1)
        scheduler = LambdaLR(optimizer, cosine)
        train([optimizer], scheduler, 50)
        optimizer.add_param_group({"params": backbone})
        train([optimizer], scheduler, 50)
        # end

    def measure(lines):
        rates = []

        def train(optimizers, scheduler, steps):
            for _ in range(steps):
                rates.append(rate(optimizers[-1], -1))
                for optimizer in optimizers:
                    optimizer.step()
                scheduler.step()

        lines(*([nn.Parameter(torch.ones(1))] for _ in range(2)), train)
        return rates[-1] / 0.1

    twins.record(
        "F8.25", "rate of the unfrozen layers in the last of 100 steps ÷ their base rate", broken, cured,
        measure=measure, remedy="a group from the start", also=[("a group added later", added)],
    )


def one_peak_for_all():
    # twin: F8.26
    def broken(optimizer):
        # broken
        scheduler = OneCycleLR(optimizer, max_lr=1e-3, total_steps=100)
        # end
        return scheduler

    def cured(optimizer):
        # cured
        scheduler = OneCycleLR(optimizer, max_lr=[1e-5, 1e-3], total_steps=100)
        # end
        return scheduler

    def measure(lines):
        optimizer = made(groups=2, momentum=0.9)
        optimizer.param_groups[0]["lr"], optimizer.param_groups[1]["lr"] = 1e-5, 1e-3
        scheduler, largest = lines(optimizer), [0, 0]
        for _ in range(100):
            largest = [max(largest[group], rate(optimizer, group)) for group in range(2)]
            optimizer.step()
            scheduler.step()
        return largest[0] / largest[1]

    twins.record(
        "F8.26", "largest rate of the backbone ÷ that of the head", broken, cured, measure=measure,
        remedy="a peak for each group",
    )


# MARK: Plateaus


def accuracy_as_a_loss():
    # twin: F8.27
    def broken(optimizer):
        # broken
        scheduler = ReduceLROnPlateau(optimizer, factor=0.5, patience=2)
        # end
        return scheduler

    def cured(optimizer):
        # cured
        scheduler = ReduceLROnPlateau(optimizer, "max", factor=0.5, patience=2)
        # end
        return scheduler

    def measure(lines):
        optimizer = made()
        scheduler = lines(optimizer)
        for epoch in range(20):
            scheduler.step(0.5 + 0.02 * epoch)        # the accuracy
        return rate(optimizer) / 0.1

    twins.record(
        "F8.27", "rate after 20 epochs of rising accuracy ÷ before", broken, cured, measure=measure,
        remedy="higher is better",
    )


def plateau_of_batches():
    # twin: F8.28
    def broken(scheduler, epochs):
        # broken
        for losses in epochs:                         # one for each batch
            for loss in losses:
                scheduler.step(loss)
        # end

    def cured(scheduler, epochs):
        # cured
        for losses in epochs:                         # one for each batch
            scheduler.step(sum(losses) / len(losses))
        # end

    def measure(lines):
        generator, optimizer = SplitMix64(28), made()
        scheduler = ReduceLROnPlateau(optimizer, factor=0.5)
        batches = torch.arange(50, dtype=torch.float64) / 50
        epochs = [((generator.normal(50, std=0.3) + 1) / (1 + epoch + batches)).tolist() for epoch in range(10)]
        lines(scheduler, epochs)
        return rate(optimizer) / 0.1

    twins.record(
        "F8.28", "rate after ten epochs of falling loss ÷ before", broken, cured, measure=measure,
        remedy="a mean of each epoch",
    )


def negative_loss():
    # twin: F8.29
    def broken(optimizer):
        # broken
        scheduler = ReduceLROnPlateau(optimizer, factor=0.5)
        # end
        return scheduler

    def cured(optimizer):
        # cured
        scheduler = ReduceLROnPlateau(optimizer, factor=0.5, threshold_mode="abs")
        # end
        return scheduler

    def measure(lines):
        optimizer = made()
        scheduler = lines(optimizer)
        for _ in range(50):
            scheduler.step(-1.0)
        return rate(optimizer) / 0.1

    twins.record(
        "F8.29", "rate after 50 epochs at the loss −1 ÷ before", broken, cured, measure=measure,
        remedy="an absolute threshold",
    )


# MARK: Choosing and reporting a rate


def range_test_leaves_weights():
    # twin: F8.30
    def broken(model, find_rate):
        # broken
        lr = find_rate(model)
        optimizer = SGD(model.parameters(), lr=lr)
        # end
        return optimizer

    def cured(model, find_rate):
        # cured
        state = copy.deepcopy(model.state_dict())
        lr = find_rate(model)
        model.load_state_dict(state)
        optimizer = SGD(model.parameters(), lr=lr)
        # end
        return optimizer

    def measure(lines):
        model = nn.ParameterList([nn.Parameter(torch.tensor(0.5)) for _ in range(2)])

        def find_rate(model):
            rates, losses = range_test(*model, offset=1.0)
            return rates[losses.index(min(losses)) - 1] / 10

        optimizer = lines(model, find_rate)
        losses = []
        for _ in range(20):
            optimizer.zero_grad()
            loss = bowl(*model, offset=1.0)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses[0] / 2.375

    twins.record(
        "F8.30", "loss of the first step of training ÷ that of the untrained model", broken, cured,
        measure=measure, remedy="the weights restored", broken_within=1e-9, cured_within=1e-12,
        reason="Steps away from the minimum multiply the rounding errors with the distance.",
    )


def scaled_too_far():
    # twin: F8.31
    def broken(parameters):
        # broken
        optimizer = SGD(parameters, lr=0.1 * 32)      # 32 times the batch
        # end
        return optimizer

    def cured(parameters):
        # cured
        optimizer = SGD(parameters, lr=0.1 * math.sqrt(32))
        # end
        return optimizer

    def measure(lines):
        optimizer = lines([nn.Parameter(torch.ones(1))])
        return expected_square([rate(optimizer)] * 20, noise=1 / 32)

    twins.record(
        "F8.31", "mean square of the distance after 20 steps, 100 at the start", broken, cured, measure=measure,
        remedy="square-root scaling",
    )


def set_by_hand():
    # twin: F8.32
    def broken(optimizer):
        # broken
        scheduler = LambdaLR(optimizer, lambda t: 0.95 ** t)
        # end
        return scheduler

    def cured(optimizer):
        # cured
        scheduler = ExponentialLR(optimizer, gamma=0.95)
        # end
        return scheduler

    def measure(lines):
        optimizer = made()
        scheduler = lines(optimizer)
        followed(optimizer, scheduler, 10)
        optimizer.param_groups[0]["lr"] = 0.01
        optimizer.step()
        scheduler.step()
        return rate(optimizer) / 0.01

    twins.record(
        "F8.32", "rate one step after it was set by hand ÷ what was set", broken, cured, measure=measure,
        remedy="a schedule of factors",
    )


def reported_rate():
    # twin: F8.33
    def broken(scheduler):
        # broken
        lr = scheduler.get_lr()[0]
        # end
        return lr

    def cured(scheduler):
        # cured
        lr = scheduler.get_last_lr()[0]
        # end
        return lr

    def measure(lines):
        optimizer = made()
        scheduler = StepLR(optimizer, step_size=3)
        followed(optimizer, scheduler, 3)
        return lines(scheduler) / rate(optimizer)

    twins.record(
        "F8.33", "rate in the log ÷ rate of the step, at a drop", broken, cured, measure=measure,
        remedy="the optimizer's rate",
    )


def last_factor_for_all():
    # twin: F8.34
    def broken(optimizer):
        # broken
        factors = [lambda t: gamma ** t for gamma in (0.5, 0.9)]
        scheduler = LambdaLR(optimizer, factors)
        # end
        return scheduler

    def cured(optimizer):
        # cured
        factors = [lambda t, gamma=gamma: gamma ** t for gamma in (0.5, 0.9)]
        scheduler = LambdaLR(optimizer, factors)
        # end
        return scheduler

    def measure(lines):
        optimizer = made(groups=2)
        followed(optimizer, lines(optimizer), 10)
        return rate(optimizer) / (0.1 * 0.5**10)

    twins.record(
        "F8.34", "rate of the first group after 10 steps ÷ what its factor gives", broken, cured, measure=measure,
        remedy="each its own factor",
        counterpart="Swift's closures keep the value; ours is a list in which all took the last factor.",
    )


def nothing_in_the_first_step():
    # twin: F8.35
    def broken(optimizer):
        # broken
        scheduler = LambdaLR(optimizer, lambda t: min(1.0, t / 100))
        # end
        return scheduler

    def cured(optimizer):
        # cured
        scheduler = LambdaLR(optimizer, lambda t: min(1.0, (t + 1) / 100))
        # end
        return scheduler

    def measure(lines):
        w = nn.Parameter(torch.tensor(1.0))
        optimizer = SGD([w], lr=0.1)
        scheduler, values = lines(optimizer), [1.0]
        for _ in range(10):
            optimizer.zero_grad()
            (w * w / 2).backward()
            optimizer.step()
            scheduler.step()
            values.append(w.item())
        return abs(values[1] - values[0]) / 0.1

    twins.record(
        "F8.35", "change of the weight in the first step ÷ the peak rate", broken, cured, measure=measure,
        remedy="a part in the first step",
    )


for function in (
    constant_rate, epochs_for_batches, batches_for_epochs, shorter_than_the_training, one_step_too_many,
    scheduler_first, resumed_without_state, without_warm_up, warm_up_too_long, full_first_step,
    frozen_before_the_end, unscaled_rate, micro_batches, rate_at_the_lowest_loss, saved_after_the_restart,
    stepped_by_every_process, ends_in_the_middle, milestones_in_epochs, skipped_by_the_scaler, half_restored,
    second_cosine, new_rate_without_effect, old_optimizer, two_schedulers, unfrozen_later, one_peak_for_all,
    accuracy_as_a_loss, plateau_of_batches, negative_loss, range_test_leaves_weights, scaled_too_far, set_by_hand,
    reported_rate, last_factor_for_all, nothing_in_the_first_step,
):
    function()
twins.write()
