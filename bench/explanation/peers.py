"""shap and Captum on a network of ours: peers.py CASE.json prints the figures of each method as JSON, ours among them."""

import json
import sys
import time
import warnings

import numpy
import shap
import torch
from captum.attr import IntegratedGradients
from scipy.stats import spearmanr

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

case = json.load(open(sys.argv[1]))
columns, compared = case["columns"], case["compared"]
background = numpy.array(case["background"], numpy.float32).reshape(-1, columns)
rows = numpy.array(case["rows"], numpy.float32).reshape(-1, columns)

layers, width = [], columns
for layer in case["layers"]:
    bias = numpy.array(layer["bias"], numpy.float32)
    layers.append((numpy.array(layer["kernel"], numpy.float32).reshape(width, len(bias)), bias))
    width = len(bias)


def answer(x):
    """The network in numpy, [rows × columns] to [rows]."""
    x = numpy.asarray(x, numpy.float32)
    for kernel, bias in layers[:-1]:
        x = numpy.maximum(x @ kernel + bias, 0)
    kernel, bias = layers[-1]
    return (x @ kernel + bias)[:, 0] * case["scale"] + case["shift"]


different = numpy.abs(answer(rows) - numpy.array(case["answers"])).max()
if different > 1e-3:
    sys.exit(f"the network answers {different} otherwise here")


def module():
    """The same network in PyTorch."""
    parts = []
    for kernel, bias in layers:
        linear = torch.nn.Linear(*kernel.shape)
        linear.weight.data, linear.bias.data = torch.tensor(kernel.T.copy()), torch.tensor(bias)
        parts += [linear, torch.nn.ReLU()]
    network = torch.nn.Sequential(*parts[:-1])
    return lambda x: network(x)[:, 0] * case["scale"] + case["shift"]


def best(attribute, rounds):
    """The contributions, and the least processor seconds of some rounds."""
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        found = attribute()
        seconds.append(time.process_time() - start)
    return found, min(seconds)


def missing(contributions, base):
    return float(numpy.abs(contributions.sum(1) - (answer(rows[: len(contributions)]) - base)).max())


def area(contributions):
    """Columns are taken from the background rows, one after the other, the most supporting first: how far the mean answer
    still is from the background's, on the average of all steps and rows."""
    base, areas = answer(background).mean(), []
    for row, own in zip(rows, contributions):
        sign = numpy.sign(answer(row[None])[0] - base)
        hybrids, left = numpy.repeat(row[None], len(background), 0), []
        for column in numpy.argsort(-sign * own):
            hybrids[:, column] = background[:, column]
            left.append(sign * (answer(hybrids).mean() - base))
        areas.append(numpy.mean(left))
    return float(numpy.mean(areas))


explainer = shap.KernelExplainer(answer, background)
kernel, kernel_seconds = best(lambda: explainer.shap_values(rows[:compared], nsamples=2000, silent=True), 1)

network, points = module(), torch.tensor(rows[:100])  # more at once take Captum far longer a row
mean = torch.tensor(background.mean(0, keepdims=True))
captum, captum_seconds = best(lambda: IntegratedGradients(network).attribute(points, mean, n_steps=100).numpy(), 2)

found = {name: numpy.array(own).reshape(compared, columns) for name, own in case["ours"].items()}
found["shap: KernelExplainer, 2000 samples"] = kernel
found["Captum: integrated gradients, 100 steps"] = captum[:compared]
found["columns in a random order"] = numpy.random.default_rng(0).normal(size=(compared, columns))
figures = {
    name: {
        "area": area(own),
        "rank": float(numpy.mean([spearmanr(a, b)[0] for a, b in zip(own, kernel)])),
    }
    for name, own in found.items()
}
figures["shap: KernelExplainer, 2000 samples"] |= {
    "milliseconds": 1000 * kernel_seconds / compared,
    "missing": missing(kernel, answer(background).mean()),
}
figures["Captum: integrated gradients, 100 steps"] |= {
    "milliseconds": 1000 * captum_seconds / len(points),
    "missing": missing(captum, answer(mean.numpy())),
}
print(json.dumps(figures))
