"""Reference values of lesson 08: the rates and momenta that PyTorch's schedulers set, step by step, in two groups.

Beside Lesson08.json the script writes Lesson08Trained.safetensors, four runs that PyTorch stopped in the middle, with what
their schedulers and optimizers remember. It reads Lesson08Ours.safetensors, four such runs that the course stopped (with
RECORD_FIXTURES=1, see Lesson08States), goes on with them, and stores where they end. Needs safetensors 0.8.
"""

import inspect
import pathlib
import warnings

import torch
from safetensors.torch import load_file, save_file
from torch.optim import lr_scheduler as lr

from golden import Fixture

fixture = Fixture(8, __file__)
RATES = [0.1, 0.02]


def optimizer(rates=RATES, kind="sgd"):
    groups = [{"params": [torch.nn.Parameter(torch.ones(1))], "lr": rate} for rate in rates]
    if kind == "adam":
        return torch.optim.AdamW(groups)
    return torch.optim.SGD(groups, momentum=0.9)


def momentum(group):
    return group["betas"][0] if "betas" in group else group["momentum"]


def rates(made):
    return [group["lr"] for group in made.param_groups]


def run(group, make, steps, kind="sgd", closed=True):
    """Stores rates and momenta, and the rates by the closed form where there is one."""
    made = optimizer(kind=kind)
    scheduler = make(made)
    rows, momenta = [], []
    for step in range(steps):
        rows.append(rates(made))
        momenta.append([momentum(g) for g in made.param_groups])
        if step < steps - 1:
            made.step()
            scheduler.step()
    fixture.store(f"{group}.rates", rows)
    fixture.store(f"{group}.momenta", momenta)
    if closed and hasattr(scheduler, "_get_closed_form_lr"):
        forms = []
        for step in range(steps):
            scheduler.last_epoch = step
            forms.append(scheduler._get_closed_form_lr())
        fixture.store(f"{group}.closed", forms)
    # PyTorch's own continuation from its state, in new objects, is the same to the bit.
    middle = steps // 2
    first = optimizer(kind=kind)
    before = make(first)
    for _ in range(middle):
        first.step()
        before.step()
    second = optimizer(kind=kind)
    after = make(second)
    after.load_state_dict(before.state_dict())
    second.load_state_dict(first.state_dict())
    for step in range(middle, steps):
        assert rates(second) == rows[step], (group, step)
        if step < steps - 1:
            second.step()
            after.step()


def each_scheduler():
    run("step(3)", lambda o: lr.StepLR(o, 3), 13)
    run("step(4, 0.5)", lambda o: lr.StepLR(o, 4, 0.5), 41)
    run("multiStep(3, 7)", lambda o: lr.MultiStepLR(o, [3, 7]), 21)
    run("multiStep(2, 5, 5)", lambda o: lr.MultiStepLR(o, [5, 2, 5], 0.3), 21)
    run("constant(default)", lambda o: lr.ConstantLR(o), 12)
    run("constant(0.2, 7)", lambda o: lr.ConstantLR(o, 0.2, 7), 20)
    run("linear(default)", lambda o: lr.LinearLR(o), 12)
    run("linear(1, 0, 30)", lambda o: lr.LinearLR(o, 1.0, 0.0, 30), 61)
    run("linear(0.01, 1, 50)", lambda o: lr.LinearLR(o, 0.01, 1.0, 50), 101)
    run("exponential(0.9)", lambda o: lr.ExponentialLR(o, 0.9), 200)
    run("polynomial(default)", lambda o: lr.PolynomialLR(o), 11)
    run("polynomial(40, 2)", lambda o: lr.PolynomialLR(o, 40, 2.0), 81)
    run("polynomial(40, 0.5)", lambda o: lr.PolynomialLR(o, 40, 0.5), 81)
    run("cosine(10)", lambda o: lr.CosineAnnealingLR(o, 10), 41)
    run("cosine(50, 0.001)", lambda o: lr.CosineAnnealingLR(o, 50, 0.001), 201)
    run("cosine(1)", lambda o: lr.CosineAnnealingLR(o, 1), 9)
    run("restarts(5, 2)", lambda o: lr.CosineAnnealingWarmRestarts(o, 5, 2, 0.001), 80)
    run("restarts(7)", lambda o: lr.CosineAnnealingWarmRestarts(o, 7), 22)
    run("lambda(0.95)", lambda o: lr.LambdaLR(o, lambda t: 0.95**t), 40)
    run("lambda(each)", lambda o: lr.LambdaLR(o, [lambda t: 0.95**t, lambda t: 1 / (1 + t)]), 40)
    run("multiplicative(0.95)", lambda o: lr.MultiplicativeLR(o, lambda t: 0.95 + 0.01 * (t % 3)), 40)


