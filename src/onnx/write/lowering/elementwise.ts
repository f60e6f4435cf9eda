import type { binaries, unaries } from '../../../graph';
import type { OnnxLowering, OnnxLowerings } from './rule';

/** The ONNX operator of this name, with the same inputs. */
const operator =
  (type: string): OnnxLowering =>
  (emit, _, inputs) =>
    emit.op(type, inputs);

export const ofUnaries: OnnxLowerings<typeof unaries> = {
  neg: operator('Neg'),
  exp: operator('Exp'),
  log: operator('Log'),
  sqrt: operator('Sqrt'),
  abs: operator('Abs'),
  relu: operator('Relu'),
  sigmoid: operator('Sigmoid'),
  tanh: operator('Tanh'),
  softplus: operator('Softplus'),
  erf: operator('Erf'),
  sin: operator('Sin'),
  cos: operator('Cos'),
  sign: operator('Sign'),
  /**
   * A hard sigmoid so steep that it is 1 from 3.4e-39 on: one pass. Greater and Cast are two, Sign is as slow as three,
   * and Where is slower.
   */
  positive: (emit, _, [x]) => emit.op('HardSigmoid', [x], { alpha: { float: 3e38 }, beta: { float: 0 } }),
  floor: operator('Floor'),
  logicalNot: operator('Not'),
  cast: (emit, { attributes }, [x]) => emit.cast(x, attributes.to),
};

export const ofBinaries: OnnxLowerings<typeof binaries> = {
  add: operator('Add'),
  sub: operator('Sub'),
  mul: operator('Mul'),
  div: operator('Div'),
  pow: operator('Pow'),
  maximum: operator('Max'),
  minimum: operator('Min'),
  greater: operator('Greater'),
  greaterEqual: operator('GreaterOrEqual'),
  less: operator('Less'),
  equal: operator('Equal'),
  where: operator('Where'),
};
