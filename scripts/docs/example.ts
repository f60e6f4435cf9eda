import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { initialValues, type LayerEntry, parseArguments, type WeightSpec } from '../../src/catalogue';
import { chooseEngine, type Engine } from '../../src/engine';
import { withSharing } from '../../src/graph';
import { appendLayer, buildForward, describeNetwork, emptyNetwork, joinNetworks } from '../../src/network';
import type { HostTensor } from '../../src/spec';
import { ROOT } from './root';

/** A layer on a few numbers: what goes in, its weights, and what our own engine computes. */
export interface LayerExample {
  readonly args: Readonly<Record<string, unknown>>;
  readonly inputs: readonly HostTensor[];
  readonly weights: Readonly<Record<string, HostTensor>>;
  readonly output: HostTensor;
  readonly parameters: number;
}

interface Given {
  readonly args?: Readonly<Record<string, unknown>>;
  /** of the inputs, with the batch */
  readonly shapes: readonly (readonly number[])[];
  readonly values?: readonly number[];
  readonly dtype?: 'int32';
}

const given: Readonly<Record<string, Given>> = JSON.parse(
  readFileSync(join(ROOT, 'docs/reference/examples.json'), 'utf8'),
);

/** Small numbers that can be checked by hand. */
const WEIGHTS = [1, 0, -1, 0.5, 2, -0.5];

let engine: Promise<Engine> | undefined;
const computed = new Map<string, Promise<LayerExample | null>>();

/** The example of a layer, computed once; null for one without an input. Throws if none is written down. */
export function exampleOf(entry: LayerEntry): Promise<LayerExample | null> {
  const known = computed.get(entry.className) ?? compute(entry);
  computed.set(entry.className, known);
  return known;
}

async function compute(entry: LayerEntry): Promise<LayerExample | null> {
  const example = given[entry.className];
  if (!example) throw new Error(`docs/reference/examples.json has no example of ${entry.className}.`);
  if (example.shapes.length === 0) return null;
  const args = example.args ?? {};
  const inputs = example.shapes.map((shape, i) => inputOf(example, shape, i));
  const network = appendLayer(
    joinNetworks(
      inputs.map(({ shape, dtype }, i) =>
        appendLayer(emptyNetwork(), {
          id: `x${i}`,
          className: 'InputLayer',
          label: `x${i}`,
          args: { shape: shape.slice(1), dtype },
        }),
      ),
    ),
    { id: 'it', className: entry.className, args },
  );
  const { parameters } = describeNetwork(network);
  const parsed = parseArguments(entry.arguments, args);
  const weights = weightsOf(entry, parsed, inputs);
  engine ??= chooseEngine({ name: 'wasm' });
  const program = await (await engine).compile(
    withSharing(() => {
      const { inputs: nodes, outputs, weights: own } = buildForward(network, { training: false });
      return { inputs: [...Object.values(nodes), ...own.map(({ node }) => node)], outputs: { output: outputs[0]! } };
    }),
  );
  try {
    const feeds = Object.fromEntries([
      ...inputs.map((x, i) => [`x${i}`, x] as const),
      ...Object.entries(weights).map(([name, value]) => [`it/${name}`, value] as const),
    ]);
    const { output } = await program.run(feeds);
    return { args, inputs, weights, output: output!, parameters: parameters ?? 0 };
  } finally {
    await program.dispose();
  }
}

function inputOf({ values, dtype }: Given, shape: readonly number[], place: number): HostTensor {
  const size = shape.reduce((product, n) => product * n, 1);
  const numbers = values ?? Array.from({ length: size }, (_, i) => (place === 0 ? i + 1 : (size - i) * 2));
  if (numbers.length !== size) throw new Error(`docs/reference/examples.json: [${shape}] has ${size} numbers.`);
  return dtype === 'int32'
    ? { dtype: 'int32', shape, data: Int32Array.from(numbers) }
    : { dtype: 'float32', shape, data: Float32Array.from(numbers) };
}

/** Weights that begin as zeros or ones are that; those that begin at random have numbers that are easy to follow. */
function weightsOf(
  entry: LayerEntry,
  args: Readonly<Record<string, unknown>>,
  inputs: readonly HostTensor[],
): Readonly<Record<string, HostTensor>> {
  const specs = entry.weights?.(args, ...inputs.map(({ shape }) => ['N', ...shape.slice(1)] as const)) ?? {};
  const rows = inputs[0]!;
  const adapted = entry.adapt?.(args, Float32Array.from(rows.data as ArrayLike<number>), rows.shape) ?? {};
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      const data = adapted[name] ?? firstValues(spec);
      return [name, { dtype: 'float32', shape: spec.shape, data } as HostTensor];
    }),
  );
}

const FIXED = ['Zeros', 'Ones', 'Constant'];

function firstValues({ shape, initializer }: WeightSpec): Float32Array {
  const parts = Array.isArray(initializer) ? initializer.map(part => part.initializer) : [initializer];
  if (parts.every(({ className }) => FIXED.includes(className))) return initialValues(initializer, shape, () => 0);
  const size = shape.reduce((product, n) => product * n, 1);
  return Float32Array.from({ length: size }, (_, i) => WEIGHTS[i % WEIGHTS.length]!);
}

/** Nested arrays as text, a row of numbers a line, with four significant digits. */
export function shownTensor({ shape, data }: HostTensor): string {
  const at = (axis: number, from: number, size: number): string => {
    if (axis === shape.length) return shownNumber(Number(data[from]));
    const step = size / shape[axis]!;
    const parts = Array.from({ length: shape[axis]! }, (_, i) => at(axis + 1, from + i * step, step));
    return axis >= shape.length - 1 || shape.slice(axis + 1).every(n => n === 1)
      ? `[${parts.join(', ')}]`
      : `[${parts.join(`,\n${' '.repeat(axis + 1)}`)}]`;
  };
  return at(
    0,
    0,
    shape.reduce((product, n) => product * n, 1),
  );
}

const shownNumber = (value: number): string =>
  String(Number(value.toPrecision(4)))
    .replace('-', '−')
    .replace(/^−0$/, '0');
