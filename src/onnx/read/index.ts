import { messageOf, Problem } from '../../errors';
import { input, inputName, withSharing } from '../../graph';
import type { Dim, Graph, GraphNode } from '../../graph/types';
import type { Feeds } from '../../spec';

import { decode } from '../proto';
import { DataType, type Message } from '../schema';
import { GraphReader } from './graph';
import { dtypeOf } from './tensor';
import { checkShape, refused, Weights } from './value';

/** A model in our ops, and the feeds for those of its inputs that are weights. */
export interface OnnxModel {
  readonly graph: Graph;
  readonly weights: Feeds;
}

/** The sizes of inputs by name, which make the symbolic dimensions of the file known. A number: for all of them. */
export type Sizes = Readonly<Record<string, readonly number[]>> | number;

/** The oldest opset whose ops broadcast as they do today. */
const OLDEST = 7;

/**
 * Reads a model.onnx as a graph. Inputs and outputs have the file's names. The first dimension of an input is the batch
 * if it is symbolic. Weights are inputs too, fed with `weights`; smaller tensors are constants. With `sizes`, no
 * dimension stays symbolic, so any of them may be symbolic in the file. int64 is int32 here, also in feeds. Throws a
 * TensorwireError if the bytes are not an ONNX file, a value is missing, numbers do not fit their shape or are in
 * another file, a size exceeds the limits, or an op or a use of it is not supported: with the node's name.
 */
export function readOnnx(bytes: Uint8Array, sizes?: Sizes): OnnxModel {
  try {
    const { graph, opsetImport = [] } = decode('Model', bytes);
    if (!graph) throw refused('the file has no graph');
    const opsets = new Map(
      opsetImport.map(({ domain = '', version = 0 }) => [domain === 'ai.onnx' ? '' : domain, version]),
    );
    const opset = opsets.get('') ?? 0;
    if (opset < OLDEST) throw refused(`opset ${opset} is too old, ${OLDEST} is the first that is read`);
    return withSharing(() => read(graph, opsets, sizes));
  } catch (error) {
    if (error instanceof Problem) throw error.about('model.onnx');
    throw refused(`the file is broken (${messageOf(error)})`, { cause: error });
  }
}

function read(message: Message<'Graph'>, opsets: ReadonlyMap<string, number>, sizes?: Sizes): OnnxModel {
  const weights = new Weights();
  const reader = new GraphReader(message, opsets, weights);
  const fed = (message.input ?? []).filter(({ name = '' }) => !reader.tells(name));
  const batch = new Set(['N', ...fed.flatMap(value => dimensionsOf(value)[0]?.dimParam ?? [])]);
  const inputs = fed.map(value => inputOf(value, batch, sizes));
  for (const [i, node] of inputs.entries()) reader.bind(inputName(node), node, fed[i]!.type?.tensorType?.elemType ?? 0);
  const outputs = Object.fromEntries(reader.read());
  return { graph: { inputs: [...inputs, ...weights.inputs], outputs }, weights: weights.feeds };
}

const dimensionsOf = ({ type }: Message<'ValueInfo'>) => type?.tensorType?.shape?.dim ?? [];

function inputOf(value: Message<'ValueInfo'>, batch: ReadonlySet<string>, sizes?: Sizes): GraphNode {
  const { name = '', type } = value;
  if (!type?.tensorType?.shape) throw refused(`input "${name}" must be a tensor of known rank`, { input: name });
  try {
    const dims = dimensionsOf(value);
    const shape =
      typeof sizes === 'number'
        ? dims.map(({ dimValue }) => dimValue ?? sizes)
        : sizes
          ? sizesOf(dims, Object.hasOwn(sizes, name) ? sizes[name] : undefined)
          : dims.map((dim, axis) => dimOf(dim, axis, batch));
    checkShape(shape);
    const dtype = dtypeOf(type.tensorType.elemType);
    // its numbers would have to be inspected in each run
    if (type.tensorType.elemType === DataType.uint8) throw refused('the type uint8 is supported for constants only');
    return input(name, shape, dtype);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw refused(`input "${name}": ${error.problem}`, { input: name });
  }
}

/** The given sizes, if they match the file. */
function sizesOf(dims: readonly Message<'Dimension'>[], given: readonly number[] | undefined): readonly number[] {
  const fits = given?.length === dims.length && dims.every((d, i) => !d.dimValue || d.dimValue === given[i]);
  if (given && fits) return given;
  const wanted = dims.map(({ dimValue, dimParam }) => dimValue ?? dimParam ?? '?').join(', ');
  throw refused(`shape must be [${wanted}], received ${given ? `[${given.join(', ')}]` : 'nothing'}`);
}

/** Our writer writes a multiple of the batch as `4_N`. */
function dimOf({ dimValue, dimParam }: Message<'Dimension'>, axis: number, batch: ReadonlySet<string>): Dim {
  if (dimValue !== undefined) return dimValue;
  const multiple = /^(\d{1,9})_N$/.exec(dimParam ?? '');
  if (multiple) return `${Number(multiple[1])}*N`;
  if (axis > 0 && !batch.has(dimParam ?? ''))
    throw refused(`only the first dimension may be open, received "${dimParam ?? '?'}" at axis ${axis}`);
  return 'N';
}
