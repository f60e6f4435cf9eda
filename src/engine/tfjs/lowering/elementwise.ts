import type { binaries, unaries } from '../../../graph';
import type { BinaryName, UnaryName } from '../tensorflow';
import type { TfjsLowering, TfjsLowerings } from './rule';

/** Functions with the same name as the op. */
const unary =
  (name: UnaryName): TfjsLowering =>
  (tf, [x]) =>
    tf[name](x);
const binary =
  (name: BinaryName): TfjsLowering =>
  (tf, [a, b]) =>
    tf[name](a, b);

export const ofUnaries: TfjsLowerings<typeof unaries> = {
  neg: unary('neg'),
  exp: unary('exp'),
  log: unary('log'),
  sqrt: unary('sqrt'),
  abs: unary('abs'),
  relu: unary('relu'),
  sigmoid: unary('sigmoid'),
  tanh: unary('tanh'),
  softplus: unary('softplus'),
  erf: unary('erf'),
  sin: unary('sin'),
  cos: unary('cos'),
  sign: unary('sign'),
  positive: (tf, [x]) => tf.cast(tf.greater(x, tf.scalar(0, 'float32')), 'float32'),
  floor: unary('floor'),
  logicalNot: unary('logicalNot'),
  cast: (tf, [x], { attributes }) => tf.cast(x, attributes.to),
};

export const ofBinaries: TfjsLowerings<typeof binaries> = {
  add: binary('add'),
  sub: binary('sub'),
  mul: binary('mul'),
  div: binary('div'),
  pow: binary('pow'),
  maximum: binary('maximum'),
  minimum: binary('minimum'),
  greater: binary('greater'),
  greaterEqual: binary('greaterEqual'),
  less: binary('less'),
  equal: binary('equal'),
  where: (tf, [condition, a, b]) => tf.where(condition, a, b),
};
