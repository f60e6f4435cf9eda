import { Problem } from '../../errors';
import { broadcast, evaluate, ofOneRow, size, text } from '../dimensions';
import { make } from '../node';
import { define, named } from '../op';
import type { Dim, GraphNode, Shape } from '../types';
import { reshape } from './shape';

/** Matrix products. */

export type Transposes = { readonly transposeA: boolean; readonly transposeB: boolean };

/** [rows, columns] as used by the product. */
function matrix(shape: Shape, transposed: boolean): readonly [Dim, Dim] {
  if (shape.length < 2) throw new Problem(`both operands must have two dimensions or more, received ${text(shape)}`);
  const [rows, columns] = shape.slice(-2) as [Dim, Dim];
  return transposed ? [columns, rows] : [rows, columns];
}

export const products = named({
  matmul: define<Transposes>({
    shape([a, b], { transposeA, transposeB }) {
      const [rows, inner] = matrix(a.shape, transposeA);
      const [inner2, columns] = matrix(b.shape, transposeB);
      if (inner !== inner2)
        throw new Problem(
          `${text(a.shape)}${transposeA ? 'ᵀ' : ''} · ${text(b.shape)}${transposeB ? 'ᵀ' : ''}: ${inner} columns do not fit ${inner2} rows`,
        );
      if (a.dtype !== 'float32' || b.dtype !== 'float32')
        throw new Problem(`the operands must be float32, received ${a.dtype} and ${b.dtype}`);
      return [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns];
    },
    multiplyAdds: ({ shape, inputs, attributes: { transposeA } }) =>
      ofOneRow(shape) * evaluate(matrix(inputs[0]!.shape, transposeA)[1], 1),
    batch: {
      /** With one b for all: the rows of all a's in one product. Else one op with many products. */
      rearranged(node, [a, b]) {
        if (node.inputs.some(input => input.shape.length !== 2)) return null;
        const { op, attributes } = node;
        if (!a.stacked || b.stacked || attributes.transposeA) return make(op, [a.value, b.value], attributes);
        const [length, rows, columns] = a.value.shape as [Dim, Dim, Dim];
        const all = make(op, [reshape(a.value, [size([length, rows]), columns]), b.value], attributes);
        return reshape(all, [length, rows, all.shape[1]!]);
      },
    },
  }),
});

const product = (a: GraphNode, b: GraphNode, transposeA: boolean, transposeB: boolean): GraphNode =>
  make(products.matmul, [a, b], { transposeA, transposeB });

/**
 * a · b over the last two dimensions, [.., m, k] · [.., k, n] → [.., m, n]; the leading ones are broadcast. float32.
 */
export const matmul = (a: GraphNode, b: GraphNode, transposes: Partial<Transposes> = {}): GraphNode =>
  product(a, b, transposes.transposeA ?? false, transposes.transposeB ?? false);
