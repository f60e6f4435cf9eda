"""Numbers of Keras's transfer learning for test/training/pretrained.test.ts: layers of a model, frozen and fine-tuned.

    .cache/oracle/bin/python test/oracle/transfer.py     writes test/oracle/transfer.json

As in https://keras.io/guides/transfer_learning/: the base is called with training=False unless `inferenceMode` is false. The
calls are written out, because a Functional model of Keras 3.15 passes its own `training` to all layers. Data and first weights are those of training.py, which the tests have too. Versions:
requirements.txt.
"""
import json
from pathlib import Path

from training import data, floats, uniform, weights  # first: it sets TensorFlow's threads
import keras
import numpy as np
import tensorflow as tf

ROWS, VALIDATION, BATCH, EPOCHS = 50, 37, 16, 4


def base(rate):
    """Up to the layer before the last of a classifier of three classes."""
    model = keras.Sequential([
        keras.Input((6,)),
        keras.layers.Dense(8, "relu"),
        keras.layers.BatchNormalization(),
        keras.layers.Dropout(rate),
        keras.layers.Dense(5, "tanh"),
    ])
    kernel, bias, gamma, beta, mean, last, end = weights([(6, 8), (8,), (8,), (8,), (8,), (8, 5), (5,)], key=200)
    variance = uniform(8, 300) + np.float32(0.5)
    model.set_weights([kernel, bias, gamma + np.float32(1), beta, mean, variance, last, end])
    return model


def transferred(rate, trainable, inference_mode):
    below = base(rate)
    below.trainable = trainable
    head = keras.Sequential([keras.Input((5,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(3, "softmax")])
    head.set_weights(weights([(5, 4), (4,), (4, 3), (3,)], key=400))
    return below, head, lambda x, training: head(below(x, training=training and not inference_mode), training=training)


def case(name, trainable=False, inference_mode=True, multiplier=1.0, rate=0.5, optimizer="Adam",
         learning_rate=0.02):
    """Batches in order. With a multiplier, the base has an optimizer of its own, of a lower learning rate."""
    (x, y, _), (vx, vy, _) = data(ROWS), data(VALIDATION, key=2)
    below, head, model = transferred(rate, trainable, inference_mode)
    groups = [below.trainable_variables, head.trainable_variables]
    make = getattr(keras.optimizers, optimizer)
    optimizers = [make(learning_rate * multiplier), make(learning_rate)]
    loss_of = keras.losses.CategoricalCrossentropy()
    history = {"loss": [], "val_loss": []}
    for _ in range(EPOCHS):
        total = 0.0
        for start in range(0, ROWS, BATCH):
            rows = slice(start, start + BATCH)
            with tf.GradientTape() as tape:
                loss = loss_of(y[rows], model(x[rows], training=True))
            gradients = tape.gradient(loss, [v.value for group in groups for v in group])
            for group, own in zip(groups, optimizers):
                taken, gradients = gradients[:len(group)], gradients[len(group):]
                if group:
                    own.apply(taken, group)
            total += float(loss) * len(x[rows])
        history["loss"].append(total / ROWS)
        history["val_loss"].append(float(loss_of(vy, model(vx, training=False))))
    return {"name": name, "rows": ROWS, "validation": VALIDATION, "batchSize": BATCH, "epochs": EPOCHS,
            "optimizer": {"className": optimizer, "args": {"learningRate": learning_rate}}, "rate": rate,
            "transfer": {"trainable": trainable, "inferenceMode": inference_mode, "learningRateMultiplier": multiplier},
            "history": history, "base": [floats(w) for w in below.get_weights()]}


if __name__ == "__main__":
    cases = [
        case("frozen"),
        case("fine-tuned", trainable=True),
        case("fine-tuned at a tenth of the learning rate", trainable=True, multiplier=0.1),
        case("trained like any layer", trainable=True, inference_mode=False, rate=0.0, optimizer="SGD", learning_rate=0.1),
    ]
    Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
