"""The training step of `learn bench` in PyTorch, JAX and NumPy.

One process runs one contender and answers the same requests as `learn bench --worker` (they are
described in Sources/learn/Bench/BenchWorker.swift). Data and first weights come from a file that our
tool has written, so that all contenders do the same work on the same numbers.

    python peers.py torch-fused float32 1      contender, precision, number of threads
"""

import json
import math
import sys
import time

import numpy as np

RATES = {"sgd": 0.01, "momentum": 0.01, "adamw": 1e-3}

# The optimizers of lesson 07 in PyTorch, by their names in the course's catalog: the class, the options that make it
# the course's, and the fastest form that it has. Lion, LARS, LAMB and the schedule-free ones are not in PyTorch.
OPTIMIZERS = {
    "GradientDescent": ("SGD", {}, "fused"),
    "Momentum": ("SGD", {"momentum": 0.9}, "fused"),
    "SGD": ("SGD", {"momentum": 0.9, "nesterov": True}, "fused"),
    "ASGD": ("ASGD", {"lambd": 0.0}, "foreach"),
    "Adagrad": ("Adagrad", {}, "fused"),
    "RMSprop": ("RMSprop", {}, "foreach"),
    "Adadelta": ("Adadelta", {}, "foreach"),
    "Adam": ("Adam", {}, "fused"),
    "AdamW": ("AdamW", {"weight_decay": 0.0}, "fused"),
    "AMSGrad": ("Adam", {"amsgrad": True}, "fused"),
    "Adamax": ("Adamax", {}, "foreach"),
    "NAdam": ("NAdam", {}, "foreach"),
    "RAdam": ("RAdam", {}, "foreach"),
    "Rprop": ("Rprop", {}, "foreach"),
    "Adafactor": ("Adafactor", {}, "foreach"),
    "Muon": ("Muon", {"weight_decay": 0.0}, "plain"),
}
DIGITS = {
    "sizes": [64, 64, 10],
    "training": 1437,
    "test": 360,
    "epochs": 60,
    "batch": 32,
    "rate": 1e-2,
}


class Torch:
    """PyTorch as people write it. `fused` takes the optimizers' fused kernels; `compiled` adds
    torch.compile over the forward pass and the loss, whose backward pass it compiles as well."""

    def __init__(self, precision, threads, fused=False, compiled=False):
        import torch

        torch.set_num_threads(threads)
        self.torch, self.fused, self.compiled = torch, fused, compiled
        self.type = getattr(torch, precision)
        self.version = "torch " + torch.__version__

    def start(self, layers, rule, rate, hidden="relu"):
        torch, nn = self.torch, self.torch.nn
        modules = []
        for weight, bias in layers:
            if modules:
                modules += self.block(hidden, weight.shape[1])
            modules.append(nn.Linear(weight.shape[1], weight.shape[0], dtype=self.type))
        self.model = nn.Sequential(*modules)
        self.model.train(hidden != "dropout")
        self.rule, self.rate = rule, rate
        self.reset(layers)
        criterion = nn.CrossEntropyLoss()
        model = self.model
        self.loss = lambda x, y: criterion(model(x), y)
        if self.compiled:
            torch._dynamo.reset()
            self.loss = torch.compile(self.loss, dynamic=False)

    def block(self, hidden, width):
        """What stands behind a hidden linear layer."""
        nn = self.torch.nn
        if hidden == "batchnorm":
            return [nn.BatchNorm1d(width, dtype=self.type), nn.ReLU()]
        return [nn.GELU()] if hidden == "gelu" else [nn.ReLU()] + [nn.Dropout()] * (hidden == "dropout")

    def drop(self):
        self.model.train()

    def reset(self, layers):
        optim, options = self.torch.optim, {"lr": self.rate}
        if self.fused:
            options["fused"] = True
        with self.torch.no_grad():
            parameters = [parameter for layer in layers for parameter in layer]
            linear = [m for m in self.model if isinstance(m, self.torch.nn.Linear)]
            for parameter, numbers in zip((p for m in linear for p in m.parameters()), parameters):
                parameter.copy_(self.array(numbers))
        if self.rule == "adamw":
            self.optimizer = optim.AdamW(self.model.parameters(), weight_decay=1e-2, **options)
        else:
            momentum = 0.9 if self.rule == "momentum" else 0
            self.optimizer = optim.SGD(self.model.parameters(), momentum=momentum, **options)

    def array(self, numbers):
        return self.torch.tensor(numbers, dtype=self.type)

    def labels(self, numbers):
        return self.torch.tensor(numbers, dtype=self.torch.int64)

    rows = labels

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss(x, y)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def step_on_rows(self, x, y, rows):
        return self.step(x[rows], y[rows])

    def answers(self, x):
        mode = self.model.training
        self.model.eval()
        with self.torch.no_grad():
            answers = self.model(x).argmax(1).numpy()
        self.model.train(mode)
        return answers

    def function(self, expression, x, d):
        """The module of an expression such as `nn.GELU()`, and its input with a place for a gradient."""
        torch = self.torch
        x, d = self.array(x), self.array(d)
        torch.set_default_dtype(x.dtype)  # The parameters of norms are made here.
        # The expressions are those of our own table.
        self.activate = eval(expression, {"torch": torch, "nn": torch.nn})  # noqa: S307
        self.x, self.d = x.requires_grad_(), d

    def forward(self):
        return self.activate(self.x)

    def both(self):
        self.x.grad = None
        self.activate(self.x).backward(self.d)

    def sums(self):
        self.both()
        y, gradient = self.activate(self.x).detach(), self.x.grad
        values = [y, gradient, y * self.d, gradient * gradient]
        return [float(value.sum(dtype=self.torch.float64)) for value in values]

    def optimize(self, name, parameter, gradient):
        kind, options, form = OPTIMIZERS[name]
        options = {"lr": 0.01} | options | ({} if form == "plain" else {form: True})
        self.parameter = self.torch.nn.Parameter(self.array(parameter))
        self.parameter.grad = self.array(gradient)
        self.optimizer = getattr(self.torch.optim, kind)([self.parameter], **options)
        return form

    def update(self):
        self.optimizer.step()

    def updated(self):
        values = self.parameter.detach().to(self.torch.float64)
        return [float(values.abs().sum()), float((values * values).sum())]


