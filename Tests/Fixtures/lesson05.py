"""Reference values for lesson 05: batch norm in all its settings, its relatives, a trained network and its file.

Beside Lesson05.json the script writes Lesson05Trained.safetensors, the state dictionary of a small network that
PyTorch trained. It reads Lesson05Ours.safetensors, which the course wrote (a test compares it byte by byte with what it
writes today, and writes it anew with RECORD_FIXTURES=1 in the environment), into the same network, strictly, and stores
what PyTorch answers with it. Needs safetensors 0.8.
"""

import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from golden import Fixture, normal, positive

fixture = Fixture(lesson=5, script=__file__)
here = pathlib.Path(__file__).resolve().parent


def table():
    x = torch.tensor([[1.0, 10], [2, 20], [3, 30], [6, 40]])
    norm = nn.BatchNorm1d(2)
    fixture.store("table(V5.1).x", x)
    fixture.store("table(V5.1).output", norm(x))
    fixture.store("table(V5.2).mean", norm.running_mean)
    fixture.store("table(V5.2).variance", norm.running_var)
    norm = nn.BatchNorm1d(1)
    rows = []
    for batch in [[0, 2], [4, 8], [1, 3]]:
        norm(torch.tensor(batch).to(x.dtype).reshape(2, 1))
        rows.append([norm.running_mean.item(), norm.running_var.item()])
    fixture.store("table(V5.3).output", rows)
    fixture.store("table(V5.4).output", F.layer_norm(torch.tensor([1.0, 2, 4, 9]), [4]))
    fixture.store("table(V5.5).output", F.group_norm(torch.tensor([[1.0, 2, 4, 9]]), 2))
    fixture.store("table(V5.6).output", [0.9**n for n in [10, 22, 44, 66]])
    dy = torch.tensor([[1.0, 0], [0, 1], [-1, 2], [0.5, -1]])
    leaves = [x.clone(), torch.tensor([1.5, -0.5]), torch.tensor([0.1, 0.2])]
    for leaf in leaves:
        leaf.requires_grad_()
    y = F.batch_norm(leaves[0], None, None, leaves[1], leaves[2], True)
    y.backward(dy)
    for name, value in zip(["x", "scale", "offset"], leaves):
        fixture.store(f"table(V5.7).{name}", value)
        fixture.store(f"table(V5.7).gradient.{name}", value.grad)
    fixture.store("table(V5.7).cotangent", dy)
    fixture.store("table(V5.7).output", y)


def layers():
    """Three batches in training mode, then one in evaluation mode: outputs, gradients and buffers after each."""
    shapes = {"[6, 3]": [6, 3], "[4, 3, 5]": [4, 3, 5], "[3, 3, 2, 4]": [3, 3, 2, 4], "[1, 3, 4, 4]": [1, 3, 4, 4]}
    settings = {
        "default": {},
        "momentum 0.3": {"momentum": 0.3},
        "momentum none": {"momentum": None},
        "untracked": {"track_running_stats": False},
        "not affine": {"affine": False},
        "neither": {"affine": False, "track_running_stats": False},
        "epsilon 0.1": {"eps": 0.1},
    }
    for shape_name, shape in shapes.items():
        for setting_name, setting in settings.items():
            if shape_name in ["[4, 3, 5]", "[1, 3, 4, 4]"] and setting_name not in ["default", "momentum none"]:
                continue
            kind = nn.BatchNorm2d if len(shape) == 4 else nn.BatchNorm1d
            norm = kind(3, **setting)
            group = f"batchNorm({shape_name}, {setting_name})"
            if norm.affine:
                with torch.no_grad():
                    norm.weight.copy_(normal(f"{shape_name}.scale", [3]))
                    norm.bias.copy_(normal(f"{shape_name}.offset", [3]))
                fixture.store(f"{group}.scale", norm.weight)
                fixture.store(f"{group}.offset", norm.bias)
            for step in range(4):
                norm.train(step < 3)
                x = (normal(f"{shape_name}.x{step}", shape) * 2 + 1).requires_grad_()
                y = norm(x)
                d = normal(f"{shape_name}.d{step}", shape)
                leaves = [x] + ([norm.weight, norm.bias] if norm.affine else [])
                gradients = torch.autograd.grad(y, leaves, d)
                fixture.store(f"{group}.x{step}", x)
                fixture.store(f"{group}.d{step}", d)
                fixture.store(f"{group}.output{step}", y)
                for name, gradient in zip(["x", "scale", "offset"], gradients):
                    role = f"x{step}" if name == "x" else name
                    fixture.store(f"{group}.gradient.{role}" if name == "x" else f"{group}.step{step}.{name}", gradient)
                if norm.track_running_stats:
                    fixture.store(f"{group}.mean{step}", norm.running_mean)
                    fixture.store(f"{group}.variance{step}", norm.running_var)
                    fixture.store(f"{group}.count{step}", norm.num_batches_tracked)


