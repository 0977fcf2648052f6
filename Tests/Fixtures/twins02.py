"""The failure modes of lesson 02 as a user of PyTorch meets them."""

import copy
import gc
import math
import weakref

import torch
import torch.nn.functional as F
from torch import nn
from torch.autograd import Function
from torch.autograd.gradcheck import GradcheckError
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.utils.data import DataLoader, TensorDataset

from twins import SplitMix64, Twins, below, linear_layers, numeric_gradient

twins = Twins(lesson=2, script=__file__)

# MARK: What several twins share


def two_layers():
    """Eight samples and two layers, 4-6-2, from the same draws as ours of F2.6."""
    generator = SplitMix64(1)
    x, y = generator.normal(8, 4), generator.normal(8, 2)
    first, second = nn.Linear(4, 6), nn.Linear(6, 2)
    generator.start(first, second)
    return x, y, first, second


def unmoved(parameters, train):
    """How many of the parameters are the same to the bit after the training."""
    before = [parameter.detach().clone() for parameter in parameters]
    train()
    return sum(torch.equal(old, new) for old, new in zip(before, parameters))


def saved_scalars(function):
    """How many numbers the graph of a function's result keeps for the backward pass, each buffer counted once."""
    buffers = {}

    def pack(tensor):
        buffers[tensor.untyped_storage().data_ptr()] = tensor.numel()
        return tensor.detach()

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        result = function()
    count = sum(buffers.values())
    del result
    return count


def off_by(gradient, whole):
    """The largest deviation of a gradient, relative to the largest entry of the right one."""
    return (gradient - whole).abs().max() / whole.abs().max()


# MARK: The loop


def gradients_not_zeroed():
    loader = DataLoader(TensorDataset(torch.ones(200, 1), torch.zeros(200, 1)))

    # twin: F2.1
    def broken(model, optimizer):
        # broken
        for x, y in loader:
            loss = F.mse_loss(model(x), y) / 2
            loss.backward()
            optimizer.step()
        # end

    def cured(model, optimizer):
        # cured
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.mse_loss(model(x), y) / 2
            loss.backward()
            optimizer.step()
        # end

    def measure(lines):
        # One weight, one sample, x = 1 and y = 0: the loss is w²/2, and w is our x.
        model, path = nn.Linear(1, 1, bias=False), []
        nn.init.ones_(model.weight)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        optimizer.register_step_post_hook(lambda *_: path.append(abs(model.weight.item())))
        lines(model, optimizer)
        return max(path[-50:])

    twins.record(
        "F2.1", "greatest |x| in the last 50 of 200 steps down x²/2 from 1", broken, cured, measure=measure,
        remedy="zeroed before every step",
    )


def saved_value_overwritten():
    def start():
        return torch.tensor(1.0, requires_grad=True)

    # twin: F2.2
    def broken(x):
        # broken
        s = torch.sigmoid(x)
        s.data += 1                                   # unseen by the version counter
        s.backward()
        # end

    def cured(x):
        # cured
        s = torch.sigmoid(x)
        s = s + 1
        s.backward()
        # end

    def refused(x):
        # also
        s = torch.sigmoid(x)
        s += 1
        s.backward()
        # end

    def measure(lines):
        x = start()
        lines(x)
        return x.grad

    twins.record(
        "F2.2", "gradient of sigmoid(x) + 1 at x = 1", broken, cured, measure=measure, remedy="out of place",
        also=[("in place, and refused", refused)],
    )


def parameter_changed_in_place():
    # twin: F2.3
    def broken(model, lr):
        # broken
        for p in model.parameters():
            p -= lr * p.grad
        # end

    def cured(model, lr):
        # cured
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        # end

    def measure(lines):
        model, refusals = nn.Linear(1, 1, bias=False), []
        nn.init.constant_(model.weight, 3)
        for _ in range(5):
            model.zero_grad()
            F.mse_loss(model(torch.ones(1, 1)), torch.ones(1, 1)).backward()
            try:
                lines(model, 0.1)
            except RuntimeError as error:
                refusals.append(error)
        return len(refusals), (refusals or [None])[0]

    twins.record(
        "F2.3", "updates refused in 5 steps", broken, cured, measure=measure,
        remedy="updated inside withoutGradient", broken_within=0, cured_within=0,
    )


# MARK: Backward passes written by hand


