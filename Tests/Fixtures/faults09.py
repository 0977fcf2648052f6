"""The real faults of lesson 09 in PyTorch, broken and repaired, over ten seeds; writes Faults09.json and Faults/*.jsonl.

Every function below holds the few lines in which a person made the mistake; `repaired` says which of the two is meant. The
same faults in Swift are the values `RealFault.all`. Random numbers are PyTorch's own, so that the two agree in what they
show, not in digits. With ids behind the name of the script only these are run again. The logs are those of seed 0, written
by `Lessons/doctor.py` and thinned: numbers to three digits, losses of every step at first and of every fourth one after
step 20, and what is measured at each layer at the first ten steps and six times more.
"""

import copy
import csv
import hashlib
import inspect
import json
import math
import pathlib
import sys
import tempfile
import textwrap

import numpy
import torch
import torch.nn.functional as F
from torch import nn, optim

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "Lessons"))
from doctor import Doctor  # noqa: E402

torch.set_num_threads(1)
SEEDS = range(10)


# Data


def table(name, skipped):
    with open(ROOT / "Sources/Datasets/Resources" / name) as file:
        rows = [[float(field) for field in row] for row in list(csv.reader(file))[skipped:]]
    return torch.tensor(rows)


DIGITS, TUMORS = table("digits.csv", 0), table("breast_cancer.csv", 1)


class Data:
    """Samples to train on and held-out ones, scaled by what was measured on the first."""

    def __init__(self, x, y, standardized=(), factor=1.0, by_class=False, alike=False):
        order = torch.argsort(y, stable=True) if by_class else torch.randperm(len(x))
        cut = len(x) if alike else len(x) * 3 // 4
        x, y = x[order] * factor, y[order]
        if "x" in standardized:
            x = (x - x[:cut].mean(0)) / x[:cut].std(0, correction=0).clamp(min=1e-6)
        if "y" in standardized:
            y = (y - y[:cut].mean(0)) / y[:cut].std(0, correction=0)
        self.x, self.y = x[:cut], y[:cut]
        self.held_out = (self.x, self.y) if alike else (x[cut:], y[cut:])


def digits(**scaling):
    return Data(DIGITS[:, :64] / 16, DIGITS[:, 64].long(), **scaling)


def tumors(**scaling):
    return Data(TUMORS[:, :30], TUMORS[:, 30].long(), **scaling)


def reconstruction(**scaling):
    return Data(TUMORS[:, :30], TUMORS[:, :30], **scaling)


def moons():
    y = torch.arange(512) % 2
    angle = math.pi * torch.rand(512)
    upper = torch.stack([angle.cos(), angle.sin()], 1)
    x = torch.where(y[:, None] == 0, upper, torch.tensor([1.0, 0.5]) - upper)
    return Data(x + 0.1 * torch.randn(512, 2), y)


def clusters():
    y = torch.arange(384) % 3
    centers = torch.tensor([[0.0, 2.0], [-2.0, -1.0], [2.0, -1.0]])
    return Data(centers[y] + 0.5 * torch.randn(384, 2), y)


def xor():
    x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return Data(x, torch.tensor([0, 1, 1, 0]), alike=True)


def bits():
    x = torch.randn(512, 16)
    return Data(x, (x @ torch.randn(16, 10) > 0).float())


def hill(**scaling):
    x = 100 * torch.rand(384, 2)
    return Data(x, 0.05 * (x[:, :1] - 50) ** 2 + x[:, 1:], **scaling)


def waves(random, count):
    x = torch.tensor(random.uniform(-1, 1, (count, 1)), dtype=torch.float32)
    noise = torch.tensor(random.normal(0, 0.05, (count, 1)), dtype=torch.float32)
    return x, 0.5 + 0.4 * torch.sin(3 * x) + noise


def wave():
    return Data(*waves(numpy.random.RandomState(torch.randint(2**31, ()).item()), 384))


# Errors


def wrong_classes(outputs, y, threshold):
    if not outputs.isfinite().all():
        return math.inf
    answers = (outputs[:, 0] > threshold).long() if outputs.shape[1] == 1 else outputs.argmax(1)
    return (answers != y).float().mean().item()


def wrong_bits(outputs, y, threshold):
    return ((outputs > threshold) != (y > 0.5)).float().mean().item()


def relative_squared_error(outputs, y, threshold):
    return ((outputs - y).square().mean() / y.var(correction=0)).item()


# Faults

FAULTS = []


def fault(id, data, error, threshold=0.0):
    """Keeps a fault; `threshold` is the output above which a single unit says yes."""
    return lambda function: FAULTS.append((id, data, error, threshold, function))