class Jax:
    """The whole step under one `jit`, Optax for the rule, memory of the old state handed on."""

    def __init__(self, precision, threads):
        import jax
        import optax

        jax.config.update("jax_enable_x64", precision == "float64")
        self.jax, self.optax, self.type = jax, optax, precision
        self.version = f"jax {jax.__version__}, optax {optax.__version__}"

    def start(self, layers, rule, rate, hidden="relu"):
        jax, optax = self.jax, self.optax
        jnp = jax.numpy
        self.hidden = hidden
        function = jax.nn.relu
        if hidden == "gelu":
            function = lambda x: jax.nn.gelu(x, approximate=False)  # noqa: E731
        if rule == "adamw":
            optimizer = optax.adamw(rate, weight_decay=1e-2)
        else:
            optimizer = optax.sgd(rate, momentum=0.9 if rule == "momentum" else None)
        self.optimizer = optimizer
        self.reset(layers)

        def logits(parameters, extra, x, training, drops):
            """The logits, and the running statistics and the key of the next step."""
            statistics, key = [], extra["key"]
            for index, (weight, bias, *norm) in enumerate(parameters[:-1]):
                x = x @ weight.T + bias
                if norm:
                    mean, variance = extra["statistics"][index]
                    if training:
                        batch, count = (x.mean(0), x.var(0)), x.shape[0]
                        unbiased = batch[1] * (count / (count - 1))
                        fresh = (0.9 * mean + 0.1 * batch[0], 0.9 * variance + 0.1 * unbiased)
                        statistics.append(jax.lax.stop_gradient(fresh))
                        mean, variance = batch
                    x = (x - mean) * (jax.lax.rsqrt(variance + 1e-5) * norm[0]) + norm[1]
                x = function(x)
                if training and drops:
                    key, once = jax.random.split(key)
                    x = jnp.where(jax.random.bernoulli(once, 0.5, x.shape), 2 * x, 0)
            weight, bias = parameters[-1]
            return x @ weight.T + bias, {"statistics": statistics, "key": key}

        def make(drops):
            def loss(parameters, extra, x, y):
                outputs, extra = logits(parameters, extra, x, True, drops)
                losses = optax.softmax_cross_entropy_with_integer_labels(outputs, y)
                return losses.mean(), extra

            def step(parameters, state, extra, x, y):
                (value, extra), gradients = jax.value_and_grad(loss, has_aux=True)(
                    parameters, extra, x, y
                )
                updates, state = optimizer.update(gradients, state, parameters)
                return optax.apply_updates(parameters, updates), state, extra, value

            self.compiled = jax.jit(step, donate_argnums=(0, 1, 2))
            self.compiled_on_rows = jax.jit(
                lambda parameters, state, extra, x, y, rows: step(
                    parameters, state, extra, x[rows], y[rows]
                ),
                donate_argnums=(0, 1, 2),
            )

        self.make = make
        make(False)
        self.forward = jax.jit(
            lambda parameters, extra, x: jnp.argmax(
                logits(parameters, extra, x, False, False)[0], axis=1
            )
        )

    def drop(self):
        self.make(True)

    def reset(self, layers):
        self.parameters = [(self.array(weight), self.array(bias)) for weight, bias in layers]
        # Nothing is handed along that a network has no use for.
        key = self.jax.random.key(1) if self.hidden == "dropout" else None
        self.extra = {"statistics": [], "key": key}
        if self.hidden == "batchnorm":
            widths = [len(bias) for _, bias in layers[:-1]]
            ones = [self.array(np.ones(width)) for width in widths]
            zeros = [self.array(np.zeros(width)) for width in widths]
            for index in range(len(widths)):
                self.parameters[index] += (ones[index] + 0, zeros[index] + 0)
            self.extra["statistics"] = list(zip(zeros, ones))
        self.state = self.optimizer.init(self.parameters)

    def array(self, numbers):
        return self.jax.numpy.asarray(numbers, dtype=self.type)

    def labels(self, numbers):
        return self.jax.numpy.asarray(numbers, dtype="int32")

    rows = labels

    def step(self, x, y):
        self.parameters, self.state, self.extra, loss = self.compiled(
            self.parameters, self.state, self.extra, x, y
        )
        return loss

    def step_on_rows(self, x, y, rows):
        self.parameters, self.state, self.extra, loss = self.compiled_on_rows(
            self.parameters, self.state, self.extra, x, y, rows
        )
        return loss

    def answers(self, x):
        return np.asarray(self.forward(self.parameters, self.extra, x))


