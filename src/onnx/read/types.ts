import { isSymbolic } from '../../graph';
import { DataType } from '../schema';
import type { OnnxNode } from './node';
import { INT32, type Range, rangeOf, within } from './range';
import { NAMES } from './tensor';
import { checkShape, isKnown, type Known, refused, type Value } from './value';

/** A value and its type in the file; several types share a dtype here. */
export interface Typed {
  readonly value: Value;
  readonly type: number;
}

/**
 * ONNX's integers wrap at the ends of their types, and 64-bit indices may exceed ours: both would give wrong results
 * here.
 */
const ENDS: Readonly<Record<number, Range>> = {
  [DataType.uint8]: [0, 255],
  [DataType.int32]: INT32,
  [DataType.int64]: INT32,
};

/** A result of a node with its type; throws if it is too large, or if its numbers may leave their type. */
export function checked(n: OnnxNode, value: Value): Typed {
  const type = typeOf(n, value);
  if (isKnown(value)) checkKnown(value, type);
  else {
    checkShape(value.shape);
    const wraps = type === DataType.int32; // wraps in ONNX as it does here
    if (value.dtype === 'int32' && !wraps && !within(rangeOf(value), ENDS[type] ?? INT32))
      throw refused(`its numbers may be beyond ${type === DataType.uint8 ? '0 to 255' : '32 bits'}, as ${NAMES[type]}`);
  }
  return { value, type };
}

function checkKnown({ data, dtype }: Known, type: number): void {
  if (dtype === 'float32' || type === DataType.int64) return; // inputs of the graph are checked where they are fed
  const [least, most] = ENDS[type] ?? INT32;
  for (let i = 0; i < data.length; i++) {
    const number = data[i]!;
    if (!isSymbolic(number) && (number < least || number > most))
      throw refused(`${number} is beyond the numbers of ${NAMES[type]}`);
  }
}

/** Most results of whole numbers have the type of the first input. */
function typeOf(n: OnnxNode, { dtype }: Value): number {
  if (dtype !== 'int32') return dtype === 'bool' ? DataType.bool : DataType.float32;
  switch (n.op) {
    case 'Shape':
    case 'Size':
    case 'ArgMax':
    case 'ArgMin':
      return DataType.int64;
    case 'Cast':
      return n.int('to', 0);
    case 'Constant':
    case 'ConstantOfShape':
      return n.tensorType('value') ?? DataType.int64;
    case 'OneHot':
      return n.type(2);
    case 'Where':
      return n.type(1);
    default:
      return n.type(0);
  }
}