def custom_function(forward, backward):
    """An operation with a backward pass of one's own, as one writes it with a class of two static methods."""
    members = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    return type("CustomFunction", (Function,), members).apply


def linear_function(backward):
    """The linear layer of PyTorch's page on extending autograd, with a given backward pass."""

    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight, bias)
        return x @ weight.t() + bias

    return custom_function(forward, backward)


def gradient_assigned():
    # twin: F2.4
    def broken():
        # broken
        def backward(ctx, g):                         # of the product x · x
            (x,) = ctx.saved_tensors
            grad = g * x                              # by the left factor
            grad = g * x                              # by the right one, in its place
            return grad
        # end
        return backward

    def cured():
        # cured
        def backward(ctx, g):                         # of the product x · x
            (x,) = ctx.saved_tensors
            grad = g * x                              # by the left factor
            grad = grad + g * x                       # and by the right one
            return grad
        # end
        return backward

    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    def measure(lines):
        x = torch.tensor(3.0, requires_grad=True)
        custom_function(forward, lines())(x).backward()
        return x.grad

    twins.record(
        "F2.4", "dy/dx of y = x · x at x = 3", broken, cured, measure=measure, remedy="added",
        counterpart="PyTorch's engine adds the shares of all uses; who writes a Function that uses an input twice adds "
        "them, or does not.",
    )


def visited_too_early():
    # twin: F2.5
    def broken(features, loss_a, loss_b):
        # broken
        shared = features.detach().requires_grad_()   # one pass through the trunk
        loss_a(shared).backward()
        features.backward(shared.grad)                # before the second head has sent
        loss_b(shared).backward()
        # end

    def cured(features, loss_a, loss_b):
        # cured
        shared = features.detach().requires_grad_()   # one pass through the trunk
        loss_a(shared).backward()
        loss_b(shared).backward()
        features.backward(shared.grad)
        # end

    def measure(lines):
        x = torch.tensor(1.0, requires_grad=True)
        head = lambda s: 3 * s.square()  # two such heads together are y = 6 s² = 2s · 3s
        lines(x * x, head, head)
        return x.grad

    twins.record(
        "F2.5", "dy/dx of s = x², y = 2s · 3s at x = 1", broken, cured, measure=measure,
        remedy="reverse topological order",
        counterpart="PyTorch's engine counts consumers and cannot be early; who cuts the graph at shared features and "
        "sends the gradient on by hand can.",
    )


def bias_averaged_twice():
    # twin: F2.8
    def broken():
        # broken
        def backward(ctx, grad_output):
            x, weight, bias = ctx.saved_tensors
            grad_bias = grad_output.mean(0)
            return grad_output @ weight, grad_output.t() @ x, grad_bias
        # end
        return backward

    def cured():
        # cured
        def backward(ctx, grad_output):
            x, weight, bias = ctx.saved_tensors
            grad_bias = grad_output.sum(0)
            return grad_output @ weight, grad_output.t() @ x, grad_bias
        # end
        return backward

    def measure(lines):
        generator = SplitMix64(2)
        x, y = generator.normal(8, 5), generator.normal(8, 3)
        weight, bias = generator.normal(3, 5), generator.normal(3)
        linear = linear_function(lines())
        bias.requires_grad_()
        F.mse_loss(linear(x, weight, bias), y).backward()
        numeric = numeric_gradient(lambda bias: F.mse_loss(linear(x, weight, bias), y), bias.detach())
        return bias.grad.norm() / numeric.norm()

    twins.record(
        "F2.8", "bias gradient ÷ central difference, batch of 8", broken, cured, measure=measure,
        remedy="sum over the batch", broken_within=1e-9, cured_within=1e-9,
        reason="The central difference itself is exact to about 10 digits.",
    )


