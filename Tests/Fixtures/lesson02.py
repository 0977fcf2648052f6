"""Reference values for lesson 02: gradients of operations, of small networks, and steps of optimizers."""

import torch
import torch.nn.functional as F

from golden import Fixture, normal, positive

fixture = Fixture(lesson=2, script=__file__)


def written(*shapes):
    """Shapes as they stand in a name: `[3, 4], [4], []`."""
    return ", ".join(str(list(shape)) for shape in shapes)


# MARK: Operations


def element_wise_pairs():
    functions = {
        "add": torch.add,
        "subtract": torch.sub,
        "multiply": torch.mul,
        "divide": torch.div,
        "maximum": torch.maximum,
        "minimum": torch.minimum,
    }
    shapes = [
        ([3, 4], [3, 4]),
        ([3, 4], [4]),
        ([3, 4], [3, 1]),
        ([3, 4], []),
        ([3, 4], [1, 4]),
        ([2, 3, 4], [3, 1]),
        ([4], [3, 4]),
        ([], [3, 4]),
        ([3, 1], [1, 4]),
        ([1, 1], [3, 4]),
        ([2, 1, 4], [3, 1]),
        ([5], [5]),
    ]
    for name, function in functions.items():
        for left, right in shapes:
            group = f"{name}({written(left, right)})"
            draw = positive if name == "divide" else normal
            fixture.operation(group, function, left=normal(f"{group}.left", left), right=draw(f"{group}.right", right))


def element_wise():
    leaky = lambda input, slope: F.leaky_relu(input, slope)
    power = lambda input, exponent: input**exponent
    clamp = lambda input, lower, upper: torch.clamp(input, lower, upper)
    everywhere = {
        "negate": torch.neg,
        "exp": torch.exp,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "relu": torch.relu,
        "softplus": F.softplus,
        "abs": torch.abs,
    }
    positive_only = {"log": torch.log, "sqrt": torch.sqrt}
    for shape in [[3, 4], [2, 1, 3], [1], []]:
        for name, function in everywhere.items():
            fixture.operation(f"{name}({written(shape)})", function, input=normal(f"{name}.{shape}", shape))
        for name, function in positive_only.items():
            fixture.operation(f"{name}({written(shape)})", function, input=positive(f"{name}.{shape}", shape))
    for slope in [0.01, 0.2]:
        fixture.operation(f"leakyReLU({slope})", leaky, {"slope": slope}, input=normal("leakyReLU", [3, 4]))
    for exponent in [2.0, 3.0, 1.0]:
        fixture.operation(f"power({exponent})", power, {"exponent": exponent}, input=normal("power", [3, 4]))
    for exponent in [0.5, -1.0, -1.5]:
        fixture.operation(f"power({exponent})", power, {"exponent": exponent}, input=positive("power", [3, 4]))
    fixture.operation("clamp([3, 4])", clamp, {"lower": -0.5, "upper": 0.75}, input=normal("clamp", [3, 4]))
    at_bounds = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])
    fixture.operation("clamp(at the bounds)", clamp, {"lower": -1.0, "upper": 1.0}, input=at_bounds)

    fixture.operation("exp(extreme)", torch.exp, input=torch.tensor([-1000.0, -700.0, -1e-9, 0.0, 1e-9, 700.0]))
    fixture.operation("log(extreme)", torch.log, input=torch.tensor([1e-300, 1e-9, 1.0, 1.000000001, 1e300]))
    large = torch.tensor([-1000.0, -40.0, -8.0, -1e-9, 0.0, 1e-9, 8.0, 40.0, 1000.0])
    for name in ["tanh", "sigmoid"]:
        fixture.operation(f"{name}(extreme)", getattr(torch, name), input=large)

    condition = normal("where.condition", [3, 4]) > 0
    choose = lambda left, right, condition: torch.where(condition, left, right)
    for left, right in [([3, 4], [3, 4]), ([3, 4], []), ([4], [3, 1])]:
        group = f"where({written(left, right)})"
        arrays = {"left": normal(f"{group}.left", left), "right": normal(f"{group}.right", right)}
        fixture.operation(group, choose, {"condition": condition}, **arrays)


