"""Reference values for lesson 01: linear layers, multilayer perceptrons, heads and losses."""

import math

import torch
import torch.nn.functional as F

from golden import Fixture, normal

fixture = Fixture(lesson=1, script=__file__)


def linear_layers():
    for group, batch, inputs, outputs in [
        ("linear", 5, 4, 3),
        ("linear(one sample)", 1, 4, 3),
        ("linear(one feature)", 5, 1, 3),
        ("linear(one output)", 5, 4, 1),
    ]:
        arrays = {
            "input": normal(f"{group}.input", [batch, inputs]),
            "weight": normal(f"{group}.weight", [outputs, inputs]),
            "bias": normal(f"{group}.bias", [outputs]),
        }
        fixture.operation(group, F.linear, **arrays)
    arrays = {name: normal(f"linear.{name}", shape) for name, shape in [("input", [5, 4]), ("weight", [3, 4])]}
    fixture.operation("linear(without bias)", F.linear, **arrays)


def default_initialization():
    """The bound 1/√in of nn.Linear's uniform start, and the largest of 40,000 weights and as many biases."""
    input_counts = [1, 3, 16, 100, 784]
    largest_weights, largest_biases = [], []
    for count in input_counts:
        torch.manual_seed(count)
        layers = [torch.nn.Linear(count, 40_000 // count) for _ in range(count)]
        largest_weights.append(max(layer.weight.abs().max().item() for layer in layers))
        largest_biases.append(max(layer.bias.abs().max().item() for layer in layers))
    group = "linearInitialization"
    gain = torch.nn.init.calculate_gain("leaky_relu", math.sqrt(5))
    fixture.store(f"{group}.inputCount", input_counts)
    fixture.store(f"{group}.weightBound", [gain * math.sqrt(3 / count) for count in input_counts])
    fixture.store(f"{group}.biasBound", [1 / math.sqrt(count) for count in input_counts])
    fixture.store(f"{group}.largestWeight", largest_weights)
    fixture.store(f"{group}.largestBias", largest_biases)


def multilayer_perceptrons():
    """Three linear layers, 4-6-5-3, with an activation after the first two; the last gives the logits."""

    def forward(activation, keeps=lambda name, value: None):
        def run(input, weight1, bias1, weight2, bias2, weight3, bias3):
            hidden1 = activation(F.linear(input, weight1, bias1))
            hidden2 = activation(F.linear(hidden1, weight2, bias2))
            keeps("hidden1", hidden1)
            keeps("hidden2", hidden2)
            return F.linear(hidden2, weight3, bias3)

        return run

    shapes = {
        "input": [7, 4],
        "weight1": [6, 4],
        "bias1": [6],
        "weight2": [5, 6],
        "bias2": [5],
        "weight3": [3, 5],
        "bias3": [3],
    }
    arrays = {name: normal(f"mlp.{name}", shape) for name, shape in shapes.items()}
    for name, activation in [("relu", F.relu), ("tanh", torch.tanh), ("linear", lambda value: value)]:
        group = f"mlp({name})"
        keep = lambda role, value: fixture.store(f"{group}.{role}", value)
        fixture.operation(group, forward(activation, keep), **arrays)


EXTREME_LOGITS = torch.tensor(
    [
        [1000.0, 0.0, -1000.0],
        [-1000.0, -1000.5, -999.0],
        [709.0, 708.0, 3.0],
        [1e8, 1e8, 1e8],
        [0.0, 0.0, 0.0],
        [1e-9, -1e-9, 0.0],
    ]
)


def normalizations():
    functions = {"softmax": torch.softmax, "logSoftmax": torch.log_softmax, "logSumExp": torch.logsumexp}
    for name, function in functions.items():
        for variant, logits, axis in [
            ("axis: 1", normal("normalizations.logits", [3, 4]), 1),
            ("axis: 0", normal("normalizations.logits", [3, 4]), 0),
            ("extreme", EXTREME_LOGITS, 1),
            ("one class", normal("normalizations.one class", [3, 1]), 1),
        ]:
            fixture.operation(
                f"{name}({variant})", lambda input, axis: function(input, axis), {"axis": axis}, input=logits
            )


def cross_entropy():
    logits, target = normal("crossEntropy.logits", [5, 4]) * 2, torch.tensor([2, 0, 3, 1, 2])
    partly_ignored = torch.tensor([2, -100, 3, 1, -100])
    only_one_left = torch.tensor([-100, -100, -100, 1, -100])
    weights = torch.tensor([0.5, 1.0, 2.0, 4.0])

    def record(variant, reduction, logits, target, **constants):
        def function(logits, target, classWeights=None):
            return F.cross_entropy(logits, target, weight=classWeights, reduction=reduction)

        record_as = fixture.operation if reduction == "none" else fixture.loss
        record_as(f"crossEntropy({variant})", function, {"target": target} | constants, logits=logits)

    for reduction in ["mean", "sum", "none"]:
        record(reduction, reduction, logits, target)
        record(f"{reduction}, class weights", reduction, logits, target, classWeights=weights)
        record(f"{reduction}, ignored", reduction, logits, partly_ignored)
        record(f"{reduction}, class weights, ignored", reduction, logits, partly_ignored, classWeights=weights)
    record("mean, one left", "mean", logits, only_one_left)
    record("mean, one sample", "mean", logits[:1], target[:1])
    record("mean, one class", "mean", normal("crossEntropy.one class", [3, 1]), torch.tensor([0, 0, 0]))
    record("none, extreme", "none", EXTREME_LOGITS, torch.tensor([2, 1, 0, 1, 2, 0]))


def binary_cross_entropy():
    def record(variant, reduction, logits, target, **constants):
        def function(logits, target, positiveWeight=None):
            return F.binary_cross_entropy_with_logits(logits, target, pos_weight=positiveWeight, reduction=reduction)

        record_as = fixture.operation if reduction == "none" else fixture.loss
        record_as(f"binaryCrossEntropy({variant})", function, {"target": target} | constants, logits=logits)

    logits, target = (normal("binaryCrossEntropy.logits", [6]) * 2, torch.tensor([1.0, 0.0, 1.0, 1.0, 0.0, 0.0]))
    soft = torch.tensor([0.9, 0.1, 0.5, 1.0, 0.0, 0.25])
    for reduction in ["mean", "sum", "none"]:
        record(reduction, reduction, logits, target)
        record(f"{reduction}, positive weight", reduction, logits, target, positiveWeight=torch.tensor(3.0))
    record("mean, soft targets", "mean", logits, soft)
    extreme = torch.tensor([1000.0, 1000.0, -1000.0, -1000.0, 30.0, -30.0, 0.0, 0.0])
    record("none, extreme", "none", extreme, torch.tensor([1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0]))

    labels = torch.tensor([[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]])
    scores = normal("binaryCrossEntropy.scores", [3, 4]) * 2
    record("several labels, mean", "mean", scores, labels)
    record(
        "several labels, mean, positive weights",
        "mean",
        scores,
        labels,
        positiveWeight=torch.tensor([1.0, 2.0, 0.5, 4.0]),
    )

    def summed_over_labels(logits, target):
        return F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(1).mean()

    fixture.loss("binaryCrossEntropy(several labels, sum)", summed_over_labels, {"target": labels}, logits=scores)


def regression_losses():
    # The errors of the first row are 0, ±0.5, 1 and 2: the joints of the piecewise losses.
    target = normal("regression.target", [3, 4])
    target[0] = torch.tensor([1.0, -1.0, 0.25, 3.0])
    prediction = normal("regression.prediction", [3, 4]) * 2
    prediction[0] = target[0] + torch.tensor([0.0, -0.5, 1.0, 2.0])

    def record(name, variant, reduction, function, **constants):
        record_as = fixture.operation if reduction == "none" else fixture.loss
        record_as(f"{name}({variant})", function, {"target": target} | constants, prediction=prediction)

    for reduction in ["mean", "sum", "none"]:
        options = {"reduction": reduction}
        record(
            "meanSquaredError",
            reduction,
            reduction,
            lambda prediction, target: F.mse_loss(prediction, target, **options),
        )
        record(
            "absoluteError", reduction, reduction, lambda prediction, target: F.l1_loss(prediction, target, **options)
        )
        for delta in [0.5, 1.0, 2.0]:
            function = lambda prediction, target, delta: F.huber_loss(prediction, target, delta=delta, **options)
            record("huber", f"{reduction}, delta: {delta}", reduction, function, delta=delta)
        for beta in [0.0, 0.5, 1.0, 2.0]:
            function = lambda prediction, target, beta: F.smooth_l1_loss(prediction, target, beta=beta, **options)
            record("smoothL1", f"{reduction}, beta: {beta}", reduction, function, beta=beta)

        counts = torch.tensor([[0.0, 1.0, 2.0, 7.0], [3.0, 0.0, 0.0, 1.0], [12.0, 5.0, 1.0, 0.0]])
        poisson = lambda logRate, target: F.poisson_nll_loss(logRate, target, log_input=True, **options)
        record_as = fixture.operation if reduction == "none" else fixture.loss
        log_rate = normal("poisson.logRate", [3, 4])
        record_as(f"poisson({reduction})", poisson, {"target": counts}, logRate=log_rate)


def heads():
    fixture.operation("softplus", F.softplus, input=normal("softplus.input", [3, 4]) * 3)
    fixture.operation(
        "softplus(extreme)",
        F.softplus,
        input=torch.tensor([-1000.0, -700.0, -30.0, -1e-9, 0.0, 1e-9, 19.5, 40.0, 1000.0]),
    )
    # Above 20 PyTorch returns the input itself, which misses log(1 + exp(-x)), 1.2e-9 at 20.5.
    fixture.operation("softplus(above the threshold)", F.softplus, input=torch.tensor([20.5, 22.0]))


def parameter_count(*widths):
    layers = [torch.nn.Linear(inputs, outputs) for inputs, outputs in zip(widths, widths[1:])]
    counts = [sum(value.numel() for value in layer.parameters()) for layer in layers]
    return sum(counts), sum(layer.weight.numel() for layer in layers)


def curriculum_table():
    with_biases, weights_alone = parameter_count(784, 256, 128, 10)
    fixture.store("table(V1.1).parameterCount", with_biases)
    fixture.store("table(V1.1).weightCount", weights_alone)

    logits = torch.tensor([[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]])
    fixture.operation("table(V1.2)", lambda logits: torch.softmax(logits, 0), logits=logits[0])
    fixture.loss("table(V1.3)", F.cross_entropy, {"target": torch.tensor([0])}, logits=logits[:1])
    fixture.loss("table(V1.4)", F.cross_entropy, {"target": torch.tensor([0, 2])}, logits=logits)
    binary = F.binary_cross_entropy_with_logits
    fixture.loss("table(V1.5)", binary, {"target": torch.tensor(0.0)}, logits=torch.tensor(30.0))
    fixture.loss("table(V1.6)", binary, {"target": torch.tensor(1.0)}, logits=torch.tensor(0.5))
    huber = lambda prediction, target: F.huber_loss(prediction, target, reduction="none")
    fixture.operation("table(V1.7)", huber, {"target": torch.zeros(2)}, prediction=torch.tensor([0.5, 3.0]))

    class_counts = [2, 3, 10, 100, 1000]
    floors = [F.cross_entropy(torch.eye(count)[:1], torch.tensor([0])) for count in class_counts]
    fixture.store("table(V1.8).classCount", class_counts)
    fixture.store("table(V1.8).output", torch.stack(floors))

    for row, inputs in [("V1.11", 512), ("V1.12", 10)]:
        networks = [(inputs, 512, 512, 512, 512, 10), (inputs, 2048, 10), (inputs, 2048, 2048, 10)]
        fixture.store(f"table({row}).parameterCount", [parameter_count(*widths)[0] for widths in networks])


linear_layers()
default_initialization()
multilayer_perceptrons()
normalizations()
cross_entropy()
binary_cross_entropy()
regression_losses()
heads()
curriculum_table()
fixture.write()
