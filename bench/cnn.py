"""The CNN of bench/cnn.ts in Keras: milliseconds a training step of fit, one thread. Prints one number."""
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["OMP_NUM_THREADS"] = "1"
import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

ROWS, BATCH = 1280, 32
random = np.random.default_rng(1)
x = random.random((ROWS, 28, 28, 1), dtype=np.float32)
y = np.eye(10, dtype=np.float32)[random.integers(0, 10, ROWS)]
model = keras.Sequential([
    keras.Input((28, 28, 1)), L.Conv2D(16, 3, activation="relu"), L.MaxPooling2D(),
    L.Conv2D(32, 3, activation="relu"), L.MaxPooling2D(), L.Flatten(),
    L.Dense(64, "relu"), L.Dense(10, "softmax")])
model.compile(keras.optimizers.Adam(0.001), "categorical_crossentropy", metrics=["accuracy"])
best = float("inf")
for epoch in range(8):
    began = time.perf_counter()
    model.fit(x, y, batch_size=BATCH, verbose=0)
    if epoch > 0:
        best = min(best, time.perf_counter() - began)
print(best * 1000 / (ROWS / BATCH))
