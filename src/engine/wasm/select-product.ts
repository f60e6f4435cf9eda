import type { NodeOf } from '../../graph';
import { copyKernel } from './kernels/pointwise';
import { productKernel } from './kernels/product';
import type { AttributesOf } from './op-kinds';
import { label, type Operands } from './operands';
import type { PlanContext } from './plan-context';
import { count, moved, type View } from './view';

/**
 * A matrix product. The rows of its right operand must be contiguous. If they are not, it is copied; or the left one
 * is, if that is smaller: (a · b)ᵀ = bᵀ · aᵀ.
 */
export function selectProduct(node: NodeOf<AttributesOf<'matmul'>>, context: PlanContext, operands: Operands): void {
  const { steps } = operands;
  const name = label(node);
  const { transposeA, transposeB } = node.attributes;
  const [x, y] = node.inputs.map(input => operands.value(input)) as [View, View];
  const [a, b] = [transposeA ? swapped(x) : x, transposeB ? swapped(y) : y];
  const to = operands.target(node);
  const transposed = swapped(a);
  const rowContiguous = (view: View): View => (isRowContiguous(view) ? view : operands.copied(view, name));
  if (copying(b) <= copying(transposed) + count(to.shape)) {
    steps.push(productKernel(a, rowContiguous(b), to, name));
    return;
  }
  const result = context.temporary(swapped(to).shape, 'float32');
  steps.push(productKernel(swapped(b), rowContiguous(transposed), result, name));
  steps.push(copyKernel(swapped(result), to, `${name} turned`));
}

const isRowContiguous = ({ shape, strides }: View): boolean => strides.at(-1) === 1 || shape.at(-1) === 1;
/** how many numbers would be copied */
const copying = (view: View): number => (isRowContiguous(view) ? 0 : count(view.shape));

/** The view with its last two axes swapped. */
function swapped(view: View): View {
  const rank = view.shape.length;
  return moved(view, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2]);
}
