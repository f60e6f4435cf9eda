import { messageOf, Problem } from '../../errors';
import { input, withSharing } from '../../graph';
import type { Dim, Graph, GraphNode } from '../../graph/types';
import type { Feeds } from '../../spec';

import { decode } from '../proto';
import { DataType, type Message } from '../schema';
import { GraphReader } from './graph';
import { dtypeOf } from './tensor';
import { checkShape, refused, Weights } from './value';

/** A model in our ops, and what its inputs that are weights are fed with. */
export interface OnnxModel {
  readonly graph: Graph;
  readonly weights: Feeds;
}

/** The sizes of inputs, by their names: what is open in the file is then known. A number: of all that is open. */
export type Sizes = Readonly<Record<string, readonly number[]>> | number;

/** The oldest whose ops broadcast as they do today. */
const OLDEST = 7;

/**
 * Reads a model.onnx as a graph. Inputs and outputs have the file's names, and the batch is the first dimension of an
 * input where it has a name or none. Weights are inputs too, fed with `weights`; smaller tensors are constants. With
 * `sizes` no dimension is open, so that any of them may have been. int64 is int32 here, also where it is fed. Throws
 * TensorwireError where bytes are no ONNX file, a value is missing, numbers do not fit their shape or lie in another file,
 * for what is larger than can be computed, and for an op or a use of it that is not known: with the node's name.
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
  for (const [i, node] of inputs.entries())
    reader.bind(String(node.attributes.name), node, fed[i]!.type?.tensorType?.elemType ?? 0);
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
    // its numbers would have to be looked at in each run
    if (type.tensorType.elemType === DataType.uint8) throw refused('the type uint8 is supported for constants only');
    return input(name, shape, dtype);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw refused(`input "${name}": ${error.problem}`, { input: name });
  }
}

/** What is fed, where it fits what the file says. */
function sizesOf(dims: readonly Message<'Dimension'>[], given: readonly number[] | undefined): readonly number[] {
  const fits = given?.length === dims.length && dims.every((d, i) => !d.dimValue || d.dimValue === given[i]);
  if (given && fits) return given;
  const wanted = dims.map(({ dimValue, dimParam }) => dimValue ?? dimParam ?? '?').join(', ');
  throw refused(`shape must be [${wanted}], received ${given ? `[${given.join(', ')}]` : 'nothing'}`);
}

/** Our writer has a multiple of the batch as `4_N`. */
function dimOf({ dimValue, dimParam }: Message<'Dimension'>, axis: number, batch: ReadonlySet<string>): Dim {
  if (dimValue !== undefined) return dimValue;
  const multiple = /^(\d{1,9})_N$/.exec(dimParam ?? '');
  if (multiple) return `${Number(multiple[1])}*N`;
  if (axis > 0 && !batch.has(dimParam ?? ''))
    throw refused(`only the first dimension may be open, received "${dimParam ?? '?'}" at axis ${axis}`);
  return 'N';
}
