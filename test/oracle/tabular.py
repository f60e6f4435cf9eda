"""Layers of networks for tables that Keras does not have, as Keras layers written after their sources, and a schedule."""
import keras
import numpy as np
import tensorflow as tf


class Scale(keras.layers.Layer):
    """RealMLP's scaling layer (the authors' stand-alone version: x * self.scale[None, :])."""

    def __init__(self, scale_initializer="ones", scale_regularizer=None):
        super().__init__()
        self.given = {"initializer": scale_initializer, "regularizer": scale_regularizer}

    def build(self, shape):
        self.scale = self.add_weight(shape=shape[-1:], name="scale", **self.given)

    def call(self, x):
        return x * self.scale


class InstanceNormalization(keras.layers.Layer):
    """RevIN's norm, without its affine part (the authors' code: mean and variance over the steps, unbiased=False)."""

    def __init__(self, epsilon=1e-5):
        super().__init__()
        self.epsilon = epsilon

    def call(self, x):
        mean, variance = tf.nn.moments(x, axes=[1], keepdims=True)
        return (x - mean) / tf.sqrt(variance + self.epsilon)


class InstanceDenormalization(keras.layers.Layer):
    """RevIN's denorm, of one channel."""

    def __init__(self, channel=0, epsilon=1e-5):
        super().__init__()
        self.channel = channel
        self.epsilon = epsilon

    def call(self, inputs):
        x, window = inputs
        mean, variance = tf.nn.moments(window[:, :, self.channel], axes=[1], keepdims=True)
        return x * tf.sqrt(variance + self.epsilon) + mean


class SeasonalNaive(keras.layers.Layer):
    """Forecasting: Principles and Practice, 5.2: the value of the same step, some seasons before."""

    def __init__(self, horizon=1, season=1, gap=0, quantiles=1):
        super().__init__()
        self.steps = [gap + i for i in range(horizon)]
        self.season = season
        self.quantiles = quantiles

    def call(self, x):
        length = x.shape[1]
        places = [length - 1 + step + 1 - self.season * (step // self.season + 1) for step in self.steps]
        return tf.repeat(tf.gather(x, places, axis=1), self.quantiles, axis=1)


class PiecewiseLinearEncoding(keras.layers.Layer):
    """rtdl_num_embeddings 0.0.12: each bin as weight·x + bias, then clamped from above, but for the last, and from below, but
    for the first. Bins without width stay 0; the last one is the last that has a width."""

    def __init__(self, num_bins=12):
        super().__init__()
        self.num_bins = num_bins

    def build(self, shape):
        self.boundaries = self.add_weight(shape=(shape[-1], self.num_bins + 1), name="boundaries", trainable=False)

    def call(self, x):
        columns = []
        for column, edges in enumerate(np.asarray(self.boundaries)):
            unique = np.unique(edges)
            bins = []
            for i, (low, high) in enumerate(zip(unique[:-1], unique[1:])):
                part = x[:, column] * (1 / (high - low)) - low / (high - low)
                if i < len(unique) - 2:
                    part = tf.minimum(part, 1.0)
                if i > 0:
                    part = tf.maximum(part, 0.0)
                bins.append(part)
            bins += [x[:, column] * 0.0] * (self.num_bins - len(bins))
            columns += bins
        return tf.stack(columns, axis=1)


def boundaries(x):
    """Some for a test: ascending, the second column with fewer bins than the others."""
    x = np.sort(x, axis=1)
    x[1, 2:] = x[1, 2] if x.shape[1] > 2 else x[1, 1]
    return x


class PeriodicEmbedding(keras.layers.Layer):
    """pytabkit's PBLD: cos(2π(w·x) + b), a linear layer of each feature, and the feature itself before it."""

    def __init__(self, output_dim=4, num_frequencies=16, activation="linear", include_input=True, kernel_regularizer=None):
        super().__init__()
        self.width = output_dim - 1 if include_input else output_dim
        self.num_frequencies, self.include_input = num_frequencies, include_input
        self.activation = keras.activations.get(activation)
        self.kernel_regularizer = kernel_regularizer

    def build(self, shape):
        features = shape[-1]
        self.frequencies = self.add_weight(shape=(features, self.num_frequencies), name="frequencies")
        self.phases = self.add_weight(shape=(features, self.num_frequencies), name="phases")
        shape = (features, self.num_frequencies, self.width)
        self.kernel = self.add_weight(shape=shape, name="kernel", regularizer=self.kernel_regularizer)
        self.bias = self.add_weight(shape=(features, self.width), name="bias")

    def call(self, x):
        waves = tf.cos(2 * np.pi * x[:, :, None] * self.frequencies + self.phases)
        y = self.activation(tf.einsum("nfk,fkw->nfw", waves, self.kernel) + self.bias)
        if self.include_input:
            y = tf.concat([x[:, :, None], y], axis=2)
        return tf.reshape(y, (x.shape[0], -1))


def coslog(steps, learning_rate, cycles=4):
    """pytabkit's coslog schedules."""
    t = np.arange(steps) / steps
    return learning_rate * (0.5 - 0.5 * np.cos(2 * np.pi * np.log2(1 + (2**cycles - 1) * t)))