def weight_not_transposed():
    # twin: F2.9
    def broken():
        # broken
        def backward(ctx, grad_output):
            x, weight, bias = ctx.saved_tensors
            grad_x = grad_output @ weight.t()
            return grad_x, grad_output.t() @ x, grad_output.sum(0)
        # end
        return backward

    def cured():
        # cured
        def backward(ctx, grad_output):
            x, weight, bias = ctx.saved_tensors
            grad_x = grad_output @ weight
            return grad_x, grad_output.t() @ x, grad_output.sum(0)
        # end
        return backward

    def measure(lines):
        generator = SplitMix64(4)
        x, weight, cotangent = generator.normal(1, 64), generator.normal(64, 64), generator.normal(1, 64)
        linear, bias = linear_function(lines()), torch.zeros(64)
        x.requires_grad_()
        linear(x, weight, bias).backward(cotangent)
        numeric = numeric_gradient(lambda x: (linear(x, weight, bias) * cotangent).sum(), x.detach())
        return (x.grad - numeric).norm() / (x.grad.norm() + numeric.norm())

    twins.record(
        "F2.9", "relative distance of dX from central differences, 64 → 64 layer", broken, cured, measure=measure,
        remedy="d · W", broken_within=1e-8, cured_within=below(1e-8),
        reason="What is left in the cured run is the error of the differences.",
    )


# MARK: The graph


def graph_cut():
    # twin: F2.6
    def broken(first, second, x, y):
        # broken
        hidden = torch.tanh(first(x)).detach()
        loss = F.mse_loss(second(hidden), y)
        # end
        return loss

    def cured(first, second, x, y):
        # cured
        hidden = torch.tanh(first(x))
        loss = F.mse_loss(second(hidden), y)
        # end
        return loss

    def measure(lines):
        x, y, first, second = two_layers()
        parameters = [*first.parameters(), *second.parameters()]
        optimizer = torch.optim.SGD(parameters, lr=0.1)

        def train():
            for _ in range(20):
                optimizer.zero_grad()
                lines(first, second, x, y).backward()
                optimizer.step()

        return unmoved(parameters, train)

    twins.record(
        "F2.6", "parameters that have not moved in 20 steps", broken, cured, measure=measure, remedy="connected",
        broken_within=0, cured_within=0,
    )


def summed_over_batch():
    # twin: F2.7
    def broken(model, x, y):
        # broken
        loss = F.mse_loss(model(x), y, reduction="sum")
        # end
        return loss

    def cured(model, x, y):
        # cured
        loss = F.mse_loss(model(x), y)
        # end
        return loss

    def measure(lines):
        def gradient_norm(copies):
            model = nn.Linear(3, 1, bias=False)
            model.weight.data = torch.tensor([[0.5, -1.0, 2.0]])
            x = torch.tensor([[1.0, 2.0, -1.0]]).expand(copies, 3)
            lines(model, x, torch.ones(copies, 1)).backward()
            return model.weight.grad.norm()

        return gradient_norm(32) / gradient_norm(1)

    twins.record(
        "F2.7", "gradient norm of a batch of 32 copies of one sample ÷ that of the sample alone", broken, cured,
        measure=measure, remedy="mean over the batch",
    )


def micro_batches_misweighted():
    # twin: F2.10
    def broken(model, data):
        # broken
        for x, y in DataLoader(data, batch_size=4):   # 4 samples, then 2
            loss = F.mse_loss(model(x), y) / 2
            loss.backward()
        # end

    def cured(model, data):
        # cured
        for x, y in DataLoader(data, batch_size=4):
            loss = F.mse_loss(model(x), y) * len(x) / len(data)
            loss.backward()
        # end

    def equal_parts(model, data):
        # also
        for x, y in DataLoader(data, batch_size=3):   # 3 samples, then 3
            loss = F.mse_loss(model(x), y) / 2
            loss.backward()
        # end

    def measure(lines):
        generator = SplitMix64(3)
        x, y = generator.normal(6, 4), generator.normal(6, 1)
        model = nn.Linear(4, 1, bias=False)
        model.weight.data = generator.normal(1, 4)
        F.mse_loss(model(x), y).backward()
        whole = model.weight.grad.clone()
        model.zero_grad()
        lines(model, TensorDataset(x, y))
        return off_by(model.weight.grad, whole)

    twins.record(
        "F2.10", "largest deviation from the whole batch's gradient, relative to its largest entry", broken, cured,
        measure=measure, remedy="4 + 2 samples, weighted by size",
        also=[("3 + 3 samples, each part halved", equal_parts, below(1e-14))],
        cured_within=below(1e-14), reason="What is left in the cured run is rounding.",
    )


