"""Logs that `Lessons/doctor.py` writes of loops that were not written for it: two lines are added to each.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0 numpy
    .venv/bin/python logs.py

With the name of a folder behind it the logs go there, and the recorded ones stay as they are. Numbers are rounded to five digits behind the recording, so that the files stay small.
"""
import json
import math
import pathlib
import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent.parent / "Lessons"))
from doctor import Doctor  # noqa: E402

LOGS = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
torch.set_num_threads(1)


def spirals(count, seed):
    """Three arms of a spiral, two features."""
    generator = torch.Generator().manual_seed(seed)
    label = torch.arange(count) % 3
    radius = torch.rand(count, generator=generator)
    angle = 2 * math.pi * label / 3 + 3 * radius + 0.15 * torch.randn(count, generator=generator)
    return torch.stack([radius * angle.cos(), radius * angle.sin()], 1) * 2, label


def network():
    return nn.Sequential(nn.Linear(2, 24), nn.ReLU(), nn.Linear(24, 24), nn.ReLU(), nn.Linear(24, 3))


def train(name, model, optimizer, epochs=5, criterion=nn.CrossEntropyLoss(), zero=True, head=None):
    """A loop as people write it; the lines of the doctor are the three that name it."""
    x, y = spirals(384, seed=1)
    held = spirals(192, seed=2)
    batches = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
    doctor = Doctor(model, optimizer, LOGS / f"{name}.jsonl", criterion)
    for epoch in range(epochs):
        model.train()
        for inputs, labels in batches:
            if zero:
                optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()
            doctor.step(loss, labels)
        model.eval()
        with torch.no_grad():
            outputs = model(held[0])
            doctor.validation(criterion(outputs, held[1]), (outputs.argmax(1) == held[1]).float().mean())
    doctor.file.close()


def healthy():
    model = network()
    train("healthy", model, torch.optim.Adam(model.parameters(), lr=0.01))


def rate_too_high():
    model = network()
    train("rate-too-high", model, torch.optim.SGD(model.parameters(), lr=30.0))


def other_parameters():
    """The optimizer was made before the network was made again."""
    optimizer = torch.optim.Adam(network().parameters(), lr=0.01)
    train("other-parameters", network(), optimizer)


def softmax_twice():
    model = network()
    model.append(nn.Softmax(dim=1))
    train("softmax-twice", model, torch.optim.Adam(model.parameters(), lr=0.01))


def not_zeroed():
    model = network()
    train("not-zeroed", model, torch.optim.SGD(model.parameters(), lr=0.02), zero=False)


def deep_sigmoids():
    layers = [nn.Linear(2, 16), nn.Sigmoid()]
    for _ in range(7):
        layers += [nn.Linear(16, 16), nn.Sigmoid()]
    model = nn.Sequential(*layers, nn.Linear(16, 3))
    train("deep-sigmoids", model, torch.optim.SGD(model.parameters(), lr=0.1), epochs=3)


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


for loop in (healthy, rate_too_high, other_parameters, softmax_twice, not_zeroed, deep_sigmoids):
    torch.manual_seed(3)
    loop()
for path in LOGS.glob("*.jsonl"):
    lines = [json.dumps(rounded(json.loads(line)), separators=(",", ":")) for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")
