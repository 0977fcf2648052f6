"""Reference values of lesson 06: dropout with the masks that PyTorch drew, cross-entropies, decays, pruning.

A mask is read off the gradient, which is 0 where a number was dropped: no input and no cotangent is 0.

Beside Lesson06.json the script writes Lesson06Trained.safetensors, the state dictionary of a network with batch norm
(2d and 1d) and dropout that PyTorch trained. It reads Lesson06Ours.safetensors, which the course wrote (with
RECORD_FIXTURES=1, see BatchNormAndDropoutTests), into the same network, strictly, and stores what PyTorch answers.
Needs safetensors 0.8.
"""

import pathlib
import warnings

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.utils import prune

from golden import Fixture, normal, positive

fixture = Fixture(6, __file__)
PROBABILITIES = [0.0, 0.1, 0.3, 0.5, 0.9]


def masked(group, function, probability, seed, **inputs):
    """Stores an operation that drops, and for the first of its inputs where it dropped."""
    torch.manual_seed(seed)
    fixture.operation(group, function, {"probability": torch.tensor(probability)}, **inputs)
    first = next(iter(inputs))
    gradient = fixture.cases[f"{group}.gradient.{first}"]
    mask = torch.tensor([float(value != 0) for value in gradient["values"]]).reshape(gradient["shape"])
    fixture.store(f"{group}.mask", mask)


def dropouts():
    shapes = [[7], [4, 5], [2, 3, 4]]
    for probability in PROBABILITIES:
        for seed, shape in enumerate(shapes):
            masked(
                f"dropout({probability}, {shape})",
                lambda input, probability: F.dropout(input, probability.item()),
                probability,
                seed,
                input=normal(f"dropout.{shape}", shape),
            )
            masked(
                f"alphaDropout({probability}, {shape})",
                lambda input, probability: F.alpha_dropout(input, probability.item(), training=True),
                probability,
                seed + 10,
                input=normal(f"alphaDropout.{shape}", shape),
            )
        for seed, shape in enumerate([[4, 5, 3], [3, 4, 2, 3]]):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                masked(
                    f"dropout2d({probability}, {shape})",
                    lambda input, probability: F.dropout2d(input, probability.item()),
                    probability,
                    seed + 20,
                    input=normal(f"dropout2d.{shape}", shape),
                )
        masked(
            f"dropConnect({probability})",
            lambda weight, input, bias, probability: F.linear(input, F.dropout(weight, probability.item()), bias),
            probability,
            30,
            weight=normal("dropConnect.weight", [4, 5]),
            input=normal("dropConnect.input", [3, 5]),
            bias=normal("dropConnect.bias", [4]),
        )
        masked(
            f"stochasticDepth({probability})",
            lambda input, probability: input * F.dropout(torch.ones(6, 1), probability.item()),
            probability,
            40,
            input=normal("stochasticDepth.input", [6, 3]),
        )


def certain():
    """With probability 1 everything is 0, the gradients too."""
    for name, function in [("dropout", F.dropout), ("alphaDropout", F.alpha_dropout)]:
        fixture.operation(
            f"{name}(certain)", lambda input: function(input, 1.0, training=True), input=normal("certain.input", [4])
        )


def cross_entropies():
    for class_count in [2, 3, 10]:
        logits = normal(f"crossEntropy.logits.{class_count}", [6, class_count])
        target = torch.arange(6) * 7 % class_count
        weight = positive(f"crossEntropy.weight.{class_count}", [class_count])
        for smoothing in [0.0, 0.1, 0.3, 1.0]:
            constants = {"target": target, "smoothing": torch.tensor(smoothing)}
            smoothed = lambda logits, target, smoothing: F.cross_entropy(
                logits, target, label_smoothing=smoothing.item()
            )
            fixture.loss(f"smoothing({class_count}, {smoothing})", smoothed, constants, logits=logits)
            weighted = lambda logits, target, smoothing, weight: F.cross_entropy(
                logits, target, weight, label_smoothing=smoothing.item()
            )
            fixture.loss(
                f"smoothing({class_count}, {smoothing}, weights)", weighted, constants | {"weight": weight}, logits=logits
            )
        soft = positive(f"crossEntropy.soft.{class_count}", [6, class_count])
        soft = soft / soft.sum(1, keepdim=True)
        fixture.loss(
            f"softTargets({class_count})", lambda logits, target: F.cross_entropy(logits, target), {"target": soft}, logits=logits
        )
        fixture.loss(
            f"softTargets({class_count}, weights)",
            lambda logits, target, weight: F.cross_entropy(logits, target, weight),
            {"target": soft, "weight": weight},
            logits=logits,
        )
    extreme = torch.tensor([[1000.0, 0.0, -1000.0], [-800.0, 800.0, 0.0]])
    fixture.loss(
        "smoothing(extreme logits)",
        lambda logits, target, smoothing: F.cross_entropy(logits, target, label_smoothing=smoothing.item()),
        {"target": torch.tensor([2, 1]), "smoothing": torch.tensor(0.1)},
        logits=extreme,
    )


def penalties():
    weight = normal("penalty.weight", [3, 4])
    weight[1, 2] = 0.0
    strength = {"strength": torch.tensor(0.3)}
    fixture.loss("penalty(l2)", lambda weight, strength: strength / 2 * weight.square().sum(), strength, weight=weight)
    fixture.loss("penalty(l1)", lambda weight, strength: strength * weight.abs().sum(), strength, weight=weight)


