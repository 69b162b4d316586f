"""Stands in for Keras where a test runs the lines of docs/bring-a-network.md: as much of it as they use, with weights laid out as
Keras lays them out, [in, out]. Untrained; its layers compute nothing."""

import sys
import types

import numpy as np


class _Tensor:
    def __init__(self, width, before=()):
        self.width, self.layers = width, list(before)


class Dense:
    def __init__(self, units, activation=None, name=None):
        self.units, self.activation, self.name = units, activation, name

    def __call__(self, tensor):
        random = np.random.default_rng(len(self.name) + self.units)
        kernel = random.normal(0, tensor.width**-0.5, (tensor.width, self.units)).astype(np.float32)
        self.weights = [kernel, random.normal(0, 0.1, self.units).astype(np.float32)]
        return _Tensor(self.units, [*tensor.layers, self])

    def get_weights(self):
        return self.weights


def Input(shape):
    return _Tensor(shape[0])


class Model:
    def __init__(self, inputs, outputs):
        outputs = outputs if isinstance(outputs, list) else [outputs]
        self.layers = list(dict.fromkeys(layer for output in outputs for layer in output.layers))


layers = types.ModuleType("keras.layers")
layers.Dense = Dense
sys.modules["keras.layers"] = layers
