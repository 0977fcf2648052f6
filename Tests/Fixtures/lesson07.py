"""Reference values of lesson 07: a hundred steps of every optimizer of PyTorch, on three problems.

scalar(NAME): one weight from 1, gradients that are given. quadratic(NAME): three weights in a bowl, in one group.
network(NAME): a small network in two groups, the second at half the rate; every third step the last bias has no gradient.

Muon computes in bfloat16, whatever the precision of the weights. Its trajectories are stored twice: as it is, and with
that one cast left out, which is what the course computes.

What PyTorch lacks follows the papers, in numpy-like lines below: Lion, LARS, LAMB.

Beside Lesson07.json the script writes Lesson07Torch.safetensors, networks and optimizers' states after fifty steps. It
reads Lesson07Ours.safetensors, which the course wrote (with RECORD_FIXTURES=1, see Lesson07States), goes on from there,
and stores where PyTorch ends. For L-BFGS, whose state is of another kind, the two files are Lesson07TorchLBFGS and
Lesson07OursLBFGS. Needs safetensors 0.8.
"""

import pathlib

import torch
from safetensors.torch import load_file, save_file
from torch import nn, optim
from torch.optim import _muon, swa_utils
from torch.optim.optimizer import Optimizer

from golden import Fixture, normal

fixture = Fixture(7, __file__)
STEPS = 100
FOLDER = pathlib.Path(__file__).resolve().parent


class Lion(Optimizer):
    """Algorithm 2 of arXiv:2302.06675."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (b1, b2), lr = group["betas"], group["lr"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                m = self.state[p].setdefault("exp_avg", torch.zeros_like(p))
                c = b1 * m + (1 - b1) * p.grad
                p.copy_(p - lr * (c.sign() + group["weight_decay"] * p))
                m.copy_(b2 * m + (1 - b2) * p.grad)


class LARS(Optimizer):
    """Algorithm 1 of arXiv:1708.03888; a norm of 0 leaves the rate alone."""

    def __init__(self, params, lr=0.1, momentum=0.9, weight_decay=1e-4, trust=0.001):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, trust=trust))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                v = self.state[p].setdefault("momentum_buffer", torch.zeros_like(p))
                w, g = p.norm(), p.grad.norm()
                bottom = g + group["weight_decay"] * w
                local = group["trust"] * w / bottom if w > 0 and g > 0 else 1.0
                v.copy_(group["momentum"] * v + group["lr"] * local * (p.grad + group["weight_decay"] * p))
                p.sub_(v)


class LAMB(Optimizer):
    """Algorithm 2 of arXiv:1904.00962 with phi(z) = z; a norm of 0 gives a ratio of 1."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                m = state.setdefault("exp_avg", torch.zeros_like(p))
                v = state.setdefault("exp_avg_sq", torch.zeros_like(p))
                t = state["step"] = state.get("step", 0) + 1
                m.copy_(b1 * m + (1 - b1) * p.grad)
                v.copy_(b2 * v + (1 - b2) * p.grad**2)
                r = (m / (1 - b1**t)) / ((v / (1 - b2**t)).sqrt() + group["eps"])
                r = r + group["weight_decay"] * p
                ratio = p.norm() / r.norm() if p.norm() > 0 and r.norm() > 0 else 1.0
                p.sub_(group["lr"] * ratio * r)


