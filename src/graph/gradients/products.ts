import { conv, convInputGradient, convKernelGradient, type convolutions } from '../ops/convolution';
import { matmul, type products } from '../ops/matmul';
import { spatialOf } from '../ops/windows';
import type { GraphNode } from '../types';
import { reduceTo } from './reduce-to';
import type { Gradients } from './rule';

const product = (a: GraphNode, b: GraphNode, transposeA: boolean, transposeB: boolean): GraphNode =>
  matmul(a, b, { transposeA, transposeB });

export const ofProducts: Gradients<typeof products> = {
  /** y = A·B: dA = dy·Bᵀ, dB = Aᵀ·dy. If a is Aᵀ, da = (dA)ᵀ = B·dyᵀ. */
  matmul: (dy, [a, b], { attributes: { transposeA: ta, transposeB: tb } }) => [
    reduceTo(ta ? product(b, dy, tb, true) : product(dy, b, false, !tb), a.shape),
    reduceTo(tb ? product(dy, a, true, ta) : product(a, dy, !ta, false), b.shape),
  ],
};

/** Each is linear in both of its operands, so the three are each other's gradients, to any order. */
export const ofConvolutions: Gradients<typeof convolutions> = {
  conv: (dy, [x, w], { attributes }) => [
    convInputGradient(dy, w, spatialOf(x.shape), attributes),
    convKernelGradient(x, dy, spatialOf(w.shape), attributes),
  ],
  convInputGradient: (g, [dy, w], { attributes }) => [
    conv(g, w, attributes),
    convKernelGradient(g, dy, spatialOf(w.shape), attributes),
  ],
  convKernelGradient: (g, [x, dy], { attributes }) => [
    convInputGradient(dy, g, spatialOf(x.shape), attributes),
    conv(x, g, attributes),
  ],
};