def optimizers():
    """Twelve steps on a quadratic loss, with the decay in the gradient and apart from it."""
    start, goal, scale = normal("decay.start", [5]), normal("decay.goal", [5]), positive("decay.scale", [5])
    rules = {
        "sgd": lambda w: torch.optim.SGD([w], lr=0.1, weight_decay=0.2),
        "momentum": lambda w: torch.optim.SGD([w], lr=0.05, momentum=0.9, weight_decay=0.2),
        "adam": lambda w: torch.optim.Adam([w], lr=0.05, weight_decay=0.2),
        "adamW": lambda w: torch.optim.AdamW([w], lr=0.05, weight_decay=0.2),
    }
    for name, rule in rules.items():
        w = start.clone().requires_grad_()
        optimizer = rule(w)
        rows = []
        for _ in range(12):
            optimizer.zero_grad()
            (scale / 2 * (w - goal).square()).sum().backward()
            optimizer.step()
            rows.append(w.detach().clone())
        fixture.store(f"decay({name}).start", start)
        fixture.store(f"decay({name}).goal", goal)
        fixture.store(f"decay({name}).scale", scale)
        fixture.store(f"decay({name}).output", torch.stack(rows))


def projections():
    weight = normal("renorm.weight", [5, 4])
    fixture.store("renorm.weight", weight)
    fixture.store("renorm.bound", torch.tensor(1.5))
    fixture.store("renorm.output", torch.renorm(weight, 2, 0, 1.5))


def pruning():
    for amount in [0.25, 0.3, 0.5]:
        first, second = nn.Linear(4, 5, bias=False), nn.Linear(5, 3, bias=False)
        with torch.no_grad():
            first.weight.copy_(normal("prune.first", [5, 4]))
            second.weight.copy_(normal("prune.second", [3, 5]) * 0.5)
        group = f"prune({amount}, layerwise)"
        fixture.store(f"{group}.first", first.weight)
        fixture.store(f"{group}.second", second.weight)
        group = f"prune({amount}, together)"
        fixture.store(f"{group}.first", first.weight)
        fixture.store(f"{group}.second", second.weight)
        for layer, role in [(first, "first"), (second, "second")]:
            prune.l1_unstructured(layer, "weight", amount)
            fixture.store(f"prune({amount}, layerwise).mask.{role}", layer.weight_mask)
            prune.remove(layer, "weight")
            with torch.no_grad():
                layer.weight.copy_(normal(f"prune.{role}", layer.weight.shape) * (1 if role == "first" else 0.5))
        prune.global_unstructured([(first, "weight"), (second, "weight")], prune.L1Unstructured, amount=amount)
        fixture.store(f"{group}.mask.first", first.weight_mask)
        fixture.store(f"{group}.mask.second", second.weight_mask)


def tables():
    entropies = []
    for class_count in [10, 3]:
        q = torch.full([class_count], 0.1 / class_count)
        q[0] += 0.9
        entropies.append(-(q * q.log()).sum())
    fixture.store("table(V6.1).output", torch.stack(entropies))
    gaps = [torch.log(torch.tensor((0.9 + 0.1 / k) / (0.1 / k))) for k in [10, 3, 2]]
    fixture.store("table(V6.2).output", torch.stack(gaps))
    logits = torch.tensor([[2.0, 1.0, 0.1]])
    fixture.store("table(V6.3).output", F.cross_entropy(logits, torch.tensor([0]), label_smoothing=0.1))
    shrunk = F.softshrink(torch.tensor([3.0, 0.5, -0.2, 0.05, -2.0]), 0.3)
    fixture.store("table(V6.6).output", shrunk)


def defaults():
    settings = {
        "Dropout.p": nn.Dropout().p,
        "Dropout2d.p": nn.Dropout2d().p,
        "AlphaDropout.p": nn.AlphaDropout().p,
        "CrossEntropyLoss.label_smoothing": nn.CrossEntropyLoss().label_smoothing,
        "AdamW.weight_decay": torch.optim.AdamW([torch.zeros(1, requires_grad=True)]).defaults["weight_decay"],
        "Adam.weight_decay": torch.optim.Adam([torch.zeros(1, requires_grad=True)]).defaults["weight_decay"],
        "SGD.weight_decay": torch.optim.SGD([torch.zeros(1, requires_grad=True)]).defaults["weight_decay"],
    }
    for name, value in settings.items():
        fixture.store(f"defaults.{name}", float(value))


def network():
    """Both kinds of batch norm and both kinds of dropout in one network."""
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.Dropout2d(0.2),
        nn.Flatten(),
        nn.Linear(48, 6),
        nn.BatchNorm1d(6),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(6, 3),
    )


def state_dictionaries():
    here = pathlib.Path(__file__).resolve().parent
    torch.manual_seed(6)
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(30):
        x = normal(f"trained.x{step}", [12, 1, 4, 4]) * 2 + 1
        labels = (x.mean((1, 2, 3)) * 2).round().long().clamp(0, 2)
        loss = F.cross_entropy(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    trained = here / "Lesson06Trained.safetensors"
    save_file(model.state_dict(), trained)
    trained.chmod(0o644)
    request = normal("trained.request", [5, 1, 4, 4])
    for name, file in [("trained", trained), ("ours", here / "Lesson06Ours.safetensors")]:
        model = network()
        model.load_state_dict(load_file(file), strict=True)
        model.eval()
        fixture.store(f"stateDictionary({name}).x", request)
        fixture.store(f"stateDictionary({name}).output", model(request))
        counts = [model[1].num_batches_tracked.item(), model[6].num_batches_tracked.item()]
        fixture.store(f"stateDictionary({name}).counts", counts)


dropouts()
certain()
cross_entropies()
penalties()
optimizers()
projections()
pruning()
tables()
defaults()
state_dictionaries()
fixture.write()