def relatives():
    x = normal("relatives.vectors", [5, 6])
    images = normal("relatives.images", [3, 4, 2, 3])
    scale, offset = normal("relatives.scale", [6]), normal("relatives.offset", [6])
    fixture.operation(
        "layerNorm([5, 6])", lambda x, scale, offset: F.layer_norm(x, [6], scale, offset), x=x, scale=scale, offset=offset
    )
    fixture.operation(
        "layerNorm([3, 4, 2, 3])",
        lambda x, scale, offset: F.layer_norm(x, [2, 3], scale, offset, 1e-3),
        x=images,
        scale=normal("relatives.scales", [2, 3]),
        offset=normal("relatives.offsets", [2, 3]),
    )
    fixture.operation("layerNorm(not affine)", lambda x: F.layer_norm(x, [4, 2, 3]), x=images)
    fixture.operation("rmsNorm([5, 6])", lambda x, scale: F.rms_norm(x, [6], scale), x=x, scale=scale)
    fixture.operation("rmsNorm(epsilon)", lambda x: F.rms_norm(x, [2, 3], None, 1e-3), x=images)
    channels = {"scale": normal("relatives.channel scale", [4]), "offset": normal("relatives.channel offset", [4])}
    for groups in [1, 2, 4]:
        function = lambda x, scale, offset: F.group_norm(x, groups, scale, offset)
        fixture.operation(f"groupNorm({groups} groups)", function, x=images, **channels)
    fixture.operation("groupNorm(vectors)", lambda x: F.group_norm(x, 3), x=x)
    sequences = normal("relatives.sequences", [3, 4, 5])
    fixture.operation("instanceNorm([3, 4, 5])", lambda x: nn.InstanceNorm1d(4)(x), x=sequences)
    fixture.operation(
        "instanceNorm([3, 4, 2, 3])",
        lambda x, scale, offset: F.instance_norm(x, weight=scale, bias=offset),
        x=images,
        **channels,
    )

    def weight_norm(x, length, direction, bias):
        return F.linear(x, torch._weight_norm(direction, length, 0), bias)

    fixture.operation(
        "weightNorm",
        weight_norm,
        x=x,
        length=positive("relatives.length", [4, 1]),
        direction=normal("relatives.direction", [4, 6]),
        bias=normal("relatives.bias", [4]),
    )
    layer = nn.utils.parametrizations.weight_norm(nn.Linear(6, 4))
    fixture.store("weightNormNames.count", len(list(layer.state_dict())))
    assert list(layer.state_dict()) == [
        "bias",
        "parametrizations.weight.original0",
        "parametrizations.weight.original1",
    ]


def convolutions():
    for padding in [0, 1]:
        fixture.operation(
            f"conv2d(padding {padding})",
            lambda x, weight, bias: F.conv2d(x, weight, bias, padding=padding),
            x=normal("conv.x", [2, 3, 5, 4]),
            weight=normal("conv.weight", [4, 3, 3, 2]),
            bias=normal("conv.bias", [4]),
        )


def network():
    """A convolution and a linear layer, each with batch norm behind it: 2d and 1d in one network."""
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(48, 6),
        nn.BatchNorm1d(6),
        nn.ReLU(),
        nn.Linear(6, 3),
    )


def state_dictionaries():
    torch.manual_seed(5)
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(30):
        x = normal(f"trained.x{step}", [12, 1, 4, 4]) * 2 + 1
        labels = (x.mean((1, 2, 3)) * 2).round().long().clamp(0, 2)
        loss = F.cross_entropy(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    trained = here / "Lesson05Trained.safetensors"
    save_file(model.state_dict(), trained)
    trained.chmod(0o644)
    model.eval()
    x = normal("trained.request", [5, 1, 4, 4])
    fixture.store("stateDictionary(trained).x", x)
    fixture.store("stateDictionary(trained).output", model(x))
    folded = torch.nn.utils.fusion.fuse_conv_bn_eval(model[0], model[1])
    fixture.store("folding(convolution).weight", folded.weight)
    fixture.store("folding(convolution).bias", folded.bias)
    folded = torch.nn.utils.fusion.fuse_linear_bn_eval(model[4], model[5])
    fixture.store("folding(linear).weight", folded.weight)
    fixture.store("folding(linear).bias", folded.bias)

    ours = here / "Lesson05Ours.safetensors"
    if not ours.exists():
        raise SystemExit(f"{ours.name} is missing: run the tests of lesson 05 with RECORD_FIXTURES=1")
    model = network()
    print(model.load_state_dict(load_file(ours), strict=True))
    model.eval()
    fixture.store("stateDictionary(ours).x", x)
    fixture.store("stateDictionary(ours).output", model(x))
    fixture.store("stateDictionary(ours).counts", [model[1].num_batches_tracked.item(), model[5].num_batches_tracked.item()])


def defaults():
    norm = nn.BatchNorm1d(1)
    for name in ["eps", "momentum"]:
        fixture.store(f"defaults.BatchNorm.{name}", getattr(norm, name))
    fixture.store("defaults.BatchNorm.affine", float(norm.affine))
    fixture.store("defaults.BatchNorm.track", float(norm.track_running_stats))
    fixture.store("defaults.LayerNorm.eps", nn.LayerNorm(1).eps)
    fixture.store("defaults.GroupNorm.eps", nn.GroupNorm(1, 1).eps)
    fixture.store("defaults.InstanceNorm.eps", nn.InstanceNorm1d(1).eps)
    fixture.store("defaults.InstanceNorm.affine", float(nn.InstanceNorm1d(1).affine))
    fixture.store("defaults.InstanceNorm.track", float(nn.InstanceNorm1d(1).track_running_stats))
    fixture.store("defaults.RMSNorm.eps", torch.finfo(torch.float64).eps)
    # A batch without samples passes, is counted, and leaves the averages alone.
    empty = nn.BatchNorm1d(2)
    assert empty(torch.zeros(0, 2)).shape == (0, 2)
    fixture.store("empty.mean", empty.running_mean)
    fixture.store("empty.variance", empty.running_var)
    fixture.store("empty.count", float(empty.num_batches_tracked))


table()
layers()
relatives()
convolutions()
state_dictionaries()
defaults()
fixture.write()
