"""Numbers of captum for test/explanation/heat-maps.test.ts: Grad-CAM and occlusion of small networks.

    .cache/bench/explanation/bin/python test/oracle/heat_maps.py     writes test/oracle/heat_maps.json

The Python is the one of `npm run bench -- explanation`, which has torch and captum (bench/explanation/requirements.txt).
Kernels are written in Keras's layout.
"""
import json
from pathlib import Path

import numpy as np
import torch
from captum.attr import LayerAttribution, LayerGradCam, Occlusion

random = np.random.default_rng(7)


def weights(*shape):
    return torch.tensor(random.normal(size=shape, scale=0.5).astype(np.float32))


class Network(torch.nn.Module):
    """Two convolutions with relu, and a last layer; channels first, as torch has them."""

    def __init__(self, kernels, dense, softmax):
        super().__init__()
        conv = torch.nn.Conv2d if kernels[0].dim() == 4 else torch.nn.Conv1d
        self.convolutions = torch.nn.ModuleList()
        for kernel in kernels:
            layer = conv(kernel.shape[1], kernel.shape[0], tuple(kernel.shape[2:]), bias=False)
            layer.weight.data = kernel
            self.convolutions.append(torch.nn.Sequential(layer, torch.nn.ReLU()))
        self.dense, self.softmax = dense, softmax

    def scores(self, x):
        for convolution in self.convolutions:
            x = convolution(x)
        # Keras flattens with the channels last
        return x.movedim(1, -1).flatten(1) @ self.dense

    def forward(self, x):
        scores = self.scores(x)
        return scores.softmax(1) if self.softmax else scores


class Scores(torch.nn.Module):
    """What Grad-CAM goes by: the scores before a softmax, beside their mean."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        scores = self.network.scores(x)
        return scores - scores.mean(1, keepdim=True) if self.network.softmax else scores


def last(tensor):
    """channels first → channels last, as a flat list"""
    return tensor.detach().movedim(1, -1).flatten().tolist()


def case(sides, kernels, classes, patch, target):
    kernels = [weights(*kernel) for kernel in kernels]
    left = [side - sum(kernel.shape[2 + i] - 1 for kernel in kernels) for i, side in enumerate(sides)]
    dense = weights(int(np.prod(left)) * kernels[-1].shape[0], classes)
    network = Network(kernels, dense, classes > 1)
    x = weights(1, kernels[0].shape[1], *sides)
    cam = LayerGradCam(Scores(network), network.convolutions[1]).attribute(x, target, relu_attributions=True)
    large = LayerAttribution.interpolate(cam, tuple(sides), "bilinear" if len(sides) == 2 else "linear")
    window = (x.shape[1], *[min(patch, side) for side in sides])
    strides = (x.shape[1], *[-(-size // 2) for size in window[1:]])
    fall = Occlusion(network).attribute(x, window, strides=strides, target=target, baselines=0)
    keras = [kernel.permute(*range(2, kernel.dim()), 1, 0) for kernel in kernels]
    return {
        **{"sides": sides, "channels": x.shape[1], "classes": classes, "patch": patch, "target": target},
        "kernels": [{"shape": list(k.shape), "data": k.flatten().tolist()} for k in keras],
        "dense": {"shape": list(dense.shape), "data": dense.flatten().tolist()},
        "input": last(x),
        "places": list(cam.shape[2:]),
        "gradCam": cam.detach().flatten().tolist(),
        "resized": large.detach().flatten().tolist(),
        "occlusion": fall[:, 0].detach().flatten().tolist(),
    }


cases = {
    "picture": case([7, 6], [(3, 2, 3, 3), (4, 3, 2, 2)], 3, 3, 2),
    "sequence": case([11], [(3, 2, 3), (4, 3, 2)], 2, 4, 0),
    "number": case([9, 9], [(2, 1, 2, 2), (3, 2, 3, 3)], 1, 2, 0),
}
file = Path(__file__).parent / "heat_maps.json"
file.write_text(json.dumps(cases) + "\n")