class Run:
    """What a person would have at the top of a script."""

    def __init__(self, model, criterion, optimizer, steps, column=False, batch=32, **habits):
        self.model, self.criterion, self.optimizer, self.steps = model, criterion, optimizer, steps
        self.target = (lambda y: y.float().unsqueeze(1)) if column else lambda y: y
        self.batch, self.habits = batch, habits


@fault("31556268", xor, wrong_classes, 0.5)
def xor_with_absolute_error(repaired):
    model = nn.Sequential(nn.Linear(2, 8), nn.Sigmoid(), nn.Linear(8, 1), nn.Sigmoid())
    criterion = nn.MSELoss() if repaired else nn.L1Loss()
    optimizer = optim.Adam(model.parameters(), 0.1) if repaired else optim.SGD(model.parameters(), 0.05)
    return Run(model, criterion, optimizer, 600, column=True, batch=4)


@fault("31627380", moons, wrong_classes, 0.5)
def relu_on_the_output_and_a_loss_of_probabilities(repaired):
    head = nn.Sigmoid() if repaired else nn.ReLU()
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1), head)
    # Keras clips; PyTorch refuses probabilities above 1.
    clip = lambda p: p.clamp(1e-7, 1 - 1e-7)
    return Run(model, nn.BCELoss(), optim.SGD(model.parameters(), 0.3), 400, column=True, between=clip)


@fault("31880720", moons, wrong_classes, 0.5)
def softmax_on_one_unit(repaired):
    head = nn.Sigmoid() if repaired else nn.Softmax(dim=1)
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1), head)
    return Run(model, nn.BCELoss(), optim.Adam(model.parameters(), 0.02), 250, column=True)


@fault("33969059", lambda: hill(standardized="xy"), relative_squared_error)
def softmax_on_one_unit_of_a_regression(repaired):
    head = [] if repaired else [nn.Softmax(dim=1)]
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1), *head)
    return Run(model, nn.MSELoss(), optim.Adam(model.parameters(), 0.02), 300)


@fault("39217567", moons, wrong_classes)
def sigmoids_in_every_hidden_layer(repaired):
    activation = nn.ReLU if repaired else nn.Sigmoid
    sizes = [2, 16, 16, 16, 16]
    hidden = [layer for i, o in zip(sizes, sizes[1:]) for layer in (nn.Linear(i, o), activation())]
    model = nn.Sequential(*hidden, nn.Linear(16, 1))
    return Run(model, nn.BCEWithLogitsLoss(), optim.SGD(model.parameters(), 0.1, momentum=0.9), 300, column=True)


class CrossEntropyOfOneHot(nn.Module):
    def forward(self, logits, y):
        return -(y * logits.log_softmax(1)).sum(1).mean()


@fault("39810655", digits, wrong_classes)
def loss_for_one_hot_targets_given_class_numbers(repaired):
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    criterion = nn.CrossEntropyLoss() if repaired else CrossEntropyOfOneHot()
    return Run(model, criterion, optim.Adam(model.parameters(), 0.01), 200, column=not repaired)


@fault("42514960", lambda: reconstruction(standardized="xy"), relative_squared_error)
def relu_on_the_output_of_an_autoencoder(repaired):
    head = [] if repaired else [nn.ReLU()]
    model = nn.Sequential(nn.Linear(30, 16), nn.Tanh(), nn.Linear(16, 30), *head)
    return Run(model, nn.MSELoss(), optim.Adam(model.parameters(), 0.01), 300)


@fault("42800203", lambda: tumors(standardized="x"), wrong_classes, 0.5)
def softmax_on_one_unit_with_squared_error(repaired):
    head = nn.Sigmoid() if repaired else nn.Softmax(dim=1)
    model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1), head)
    return Run(model, nn.MSELoss(), optim.Adam(model.parameters(), 0.01), 150, column=True)


@fault("44066044", lambda repaired: hill(standardized="xy" if repaired else "y"), relative_squared_error)
def inputs_unscaled(repaired):
    model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 1))
    return Run(model, nn.MSELoss(), optim.Adam(model.parameters(), 0.02), 300)


@fault("44998910", digits, wrong_classes)
def rate_too_low(repaired):
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    return Run(model, nn.CrossEntropyLoss(), optim.SGD(model.parameters(), 0.3 if repaired else 0.001), 300)


@fault("45337371", bits, wrong_bits, 0.5)
def softmax_for_ten_independent_bits(repaired):
    head = nn.Sigmoid() if repaired else nn.Softmax(dim=1)
    model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 10), head)
    return Run(model, nn.BCELoss(), optim.Adam(model.parameters(), 0.01), 300)


@fault("45442843", wave, relative_squared_error)
def softmax_on_one_unit_with_absolute_error(repaired):
    head = nn.Sigmoid() if repaired else nn.Softmax(dim=1)
    model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1), head)
    return Run(model, nn.L1Loss(), optim.Adam(model.parameters(), 0.02), 300)


