"""Differentiates random expressions with PyTorch, and compares with what the engine said.

    ./learn author fuzz derivatives --count 10000 --to expressions.jsonl
    python3 Tools/Fuzz/derivatives.py expressions.jsonl

Written for PyTorch 2.13. Every line of the file is an expression with the engine's value and gradients. Agreement is
asked for to 1e-10 of the greatest number on the way.
"""

import json
import sys

import torch
import torch.nn.functional as F


def sum_to_shape(x, shape):
    return x.sum_to_size(*shape) if shape else x.sum()


def apply(step, results):
    name = step["operation"]
    x, y = results[step["operands"][0]], results[step["operands"][-1]]
    numbers, integers = step["numbers"], step["integers"]

    def like(values):
        return torch.tensor(values, dtype=torch.float64).reshape(x.shape)

    if name == "linear":
        return F.linear(x, results[step["operands"][1]], y)
    return {
        "add": lambda: x + y,
        "subtract": lambda: x - y,
        "multiply": lambda: x * y,
        "divide": lambda: x / y,
        "maximum": lambda: torch.maximum(x, y),
        "minimum": lambda: torch.minimum(x, y),
        "addNumber": lambda: x + numbers[0],
        "multiplyByNumber": lambda: x * numbers[0],
        "divideByNumber": lambda: x / numbers[0],
        "exp": lambda: x.exp(),
        "log": lambda: x.log(),
        "squareRoot": lambda: x.sqrt(),
        "pow": lambda: x.pow(numbers[0]),
        "tanh": lambda: x.tanh(),
        "sigmoid": lambda: x.sigmoid(),
        # PyTorch's softplus is the identity beyond 20 unless it is told where.
        "softplus": lambda: F.softplus(x, threshold=700),
        "relu": lambda: x.relu(),
        "abs": lambda: x.abs(),
        # Ours is 1 at zero.
        "sign": lambda: torch.where(x < 0, -1.0, 1.0) * (x * 0 + 1).detach(),
        "clamped": lambda: x.clamp(numbers[0], numbers[1]),
        "matmul": lambda: x @ y,
        "sum": lambda: x.sum(),
        "sumAlongAxes": lambda: x.sum(dim=integers),
        "summedToShape": lambda: sum_to_shape(x, integers),
        "max": lambda: x.max(),
        "maxOfRows": lambda: x.max(dim=-1).values,
        "logSumExp": lambda: x.logsumexp(dim=-1),
        "softmax": lambda: x.softmax(dim=-1),
        "logSoftmax": lambda: x.log_softmax(dim=-1),
        "reshaped": lambda: x.reshape(integers),
        "transposed": lambda: x.permute(integers),
        "broadcast": lambda: x.broadcast_to(integers),
        "slice": lambda: x.narrow(integers[0], integers[1], integers[2] - integers[1]),
        "gathering": lambda: x[torch.tensor(integers)],
        "concatenation": lambda: torch.cat([x, y], dim=integers[0]),
        "selected": lambda: torch.where(like(numbers) != 0, x, y),
        "softmaxCrossEntropy": lambda: F.cross_entropy(x, torch.tensor(integers)),
        "sigmoidCrossEntropy": lambda: F.binary_cross_entropy_with_logits(x, like(numbers)),
        "meanSquaredError": lambda: F.mse_loss(x, like(numbers)),
    }[name]()


def compare(line):
    expression = line["expression"]
    leaves = [
        torch.tensor(leaf["values"], dtype=torch.float64).reshape(leaf["shape"]).requires_grad_()
        for leaf in expression["leaves"]
    ]
    results = list(leaves)
    for step in expression["steps"]:
        results.append(apply(step, results))
    last = results[-1]
    weights = torch.cos(1 + torch.arange(last.numel(), dtype=torch.float64)).reshape(last.shape)
    value = (last * weights).sum()
    if value.requires_grad:
        value.backward()
    scale = 1 + max(float(result.detach().abs().max()) for result in results)
    worst = abs(float(value.detach()) - line["value"])
    for leaf, ours in zip(leaves, line["gradients"]):
        theirs = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
        difference = theirs.flatten() - torch.tensor(ours, dtype=torch.float64)
        worst = max(worst, float(difference.abs().max()))
        scale = max(scale, 1 + float(theirs.abs().max()))
    return worst / scale


def main():
    torch.set_num_threads(1)
    count, bad, worst = 0, 0, 0.0
    for text in open(sys.argv[1], encoding="utf-8"):
        line = json.loads(text)
        difference = compare(line)
        count += 1
        worst = max(worst, difference if difference < 1e-10 else 0)
        if not difference < 1e-10:
            bad += 1
            if bad <= 20:
                print(line["number"], difference, [step["operation"] for step in line["expression"]["steps"]])
    print(f"{count} expressions, {bad} disagree; else at most {worst:.1e} (PyTorch {torch.__version__})")
    sys.exit(1 if bad else 0)


main()