# name, class, settings. Settings are repeated in Lesson07Parity.
CASES = [
    ("sgd", optim.SGD, dict(lr=0.1)),
    ("sgd decay", optim.SGD, dict(lr=0.1, weight_decay=0.1)),
    ("sgd momentum", optim.SGD, dict(lr=0.05, momentum=0.9)),
    ("sgd dampening", optim.SGD, dict(lr=0.1, momentum=0.8, dampening=0.3, weight_decay=0.05)),
    ("sgd nesterov", optim.SGD, dict(lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.1)),
    ("sgd maximize", optim.SGD, dict(lr=0.01, momentum=0.5, weight_decay=0.1, maximize=True)),
    ("adagrad", optim.Adagrad, dict(lr=0.1)),
    ("adagrad all", optim.Adagrad, dict(lr=0.2, lr_decay=0.01, initial_accumulator_value=0.1, weight_decay=0.1)),
    ("adagrad maximize", optim.Adagrad, dict(lr=0.02, maximize=True)),
    ("rmsprop", optim.RMSprop, dict(lr=0.01)),
    ("rmsprop centered", optim.RMSprop, dict(lr=0.01, centered=True, weight_decay=0.1)),
    ("rmsprop momentum", optim.RMSprop, dict(lr=0.01, momentum=0.5, alpha=0.9)),
    ("rmsprop all", optim.RMSprop, dict(lr=0.01, momentum=0.9, centered=True, eps=1e-4)),
    ("rmsprop maximize", optim.RMSprop, dict(lr=0.001, maximize=True)),
    ("adadelta", optim.Adadelta, dict(lr=1.0)),
    ("adadelta decay", optim.Adadelta, dict(lr=0.5, rho=0.8, eps=1e-4, weight_decay=0.1)),
    ("adadelta maximize", optim.Adadelta, dict(lr=1.0, maximize=True)),
    ("adam", optim.Adam, dict(lr=0.1)),
    ("adam decay", optim.Adam, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)),
    ("adam decoupled", optim.Adam, dict(lr=0.05, weight_decay=0.1, decoupled_weight_decay=True)),
    ("adam maximize", optim.Adam, dict(lr=0.01, weight_decay=0.1, maximize=True)),
    ("adam amsgrad", optim.Adam, dict(lr=0.1, amsgrad=True, weight_decay=0.1)),
    ("adamw", optim.AdamW, dict(lr=0.1)),
    ("adamw amsgrad", optim.AdamW, dict(lr=0.1, betas=(0.9, 0.9), amsgrad=True, weight_decay=0.2)),
    ("adamw maximize", optim.AdamW, dict(lr=0.01, maximize=True)),
    ("adamax", optim.Adamax, dict(lr=0.05)),
    ("adamax decay", optim.Adamax, dict(lr=0.05, betas=(0.8, 0.9), weight_decay=0.1)),
    ("adamax maximize", optim.Adamax, dict(lr=0.01, maximize=True)),
    ("nadam", optim.NAdam, dict(lr=0.05)),
    ("nadam decay", optim.NAdam, dict(lr=0.05, momentum_decay=0.01, weight_decay=0.1)),
    ("nadam decoupled", optim.NAdam, dict(lr=0.05, weight_decay=0.1, decoupled_weight_decay=True)),
    ("nadam maximize", optim.NAdam, dict(lr=0.01, maximize=True)),
    ("radam", optim.RAdam, dict(lr=0.1)),
    ("radam decay", optim.RAdam, dict(lr=0.1, betas=(0.8, 0.9), weight_decay=0.1)),
    ("radam decoupled", optim.RAdam, dict(lr=0.1, weight_decay=0.1, decoupled_weight_decay=True)),
    ("radam maximize", optim.RAdam, dict(lr=0.01, maximize=True)),
    ("rprop", optim.Rprop, dict(lr=0.01)),
    ("rprop bounds", optim.Rprop, dict(lr=0.1, etas=(0.4, 1.3), step_sizes=(1e-3, 0.2))),
    ("rprop maximize", optim.Rprop, dict(lr=0.001, step_sizes=(1e-6, 0.01), maximize=True)),
    ("asgd", optim.ASGD, dict(lr=0.05)),
    ("asgd averaging", optim.ASGD, dict(lr=0.05, lambd=0.01, alpha=0.5, t0=20, weight_decay=0.1)),
    ("asgd maximize", optim.ASGD, dict(lr=0.01, t0=50, maximize=True)),
    ("adafactor", optim.Adafactor, dict(lr=0.05)),
    ("adafactor decay", optim.Adafactor, dict(lr=0.3, beta2_decay=-0.5, eps=(1e-8, 1e-2), d=1.5, weight_decay=0.1)),
    ("adafactor maximize", optim.Adafactor, dict(lr=0.01, maximize=True)),
    ("lion", Lion, dict(lr=0.01)),
    ("lion decay", Lion, dict(lr=0.02, betas=(0.8, 0.95), weight_decay=0.5)),
    ("lars", LARS, dict(lr=2.0, momentum=0.9, weight_decay=0.01, trust=0.01)),
    ("lamb", LAMB, dict(lr=0.02)),
    ("muon", optim.Muon, dict(lr=0.02)),
    ("muon rms", optim.Muon, dict(lr=0.02, nesterov=False, weight_decay=0.0, adjust_lr_fn="match_rms_adamw")),
]
MATRICES_ONLY = (optim.Muon,)


