"""Opens what the last cell of notebook 11 wrote, rebuilds the two networks in PyTorch, and compares their answers.

    ./learn notebook 11
    python3 Notebooks-md/11-pytorch.py [FOLDER]

It needs torch and safetensors; written with torch 2.13.0, safetensors 0.8.0. Without a folder it looks where the cell writes.
It ends with an error where an answer is another one, or differs by more than rounding.
"""

import pathlib
import sys
import tempfile

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import nn

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(tempfile.gettempdir()) / "networks-that-run-capstone")
networks = {
    "breast-cancer": nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2)),
    "digits": nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10)),
}
failed = False
for name, network in networks.items():
    network = network.double()
    network.load_state_dict(load_file(folder / f"{name}.safetensors"))  # strict: no name may be missing or left over
    network.eval()
    with safe_open(folder / f"{name}-answers.safetensors", "pt") as file:
        saved = {key: file.get_tensor(key) for key in file.keys()}
        classes = file.metadata()["classes"].split(",")
    with torch.no_grad():
        logits = network((saved["inputs"] - saved["shifts"]) / saved["divisors"])
        answers = torch.softmax(logits / saved["temperature"], dim=1)
        unprepared = torch.softmax(network(saved["inputs"]) / saved["temperature"], dim=1)
    theirs = saved["probabilities"]
    difference = (answers - theirs).abs().max().item()
    same = int((answers.argmax(1) == theirs.argmax(1)).sum())
    without = int((unprepared.argmax(1) == theirs.argmax(1)).sum())
    fits = difference < 1e-12 and same == len(theirs)
    failed |= not fits
    print(f"{name}: the first sample is {classes[int(answers[0].argmax())]}; {same} of {len(theirs)} answers are the same")
    print(f"  greatest difference of a probability: {'below 1e-12' if fits else f'{difference:.3g}'}")
    print(f"  without shifts and divisors: {without} of {len(theirs)} answers are the same")
sys.exit(failed)