@fault("47352366", digits, wrong_classes)
def relu_on_the_output_of_a_classifier(repaired):
    head = nn.Softmax(dim=1) if repaired else nn.ReLU()
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10), head)
    # What Keras does with what it takes for probabilities.
    clip = lambda p: (p / p.sum(1, keepdim=True)).clamp(1e-7, 1 - 1e-7).log()
    return Run(model, nn.NLLLoss(), optim.Adam(model.parameters(), 0.01), 200, between=clip)


@fault("48385830", digits, wrong_classes)
def no_output_activation(repaired):
    head = [nn.Softmax(dim=1)] if repaired else []
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10), *head)
    return Run(model, nn.NLLLoss(), optim.Adam(model.parameters(), 0.01), 200, between=torch.log)


@fault("48934338", lambda: hill(standardized="xy"), relative_squared_error)
def rate_ten_times_too_high(repaired):
    model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 1))
    return Run(model, nn.MSELoss(), optim.SGD(model.parameters(), 0.05 if repaired else 0.5, momentum=0.9), 300)


@fault("50079585", clusters, wrong_classes, 0.5)
def one_sigmoid_for_three_classes(repaired):
    if repaired:
        model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 3))
        return Run(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters(), 0.01), 200)
    model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
    # `BCELoss` refuses the target 2; `BCEWithLogitsLoss` does not, nor does Keras.
    return Run(model, nn.BCEWithLogitsLoss(), optim.Adam(model.parameters(), 0.01), 200, column=True)


@fault("51181393", wave, relative_squared_error)
def default_rate_of_rmsprop(repaired):
    model = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
    return Run(model, nn.MSELoss(), optim.RMSprop(model.parameters(), 0.02 if repaired else 0.001), 300)


@fault("51930566", digits, wrong_classes)
def sigmoid_where_a_softmax_belongs(repaired):
    head = [] if repaired else [nn.Sigmoid()]
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10), *head)
    return Run(model, nn.CrossEntropyLoss(), optim.SGD(model.parameters(), 0.05, momentum=0.9), 200)


@fault("52800582", lambda repaired: hill(standardized="xy" if repaired else ""), relative_squared_error)
def inputs_and_targets_unscaled(repaired):
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))
    return Run(model, nn.MSELoss(), optim.Adam(model.parameters(), 0.01), 300)


@fault("55328966", lambda repaired: digits(factor=1 if repaired else 255), wrong_classes)
def raw_pixels_into_sigmoids(repaired):
    model = nn.Sequential(nn.Linear(64, 32), nn.Sigmoid(), nn.Linear(32, 10))
    return Run(model, nn.CrossEntropyLoss(), optim.SGD(model.parameters(), 0.05, momentum=0.9), 300)


@fault("56103207", lambda repaired: digits(by_class=not repaired), wrong_classes)
def validated_on_classes_never_trained_on(repaired):
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    return Run(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters(), 0.01), 200)


@fault("56380303", moons, wrong_classes)
def gradient_descent_where_adam_works(repaired):
    model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))
    optimizer = (optim.Adam if repaired else optim.SGD)(model.parameters(), 0.01)
    return Run(model, nn.BCEWithLogitsLoss(), optimizer, 300, column=True)


@fault("58609115", lambda: tumors(standardized="x"), wrong_classes)
def categorical_cross_entropy_for_a_yes_or_no_question(repaired):
    model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
    criterion = nn.BCEWithLogitsLoss() if repaired else nn.CrossEntropyLoss()
    return Run(model, criterion, optim.Adam(model.parameters(), 0.01), 150, column=True)


@fault("59282996", digits, wrong_classes)
def too_few_epochs(repaired):
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    return Run(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters(), 0.003), 400 if repaired else 30)


@fault("59325381", lambda repaired: hill(factor=10, standardized="xy" if repaired else "y"), relative_squared_error)
def targets_scaled_instead_of_inputs(repaired):
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))
    return Run(model, nn.MSELoss(), optim.Adam(model.parameters(), 0.01), 300)


@fault("60335387", digits, wrong_classes)
def gradients_not_zeroed(repaired):
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    return Run(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters(), 0.01), 200, zeroes=repaired)


@fault("67180955", wave, relative_squared_error)
def same_random_numbers_in_every_worker(repaired):
    # Since version 1.9 PyTorch gives each worker its own seed; `worker_init_fn` can still undo it.
    model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
    optimizer = optim.Adam(model.parameters(), 0.01)
    return Run(model, nn.MSELoss(), optimizer, 400, workers="apart" if repaired else "alike")


@fault("huggingface/accelerate#2665", digits, wrong_classes)
def optimizer_holds_the_parameters_of_a_copy(repaired):
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = optim.Adam(model.parameters(), 0.01)
    if not repaired:
        model = copy.deepcopy(model)  # as wrapping it for several devices may do
    return Run(model, nn.CrossEntropyLoss(), optimizer, 200)


