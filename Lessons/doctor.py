"""Logs what `learn doctor` needs from a training loop in plain PyTorch, one JSON object a line.

    doctor = Doctor(model, optimizer, "run.jsonl", criterion)   # once, before the loop
    doctor.step(loss, y)                                        # after optimizer.step()
    doctor.validation(loss, accuracy)                           # after an evaluation, if there is one

`criterion` and `y` may be left out; a function such as `F.cross_entropy` will do as a criterion. It keeps a copy of the parameters
and reads each of them once a step, which costs memory and, on a GPU, time; with `every=10` it does so at every tenth step and logs
the loss at every one. With gradient accumulation call `step` once for each `optimizer.step()`, with the mean loss of a sample and
not the part of it that was divided for `backward()`. Where a loss scaler may skip an update, call it before `zero_grad()`: such a
step has no other gradients to show. Gradients are logged as the optimizer gets them, so after clipping, and the learning rate is
that of the update, the highest of all groups, wherever the scheduler is stepped. Further facts go by name, such as `classes=10`.
"""
import hashlib, json, math
import torch
from torch import nn

FUNCTIONS = {"cross_entropy": "CrossEntropyLoss", "nll_loss": "NLLLoss", "mse_loss": "MSELoss", "l1_loss": "L1Loss",
             "binary_cross_entropy": "BCELoss", "binary_cross_entropy_with_logits": "BCEWithLogitsLoss"}


def exact(x):
    return x.detach().float() if x.device.type == "mps" else x.detach().double()  # Apple's GPUs have no float64


def answers(output):
    """The outputs among what a model returns: the first tensor with an axis more than the batch's."""
    several = output.values() if isinstance(output, dict) else output if isinstance(output, (tuple, list)) else [output]
    return next((x for x in several if isinstance(x, torch.Tensor) and x.dim() > 1), output)


