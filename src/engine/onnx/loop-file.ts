import { TensorwireError } from '../../errors';
import type { GraphNode, StepGraph } from '../../graph/types';
import { computedAhead } from './ahead';
import { dimensions, GraphBuilder } from './builder';
import { Emitter } from './emitter';
import { inputName, writeModel } from './graph-file';
import type { OnnxEngineName } from './ort';

/** The name in the file of a result: ONNX does not allow an input and an output of one name. */
export const resultName = (name: string): string => `result:${name}`;

/** 2⁻⁸³, about 1e-25 */
const TINY = 2 ** -83;

/**
 * State without numbers so small that processors handle them by microcode: (x + 2⁻⁸³) − 2⁻⁸³ is 0 where |x| < 2⁻¹⁰⁷, and x
 * within rounding where it matters (exactly, from 2⁻⁵⁹ on). A unit that is never active any more leaves moments that shrink
 * by a tenth a step; after 830 steps they would be denormal for good, and each step of the reference network take eight
 * times as long. Once a call is enough: in 32 steps they do not get there from 2⁻¹⁰⁷.
 */
function withoutDenormals(graph: GraphBuilder, state: GraphNode): string {
  const tiny = graph.constant('float32', [], Float32Array.of(TINY));
  const [shifted] = graph.node('begin', 'Add', [inputName(state), tiny]);
  return graph.node('begin', 'Sub', [shifted!, tiny])[0]!;
}

/**
 * A training step as an ONNX file that runs it K times in one call: a Scan over the batches of the data, with the state
 * carried and the outputs stacked. (A Loop that gathers each batch does the same and takes 6 to 11 % longer.)
 *
 * ```
 * state, data [K, N, …], scalars [K] ─ Scan { state, batch [N, …], scalars [] → state, outputs } ─ state, outputs [K, …]
 * ```
 * Numbers that depend on the scalars or on N alone (`computedAhead`), and shapes, are computed for all steps before
 * the Scan. K and N are read from the shape of what is fed, so a last partial batch is one more run of the same file
 * with K = 1 and a smaller N. State that no step changes is not carried, and has no result.
 *
 * `reader` is the engine that runs it: some ops are written in another way for each.
 */
export function writeLoop(step: StepGraph, reader: OnnxEngineName): Uint8Array<ArrayBuffer> {
  const main = new GraphBuilder('steps');
  const body = new GraphBuilder('step', main);
  const around = new Emitter(main, { reader });
  const emitter = new Emitter(body, { around });

  if (step.data.length + step.scalars.length === 0)
    throw new TensorwireError('step', 'needs data or scalars, whose first dimension is the number of steps');
  const carried = step.state.filter(s => s.next !== s.input);
  const states = carried.map(s => s.input);
  const fixed = step.state.map(s => s.input).filter(input => !states.includes(input));
  const results = [
    ...carried.map(({ input, next }) => ({ name: inputName(input), node: next, steps: [] })),
    ...Object.entries(step.outputs).map(([name, node]) => ({ name, node, steps: ['K'] })),
  ];
  const fed = [...step.data, ...step.scalars];
  const names = [...states, ...fed, ...fixed].map(inputName);
  for (const name of [...names, ...[...results.map(r => r.name), ...fixed.map(inputName)].map(resultName)])
    if (main.unique(name) !== name)
      throw new TensorwireError('step', `two inputs or two results are named "${name}"`, { name });

  for (const node of fixed) {
    main.input(inputName(node), node.dtype, dimensions(node.shape));
    emitter.bind(node, inputName(node));
  }
  for (const node of states) main.input(inputName(node), node.dtype, dimensions(node.shape));
  for (const node of fed) {
    main.input(inputName(node), node.dtype, ['K', ...dimensions(node.shape)]);
    around.bind(node, inputName(node));
    around.bindBatch(inputName(node), [1, ...node.shape]);
  }
  const { once, eachStep } = computedAhead(step);
  for (const [i, name] of around.names(once).entries()) emitter.bind(once[i]!, name);
  const sequences = [...step.data, ...(step.data.length + eachStep.length > 0 ? eachStep : step.scalars)];
  const sequenceNames = around.names(sequences);
  for (const node of [...states, ...sequences]) {
    const now = main.unique(`${node.op === 'input' ? inputName(node) : node.scope || node.op}/now`);
    body.input(now, node.dtype, dimensions(node.shape));
    emitter.bind(node, now);
  }
  const values = emitter.emit(results.map(r => r.node));
  for (const [i, { name, node, steps }] of results.entries()) {
    body.output(values[i]!, node.dtype, dimensions(node.shape));
    main.output(resultName(name), node.dtype, [...steps, ...dimensions(node.shape)]);
  }
  const begin = states.map(state => (state.dtype === 'float32' ? withoutDenormals(main, state) : inputName(state)));
  main.node('steps', 'Scan', [...begin, ...sequenceNames], {
    names: results.map(r => resultName(r.name)),
    attributes: { num_scan_inputs: { int: sequences.length } },
    body: { name: 'body', graph: body.build() },
  });
  return writeModel(main.build());
}