def leaves(problem):
    return {
        name: normal(f"{problem}.{name}", shape).requires_grad_()
        for name, shape in dict(weight1=[4, 3], weight2=[2, 4], bias1=[4], bias2=[2]).items()
    }


INPUT, TARGET = normal("network.input", [6, 3]), normal("network.target", [6, 2])


def network_loss(p):
    hidden = torch.tanh(INPUT @ p["weight1"].T + p["bias1"])
    return ((hidden @ p["weight2"].T + p["bias2"] - TARGET) ** 2).mean()


def network_optimizer(kind, settings, p):
    groups = [{"params": [p["weight1"], p["weight2"]]}]
    if kind not in MATRICES_ONLY:
        groups.append({"params": [p["bias1"], p["bias2"]], "lr": settings["lr"] / 2})
    return kind(groups, **settings)


def network_steps(p, optimizer, steps):
    losses = []
    for step in steps:
        optimizer.zero_grad()
        loss = network_loss(p)
        losses.append(loss.item())
        loss.backward()
        if step % 3 == 2:
            p["bias2"].grad = None
        optimizer.step()
    return losses


def flat(p):
    return torch.cat([value.detach().flatten() for value in p.values()])


def trajectories(name, kind, settings):
    if kind not in MATRICES_ONLY:
        w = torch.ones(1, requires_grad=True)
        optimizer = kind([w], **settings)
        values = []
        for g in normal("scalar.gradients", [STEPS]):
            w.grad = g.reshape(1).clone()
            optimizer.step()
            values.append(w.item())
        fixture.store(f"scalar({name}).values", values)
    matrix = kind in MATRICES_ONLY
    w = torch.tensor([1.0, -2.0, 3.0])
    w = (w.reshape(1, 3) if matrix else w).requires_grad_()
    optimizer = kind([w], **settings)
    values = []
    for step in range(STEPS):
        w.grad = (w.detach() @ CURVATURE).clone()
        optimizer.step()
        if step % 10 == 9:
            values.append(w.detach().flatten().tolist())
    fixture.store(f"quadratic({name}).values", values)
    p = leaves("network")
    losses = network_steps(p, network_optimizer(kind, settings, p), range(STEPS))
    fixture.store(f"network({name}).losses", losses[::10])
    fixture.store(f"network({name}).parameters", flat(p))


CURVATURE = torch.tensor([[2.0, 0.5, 0.0], [0.5, 1.0, -0.25], [0.0, -0.25, 0.5]])


class InFullPrecision(torch.Tensor):
    """A tensor whose cast to bfloat16 changes nothing."""

    def bfloat16(self):
        return self.as_subclass(torch.Tensor).clone()


def all_trajectories():
    fixture.store("scalar.gradients", normal("scalar.gradients", [STEPS]))
    fixture.store("quadratic.curvature", CURVATURE)
    for name, value in leaves("network").items():
        fixture.store(f"network.{name}", value)
    fixture.store("network.input", INPUT)
    fixture.store("network.target", TARGET)
    original = _muon._zeropower_via_newtonschulz
    for name, kind, settings in CASES:
        if kind is optim.Muon:
            trajectories(f"{name} in bfloat16", kind, settings)
            _muon._zeropower_via_newtonschulz = lambda g, *rest: original(g.as_subclass(InFullPrecision), *rest)
        trajectories(name, kind, settings)
        _muon._zeropower_via_newtonschulz = original


