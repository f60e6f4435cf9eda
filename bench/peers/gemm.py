"""numpy's matrix products (OpenBLAS): `gemm.py TASK`. A step's products one by one, summed: what it costs at the least."""
import numpy as np
from common import Threads, answer, least, seconds, task

threads, total = Threads(), 0.0
for rows, inner, columns, times in task["products"]:
    a, b = np.random.rand(rows, inner).astype(np.float32), np.random.rand(inner, columns).astype(np.float32)
    out = np.empty((rows, columns), np.float32)
    calls = max(1, int(2e7 / (rows * inner * columns)))
    total += times * least(seconds / len(task["products"]), calls, lambda: np.matmul(a, b, out=out))
answer(step={"products": total}, threads=threads.used(), versions={"numpy": np.__version__})
