"""The defaults of PyTorch that ours are held against, read from its signatures, and what follows from them."""

import hashlib
import inspect
import json
import pathlib

# Sets double precision, one thread and the plainest kernels, as for the golden values.
import golden
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_


def defaults(function, *names):
    """The defaults of some parameters of a function or class by name, yes and no as 1 and 0."""
    parameters = inspect.signature(function).parameters
    return {name: float(parameters[name].default) for name in names}


def clipped(clip, bound):
    """What is left of the gradient [3, 4], and what was returned."""
    parameter = nn.Parameter(torch.zeros(2))
    parameter.grad = torch.tensor([3.0, 4.0])
    clip([parameter], bound)
    return {"first": parameter.grad[0].item(), "second": parameter.grad[1].item()}


def largest_parameters(features):
    """How near weights and biases come to their bound, of many draws."""
    torch.manual_seed(0)
    layer = nn.Linear(features, 4096)
    return {"weight": layer.weight.abs().max().item(), "bias": layer.bias.abs().max().item()}


beta1, beta2 = inspect.signature(torch.optim.AdamW).parameters["betas"].default
values = {
    "SGD": defaults(torch.optim.SGD, "lr", "momentum", "dampening", "weight_decay", "nesterov"),
    "AdamW": defaults(torch.optim.AdamW, "lr", "eps", "weight_decay", "amsgrad") | {"beta1": beta1, "beta2": beta2},
    "HuberLoss": defaults(nn.HuberLoss, "delta"),
    "SmoothL1Loss": defaults(nn.SmoothL1Loss, "beta"),
    "PoissonNLLLoss": defaults(nn.PoissonNLLLoss, "log_input", "full"),
    "CrossEntropyLoss": defaults(nn.CrossEntropyLoss, "ignore_index", "label_smoothing"),
    "MultiMarginLoss": defaults(nn.MultiMarginLoss, "margin"),
    "Linear": defaults(nn.Linear, "bias"),
    "clip_grad_norm_": defaults(clip_grad_norm_, "norm_type", "error_if_nonfinite"),
    # What has no signature to read, or more to it than a number.
    "clip_grad_norm_([3, 4], 1)": clipped(clip_grad_norm_, 1.0),
    "clip_grad_value_([3, 4], 3.5)": clipped(clip_grad_value_, 3.5),
    "greatest parameter of Linear(16, 4096)": largest_parameters(16),
    "losses of 3 against 0, two of them": {
        "mse": nn.MSELoss()(torch.tensor([3.0, 3.0]), torch.zeros(2)).item(),
        "huber": nn.HuberLoss()(torch.tensor([3.0, 3.0]), torch.zeros(2)).item(),
        "smooth l1": nn.SmoothL1Loss()(torch.tensor([3.0, 3.0]), torch.zeros(2)).item(),
        "bce with logits": nn.BCEWithLogitsLoss()(torch.tensor([3.0, 3.0]), torch.zeros(2)).item(),
        "bce with logits against 1": nn.BCEWithLogitsLoss()(torch.tensor([3.0, 3.0]), torch.ones(2)).item(),
        "cross-entropy": nn.CrossEntropyLoss()(torch.tensor([[3.0, 0.0], [3.0, 0.0]]), torch.tensor([1, 1])).item(),
        "poisson": nn.PoissonNLLLoss()(torch.tensor([3.0, 3.0]), torch.zeros(2)).item(),
    },
    "var([0, 2])": {"value": torch.tensor([0.0, 2.0]).var().item()},
}

sources = ["defaults.py", "golden.py"]
folder = pathlib.Path(__file__).resolve().parent
digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in sources)).hexdigest()
document = {"torch": torch.__version__, "sources": sources, "scriptSHA256": digest, "defaults": values}
(folder / "Defaults.json").write_text(json.dumps(document, indent=2, allow_nan=False) + "\n")