def products():
    for left, right in [
        ([3, 4], [4, 2]),
        ([1, 4], [4, 1]),
        ([5, 1], [1, 3]),
        ([3, 4], [4, 1]),
        ([1, 3], [3, 5]),
        ([4, 4], [4, 4]),
    ]:
        group = f"matmul({written(left, right)})"
        fixture.operation(
            group, torch.matmul, left=normal(f"{group}.left", left), right=normal(f"{group}.right", right)
        )


def reductions():
    functions = {
        "sum": torch.sum,
        "mean": torch.mean,
        "amax": torch.amax,
        "logSumExp": torch.logsumexp,
        "biasedVariance": lambda input, axes, keepdim: torch.var(input, axes, correction=0, keepdim=keepdim),
        "unbiasedVariance": lambda input, axes, keepdim: torch.var(input, axes, correction=1, keepdim=keepdim),
    }
    along = [
        ([3, 4], [0]),
        ([3, 4], [1]),
        ([3, 4], [0, 1]),
        ([2, 3, 4], [1]),
        ([2, 3, 4], [0, 2]),
        ([3, 1], [1]),
        ([1, 4], [0]),
    ]
    for name, function in functions.items():
        for shape, axes in along:
            single = all(shape[axis] == 1 for axis in axes)
            if name == "unbiasedVariance" and single:
                continue  # n − 1 = 0: PyTorch returns NaN
            for variant, keeps in [("", False), (", kept", True)]:
                group = f"{name}({written(shape)}, axes: {axes}{variant})"
                constants = {"axes": axes}
                run = lambda input, axes: function(input, axes, keepdim=keeps)
                fixture.operation(group, run, constants, input=normal(f"{name}.{shape}", shape))
    for shape, axis in [([3, 4], 0), ([3, 4], 1), ([2, 3, 4], 1), ([3, 1], 1)]:
        run = lambda input, axis: torch.max(input, axis).values
        fixture.operation(
            f"max({written(shape)}, axis: {axis})", run, {"axis": axis}, input=normal(f"max.{shape}", shape)
        )
    for shape in [[3, 4], [2, 3, 4], [1], []]:
        everything = {"sum": torch.sum, "mean": torch.mean, "amax": torch.amax}
        for name, function in everything.items():
            fixture.operation(f"{name}({written(shape)}, everything)", function, input=normal(f"{name}.{shape}", shape))
    for shape, axis in [([3, 4], 0), ([3, 4], 1), ([2, 3, 4], 1), ([3, 1], 1)]:
        for name, function in {"softmax": torch.softmax, "logSoftmax": torch.log_softmax}.items():
            run = lambda input, axis: function(input, axis)
            fixture.operation(
                f"{name}({written(shape)}, axis: {axis})", run, {"axis": axis}, input=normal(f"{name}.{shape}", shape)
            )


def rearrangements():
    for shape, result in [([3, 4], [2, 6]), ([3, 4], [12]), ([3, 4], [4, 1, 3]), ([1], [])]:
        reshape = lambda input: input.reshape(result)
        fixture.operation(f"reshape({written(shape, result)})", reshape, input=normal(f"reshape.{shape}", shape))
    for shape in [[3, 4], [1, 4], [5, 1]]:
        fixture.operation(
            f"transpose({written(shape)})", lambda input: input.T, input=normal(f"transpose.{shape}", shape)
        )
    for shape, result in [([3, 1], [3, 4]), ([4], [2, 3, 4]), ([], [3, 4]), ([1, 4], [3, 4])]:
        broadcast = lambda input: input.broadcast_to(result)
        fixture.operation(f"broadcast({written(shape, result)})", broadcast, input=normal(f"broadcast.{shape}", shape))
    for shape, axis, lower, upper in [
        ([5, 4], 0, 1, 4),
        ([5, 4], 1, 1, 3),
        ([5, 4], 0, 2, 3),
        ([2, 3, 4], 1, 0, 2),
        ([2, 3, 4], 2, 3, 4),
    ]:
        cut = lambda input, axis, lower, upper: input.narrow(axis, lower, upper - lower)
        constants = {"axis": axis, "lower": lower, "upper": upper}
        group = f"slice({written(shape)}, axis: {axis}, {lower}..<{upper})"
        fixture.operation(group, cut, constants, input=normal(f"slice.{shape}", shape))
    for left, right, axis in [([2, 4], [3, 4], 0), ([3, 1], [3, 4], 1), ([2, 3, 4], [2, 1, 4], 1), ([3], [2], 0)]:
        join = lambda left, right, axis: torch.cat([left, right], axis)
        group = f"concatenate({written(left, right)}, axis: {axis})"
        fixture.operation(
            group, join, {"axis": axis}, left=normal(f"{group}.left", left), right=normal(f"{group}.right", right)
        )


