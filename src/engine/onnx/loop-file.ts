import { TensorwireError } from '../../errors';
import type { GraphNode, StepGraph } from '../../graph/types';
import { dimensions, GraphBuilder } from './builder';
import { Emitter } from './emitter';
import { inputName, writeModel } from './graph-file';

/** The name in the file of a result: ONNX does not allow an input and an output of one name. */
export const resultName = (name: string): string => `result:${name}`;

/**
 * A training step as an ONNX file that runs it K times in one call: a Loop over the batches of the data, with the state
 * carried and the outputs stacked.
 *
 * ```
 * data [K, N, …], scalars [K], state ─ Loop(K) { batch = Gather(data, i); step } ─ state, outputs [K, …]
 * ```
 * K is read from the shape of what is fed, so a last partial batch is one more run of the same file with K = 1 and a
 * smaller N. State that no step changes is not carried, and has no output.
 */
export function writeLoop(step: StepGraph): Uint8Array<ArrayBuffer> {
  const main = new GraphBuilder('steps');
  const body = new GraphBuilder('step', main);
  const emitter = new Emitter(body);

  const sequences = [...step.data, ...step.scalars];
  const [first] = sequences;
  if (!first) throw new TensorwireError('step', 'needs data or scalars, whose first dimension is the number of steps');
  const inputs = [...sequences, ...step.state.map(s => s.input)];
  const results = [...step.state.map(s => inputName(s.input)), ...Object.keys(step.outputs)];
  for (const name of [...inputs.map(inputName), ...results.map(resultName)])
    if (main.unique(name) !== name)
      throw new TensorwireError('step', `two inputs or two results are named "${name}"`, { name });
  const iteration = main.unique('iteration');
  const going = main.unique('going');
  body.input(iteration, 'int64', []);
  body.input(going, 'bool', []);

  for (const node of sequences) {
    main.input(inputName(node), node.dtype, ['K', ...dimensions(node.shape)]);
    const one = body.node('batch', 'Gather', [inputName(node), iteration], { attributes: { axis: { int: 0 } } });
    emitter.bind(node, one[0]!);
    emitter.bindBatch(one[0]!, node.shape);
  }

  const carried = step.state.filter(s => s.next !== s.input);
  for (const { input } of step.state) {
    const name = inputName(input);
    main.input(name, input.dtype, dimensions(input.shape));
    emitter.bind(input, name);
  }
  for (const { input } of carried) {
    const name = main.unique(`${inputName(input)}/now`);
    body.input(name, input.dtype, dimensions(input.shape));
    emitter.bind(input, name);
  }

  const stacked = Object.entries(step.outputs);
  const values: GraphNode[] = [...carried.map(s => s.next), ...stacked.map(([, node]) => node)];
  const names = emitter.emit(values);
  const [still] = body.node('loop', 'Identity', [going]);
  body.output(still!, 'bool', []);
  values.forEach((node, i) => {
    body.output(names[i]!, node.dtype, dimensions(node.shape));
  });

  const [length] = main.node('loop', 'Shape', [inputName(first)], {
    attributes: { start: { int: 0 }, end: { int: 1 } },
  });
  const trips = main.node('loop', 'Squeeze', [length!])[0]!;
  const finals = [...carried.map(s => inputName(s.input)), ...stacked.map(([name]) => name)].map(resultName);
  main.node('loop', 'Loop', [trips, '', ...carried.map(s => inputName(s.input))], {
    names: finals,
    body: { name: 'body', graph: body.build() },
  });
  finals.forEach((name, i) => {
    const node = values[i]!;
    main.output(name, node.dtype, i < carried.length ? dimensions(node.shape) : ['K', ...dimensions(node.shape)]);
  });
  return writeModel(main.build());
}