class NumPy:
    """By hand, with as few passes and temporary arrays as one would still care to write."""

    def __init__(self, precision, threads):
        self.type = precision
        self.version = "numpy " + np.__version__

    def start(self, layers, rule, rate, hidden="relu"):
        if hidden != "relu":
            raise ValueError(f"the NumPy contender has nothing but ReLU: {hidden}")
        self.rule, self.rate = rule, rate
        self.reset(layers)

    def reset(self, layers):
        self.time = 0
        self.layers = [(self.array(weight), self.array(bias)) for weight, bias in layers]
        flat = [parameter for layer in self.layers for parameter in layer]
        self.first = [np.zeros_like(parameter) for parameter in flat]
        self.second = [np.zeros_like(parameter) for parameter in flat]

    def array(self, numbers):
        return np.array(numbers, dtype=self.type)

    def labels(self, numbers):
        return np.array(numbers, dtype=np.int64)

    rows = labels

    def forward(self, x):
        inputs = []
        for index, (weight, bias) in enumerate(self.layers):
            inputs.append(x)
            x = x @ weight.T
            x += bias
            if index + 1 < len(self.layers):
                np.maximum(x, 0, out=x)
        return inputs, x

    def step(self, x, y):
        inputs, logits = self.forward(x)
        samples = np.arange(len(y))
        logits -= logits.max(axis=1, keepdims=True)
        probabilities = np.exp(logits)
        sums = probabilities.sum(axis=1, keepdims=True)
        loss = (np.log(sums[:, 0]) - logits[samples, y]).mean()
        probabilities /= sums
        probabilities[samples, y] -= 1
        probabilities /= len(y)
        delta, gradients = probabilities, []
        for index in reversed(range(len(self.layers))):
            gradients[:0] = [delta.T @ inputs[index], delta.sum(axis=0)]
            if index > 0:
                delta = delta @ self.layers[index][0]
                delta *= inputs[index] > 0
        self.update(gradients)
        return loss

    def update(self, gradients):
        self.time += 1
        flat = [parameter for layer in self.layers for parameter in layer]
        for w, g, m, v in zip(flat, gradients, self.first, self.second):
            if self.rule == "adamw":
                m *= 0.9
                m += 0.1 * g
                v *= 0.999
                g *= g
                g *= 0.001
                v += g
                size = np.sqrt(v)
                size /= math.sqrt(1 - 0.999**self.time)
                size += 1e-8
                w *= 1 - self.rate * 1e-2
                np.divide(m, size, out=size)
                size *= self.rate / (1 - 0.9**self.time)
                w -= size
            else:
                if self.rule == "momentum":
                    m *= 0.9
                    m += g
                    g = m
                w -= self.rate * g

    def step_on_rows(self, x, y, rows):
        return self.step(x[rows], y[rows])

    def answers(self, x):
        return self.forward(x)[1].argmax(axis=1)


