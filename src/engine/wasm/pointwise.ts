import { type Attributes, type GraphNode, type NodeOf, STEP_MULTIPLIER } from '../../graph';
import type { Import } from './assembler';
import { scalarFunctions } from './built';
import type { Code } from './code';
import type { Op } from './instructions';
import type { AttributesOf, OpsOfKind } from './op-kinds';
import { cos, erf, exp, log, sigmoid, sin, softplus, tanh } from './vector-math';

/**
 * Pointwise ops, four numbers at once: operands are in locals, the result is left on the stack. A boolean is a mask of
 * 32 ones or zeros, in memory too.
 */
type Emit<A = Attributes> = {
  emit(code: Code, operands: readonly [number, number, number], node: NodeOf<A>): void;
}['emit'];

type ScalarFunction = keyof typeof scalarFunctions;

/** `fail` gets the number of a gather and the index that is out of range. */
export const IMPORTS: readonly Import[] = [
  { name: 'fail', parameters: ['i32', 'i32'], results: [] },
  ...Object.entries(scalarFunctions).map(
    ([name, { length }]): Import => ({ name, parameters: Array.from({ length }, () => 'f32'), results: ['f32'] }),
  ),
];
export const importOf = (name: ScalarFunction | 'fail'): number => IMPORTS.findIndex(i => i.name === name);

/** Rare functions, and those of large angles, are computed by JavaScript. */
const laneByLane =
  (name: ScalarFunction): Emit =>
  (code, locals) => {
    const result = code.local('v128');
    code.splat(0).set(result);
    for (let lane = 0; lane < 4; lane++) {
      code.get(result);
      for (const local of locals.slice(0, scalarFunctions[name].length)) code.get(local).extract('f32x4', lane);
      code.call(importOf(name)).replace('f32x4', lane).set(result);
    }
    code.get(result);
  };

const isInt = (node: GraphNode): boolean => node.inputs[0]!.dtype === 'int32';
const binary =
  (float: Op, int?: Op): Emit =>
  (code, [a, b], node) =>
    void code
      .get(a)
      .get(b)
      .op(isInt(node) && int ? int : float);
const unary =
  (float: Op, int?: Op): Emit =>
  (code, [x], node) =>
    void code.get(x).op(isInt(node) && int ? int : float);
const ofVector =
  (f: (code: Code, x: number) => void): Emit =>
  (code, [x]) =>
    f(code, x);

const ofAngle =
  (name: ScalarFunction, f: (code: Code, x: number, large: () => void) => void): Emit =>
  (code, locals, node) =>
    f(code, locals[0], () => laneByLane(name)(code, locals, node));

const pointwise: { readonly [N in OpsOfKind<'pointwise'>]: Emit<AttributesOf<N>> } = {
  add: binary('f32x4.add', 'i32x4.add'),
  sub: binary('f32x4.sub', 'i32x4.sub'),
  mul: binary('f32x4.mul', 'i32x4.mul'),
  div: binary('f32x4.div'),
  pow: laneByLane('pow'),
  maximum: binary('f32x4.max', 'i32x4.max_s'),
  minimum: binary('f32x4.min', 'i32x4.min_s'),
  greater: binary('f32x4.gt', 'i32x4.gt_s'),
  greaterEqual: binary('f32x4.ge', 'i32x4.ge_s'),
  less: binary('f32x4.lt', 'i32x4.lt_s'),
  equal: binary('f32x4.eq', 'i32x4.eq'),
  where: (code, [condition, a, b]) => void code.get(a).get(b).get(condition).op('v128.bitselect'),
  neg: unary('f32x4.neg', 'i32x4.neg'),
  abs: unary('f32x4.abs', 'i32x4.abs'),
  sqrt: unary('f32x4.sqrt'),
  floor: unary('f32x4.floor'),
  exp: ofVector(exp),
  log: ofVector(log),
  sigmoid: ofVector(sigmoid),
  tanh: ofVector(tanh),
  softplus: ofVector(softplus),
  erf: ofVector(erf),
  sin: ofAngle('sin', sin),
  cos: ofAngle('cos', cos),
  /** in this order of operands NaN stays NaN */
  relu: (code, [x]) => void code.get(x).get(code.constant(0)).op('f32x4.pmax'),
  positive: (code, [x]) => {
    code.get(x).get(code.constant(0)).op('f32x4.gt').get(code.constant(1)).op('v128.and');
  },
  sign(code, [x], node) {
    const [type, greater, less, minus] = isInt(node)
      ? (['i32', 'i32x4.gt_s', 'i32x4.lt_s', 'i32x4.sub'] as const)
      : (['f32', 'f32x4.gt', 'f32x4.lt', 'f32x4.sub'] as const);
    const [zero, one] = [code.constant(0, type), code.constant(1, type)];
    code.get(x).get(zero).op(greater).get(one).op('v128.and');
    code.get(x).get(zero).op(less).get(one).op('v128.and', minus);
  },
  logicalNot: unary('v128.not'),
  randomKey(code, [step], node) {
    code.get(step).get(code.constant(STEP_MULTIPLIER, 'i32')).op('i32x4.mul');
    code.get(code.constant(node.attributes.salt, 'i32')).op('i32x4.add');
  },
  cast(code, [x], { inputs, attributes }) {
    const from = inputs[0]!.dtype;
    code.get(x);
    if (from === 'bool') code.get(code.constant(1, attributes.to === 'float32' ? 'f32' : 'i32')).op('v128.and');
    else if (attributes.to === 'bool' && from === 'float32') code.get(code.constant(0)).op('f32x4.ne');
    else if (attributes.to === 'bool') code.get(code.constant(0, 'i32')).op('i32x4.eq', 'v128.not');
    else code.op(attributes.to === 'int32' ? 'i32x4.trunc_sat_f32x4_s' : 'f32x4.convert_i32x4_s');
  },
};

const byName: Readonly<Record<string, Emit>> = pointwise;
/** Leaves the node's value on the stack. */
export function emitPointwise(code: Code, operands: readonly [number, number, number], node: GraphNode): void {
  byName[node.op.name]!(code, operands, node);
}