def cycles():
    for kind in ["sgd", "adam"]:
        for name, settings in {
            "default": {},
            "linear": {"anneal_strategy": "linear"},
            "three": {"three_phase": True},
            "three, linear": {"three_phase": True, "anneal_strategy": "linear"},
            "others": {"pct_start": 0.45, "div_factor": 10.0, "final_div_factor": 100.0, "base_momentum": 0.7},
            "still": {"cycle_momentum": False},
        }.items():
            run(f"oneCycle({kind}, {name})", lambda o: lr.OneCycleLR(o, 0.1, total_steps=100, **settings), 100, kind)
        for name, settings in {
            "triangular": {},
            "triangular2": {"mode": "triangular2"},
            "exp_range": {"mode": "exp_range", "gamma": 0.97},
            "uneven": {"step_size_down": 7},
            "still": {"cycle_momentum": False},
        }.items():
            make = lambda o: lr.CyclicLR(o, 0.01, 0.1, step_size_up=10, **settings)
            run(f"cyclic({kind}, {name})", make, 61, kind)
    run("oneCycle(short)", lambda o: lr.OneCycleLR(o, 0.1, total_steps=10), 10)
    run("oneCycle(groups)", lambda o: lr.OneCycleLR(o, [0.1, 0.3], total_steps=20), 20)
    # One step more than the schedule has: PyTorch goes on along the last line.
    for anneal in ["cos", "linear"]:
        run(f"beyond({anneal})", lambda o: lr.OneCycleLR(o, 0.1, total_steps=10, anneal_strategy=anneal), 11)


def combined():
    run(
        "sequential(linear, cosine)",
        lambda o: lr.SequentialLR(o, [lr.LinearLR(o, 0.1, 1.0, 10), lr.CosineAnnealingLR(o, 40, 0.001)], [10]),
        101,
    )
    run(
        "sequential(constant, exponential, step)",
        lambda o: lr.SequentialLR(o, [lr.ConstantLR(o, 0.1, 20), lr.ExponentialLR(o, 0.9), lr.StepLR(o, 3, 0.5)], [5, 15]),
        41,
    )
    run(
        "sequential(exponential, multiplicative)",
        lambda o: lr.SequentialLR(o, [lr.ExponentialLR(o, 0.9), lr.MultiplicativeLR(o, lambda t: 0.8)], [6]),
        21,
    )
    run(
        "sequential(linear, restarts)",
        lambda o: lr.SequentialLR(o, [lr.LinearLR(o, 0.1, 1.0, 10), lr.CosineAnnealingWarmRestarts(o, 8, 2)], [10]),
        80,
    )
    run("chained(constant, exponential)", lambda o: lr.ChainedScheduler([lr.ConstantLR(o, 0.1, 20), lr.ExponentialLR(o, 0.9)]), 41)
    run("chained(linear, cosine)", lambda o: lr.ChainedScheduler([lr.LinearLR(o, 0.1, 1.0, 10), lr.CosineAnnealingLR(o, 40)]), 81)
    run(
        "chained(linear, cosine above zero)",
        lambda o: lr.ChainedScheduler([lr.LinearLR(o, 0.1, 1.0, 10), lr.CosineAnnealingLR(o, 40, 0.001)]),
        81,
    )
    run("chained(cosine, cosine)", lambda o: lr.ChainedScheduler([lr.CosineAnnealingLR(o, 10), lr.CosineAnnealingLR(o, 10)]), 41)
    run("chained(step, polynomial)", lambda o: lr.ChainedScheduler([lr.StepLR(o, 7, 0.5), lr.PolynomialLR(o, 30, 2.0)]), 61)