CONTENDERS = {
    "torch": Torch,
    "torch-fused": lambda precision, threads: Torch(precision, threads, fused=True),
    "torch-compile": lambda precision, threads: Torch(
        precision, threads, fused=True, compiled=True
    ),
    "jax": Jax,
    "numpy": NumPy,
}


class Numbers:
    """The file that our tool has written: one array after the other."""

    def __init__(self, path):
        self.rest = np.fromfile(path, dtype="<f8")

    def take(self, *shape):
        count = math.prod(shape)
        taken, self.rest = self.rest[:count].reshape(shape), self.rest[count:]
        return taken

    def layers(self, sizes):
        return [(self.take(n, m), self.take(n)) for m, n in zip(sizes, sizes[1:])]


class Worker:
    """Answers requests about one contender."""

    def __init__(self, contender):
        self.contender = contender

    def describe(self):
        return {"version": self.contender.version}

    def network(self, sizes, batch, rule, hidden, path):
        sizes, batch = [int(size) for size in sizes.split(",")], int(batch)
        numbers, make = Numbers(path), self.contender
        self.x = make.array(numbers.take(batch, sizes[0]))
        self.y = make.labels(numbers.take(batch))
        make.start(numbers.layers(sizes), rule, RATES[rule], hidden)
        return {}

    def drop(self):
        self.contender.drop()
        return {}

    def steps(self, count):
        start = time.perf_counter()
        for _ in range(int(count)):
            loss = self.contender.step(self.x, self.y)
        loss = float(loss)  # waits for what is still under way
        return {"seconds": time.perf_counter() - start, "loss": loss}

    def accuracy(self):
        return {"accuracy": float(np.mean(self.contender.answers(self.x) == np.asarray(self.y)))}

    def activation(self, expression, count, path):
        numbers = Numbers(path)
        # A request is split at spaces, so those of the expression come as ␣.
        self.contender.function(
            expression.replace("␣", " "), numbers.take(int(count)), numbers.take(int(count))
        )
        return {}

    def sums(self):
        return {"sums": self.contender.sums()}

    def forward(self, count):
        return self.passes(self.contender.forward, count)

    def both(self, count):
        return self.passes(self.contender.both, count)

    def passes(self, body, count):
        start = time.perf_counter()
        for _ in range(int(count)):
            body()
        return {"seconds": time.perf_counter() - start}

    def optimizers(self):
        return {"optimizers": list(OPTIMIZERS)}

    def optimizer(self, name, count, path):
        numbers, shape = Numbers(path), (int(count) // 100, 100)
        return {"form": self.contender.optimize(name, numbers.take(*shape), numbers.take(*shape))}

    def updates(self, count):
        return self.passes(self.contender.update, count)

    def updated(self):
        return {"sums": self.contender.updated()}

    def digits(self, path):
        numbers, make, count = Numbers(path), self.contender, DIGITS["training"]
        self.training = make.array(numbers.take(count, 64)), make.labels(numbers.take(count))
        self.test = make.array(numbers.take(DIGITS["test"], 64)), numbers.take(DIGITS["test"])
        self.layers = numbers.layers(DIGITS["sizes"])
        # Cut into batches beforehand, to the peers' advantage: ours draws the order in its time.
        self.epochs = []
        for _ in range(DIGITS["epochs"]):
            order = numbers.take(count)
            cuts = range(0, count, DIGITS["batch"])
            self.epochs.append([make.rows(order[cut : cut + DIGITS["batch"]]) for cut in cuts])
        # Compilers compile for both sizes of batches and for the test before anything is timed.
        make.start(self.layers, "adamw", DIGITS["rate"])
        for rows in (self.epochs[0][0], self.epochs[0][-1]):
            make.step_on_rows(*self.training, rows)
        make.answers(self.test[0])
        return {}

    def train(self):
        self.contender.reset(self.layers)
        start = time.perf_counter()
        for epoch in self.epochs:
            losses = [self.contender.step_on_rows(*self.training, rows) for rows in epoch]
        sizes = [len(rows) for rows in self.epochs[-1]]
        loss = sum(float(loss) * size for loss, size in zip(losses, sizes)) / sum(sizes)
        accuracy = float(np.mean(self.contender.answers(self.test[0]) == self.test[1]))
        return {"seconds": time.perf_counter() - start, "loss": loss, "accuracy": accuracy}


def main():
    name, precision, threads = sys.argv[1:]
    worker = Worker(CONTENDERS[name](precision, int(threads)))
    for line in sys.stdin:
        request, *arguments = line.split()
        print(json.dumps(getattr(worker, request)(*arguments)), flush=True)


if __name__ == "__main__":
    main()
