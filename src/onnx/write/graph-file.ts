import { TensorwireError } from '../../errors';
import { inputName } from '../../graph';
import type { Graph, GraphNode } from '../../graph/types';
import type { Feeds, HostTensor } from '../../spec';
import { encode } from '../proto';
import type { Message } from '../schema';
import { dimensions, GraphBuilder } from './builder';
import { Emitter } from './emitter';

/** What the file contains besides the graph. */
export interface FileOptions {
  /** inputs that become constants of the file */
  readonly weights?: Feeds;
  /** `metadata_props`: class names, task, … */
  readonly metadata?: Readonly<Record<string, string>>;
  /** the program and its version */
  readonly producer?: { readonly name: string; readonly version: string };
}

const OPSET = 18;
/** The IR version that came with opset 18; onnxruntime reads it from 1.14 on. */
const IR_VERSION = 8;

/**
 * A graph as an ONNX file: standard opset 18, inputs and outputs under their names, the batch dimension called `N`,
 * weights as initializers.
 */
export function writeOnnx(graph: Graph, options: FileOptions = {}): Uint8Array<ArrayBuffer> {
  const { weights = {} } = options;
  const weightOf = (name: string) => (Object.hasOwn(weights, name) ? weights[name] : undefined);
  const builder = new GraphBuilder('tensorwire');
  const emitter = new Emitter(builder);
  for (const input of graph.inputs) {
    const name = inputName(input);
    builder.unique(name);
    const weight = weightOf(name);
    if (weight) builder.initializer(name, input.dtype, weight.shape, checkWeight(input, weight).data);
    else builder.input(name, input.dtype, dimensions(input.shape));
    emitter.bind(input, name);
  }
  for (const input of graph.inputs) if (!weightOf(inputName(input))) emitter.bindBatch(inputName(input), input.shape);
  const outputs = Object.entries(graph.outputs);
  for (const [name] of outputs)
    if (builder.unique(name) !== name)
      throw new TensorwireError('graph', `an output and an input are both named "${name}"`, { name });
  const names = emitter.emit(outputs.map(([, node]) => node));
  for (const [name, node] of outputs) builder.output(name, node.dtype, dimensions(node.shape));
  const renamed = new Map(outputs.map(([name], i) => [names[i]!, name]));
  return writeModel(builder.build(renamed), options);
}

export function writeModel(graph: Message<'Graph'>, options: FileOptions = {}): Uint8Array<ArrayBuffer> {
  const { metadata = {}, producer } = options;
  return encode('Model', {
    irVersion: IR_VERSION,
    producerName: producer?.name ?? 'tensorwire',
    producerVersion: producer?.version,
    graph,
    opsetImport: domainsOf(graph).map(domain => ({ domain, version: domain === '' ? OPSET : 1 })),
    metadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}

/** The domain of ONNX, and those of ONNX Runtime that nodes use, in bodies too. */
function domainsOf(graph: Message<'Graph'>): string[] {
  const within = (g: Message<'Graph'>): string[] =>
    (g.node ?? []).flatMap(n => [n.domain ?? '', ...(n.attribute ?? []).flatMap(a => (a.g ? within(a.g) : []))]);
  return [...new Set(['', ...within(graph)])];
}

function checkWeight(input: GraphNode, weight: HostTensor): HostTensor {
  if (weight.dtype === input.dtype && weight.shape.join() === input.shape.join()) return weight;
  throw new TensorwireError(
    inputName(input),
    `the weight must be ${input.dtype} [${input.shape.join(', ')}], received ${weight.dtype} [${weight.shape.join(', ')}]`,
  );
}