def choices():
    rows = lambda input, indices: torch.index_select(input, 0, indices)
    for indices in [[0, 2, 2, 1, 0], [3], [1, 1, 1, 1]]:
        fixture.operation(f"rows({indices})", rows, {"indices": torch.tensor(indices)}, input=normal("rows", [4, 3]))
    gather = lambda input, indices: torch.gather(input, 1, indices)
    for indices in [[[2], [0], [3]], [[1, 1], [0, 3], [2, 2]]]:
        array = torch.tensor(indices)
        group = f"gather({written([3, 4], array.shape)}, axis: 1)"
        fixture.operation(group, gather, {"indices": array}, input=normal("gather", [3, 4]))


def losses():
    logits, labels = normal("losses.logits", [5, 4]) * 2, torch.tensor([2, 0, 3, 1, 2])
    target, flags = normal("losses.target", [5, 4]), (normal("losses.flags", [5, 4]) > 0).double()
    for reduction in ["mean", "sum"]:
        choices = [
            ("crossEntropy", F.cross_entropy, labels),
            ("meanSquaredError", F.mse_loss, target),
            ("binaryCrossEntropy", F.binary_cross_entropy_with_logits, flags),
        ]
        for name, function, expected in choices:
            run = lambda input, target: function(input, target, reduction=reduction)
            fixture.loss(f"{name}({reduction})", run, {"target": expected}, input=logits)


# MARK: The curriculum's table


def clipping():
    """Two parameters share one norm; the returned norm is the one before clipping."""

    def record(group, limit, clip, *gradients):
        parameters = [torch.nn.Parameter(torch.zeros_like(gradient)) for gradient in gradients]
        for index, (parameter, gradient) in enumerate(zip(parameters, gradients)):
            parameter.grad = gradient.clone()
            fixture.store(f"{group}.gradient{index}", gradient)
        norm = clip(parameters, limit)
        fixture.store(f"{group}.limit", limit)
        if norm is not None:
            fixture.store(f"{group}.norm", norm)
        for index, parameter in enumerate(parameters):
            fixture.store(f"{group}.clipped{index}", parameter.grad)

    by_norm, by_value = torch.nn.utils.clip_grad_norm_, torch.nn.utils.clip_grad_value_
    record("table(V2.1)", 1.0, by_norm, torch.tensor([3.0, 4.0]))
    matrix, vector = normal("clipping.matrix", [3, 4]) * 2, normal("clipping.vector", [3])
    record("clipByNorm(above)", 1.5, by_norm, matrix, vector)
    record("clipByNorm(below)", 100.0, by_norm, matrix, vector)
    record("clipByNorm(zero)", 1.0, by_norm, torch.zeros(3), torch.zeros(1, 2))
    record("clipByValue", 0.5, by_value, matrix, vector)
    record("clipByValue(F2.11)", 1.0, by_value, torch.tensor([10.0, 1.0]))