class Doctor:
    def __init__(self, model, optimizer, path, criterion=None, every=1, **facts):
        model = getattr(model, "_orig_mod", model)  # what torch.compile was given: names and hooks are those of its layers
        self.model, self.optimizer, self.criterion, self.every, self.facts = model, optimizer, criterion, every, facts
        self.parameters = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
        if not self.parameters:
            raise ValueError("Doctor: no parameter of the model requires a gradient, so there is nothing to be trained")
        self.count, self.mode, self.output, self.gradients, self.rate, self.columns, self.layers = 0, None, None, None, None, {}, {}
        self.before, self.file = self.copy(), open(path, "w", buffering=1)
        uncompiled = torch.compiler.disable  # hooks read numbers, which a compiled graph has none of
        model.register_forward_pre_hook(uncompiled(lambda *_: setattr(self, "output", None)))
        for name, module in model.named_modules():
            if not list(module.children()):
                module.register_forward_hook(uncompiled(lambda m, x, y, name=name or "model": self.forward(name, m, x, y)))
        model.register_forward_hook(uncompiled(lambda m, x, y: self.measure("output", answers(y), ends=True)))
        # Read by a hook of the update: clipping and a loss scaler come before it, and some loops zero the gradients right after it.
        optimizer.register_step_post_hook(lambda *_: self.update())

    def update(self):
        self.rate = self.learning_rate()
        if self.measures():
            self.gradients = self.gradient_norms()

    def forward(self, name, module, inputs, output):
        previous, self.output, self.mode = self.output, output, self.model.training
        if not torch.is_grad_enabled():
            return
        self.layers.setdefault(name, type(module).__name__)
        measured = hasattr(module, "weight") or "Dropout" in type(module).__name__
        if inputs and previous is None:
            if isinstance(inputs[0], torch.Tensor) and inputs[0].is_floating_point():  # the numbers of tokens have no scale
                self.measure("input", inputs[0], ends=True)
                self.distinct(inputs[0])
        elif inputs and measured and inputs[0] is not previous:  # such as F.relu between two layers
            self.measure(name + ".input", inputs[0], units=True)
        self.measure(name, output, units="Dropout" not in type(module).__name__)
        if self.measures() and isinstance(output, torch.Tensor) and isinstance(module, (nn.Tanh, nn.Sigmoid)):
            bounded = exact(output) if isinstance(module, nn.Tanh) else 2 * exact(output) - 1
            self.column("saturated_share", name, (bounded.abs() > 0.97).float().mean())

    def measure(self, name, x, units=False, ends=False):
        if not (self.measures() and torch.is_grad_enabled() and isinstance(x, torch.Tensor) and x.numel()):
            return
        x = exact(x)
        self.column("activation_mean", name, x.mean())
        self.column("activation_standard_deviation", name, x.std(correction=0))
        if units and x.dim() > 1:
            self.column("zero_share", name, (x == 0).float().mean())
            self.column("dead_share", name, (x == 0).flatten(2).all(-1).all(0).float().mean()
                        if x.dim() > 2 else (x == 0).all(0).float().mean())
        if ends:
            self.column("smallest", name, x.min())
            self.column("largest", name, x.max())

    def distinct(self, x):
        if self.measures() and x.dim() > 1 and x.numel():  # rows that are alike have the same sum under any weights
            rows = exact(x).flatten(1)
            sums = (rows * torch.arange(1, rows.shape[1] + 1, device=rows.device).sqrt()).sum(1)
            self.column("distinct_share", "input", torch.tensor(sums.unique().numel() / len(sums)))

    def step(self, loss, target=None):
        scalar = next(iter(self.before.values())).dtype
        if self.count == 0:
            self.write(event="run", format=1, source="pytorch", optimizer=type(self.optimizer).__name__,
                       parameters={name: list(p.shape) for name, p in self.parameters}, layers=self.layers,
                       loss_function=self.loss_function(),
                       scalar=str(scalar).removeprefix("torch."), outputs=list(getattr(self.output, "shape", [])), **self.facts)
        line = {"step": self.count, "loss": torch.as_tensor(loss).item(), "learning_rate": self.learning_rate() if self.rate is None else self.rate}
        if self.measures():
            with torch.enable_grad():
                self.measure("target", target, ends=True)
            if target is not None and not target.is_floating_point() and target.numel():
                self.column("largest_class_share", "target", target.unique(return_counts=True)[1].max() / target.numel())
            for name, p in self.parameters:
                self.column("unchanged_share", name, (p.detach() == self.before[name]).float().mean())
            line |= {"gradient_norms": self.gradient_norms() if self.gradients is None else self.gradients,
                     "parameter_norms": {name: exact(value).norm().item() for name, value in self.before.items()},
                     "update_norms": {name: exact(p.detach() - self.before[name]).norm().item() for name, p in self.parameters}}
        self.write(event="step", **line, mode=self.mode, columns=self.columns)
        self.count, self.gradients, self.rate, self.columns = self.count + 1, None, None, {}
        if self.measures():
            self.before = self.copy()

    def validation(self, loss, accuracy=None, model=None):
        """`model`: what was evaluated, if it is not the one in training, such as averaged or saved weights."""
        values = [value.detach().cpu().double() for value in (model or self.model).state_dict().values()]
        self.write(event="validation", step=self.count, loss=float(loss), accuracy=None if accuracy is None else float(accuracy),
                   mode=self.mode if model is None else None,
                   weights_hash=hashlib.sha256(repr([(v.sum().item(), v.norm().item()) for v in values]).encode()).hexdigest()[:16])

    def measures(self):
        return self.count % self.every == 0

    def copy(self):
        return {name: p.detach().clone() for name, p in self.parameters}

    def learning_rate(self):
        return max(float(group["lr"]) for group in self.optimizer.param_groups)

    def loss_function(self):
        kind = type(self.criterion).__name__
        return None if self.criterion is None else FUNCTIONS.get(getattr(self.criterion, "__name__", kind), kind)

    def gradient_norms(self):
        return {name: exact(p.grad).norm().item() for name, p in self.parameters if p.grad is not None}

    def column(self, column, name, value):
        self.columns.setdefault(column, {})[name] = value.item()

    def write(self, **line):
        def plain(x):  # JSON has no words for numbers that are not finite, so they are written as strings
            if isinstance(x, dict):
                return {key: plain(value) for key, value in x.items() if value is not None}
            return str(x) if isinstance(x, float) and not math.isfinite(x) else x
        if "mode" in line and line["mode"] is not None:
            line["mode"] = "training" if line["mode"] else "evaluation"
        self.file.write(json.dumps(plain(line)) + "\n")