# Training


def batches(run, data, seed):
    """Batches without end; workers draw new samples in every epoch, or the same ones."""
    epoch = 0
    while True:
        x, y = data.x, data.y
        if "workers" in run.habits:
            seeds = [seed if run.habits["workers"] == "alike" else (seed, epoch, worker) for worker in range(32)]
            parts = [waves(numpy.random.RandomState(numpy.random.MT19937(numpy.random.SeedSequence(s))), 2) for s in seeds]
            x, y = (torch.cat(part) for part in zip(*parts))
        for indices in torch.randperm(len(x)).split(run.batch):
            yield x[indices], y[indices]
        epoch += 1


def train(entry, repaired, seed, log=None):
    id, data, error, threshold, function = entry
    torch.manual_seed(seed)
    data = data(repaired) if "repaired" in inspect.signature(data).parameters else data()
    run = function(repaired)
    train.steps = run.steps
    between = run.habits.get("between", lambda p: p)
    held_out_x, held_out_y = data.held_out
    doctor = log and Doctor(run.model, run.optimizer, log, run.criterion)
    for step, (x, y) in zip(range(run.steps), batches(run, data, seed)):
        y = run.target(y)
        if run.habits.get("zeroes", True):
            run.optimizer.zero_grad()
        loss = run.criterion(between(run.model(x)), y)
        loss.backward()
        run.optimizer.step()
        if doctor:
            doctor.step(loss, y)
            if (step + 1) % (run.steps // 10) == 0:
                with torch.no_grad():
                    outputs = run.model(held_out_x)
                    held_out = run.criterion(between(outputs), run.target(held_out_y)).item()
                share = error(outputs, held_out_y, threshold) if error is wrong_classes else None
                doctor.validation(held_out, None if share is None else 1 - min(share, 1))
        if not loss.isfinite():
            break
    with torch.no_grad():
        return error(run.model(held_out_x), held_out_y, threshold)


def thinned(path, steps):
    """The lines of a log with three digits a number; most steps keep their loss only, and many go."""

    def short(x):
        if isinstance(x, dict):
            return {key: short(value) for key, value in x.items() if value != {}}
        return float(f"{x:.3g}") if isinstance(x, float) else x

    for line in map(json.loads, path.read_text().splitlines()):
        if line["event"] == "step":
            step = line["step"]
            last = step >= steps - 1 or not math.isfinite(float(line["loss"]))
            if step >= 10 and step % max(1, steps // 6) and not last:
                if step >= 20 and step % 4:
                    continue
                line = {key: line[key] for key in ("event", "step", "loss", "learning_rate")}
            else:
                for column in ("activation_mean", "zero_share", "unchanged_share"):
                    line["columns"].pop(column, None)
        yield json.dumps(short(line), separators=(",", ":"))


def finite(x):
    return x if math.isfinite(x) else str(x)


def main(only):
    logs, path_of_figures = HERE / "Faults", HERE / "Faults09.json"
    document = json.loads(path_of_figures.read_text())["faults"] if only else {}
    logs.mkdir(exist_ok=True)
    for entry in FAULTS:
        id, function = entry[0], entry[-1]
        if only and id not in only:
            continue
        errors = {}
        for repaired in (False, True):
            name = "repaired" if repaired else "broken"
            errors[name] = [train(entry, repaired, seed) for seed in SEEDS]
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "run.jsonl"
                if train(entry, repaired, 0, log=path) != errors[name][0] and math.isfinite(errors[name][0]):
                    raise ValueError(f"{id}: logging changed the run")
                (logs / f"{id.replace('/', '-').replace('#', '-')}-{name}.jsonl").write_text(
                    "\n".join(thinned(path, train.steps)) + "\n")
        apart = min(errors["broken"]) > max(errors["repaired"])
        print(f"{id:28} broken {min(errors['broken']):8.3g} … {max(errors['broken']):8.3g}"
              f"  repaired {min(errors['repaired']):8.3g} … {max(errors['repaired']):8.3g}  {'' if apart else 'NOT APART'}")
        lines = textwrap.dedent(inspect.getsource(function)).splitlines()[2:]
        document[id] = {"error": entry[2].__name__, "lines": [line.removeprefix("    ") for line in lines]}
        document[id] |= {name: [finite(float(f"{x:.4g}")) for x in values] for name, values in errors.items()}
    digest = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()
    header = {"torch": torch.__version__, "numpy": numpy.__version__, "script": "faults09.py", "scriptSHA256": digest}
    path_of_figures.write_text(json.dumps(header | {"faults": document}, indent=1) + "\n")
    print(sum(path.stat().st_size for path in logs.iterdir()), "bytes of logs")


main(sys.argv[1:])