def clipped_by_value():
    # twin: F2.11
    def broken(model):
        # broken
        clip_grad_value_(model.parameters(), 1.0)
        # end

    def cured(model):
        # cured
        clip_grad_norm_(model.parameters(), 1.0)
        # end

    def measure(lines):
        model, gradient = nn.Linear(2, 1, bias=False), torch.tensor([[10.0, 1.0]])
        model.weight.grad = gradient.clone()
        lines(model)
        return F.cosine_similarity(gradient, model.weight.grad)[0]

    twins.record(
        "F2.11", "cosine between the gradient [10, 1] and the clipped one", broken, cured, measure=measure,
        remedy="by norm, to 1",
    )


def vanishing_gradient():
    # twin: F2.12
    def broken(layers, x):
        # broken
        for layer in layers:
            x = torch.sigmoid(layer(x))
        # end
        return x

    def cured(layers, x):
        # cured
        for layer in layers:
            x = x + torch.sigmoid(layer(x))
        # end
        return x

    def relus(layers, x):
        for layer in layers:
            nn.init.zeros_(layer.bias)
            layer.weight.data *= math.sqrt(2)  # of variance 2/width, as nn.init.kaiming_normal_ draws them
        # also
        for layer in layers:
            x = torch.relu(layer(x))
        # end
        return x

    def measure(lines):
        generator = SplitMix64(5)
        x = generator.normal(1, 32).requires_grad_()
        layers = [nn.Linear(32, 32) for _ in range(50)]
        for layer in layers:
            layer.weight.data = generator.normal(32, 32, std=1 / math.sqrt(32))
            nn.init.zeros_(layer.bias)
        cotangent = generator.normal(1, 32)
        lines(layers, x).backward(cotangent)
        return x.grad.norm() / cotangent.norm()

    twins.record(
        "F2.12", "gradient norm at the input ÷ at the output of 50 layers of width 32", broken, cured,
        measure=measure, remedy="sigmoids with residual connections",
        also=[("ReLUs, weights of variance 2/width", relus, 1e-9)], broken_within=1e-9, cured_within=1e-9,
        reason="Rounding errors pass through fifty layers.",
    )


def exploding_gradient():
    def layers():
        return nn.Sequential(*(nn.Linear(1, 1, bias=False) for _ in range(100)))

    # twin: F2.13
    def broken(model, x):
        # broken
        for layer in model:
            nn.init.constant_(layer.weight, 1.5)
        model(x).backward()
        # end

    def cured(model, x):
        # cured
        for layer in model:
            nn.init.constant_(layer.weight, 1.0)
        model(x).backward()
        # end

    def clipped(model, x):
        for layer in model:
            nn.init.constant_(layer.weight, 1.5)
        # also
        model(x).backward()
        clip_grad_norm_(x, 1.0)
        # end

    def measure(lines):
        x = torch.ones(1, 1, requires_grad=True)
        lines(layers(), x)
        return x.grad

    twins.record(
        "F2.13", "gradient of the input of 100 linear layers", broken, cured, measure=measure,
        remedy="every weight 1", also=[("every weight 1.5, clipped to norm 1", clipped)],
    )


# MARK: Gradient checks


def difference_across_kink():
    # twin: F2.14
    def broken(relu):
        # broken
        x = torch.tensor([1e-7], requires_grad=True)  # nearer to the kink than eps
        torch.autograd.gradcheck(relu, x, eps=1e-5)
        # end

    def cured(relu):
        # cured
        x = torch.tensor([1e-4], requires_grad=True)
        torch.autograd.gradcheck(relu, x, eps=1e-5)
        # end

    def measure(lines):
        points = {}

        def relu(x):
            y = torch.relu(x)
            points[x.item()] = y.item()
            return y

        says = None
        try:
            lines(relu)
        except GradcheckError as error:
            says = error
        low, high = min(points), max(points)
        return (points[high] - points[low]) / (2e-5), says

    twins.record(
        "F2.14", "numeric slope of ReLU, which is 1", broken, cured, measure=measure,
        remedy="x = 1e-4, h = 1e-5: a point off the kink", broken_within=1e-9, cured_within=1e-9,
        reason="A difference of numbers near 1e-5 loses a few digits.",
    )