FIGURES = [1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5]


def plateaus():
    wave = [(1 + 0.3 * ((7 * t) % 5)) / (1 + 0.05 * t) for t in range(60)]
    for name, figures, settings in [
        ("golden", FIGURES, {"factor": 0.5, "patience": 2}),
        ("default", [1.0] * 40, {}),
        ("wave", wave, {"factor": 0.5, "patience": 3}),
        ("cooldown", [1.0] * 40, {"factor": 0.5, "patience": 2, "cooldown": 3}),
        ("absolute", wave, {"factor": 0.5, "patience": 1, "threshold": 0.1, "threshold_mode": "abs"}),
        ("max", wave, {"mode": "max", "factor": 0.5, "patience": 4}),
        ("max, absolute", wave, {"mode": "max", "factor": 0.5, "patience": 4, "threshold": 0.01, "threshold_mode": "abs"}),
        ("minimum", [1.0] * 40, {"factor": 0.5, "patience": 0, "min_lr": 0.003}),
        ("least drop", [1.0] * 40, {"factor": 0.5, "patience": 0, "eps": 0.002}),
    ]:
        made = optimizer()
        scheduler = lr.ReduceLROnPlateau(made, **settings)
        rows = []
        for figure in figures:
            made.step()
            scheduler.step(figure)
            rows.append(rates(made))
        fixture.store(f"plateau({name}).figures", figures)
        fixture.store(f"plateau({name}).rates", rows)


def defaults():
    def of(kind, name):
        return inspect.signature(kind).parameters[name].default

    for kind, names in [
        (lr.StepLR, ["gamma"]),
        (lr.MultiStepLR, ["gamma"]),
        (lr.ConstantLR, ["factor", "total_iters"]),
        (lr.LinearLR, ["start_factor", "end_factor", "total_iters"]),
        (lr.PolynomialLR, ["total_iters", "power"]),
        (lr.CosineAnnealingLR, ["eta_min"]),
        (lr.CosineAnnealingWarmRestarts, ["T_mult", "eta_min"]),
        (lr.OneCycleLR, ["pct_start", "base_momentum", "max_momentum", "div_factor", "final_div_factor"]),
        (lr.CyclicLR, ["step_size_up", "gamma", "base_momentum", "max_momentum"]),
        (lr.ReduceLROnPlateau, ["factor", "patience", "threshold", "cooldown", "min_lr", "eps"]),
    ]:
        for name in names:
            fixture.store(f"defaults.{kind.__name__}.{name}", float(of(kind, name)))


# Runs that are stopped and go on: w in two groups on the loss (w - 3)^2 / 2 + (v + 1)^2.

MIDDLE, END = 37, 90


def scheduler(kind, made):
    if kind == "sequential":
        return lr.SequentialLR(made, [lr.LinearLR(made, 0.1, 1.0, 10), lr.CosineAnnealingLR(made, 40, 0.001)], [10])
    if kind == "chained":
        return lr.ChainedScheduler([lr.ConstantLR(made, 0.5, 50), lr.ExponentialLR(made, 0.97)])
    if kind == "oneCycle":
        return lr.OneCycleLR(made, 0.1, total_steps=100)
    return lr.ReduceLROnPlateau(made, factor=0.5, patience=2, cooldown=1)


def advance(made, schedule, kind, count):
    for _ in range(count):
        w, v = (group["params"][0] for group in made.param_groups)
        loss = ((w - 3) ** 2 / 2 + (v + 1) ** 2).sum()
        made.zero_grad()
        loss.backward()
        made.step()
        schedule.step(*([loss.item()] if kind == "plateau" else []))