def rosenbrock(w):
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2


def lbfgs():
    for search in [None, "strong_wolfe"]:
        for history in [100, 3]:
            label = f"{search or 'fixed'}, history {history}"
            w = torch.tensor([-1.2, 1.0], requires_grad=True)
            rate = 1.0 if search else 0.1
            optimizer = optim.LBFGS([w], lr=rate, max_iter=5, history_size=history, line_search_fn=search)
            values = []

            def closure():
                optimizer.zero_grad()
                loss = rosenbrock(w)
                loss.backward()
                return loss

            for _ in range(12):
                optimizer.step(closure)
                values.append(w.tolist())
            fixture.store(f"lbfgs({label}).rosenbrock", values)
            state = optimizer.state[w]
            fixture.store(f"lbfgs({label}).counts", torch.tensor([state["func_evals"], state["n_iter"]]))
        p = leaves("network")
        optimizer = optim.LBFGS(list(p.values()), lr=1.0 if search else 0.2, line_search_fn=search)

        def closure():
            optimizer.zero_grad()
            loss = network_loss(p)
            loss.backward()
            return loss

        losses = [optimizer.step(closure).item() for _ in range(3)]
        fixture.store(f"lbfgs({search or 'fixed'}).losses", losses)


LBFGS_SEARCHES = {"fixed": dict(lr=0.1), "strong_wolfe": dict(lr=1.0, line_search_fn="strong_wolfe")}


def lbfgs_steps(optimizer, loss, steps):
    """Steps of two iterations at most; `loss` knows which parameters have no gradient in a step."""
    losses = []
    for step in steps:

        def closure():
            optimizer.zero_grad()
            return loss(step)

        losses.append(optimizer.step(closure).item())
    return losses


def lbfgs_network(p):
    def loss(step):
        value = network_loss(p)
        value.backward()
        if step % 3 == 2:
            p["bias2"].grad = None
        return value

    return loss


def lbfgs_hundred():
    for search, settings in LBFGS_SEARCHES.items():
        problems = {
            "scalar": (torch.tensor([2.0]), lambda w: (w**2 / 2 + w**4 / 4).sum()),
            "quadratic": (torch.tensor([1.0, -2.0, 3.0]), lambda w: w @ CURVATURE @ w / 2),
        }
        for name, (start, function) in problems.items():
            w = start.requires_grad_()
            optimizer = optim.LBFGS([w], max_iter=2, **settings)
            values = []

            def loss(step):
                value = function(w)
                value.backward()
                return value

            for step in range(STEPS):
                lbfgs_steps(optimizer, loss, [step])
                values.append(w.tolist())
            fixture.store(f"lbfgs({search}).{name}", values)
        p = leaves("network")
        optimizer = optim.LBFGS(list(p.values()), max_iter=2, history_size=10, **settings)
        losses = lbfgs_steps(optimizer, lbfgs_network(p), range(STEPS))
        fixture.store(f"lbfgs({search}).hundred", losses)
        fixture.store(f"lbfgs({search}).parameters", flat(p))