def checked_only_near_zero():
    class ForgetfulTanh(Function):
        """A tanh with the derivative of the identity."""

        @staticmethod
        def forward(ctx, z):
            return torch.tanh(z)

        @staticmethod
        def backward(ctx, g):
            return g

    def worst_error(function, parameters):
        analytic = torch.autograd.grad(function(parameters), parameters)[0]
        numeric = torch.zeros_like(parameters)
        with torch.no_grad():
            for index in range(len(parameters)):
                h = torch.zeros_like(parameters)
                h[index] = 1e-5
                numeric[index] = (function(parameters + h) - function(parameters - h)) / 2e-5
        return ((analytic - numeric).abs() / (analytic.abs() + numeric.abs()).clamp(min=1e-8)).max()

    # twin: F2.19
    def broken(loss, draws):
        # broken
        parameters = (1e-4 * draws).requires_grad_()
        torch.autograd.gradcheck(loss, parameters)
        # end
        return parameters

    def cured(loss, draws):
        # cured
        parameters = draws.clone().requires_grad_()   # weights of scale 1
        torch.autograd.gradcheck(loss, parameters)
        # end
        return parameters

    def hundredth(loss, draws):
        # also
        parameters = (0.01 * draws).requires_grad_()
        torch.autograd.gradcheck(loss, parameters)
        # end
        return parameters

    def measure(lines):
        generator = SplitMix64(7)
        normals = lambda count: [generator.normal_pair()[0] for _ in range(count)]
        samples = [(normals(4), normals(2)) for _ in range(3)]
        x, y = (torch.tensor(part) for part in zip(*samples))
        draws, used = torch.tensor(normals(37)), []

        def loss(parameters):
            used.append(parameters)
            first, second = parameters[:25].reshape(5, 5), parameters[25:].reshape(2, 6)
            hidden = ForgetfulTanh.apply(F.linear(x, first[:, :4], first[:, 4]))
            return (F.linear(hidden, second[:, :5], second[:, 5]) - y).square().sum()

        says = None
        try:
            lines(loss, draws)
        except GradcheckError as error:
            says = GradcheckError(str(error).split("\n")[0])
        return worst_error(loss, used[0].detach().clone().requires_grad_()), says

    twins.record(
        "F2.19", "worst relative error that the check reports for a backward pass without tanh's slope", broken, cured,
        measure=measure, remedy="weights of scale 1", also=[("weights of scale 0.01", hundredth, 1e-5)],
        broken_within=below(1e-5), cured_within=1e-6,
        reason="Near zero the error is the rounding of the differences; elsewhere they are exact to about 8 digits.",
    )


# MARK: Graphs that live too long


def loss_nodes_kept():
    # twin: F2.15
    def broken(evaluate, batches):
        # broken
        total = 0
        for batch in batches:
            loss = evaluate(batch)
            total += loss                             # a tensor with its whole graph
        # end
        return total

    def cured(evaluate, batches):
        # cured
        total = 0
        for batch in batches:
            loss = evaluate(batch)
            total += loss.item()                      # a number
        # end
        return total

    def after_backward(evaluate, batches):
        # also
        total = 0
        for batch in batches:
            loss = evaluate(batch)
            loss.backward()                           # frees buffers, not nodes
            total += loss
        # end
        return total

    class Witness:
        """Lives as long as the node of the graph in whose metadata it lies."""

    def measure(lines):
        weight, alive = torch.tensor([1.0, 2.0], requires_grad=True), weakref.WeakSet()

        def evaluate(_):
            loss = (weight * weight).sum()
            witness = Witness()
            loss.grad_fn.metadata["witness"] = witness
            alive.add(witness)
            return loss

        total = lines(evaluate, range(100))
        gc.collect()
        count = len(alive)
        del total
        return count

    twins.record(
        "F2.15", "nodes of earlier losses alive after 100 evaluations", broken, cured, measure=measure,
        remedy="sum of numbers", also=[("after backward()", after_backward, 0)], broken_within=0, cured_within=0,
    )


def graph_walked_twice():
    # twin: F2.16
    def broken(weight, loss):
        # broken
        loss.backward(retain_graph=True)
        loss.backward()
        # end

    def cured(weight, loss):
        # cured
        loss.backward(retain_graph=True)
        weight.grad = None                            # or optimizer.zero_grad()
        loss.backward()
        # end

    def refused(weight, loss):
        # also
        loss.backward()
        loss.backward()
        # end

    def stepped(weight, loss):
        optimizer = torch.optim.SGD([weight], lr=0.1)
        # also
        loss.backward(retain_graph=True)
        optimizer.step()                              # in place, and the graph saved it
        loss.backward()
        # end

    def measure(lines):
        weight = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
        loss = lambda: torch.tanh(weight * weight).sum()
        once = torch.autograd.grad(loss(), weight)[0].norm()
        lines(weight, loss())
        return weight.grad.norm() / once

    twins.record(
        "F2.16", "gradient after two passes ÷ gradient after one", broken, cured, measure=measure,
        remedy="retained, zeroed in between",
        also=[("not retained, and refused", refused), ("retained, with a step between", stepped)],
    )


