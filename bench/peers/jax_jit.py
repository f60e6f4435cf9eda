"""JAX: `jax_jit.py TASK`. Trains by a jitted epoch (lax.scan over batches that it gathers) and by a jitted step."""
import time

import jax
import jax.numpy as jnp
from common import Threads, answer, batch, least, model, peak_memory, seconds, steps, task, weights, x, y
from jax import lax

PLACES = ("NHWC", "HWIO", "NHWC")
activations = {"linear": lambda z: z, "relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid, "softmax": jax.nn.softmax}


def dense(z, w, args):
    return z @ w[0] + w[1]


def conv(z, w, args):
    stride = (args.get("strides", 1),) * 2
    z = lax.conv_general_dilated(z, w[0], stride, args.get("padding", "valid").upper(), dimension_numbers=PLACES)
    return z + w[1] if len(w) > 1 else z


def pool(z, w, args):
    """As a maximum over axes: its gradient is several times faster on CPUs than that of lax.reduce_window."""
    k, (n, h, v, c) = args["poolSize"], z.shape
    return z[:, : h // k * k, : v // k * k].reshape(n, h // k, k, v // k, k, c).max((2, 4))


def batch_norm(z, w, args):
    mean, variance = z.mean((0, 1, 2)), z.var((0, 1, 2))
    return (z - mean) * (w[0] / jnp.sqrt(variance + 1e-3)) + w[1]


def lstm(z, w, args):
    kernel, recurrent, bias = w
    units = recurrent.shape[0]

    def step(carry, zt):
        h, c = carry
        i, f, g, o = jnp.split(zt + h @ recurrent, 4, -1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    zeros = jnp.zeros((z.shape[0], units))
    return lax.scan(step, (zeros, zeros), jnp.swapaxes(z, 0, 1) @ kernel + bias)[0][0]


def layer_norm(z, w, args):
    mean, variance = z.mean(-1, keepdims=True), z.var(-1, keepdims=True)
    return (z - mean) / jnp.sqrt(variance + 1e-3) * w[0] + w[1]


def attention(zs, w, args):
    """Query and value come as two; the value is its own key. Weights in Keras's order."""
    query, value = zs
    project = lambda z, kernel, bias: jnp.einsum("nta,ahd->nthd", z, kernel) + bias
    q, k, v = project(query, *w[0:2]), project(value, *w[2:4]), project(value, *w[4:6])
    weights = jax.nn.softmax(jnp.einsum("nthd,nshd->nhts", q, k) / args["keyDim"] ** 0.5, -1)
    return jnp.einsum("nthd,hdo->nto", jnp.einsum("nhts,nshd->nthd", weights, v), w[6]) + w[7]


layers = {
    "Activation": lambda z, w, args: z,
    "Add": lambda zs, w, args: zs[0] + zs[1],
    "BatchNormalization": batch_norm,
    "Conv2D": conv,
    "Dense": dense,
    "Embedding": lambda z, w, args: w[0][z],
    "Flatten": lambda z, w, args: z.reshape(z.shape[0], -1),
    "GlobalAveragePooling1D": lambda z, w, args: z.mean(1),
    "GlobalAveragePooling2D": lambda z, w, args: z.mean((1, 2)),
    "LSTM": lstm,
    "LayerNormalization": layer_norm,
    "MaxPooling2D": pool,
    "MultiHeadAttention": attention,
}


def logits(params, rows):
    values = {"in": rows}
    for layer in model["layers"]:
        inbound = [values[i] for i in layer["inputs"]]
        z = layers[layer["className"]](
            inbound if len(inbound) > 1 else inbound[0], params.get(layer["id"], []), layer["args"])
        last = layer is model["layers"][-1]
        values[layer["id"]] = z if last else activations[layer["args"].get("activation", "linear")](z)
    return z


def probabilities(params, rows):
    return activations[model["layers"][-1]["args"]["activation"]](logits(params, rows))


def loss_and_metric(params, rows, target):
    z = logits(params, rows)
    if model["loss"] == "CategoricalCrossentropy":
        right = jnp.mean(z.argmax(-1) == target.argmax(-1))
        return -jnp.mean(jnp.sum(target * jax.nn.log_softmax(z), -1)), right
    if model["loss"] == "BinaryCrossentropy":
        loss = jnp.mean(jnp.maximum(z, 0) - z * target + jnp.log1p(jnp.exp(-jnp.abs(z))))
        return loss, jnp.mean((z > 0) == (target > 0.5))
    return jnp.mean((z - target) ** 2), jnp.mean(jnp.abs(z - target))


def train_step(state, rows, target):
    params, m, v, t = state
    (loss, metric), g = jax.value_and_grad(loss_and_metric, has_aux=True)(params, rows, target)
    t = t + 1
    rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    m = jax.tree.map(lambda a, b: a + (b - a) * 0.1, m, g)
    v = jax.tree.map(lambda a, b: a + (b * b - a) * 0.001, v, g)
    params = jax.tree.map(lambda p, a, b: p - rate * a / (jnp.sqrt(b) + 1e-7), params, m, v)
    return (params, m, v, t), (loss, metric)


def epoch(state, rows, target, order):
    return lax.scan(lambda carry, at: train_step(carry, rows[at], target[at]), state, order)


def begin():
    params = jax.tree.map(jnp.asarray, weights())
    zeros = jax.tree.map(jnp.zeros_like, params)
    return params, zeros, jax.tree.map(jnp.copy, zeros), jnp.float32(0)


step = jax.jit(train_step, donate_argnums=0)
state, losses, first = begin(), [], None
for i in range(0, task["checkRows"], batch):
    state, (loss, _) = step(state, x[i : i + batch], y[i : i + batch])
    losses.append(float(loss))
    first = first or time.time() * 1000

whole = jax.jit(epoch, donate_argnums=0)
state, rows, target = begin(), jnp.asarray(x), jnp.asarray(y)
order = jnp.arange(steps * batch).reshape(steps, batch)


def one_epoch():
    global state
    state, (loss, _) = whole(state, rows, target, order)
    loss.block_until_ready()


def some_steps():
    global state
    for i in range(min(steps, 50)):
        state, (loss, _) = step(state, *batches[i])
    loss.block_until_ready()


one_epoch()
batches = [(rows[i : i + batch], target[i : i + batch]) for i in range(0, min(steps, 50) * batch, batch)]
some_steps()
threads = Threads()
ways = {
    "an epoch a call": least(seconds / 2, 1, one_epoch) / steps,
    "a step a call": least(seconds / 2, 1, some_steps) / min(steps, 50),
}
used, memory = threads.used(), peak_memory()
params, predict = state[0], jax.jit(probabilities)
jax.block_until_ready(predict(params, x[:1]))
jax.block_until_ready(predict(params, x[:1024]))


def predict_all():
    for i in range(0, len(x) - len(x) % 1024 or len(x), 1024):
        predict(params, x[i : i + 1024]).block_until_ready()


predict_all()
answer(
    loss=sum(losses) / len(losses),
    firstStepAt=first,
    step=ways,
    predictOne={"jit": least(seconds / 4, 20, lambda: predict(params, x[:1]).block_until_ready())},
    rowsPerSecond=(len(x) - len(x) % 1024 or len(x)) * 1000 / least(seconds / 4, 1, predict_all),
    memory=memory,
    threads=used,
    versions={"jax": jax.__version__},
)