def numbers(schedule, kind):
    """What the course keeps of a scheduler, under the same names."""
    state = schedule.state_dict()
    if kind == "plateau":
        return {name: state[name] for name in ["last_epoch", "best", "num_bad_epochs", "cooldown_counter"]}
    inner = state["_schedulers"][0] if "_schedulers" in state else state
    last = state["last_epoch"] if "last_epoch" in state else inner["last_epoch"]
    return {"last_epoch": last, "base_lrs": torch.tensor(inner["base_lrs"])}


def written(kind, made, schedule):
    entries = {f"{kind}.scheduler.{name}": value for name, value in numbers(schedule, kind).items()}
    for index, group in enumerate(made.param_groups):
        parameter = group["params"][0]
        entries[f"{kind}.model.{index}"] = parameter.detach().clone()
        entries[f"{kind}.optimizer.{index}.momentum_buffer"] = made.state[parameter]["momentum_buffer"].clone()
        entries[f"{kind}.optimizer.group.{index}.learningRate"] = group["lr"]
        entries[f"{kind}.optimizer.group.{index}.momentum"] = group["momentum"]
    return {name: torch.as_tensor(value) for name, value in entries.items()}


def taken(kind, entries):
    """An optimizer and its scheduler as a file has them."""
    made = optimizer()
    schedule = scheduler(kind, made)
    for index, group in enumerate(made.param_groups):
        parameter = group["params"][0]
        parameter.data = entries[f"{kind}.model.{index}"].clone()
        made.state[parameter]["momentum_buffer"] = entries[f"{kind}.optimizer.{index}.momentum_buffer"].clone()
        group["lr"] = entries[f"{kind}.optimizer.group.{index}.learningRate"].item()
        group["momentum"] = entries[f"{kind}.optimizer.group.{index}.momentum"].item()
    state = {
        name: entries[f"{kind}.scheduler.{name}"].tolist()
        for name in numbers(scheduler(kind, optimizer()), kind)
    }
    last = state["last_epoch"]
    if kind == "plateau":
        schedule.__dict__.update(state)
        return made, schedule
    steps = {"last_epoch": last, "_step_count": last + 1, "base_lrs": state["base_lrs"]}
    if kind == "sequential":
        schedule.last_epoch = last
        schedule._schedulers[1].__dict__.update(steps | {"last_epoch": last - 10, "_step_count": last - 9})
    elif kind == "chained":
        for inner in schedule._schedulers:
            inner.__dict__.update(steps)
    else:
        schedule.__dict__.update(steps)
    return made, schedule


KINDS = ["sequential", "chained", "oneCycle", "plateau"]


def ended(made):
    return [[group["params"][0].item(), group["lr"], group["momentum"]] for group in made.param_groups]


def stopped_runs():
    here = pathlib.Path(__file__).resolve().parent
    entries = {}
    for kind in KINDS:
        made = optimizer()
        schedule = scheduler(kind, made)
        advance(made, schedule, kind, MIDDLE)
        entries |= written(kind, made, schedule)
        advance(made, schedule, kind, END - MIDDLE)
        fixture.store(f"stopped({kind}).end", ended(made))
        fixture.store(f"stopped({kind}).steps", [MIDDLE, END])
    trained = here / "Lesson08Trained.safetensors"
    save_file(entries, trained)
    trained.chmod(0o644)
    ours = here / "Lesson08Ours.safetensors"
    if not ours.exists():
        raise SystemExit(f"{ours.name} is missing: run the tests of lesson 08 with RECORD_FIXTURES=1")
    for kind in KINDS:
        made, schedule = taken(kind, load_file(ours))
        advance(made, schedule, kind, END - MIDDLE)
        fixture.store(f"ours({kind}).end", ended(made))


warnings.simplefilter("ignore")
each_scheduler()
cycles()
combined()
plateaus()
defaults()
stopped_runs()
fixture.write()