def evaluation_recorded():
    # twin: F2.17
    def broken(model, x):
        # broken
        model.eval()                                  # for dropout and batch norm
        logits = model(x)
        # end
        return logits

    def cured(model, x):
        # cured
        model.eval()
        with torch.no_grad():
            logits = model(x)
        # end
        return logits

    def measure(lines):
        generator = SplitMix64(6)
        model = nn.Sequential(
            nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4)
        )
        generator.start(*linear_layers(model))
        x = generator.normal(8, 16)
        return saved_scalars(lambda: lines(model, x))

    twins.record(
        "F2.17", "numbers kept for the backward pass while evaluating", broken, cured, measure=measure,
        remedy="inside withoutGradient", broken_within=0, cured_within=0,
    )


def step_without_gradient():
    # twin: F2.18
    def broken(x):
        # broken
        code = torch.sign(x)
        # end
        return code

    def cured(x):
        # cured
        code = x + (torch.sign(x) - x).detach()       # backward: the identity
        # end
        return code

    def smooth(x):
        # also
        code = torch.tanh(x)
        # end
        return code

    def measure(lines):
        x = torch.tensor([0.5, -1.5, 2.0, -0.25], requires_grad=True)
        (lines(x) * torch.tensor([1.0, 2.0, 3.0, 4.0])).sum().backward()
        return x.grad.norm()

    twins.record(
        "F2.18", "norm of the gradient before a sign function", broken, cured, measure=measure,
        remedy="sign, passed straight through in the backward pass", also=[("tanh in its place", smooth)],
        broken_within=0,
    )


# MARK: Added with the second edition


def branch_not_taken():
    # twin: F2.20
    def broken(x):
        # broken
        y = torch.where(x > 0, x.sqrt(), 0.0)
        y.sum().backward()
        # end

    def cured(x):
        # cured
        safe = torch.where(x > 0, x, 1.0)             # an input with a finite slope
        y = torch.where(x > 0, safe.sqrt(), 0.0)
        y.sum().backward()
        # end

    def found(x):
        # also
        with torch.autograd.set_detect_anomaly(True):
            y = torch.where(x > 0, x.sqrt(), 0.0)
            y.sum().backward()
        # end

    def measure(lines):
        x = torch.tensor([-1.0, 0.0, 4.0], requires_grad=True)
        lines(x)
        return x.grad.isnan().sum()

    twins.record(
        "F2.20", "NaN entries in the gradient of where(x > 0, √x, 0) at x = −1, 0, 4", broken, cured,
        measure=measure, remedy="a safe input in the branch that is not taken", broken_within=0, cured_within=0,
        also=[("found by anomaly detection", found)],
    )


def parameters_never_registered():
    # twin: F2.21
    def broken():
        # broken
        class Model(nn.Module):
            def __init__(self):
                super().__init__()
                self.hidden = [nn.Linear(4, 6)]       # parameters() sees no lists
                self.head = nn.Linear(6, 2)
        # end
        return Model

    def cured():
        # cured
        class Model(nn.Module):
            def __init__(self):
                super().__init__()
                self.hidden = nn.ModuleList([nn.Linear(4, 6)])
                self.head = nn.Linear(6, 2)
        # end
        return Model

    def all_in_a_list():
        # also
        class Model(nn.Module):
            def __init__(self):
                super().__init__()
                self.layers = [nn.Linear(4, 6), nn.Linear(6, 2)]

        optimizer = torch.optim.SGD(Model().parameters(), lr=0.1)
        # end
        return Model

    def measure(lines):
        x, y, first, second = two_layers()
        model = lines()()
        model.hidden[0].load_state_dict(first.state_dict())
        model.head.load_state_dict(second.state_dict())
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

        def train():
            for _ in range(20):
                optimizer.zero_grad()
                F.mse_loss(model.head(torch.tanh(model.hidden[0](x))), y).backward()
                optimizer.step()

        return unmoved([*model.hidden[0].parameters(), *model.head.parameters()], train)

    twins.record(
        "F2.21", "parameters that have not moved in 20 steps", broken, cured, measure=measure,
        remedy="registered as children", broken_within=0, cured_within=0,
        also=[("all layers in a list", all_in_a_list)],
    )


