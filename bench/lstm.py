"""The LSTM of bench/lstm.ts in Keras: milliseconds a training step of fit, one thread. Prints one number."""
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["OMP_NUM_THREADS"] = "1"
import keras
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

ROWS, BATCH = 3200, 32
random = np.random.default_rng(1)
x = random.random((ROWS, 24, 8), dtype=np.float32)
y = random.random((ROWS, 1), dtype=np.float32)
layer = getattr(keras.layers, sys.argv[1] if len(sys.argv) > 1 else "LSTM")(32)
model = keras.Sequential([keras.Input((24, 8)), layer, keras.layers.Dense(1)])
model.compile(keras.optimizers.Adam(0.001), "mse", metrics=["mae"])
best = float("inf")
for epoch in range(8):
    began = time.perf_counter()
    model.fit(x, y, batch_size=BATCH, verbose=0)
    if epoch > 0:
        best = min(best, time.perf_counter() - began)
print(best * 1000 / (ROWS / BATCH))
