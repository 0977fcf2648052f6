"""Logs what `learn doctor` needs from a training loop in plain PyTorch, one JSON object a line.

    doctor = Doctor(model, optimizer, "run.jsonl", criterion)   # once, before the loop
    doctor.step(loss, y)                                        # after optimizer.step()
    doctor.validation(loss, accuracy)                           # after an evaluation, if there is one

`criterion` and `y` may be left out. It keeps a copy of the parameters and reads each of them once a step, which costs memory
and, on a GPU, time; with `every=10` it does so at every tenth step and logs the loss at every one. With gradient accumulation
call `step` once for each `optimizer.step()`, and where a loss scaler may skip an update, before `zero_grad()`: such a step has
no other gradients to show. They are logged as the optimizer gets them, so after clipping. Further facts go by name, such as
`classes=10`.
"""
import hashlib, json, math
import torch
from torch import nn


def exact(x):
    return x.detach().float() if x.device.type == "mps" else x.detach().double()  # Apple's GPUs have no float64


class Doctor:
    def __init__(self, model, optimizer, path, criterion=None, every=1, **facts):
        self.model, self.optimizer, self.criterion, self.every, self.facts = model, optimizer, criterion, every, facts
        self.parameters = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
        self.count, self.mode, self.output, self.gradients, self.columns, self.layers = 0, None, None, None, {}, {}
        self.before, self.file = self.copy(), open(path, "w", buffering=1)
        model.register_forward_pre_hook(lambda *_: setattr(self, "output", None))
        for name, module in model.named_modules():
            if not list(module.children()):
                module.register_forward_hook(lambda m, x, y, name=name or "model": self.forward(name, m, x, y))
        model.register_forward_hook(lambda m, x, y: self.measure("output", y, ends=True))
        # Read by a hook of the update: clipping and a loss scaler come before it, and some loops zero the gradients right after it.
        optimizer.register_step_post_hook(lambda *_: setattr(self, "gradients", self.gradient_norms()))

    def forward(self, name, module, inputs, output):
        previous, self.output, self.mode = self.output, output, self.model.training
        if not torch.is_grad_enabled():
            return
        self.layers.setdefault(name, type(module).__name__)
        if inputs and previous is None:
            self.measure("input", inputs[0], ends=True)
        elif inputs and hasattr(module, "weight") and inputs[0] is not previous:  # such as F.relu between two layers
            self.measure(name + ".input", inputs[0], units=True)
        self.measure(name, output, units="Dropout" not in type(module).__name__)
        if isinstance(output, torch.Tensor) and isinstance(module, (nn.Tanh, nn.Sigmoid)):
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

    def step(self, loss, target=None):
        scalar = next(iter(self.before.values())).dtype
        if self.count == 0:
            self.write(event="run", format=1, source="pytorch", optimizer=type(self.optimizer).__name__,
                       parameters={name: list(p.shape) for name, p in self.parameters}, layers=self.layers,
                       loss_function=type(self.criterion).__name__ if self.criterion is not None else None,
                       scalar=str(scalar).removeprefix("torch."), outputs=list(getattr(self.output, "shape", [])), **self.facts)
        line = {"step": self.count, "loss": torch.as_tensor(loss).item(), "learning_rate": float(self.optimizer.param_groups[0]["lr"])}
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
        self.count, self.gradients, self.columns = self.count + 1, None, {}
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