def curriculum_table():
    fixture.loss("table(V2.2)", lambda x: torch.exp(x) * torch.sin(x), x=torch.tensor(1.0))
    expression = lambda a, b, c: torch.tanh((a * b + c) / 4) * torch.exp(-a) + b**2
    fixture.loss("table(V2.3)", expression, a=torch.tensor(2.0), b=torch.tensor(-3.0), c=torch.tensor(10.0))

    def sigmoid_chain(x, length):
        for _ in range(length):
            x = torch.sigmoid(x) - 0.5  # back to 0, where the slope is 0.25
        return x

    for length in [5, 10, 20]:
        fixture.loss(f"table(V2.4, {length})", sigmoid_chain, {"length": length}, x=torch.tensor(0.0))

    tied, one = torch.tensor([1.0, 3.0, 3.0]), torch.tensor(2.0)
    fixture.loss("table(V2.5, amax)", torch.amax, input=tied)
    fixture.loss("table(V2.5, max)", torch.max, input=tied)
    fixture.loss("table(V2.5, max along an axis)", lambda input: torch.max(input, 0).values, input=tied)
    fixture.loss("table(V2.5, maximum)", torch.maximum, left=one, right=one)
    fixture.loss("table(V2.5, minimum)", torch.minimum, left=one, right=one)

    at_zero = {
        "relu": F.relu,
        "relu6": F.relu6,
        "abs": torch.abs,
        "leakyReLU": F.leaky_relu,
        "elu": F.elu,
        "hardtanh": F.hardtanh,
    }
    for name, function in at_zero.items():
        fixture.loss(f"table(V2.6, {name})", function, input=torch.tensor(0.0))


def network(loss, activation=F.relu):
    def run(input, weight1, bias1, weight2, bias2, target):
        return loss(F.linear(activation(F.linear(input, weight1, bias1)), weight2, bias2), target)

    return run


def two_layer_networks():
    x = torch.tensor([[1.0, 2.0], [-1.0, 0.5]])
    target = torch.tensor([0, 2])
    parameters = {
        "weight1": torch.tensor([[0.5, -0.25], [0.1, 0.3], [-0.4, 0.2]]),
        "bias1": torch.tensor([0.1, 0.0, -0.1]),
        "weight2": torch.tensor([[0.2, -0.1, 0.3], [-0.5, 0.4, 0.1], [0.3, 0.2, -0.2]]),
        "bias2": torch.tensor([0.0, 0.1, -0.1]),
    }
    fixture.loss("table(V2.7)", network(F.cross_entropy), {"target": target}, input=x, **parameters)
    fixture.store("table(V2.7).logits", network(lambda logits, target: logits)(x, **parameters, target=target))

    x = torch.tensor([[1.0, -2.0], [3.0, 0.5]])
    target = torch.tensor([[1.0, 0.0], [-1.0, 2.0]])
    parameters = {
        "weight1": torch.tensor([[0.5, 0.25], [-0.5, 1.0]]),
        "bias1": torch.tensor([0.0, 0.5]),
        "weight2": torch.tensor([[1.0, -1.0], [0.5, 0.5]]),
        "bias2": torch.tensor([0.1, -0.1]),
    }
    fixture.loss("table(V2.8)", network(F.mse_loss), {"target": target}, input=x, **parameters)
    fixture.store("table(V2.8).prediction", network(lambda outputs, target: outputs)(x, **parameters, target=target))


# MARK: The engine


def shared_values():
    """One value used several times: gradients add up."""
    fixture.loss("shared(x * x)", lambda x: x * x, x=torch.tensor(3.0))
    fixture.loss("shared(x + x)", lambda x: x + x, x=torch.tensor(3.0))

    def diamond(x):
        square = x * x
        return (2 * square) * (3 * square)

    fixture.loss("shared(diamond)", diamond, x=torch.tensor(1.0))
    bottleneck = lambda input: torch.softmax(input @ input.T, 1)
    fixture.operation("shared(matrix)", bottleneck, input=normal("shared.matrix", [3, 4]))


def in_place():
    """F2.2: what a saved value that is overwritten does to a gradient when nothing guards it."""

    def gradient(function, x):
        leaf = x.clone().requires_grad_()
        function(leaf).sum().backward()
        return leaf.grad

    def overwritten_output(x):
        output = torch.sigmoid(x)
        output.data += 1
        return output

    def overwritten_input(x):
        copy = x * 1
        square = copy * copy
        copy.data += 1
        return square

    def allowed(x):
        doubled = x * 2
        doubled += 1
        return doubled

    x = torch.tensor([1.0, -0.5])
    for name, broken, right in [
        ("sigmoid output", overwritten_output, torch.sigmoid),
        ("square input", overwritten_input, torch.square),
        ("allowed", allowed, lambda x: x * 2 + 1),
    ]:
        fixture.store(f"inPlace({name}).input", x)
        fixture.store(f"inPlace({name}).found", gradient(broken, x))
        fixture.store(f"inPlace({name}).right", gradient(right, x))