def lbfgs_states():
    written, path = {}, FOLDER / "Lesson07OursLBFGS.safetensors"
    ours = load_file(path) if path.exists() else {}
    for search, settings in LBFGS_SEARCHES.items():
        p = leaves("network")
        optimizer = optim.LBFGS(list(p.values()), max_iter=2, history_size=10, **settings)
        lbfgs_steps(optimizer, lbfgs_network(p), range(20))
        state = optimizer.state_dict()["state"][0]
        rows = [row for pair in zip(state["old_stps"], state["old_dirs"]) for row in pair]
        rows += [torch.zeros_like(state["d"])] * (20 - len(rows))
        prefix = f"runs.{search}.optimizer."
        written |= {prefix + name: state[name].clone() for name in ["d", "prev_flat_grad"]}
        written |= {prefix + name: torch.as_tensor(state[name]).clone() for name in ["t", "H_diag", "n_iter", "func_evals"]}
        written[prefix + "history"] = torch.stack(rows)
        written[prefix + "group.0.learningRate"] = torch.tensor(settings["lr"])
        written |= {f"runs.{search}.model.{name}": value.detach().clone() for name, value in p.items()}
        if not ours:
            continue
        p = leaves("network")
        with torch.no_grad():
            for name, value in p.items():
                value.copy_(ours[f"runs.{search}.model.{name}"])
        optimizer = optim.LBFGS(list(p.values()), max_iter=2, history_size=10, **settings)
        saved = {k.removeprefix(prefix): v for k, v in ours.items() if k.startswith(prefix)}
        pairs = [(s, y) for s, y in zip(saved["history"][::2], saved["history"][1::2]) if y.dot(s) > 0]
        state = {name: saved[name] for name in ["d", "prev_flat_grad", "H_diag"]}
        state |= {name: saved[name].item() for name in ["t", "n_iter", "func_evals"]}
        state |= {"old_stps": [s for s, _ in pairs], "old_dirs": [y for _, y in pairs], "prev_loss": None}
        state |= {"ro": [1.0 / y.dot(s) for s, y in pairs], "al": [None] * 10}
        optimizer.load_state_dict({"state": {0: state}, "param_groups": optimizer.state_dict()["param_groups"]})
        lbfgs_steps(optimizer, lbfgs_network(p), range(20, STEPS))
        fixture.store(f"lbfgs({search}).resumed", flat(p))
    save_file(written, FOLDER / "Lesson07TorchLBFGS.safetensors")


def averages():
    model = nn.ParameterDict(leaves("network"))
    p = {name: model[name] for name in leaves("network")}
    ema = swa_utils.AveragedModel(model, multi_avg_fn=swa_utils.get_ema_multi_avg_fn(0.9))
    swa = swa_utils.AveragedModel(model)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for step in range(30):
        network_steps(p, optimizer, [0])
        ema.update_parameters(model)
        if step % 5 == 4:
            swa.update_parameters(model)
    for name, average in [("ema", ema), ("swa", swa)]:
        fixture.store(f"averages.{name}", flat({key: average.module[key] for key in p}))


def clipping():
    for norm_type in [1.0, 2.0, 3.0, float("inf")]:
        p = leaves("network")
        network_loss(p).backward()
        total = nn.utils.clip_grad_norm_(p.values(), 0.5, norm_type=norm_type)
        label = "infinity" if norm_type == float("inf") else f"{norm_type:g}"
        fixture.store(f"clipping({label}).norm", total)
        fixture.store(f"clipping({label}).gradients", torch.cat([v.grad.flatten() for v in p.values()]))
    p = leaves("network")
    network_loss(p).backward()
    nn.utils.clip_grad_value_(p.values(), 0.2)
    fixture.store("clipping(value).gradients", torch.cat([v.grad.flatten() for v in p.values()]))


# MARK: - States

RESUMED = [
    "sgd momentum", "sgd dampening", "adagrad all", "rmsprop all", "adadelta", "adam", "adamw", "adam amsgrad",
    "adamax", "nadam", "radam", "rprop", "asgd", "adafactor", "muon",
]  # fmt: skip
INTEGERS = {"step"}
# A memory that a setting or a shape does without: PyTorch leaves it out, the course stores it without scalars.
UNUSED = {
    optim.RMSprop: ["grad_avg", "momentum_buffer"],
    optim.Adafactor: ["row_var", "col_var", "variance"],
}