def optimizer_of_other_parameters():
    # twin: F2.22
    def broken(model, new_head):
        # broken
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        model[2] = new_head                           # the optimizer has the old head
        # end
        return model, optimizer

    def cured(model, new_head):
        # cured
        model[2] = new_head
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        # end
        return model, optimizer

    def copied(model, new_head):
        # also
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        model = copy.deepcopy(model)                  # the optimizer has the original
        # end
        return model, optimizer

    def measure(lines):
        x, y, first, second = two_layers()
        model, optimizer = lines(nn.Sequential(first, nn.Tanh(), nn.Linear(6, 2)), second)

        def train():
            for _ in range(20):
                optimizer.zero_grad()
                F.mse_loss(model(x), y).backward()
                optimizer.step()

        return unmoved([*model.parameters()], train)

    twins.record(
        "F2.22", "parameters that have not moved in 20 steps", broken, cured, measure=measure,
        remedy="the optimizer made after the head", broken_within=0, cured_within=0,
        also=[("a copy of the model", copied, 0)],
    )


def unequal_token_counts():
    # twin: F2.23
    def broken(model, batches):
        # broken
        for tokens, labels in batches:                # padding has the label -100
            loss = F.cross_entropy(model(tokens), labels) / len(batches)
            loss.backward()
        # end

    def cured(model, batches):
        # cured
        count = sum((labels != -100).sum() for _, labels in batches)
        for tokens, labels in batches:
            loss = F.cross_entropy(model(tokens), labels, reduction="sum") / count
            loss.backward()
        # end

    def measure(lines):
        # Two sequences of six positions; of the second only two are tokens.
        generator = SplitMix64(23)
        tokens = generator.normal(2, 6, 4)
        labels = torch.tensor([[generator.below(3) for _ in range(6)] for _ in range(2)])
        labels[1, 2:] = -100
        model = nn.Linear(4, 3, bias=False)
        model.weight.data = generator.normal(3, 4)
        F.cross_entropy(model(tokens.flatten(0, 1)), labels.flatten()).backward()
        whole = model.weight.grad.clone()
        model.zero_grad()
        lines(model, list(zip(tokens, labels)))
        return off_by(model.weight.grad, whole)

    twins.record(
        "F2.23", "largest deviation from the gradient of all 8 tokens, relative to its largest entry", broken, cured,
        measure=measure, remedy="weighted by tokens", cured_within=below(1e-14),
        reason="What is left in the cured run is rounding.",
    )


def clipped_infinity():
    # twin: F2.24
    def broken(model, optimizer, batches):
        # broken
        for x, y in batches:
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        # end

    def cured(model, optimizer, batches):
        # cured
        for x, y in batches:
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            norm = clip_grad_norm_(model.parameters(), 1.0)
            if norm.isfinite():
                optimizer.step()
        # end

    def refused(model, optimizer, batches):
        # also
        for x, y in batches:
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            clip_grad_norm_(model.parameters(), 1.0, error_if_nonfinite=True)
            optimizer.step()
        # end

    def after(batches):
        def measure(lines):
            model = nn.Linear(2, 1)
            model.weight.data, model.bias.data = torch.tensor([[0.5, -1.0]]), torch.zeros(1)
            lines(model, torch.optim.SGD(model.parameters(), lr=0.1), batches)
            return sum(parameter.isnan().sum() for parameter in model.parameters())

        return measure

    # In the first batch one feature is corrupt: the derivative by its weight overflows, the others are finite.
    batches = [
        (torch.tensor([[1e200, 1.0]]), torch.zeros(1, 1)),
        (torch.tensor([[1.0, 1.0]]), torch.zeros(1, 1)),
    ]
    first = after(batches[:1])(broken)
    assert first == 1, first
    twins.record(
        "F2.24", "weights and biases, of 3, that are NaN after a batch with an infinite gradient and a sound one",
        broken, cured, measure=after(batches), remedy="the step left out", also=[("error_if_nonfinite=True", refused)],
        broken_within=0, cured_within=0,
    )