def training_inputs():
    return normal("training.input", [6, 4]), torch.tensor([0, 2, 1, 1, 0, 2])


def training_parameters():
    shapes = {"weight1": [5, 4], "bias1": [5], "weight2": [3, 5], "bias2": [3]}
    return {name: torch.nn.Parameter(normal(f"training.{name}", shape) / 2) for name, shape in shapes.items()}


def retained_graph():
    x, target = training_inputs()
    parameters = training_parameters()
    loss = network(F.cross_entropy, torch.tanh)(x, **parameters, target=target)
    for pass_name, retains in [("first", True), ("second", False)]:
        loss.backward(retain_graph=retains)
        for name, parameter in parameters.items():
            fixture.store(f"retainedGraph.{pass_name}.{name}", parameter.grad)
    for name, value in ({"input": x, "target": target} | parameters).items():
        fixture.store(f"retainedGraph.{name}", value)


def training_runs():
    """Ten full-batch steps of a 4-5-3 tanh network; every array has one row for each step."""
    step_count = 10
    x, target = training_inputs()
    fixture.store("training.input", x)
    fixture.store("training.target", target)
    for name, parameter in training_parameters().items():
        fixture.store(f"training.{name}", parameter)
    optimizers = {
        "SGD": (torch.optim.SGD, {"lr": 0.1}),
        "momentum": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
        "Adam": (torch.optim.Adam, {"lr": 0.01}),
        "AdamW": (torch.optim.AdamW, {"lr": 0.01, "weight_decay": 0.01}),
    }
    stored_names = {"lr": "learningRate", "momentum": "momentum", "weight_decay": "weightDecay", "eps": "epsilon"}
    for name, (kind, options) in optimizers.items():
        parameters = training_parameters()
        optimizer = kind(parameters.values(), **options)
        losses, history = [], {name: [] for name in parameters}
        for _ in range(step_count):
            optimizer.zero_grad()
            loss = network(F.cross_entropy, torch.tanh)(x, **parameters, target=target)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
            for key, parameter in parameters.items():
                history[key].append(parameter.detach().clone())
        group = f"training({name})"
        fixture.store(f"{group}.lossBeforeStep", torch.stack(losses))
        for key, values in history.items():
            fixture.store(f"{group}.{key}", torch.stack(values))
        for key, stored in stored_names.items():
            if key in optimizer.defaults:
                fixture.store(f"{group}.{stored}", optimizer.defaults[key])
        if "betas" in optimizer.defaults:
            fixture.store(f"{group}.betas", optimizer.defaults["betas"])


def gradient_accumulation():
    """F2.10: least squares on six samples, in one batch and in two micro-batches."""
    x, target = normal("accumulation.input", [6, 4]), normal("accumulation.target", [6, 1])
    start = normal("accumulation.weight", [1, 4])
    for name, value in {"input": x, "target": target, "weight": start}.items():
        fixture.store(f"accumulation.{name}", value)

    def accumulated(*parts):
        weight = start.clone().requires_grad_()
        for rows, factor in parts:
            (F.mse_loss(F.linear(x[rows], weight), target[rows]) * factor).backward()
        return weight.grad

    runs = {
        "whole": [(slice(0, 6), 1.0)],
        "halves": [(slice(0, 3), 0.5), (slice(3, 6), 0.5)],
        "undivided": [(slice(0, 3), 1.0), (slice(3, 6), 1.0)],
        "unequal": [(slice(0, 4), 0.5), (slice(4, 6), 0.5)],
        "weighted": [(slice(0, 4), 4 / 6), (slice(4, 6), 2 / 6)],
    }
    for name, parts in runs.items():
        fixture.store(f"accumulation.{name}", accumulated(*parts))


element_wise_pairs()
element_wise()
products()
reductions()
rearrangements()
choices()
losses()
clipping()
curriculum_table()
two_layer_networks()
shared_values()
in_place()
retained_graph()
training_runs()
gradient_accumulation()
fixture.write()
