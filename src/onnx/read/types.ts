import { isSymbolic } from '../../graph';
import { DataType } from '../schema';
import type { OnnxNode } from './node';
import { INT32, type Range, rangeOf, within } from './range';
import { NAMES } from './tensor';
import { checkShape, isKnown, type Known, refused, type Value } from './value';

/** A value and the type that it has in the file, of which several are one dtype here. */
export interface Typed {
  readonly value: Value;
  readonly type: number;
}

/** ONNX's numbers wrap at the ends of their type, and an index of 64 bits goes beyond ours: both would be wrong here. */
const ENDS: Readonly<Record<number, Range>> = {
  [DataType.uint8]: [0, 255],
  [DataType.int32]: INT32,
  [DataType.int64]: INT32,
};

/** A result of a node with its type; refused where it is too large, or its numbers may leave their type. */
export function checked(n: OnnxNode, value: Value): Typed {
  const type = typeOf(n, value);
  if (isKnown(value)) checkKnown(value, type);
  else {
    checkShape(value.shape);
    const wraps = type === DataType.int32; // there as here
    if (value.dtype === 'int32' && !wraps && !within(rangeOf(value), ENDS[type] ?? INT32))
      throw refused(`its numbers may be beyond ${type === DataType.uint8 ? '0 to 255' : '32 bits'}, as ${NAMES[type]}`);
  }
  return { value, type };
}

function checkKnown({ data, dtype }: Known, type: number): void {
  if (dtype === 'float32' || type === DataType.int64) return; // those that come into the graph are checked there
  const [least, most] = ENDS[type] ?? INT32;
  for (let i = 0; i < data.length; i++) {
    const number = data[i]!;
    if (!isSymbolic(number) && (number < least || number > most))
      throw refused(`${number} is beyond the numbers of ${NAMES[type]}`);
  }
}

/** Of results that are whole numbers most have the type of the first input. */
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
