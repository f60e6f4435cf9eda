import { div, mul, square, sub } from '../ops/binary';
import { cos, exp, neg, positive, sigmoid, sign, sin, type unaries } from '../ops/unary';
import type { Gradients } from './rule';

export const ofUnaries: Gradients<typeof unaries> = {
  neg: dy => [neg(dy)],
  exp: (dy, _, y) => [mul(dy, y)],
  log: (dy, [x]) => [div(dy, x)],
  sqrt: (dy, _, y) => [div(mul(dy, 0.5), y)],
  abs: (dy, [x]) => [mul(dy, sign(x))],
  relu: (dy, _, y) => [mul(dy, positive(y))],
  sigmoid: (dy, _, y) => [mul(dy, mul(y, sub(1, y)))],
  tanh: (dy, _, y) => [mul(dy, sub(1, square(y)))],
  softplus: (dy, [x]) => [mul(dy, sigmoid(x))],
  erf: (dy, [x]) => [mul(dy, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI)))],
  sin: (dy, [x]) => [mul(dy, cos(x))],
  cos: (dy, [x]) => [neg(mul(dy, sin(x)))],
  sign: null,
  positive: null,
  floor: null,
  logicalNot: null,
  cast: null, // to or from a type that is not float32
};