def losses_kept_in_a_list():
    # twin: F2.25
    def broken(model, loader):
        # broken
        losses = []
        for x, y in loader:
            losses.append(F.mse_loss(model(x), y))
        # end
        return losses

    def cured(model, loader):
        # cured
        losses = []
        for x, y in loader:
            losses.append(F.mse_loss(model(x), y).item())
        # end
        return losses

    def after_backward(model, loader):
        # also
        losses = []
        for x, y in loader:
            losses.append(F.mse_loss(model(x), y))
            losses[-1].backward()                     # frees buffers, not nodes
        # end
        return losses

    class Saved:
        def __init__(self, tensor):
            self.tensor = tensor.detach()  # with its node it would keep itself alive

    def measure(lines):
        generator = SplitMix64(25)
        x, y = generator.normal(80, 16), generator.normal(80, 4)
        model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 4))
        generator.start(*linear_layers(model))
        own = {parameter.data_ptr() for parameter in model.parameters()}
        alive = weakref.WeakSet()

        def pack(tensor):
            saved = Saved(tensor)
            alive.add(saved)
            return saved

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda saved: saved.tensor):
            losses = lines(model, DataLoader(TensorDataset(x, y), batch_size=8))
        gc.collect()
        tensors = {saved.tensor.data_ptr(): saved.tensor.numel() for saved in alive}
        del losses
        return sum(count for pointer, count in tensors.items() if pointer not in own)

    twins.record(
        "F2.25", "numbers, the parameters apart, kept for the backward pass after 10 batches of validation", broken,
        cured, measure=measure, remedy="numbers in the list", broken_within=0.08, cured_within=0,
        reason="PyTorch's mean squared error keeps predictions and targets, ours their difference: 32 numbers a batch.",
        also=[("after backward()", after_backward, 0)],
    )


def value_outside_the_graph():
    # twin: F2.26
    def broken(model, batches):
        # broken
        losses = [F.mse_loss(model(x), y).item() for x, y in batches]
        loss = torch.tensor(losses, requires_grad=True).mean()
        loss.backward()
        # end

    def cured(model, batches):
        # cured
        losses = [F.mse_loss(model(x), y) for x, y in batches]
        loss = torch.stack(losses).mean()
        loss.backward()
        # end

    def through_numpy(model, batches):
        # also
        for x, y in batches:
            error = model(x).detach().numpy() - y.numpy()
            loss = torch.from_numpy(error).square().mean()
            loss.backward()
        # end

    def numpy_of_a_result(model, batches):
        # also
        for x, y in batches:
            error = model(x).numpy() - y.numpy()
        # end

    def through_an_index(model, batches):
        # also
        for x, y in batches:
            loss = (model(x).argmax(1) != y.argmax(1)).double().mean()
            loss.backward()
        # end

    def measure(lines):
        x, y, first, second = two_layers()
        model = nn.Sequential(first, nn.Tanh(), second)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

        def train():
            for _ in range(20):
                optimizer.zero_grad()
                lines(model, [(x[:4], y[:4]), (x[4:], y[4:])])
                optimizer.step()

        return unmoved([*model.parameters()], train)

    twins.record(
        "F2.26", "parameters that have not moved in 20 steps", broken, cured, measure=measure,
        remedy="tensors to the end", broken_within=0, cured_within=0,
        also=[
            ("through NumPy", through_numpy),
            ("numpy() of a result", numpy_of_a_result),
            ("through an index", through_an_index),
        ],
    )


gradients_not_zeroed()
saved_value_overwritten()
parameter_changed_in_place()
gradient_assigned()
visited_too_early()
graph_cut()
summed_over_batch()
bias_averaged_twice()
weight_not_transposed()
micro_batches_misweighted()
clipped_by_value()
vanishing_gradient()
exploding_gradient()
difference_across_kink()
loss_nodes_kept()
graph_walked_twice()
evaluation_recorded()
step_without_gradient()
checked_only_near_zero()
branch_not_taken()
parameters_never_registered()
optimizer_of_other_parameters()
unequal_token_counts()
clipped_infinity()
losses_kept_in_a_list()
value_outside_the_graph()
twins.write()