def flat_state(optimizer):
    """The state dictionary under one name for each value: position, PyTorch's name; counts as whole numbers."""
    state, groups = optimizer.state_dict()["state"], optimizer.param_groups
    entries = {}
    for position, values in state.items():
        for name, value in values.items():
            if value is not None:
                value = torch.as_tensor(value)
                entries[f"{position}.{name}"] = value.to(torch.int64) if name in INTEGERS else value.double()
        if isinstance(optimizer, optim.SGD):
            entries[f"{position}.step"] = torch.tensor(1)
        for name in UNUSED.get(type(optimizer), []):
            entries.setdefault(f"{position}.{name}", torch.zeros(0))
    for index, group in enumerate(groups):
        entries[f"group.{index}.learningRate"] = torch.tensor(group["lr"])
        momentum = group["betas"][0] if "betas" in group else group.get("momentum")
        if momentum is not None:
            entries[f"group.{index}.momentum"] = torch.tensor(momentum)
    return entries


def load_flat_state(optimizer, entries):
    """The reverse: fills a fresh optimizer through `load_state_dict`, as a user of PyTorch would."""
    dictionary = optimizer.state_dict()
    for name, value in entries.items():
        position, field = name.split(".", 1)
        if position == "group":
            index, setting = field.split(".")
            if setting == "learningRate":
                dictionary["param_groups"][int(index)]["lr"] = value.item()
            continue
        if field in INTEGERS:
            if isinstance(optimizer, optim.SGD):
                continue
            value = value.to(torch.get_default_dtype())
        if value.numel():
            dictionary["state"].setdefault(int(position), {})[field] = value
    optimizer.load_state_dict(dictionary)


def key(name):
    return name.replace(" ", "-")


def states():
    torch_file = {}
    table = {name: (kind, settings) for name, kind, settings in CASES}
    ours_path = FOLDER / "Lesson07Ours.safetensors"
    ours = load_file(ours_path) if ours_path.exists() else {}
    original = _muon._zeropower_via_newtonschulz
    _muon._zeropower_via_newtonschulz = lambda g, *rest: original(g.as_subclass(InFullPrecision), *rest)
    for name in RESUMED:
        kind, settings = table[name]
        p = leaves("network")
        optimizer = network_optimizer(kind, settings, p)
        network_steps(p, optimizer, range(50))
        for field, value in flat_state(optimizer).items():
            torch_file[f"runs.{key(name)}.optimizer.{field}"] = value
        for field, value in p.items():
            torch_file[f"runs.{key(name)}.model.{field}"] = value.detach().clone()
        if not ours:
            continue
        p = leaves("network")
        with torch.no_grad():
            for field, value in p.items():
                value.copy_(ours[f"runs.{key(name)}.model.{field}"])
        optimizer = network_optimizer(kind, settings, p)
        prefix = f"runs.{key(name)}.optimizer."
        load_flat_state(optimizer, {k.removeprefix(prefix): v for k, v in ours.items() if k.startswith(prefix)})
        network_steps(p, optimizer, range(50, STEPS))
        fixture.store(f"resumed({name}).parameters", flat(p))
    _muon._zeropower_via_newtonschulz = original
    save_file(torch_file, FOLDER / "Lesson07Torch.safetensors")


def defaults():
    """The settings that PyTorch takes when none are given."""
    for kind in [
        optim.SGD, optim.Adagrad, optim.RMSprop, optim.Adadelta, optim.Adam, optim.AdamW, optim.Adamax,
        optim.NAdam, optim.RAdam, optim.Rprop, optim.ASGD, optim.Adafactor, optim.Muon, optim.LBFGS,
    ]:  # fmt: skip
        group = kind([torch.ones(2, 2, requires_grad=True)]).param_groups[0]
        for name, value in group.items():
            numbers = value if isinstance(value, tuple) else (value,)
            if name != "params" and all(isinstance(number, (int, float)) for number in numbers):
                fixture.store(f"defaults({kind.__name__}).{name}", torch.tensor([float(n) for n in numbers]))


all_trajectories()
lbfgs()
lbfgs_hundred()
lbfgs_states()
averages()
clipping()
states()
defaults()
fixture.write()
