import assert from 'node:assert/strict';
import { parseArguments } from '../../src/catalogue';
import type { LayerEntry } from '../../src/catalogue/entry';
import { add, constant, gradient, input, inputName } from '../../src/graph';
import { appendLayer, buildForward, describeNetwork, emptyNetwork, joinNetworks } from '../../src/network';
import type { HostTensor, NetworkSpec } from '../../src/spec';
import { assertClose, float32, hasOracle, int32, type Numbers, oracle } from './oracle';
import { run } from './run';

/** What Keras computed for one case on one set of inputs. */
interface KerasRecord {
  readonly args: Readonly<Record<string, unknown>>;
  readonly training?: boolean;
  /** the values of weights that are not trained, after a call in training */
  readonly updates?: Readonly<Record<string, Numbers>>;
  readonly inputs: readonly (Numbers & { readonly dtype?: 'int32' })[];
  readonly weights: Readonly<Record<string, Numbers>>;
  readonly output: Numbers;
  readonly dy: Numbers;
  readonly inputGradients: readonly Numbers[];
  readonly weightGradients: Readonly<Record<string, Numbers>>;
  readonly parameters: number;
  readonly penalty: number;
}

/**
 * The cases (arguments) and inputs (shapes, batch first) on which a layer is compared with Keras: each case with each
 * input.
 */
export interface LayerCases {
  readonly cases: readonly Readonly<Record<string, unknown>>[];
  readonly inputs: readonly (readonly (readonly number[])[])[];
  /** the inputs are whole numbers from 0 up to, but not including, this one */
  readonly integers?: number;
  /** in training too: numbers, gradients, and the new values of weights that are not trained */
  readonly training?: boolean;
}

const TOLERANCE = 2e-5;

/** The command that makes the numbers of a layer. */
export const ask = (className: string): string =>
  `run .cache/oracle/bin/python test/oracle/catalogue.py layers ${className}`;

/**
 * Compares a layer with Keras, inside a network: output shape, forward numbers, gradients with respect to inputs and
 * weights, penalties, parameter count; and that its settings survive JSON.
 */
export function layerTest(entry: LayerEntry, blocks: LayerCases | readonly LayerCases[]): void {
  const records = hasOracle(`layers/${entry.className}`) ? oracle<KerasRecord[]>(`layers/${entry.className}`) : [];
  const all = [blocks].flat();
  for (const { cases, inputs, training } of all)
    for (const args of cases)
      for (const shapes of inputs)
        for (const learning of training ? [false, true] : [false]) {
          const on = shapes.map(s => `[${s}]`).join(' ');
          it(`${JSON.stringify(args)} on ${on}${learning ? ' in training' : ''}: shape, numbers, gradients and parameters as Keras`, async () => {
            const wanted = JSON.stringify([args, shapes, learning]);
            const record = records.find(
              r => JSON.stringify([r.args, r.inputs.map(x => x.shape), r.training ?? false]) === wanted,
            );
            assert.ok(record, `Keras was not asked: ${ask(entry.className)}`);
            await compare(entry, record);
          });
        }
  it('its settings survive JSON', () => {
    for (const raw of all.flatMap(({ cases }) => cases)) {
      const args = parseArguments(entry.arguments, raw);
      const again: unknown = JSON.parse(JSON.stringify(args));
      assert.deepEqual(again, args);
      assert.deepEqual(parseArguments(entry.arguments, again as Record<string, unknown>), args);
    }
  });
}

/** The layer alone in a network, with inputs x0, x1, … of the shapes; its id is `it`. */
function around(record: KerasRecord, className: string): NetworkSpec {
  const inputs = record.inputs.map(({ shape, dtype = 'float32' }, i) =>
    appendLayer(emptyNetwork(), {
      id: `x${i}`,
      className: 'InputLayer',
      label: `x${i}`,
      args: { shape: shape.slice(1), dtype },
    }),
  );
  return appendLayer(joinNetworks(inputs), { id: 'it', className, args: record.args });
}

async function compare(entry: LayerEntry, record: KerasRecord): Promise<void> {
  const network = around(record, entry.className);
  const description = describeNetwork(network);
  const names = Object.keys(record.weights);
  assert.deepEqual(description.layers.it!.shape, ['N', ...record.output.shape.slice(1)]);
  assert.equal(description.parameters, record.parameters);
  assert.deepEqual(Object.keys(description.layers.it!.weights!), names);

  const feeds = Object.fromEntries([
    ['dy', float32(record.dy)],
    ...record.inputs.map((x, i) => [`x${i}`, (x.dtype === 'int32' ? int32 : float32)(x)]),
    ...Object.entries(record.weights).map(([name, w]) => [`it/${name}`, float32(w)]),
  ]) as Record<string, HostTensor>;
  const results = await run(feeds, () => {
    const training = record.training === true;
    const { inputs, outputs, weights, updates, penalties } = buildForward(network, { training });
    const all = [...Object.values(inputs), ...weights.map(w => w.node)];
    const given = all.filter(x => x.dtype === 'float32');
    const dy = input('dy', outputs[0]!.shape);
    const gradients = gradient(outputs[0]!, given, dy);
    const penalty = penalties.reduce((sum, p) => add(sum, p), constant(0));
    return {
      inputs: [...all, dy],
      outputs: {
        output: outputs[0]!,
        penalty,
        ...Object.fromEntries(updates.map(([key, value]) => [`update of ${key}`, value])),
        ...Object.fromEntries(gradients.map((g, i) => [`gradient of ${inputName(given[i]!)}`, g])),
      },
    };
  });
  assertClose(results.output!, record.output, TOLERANCE, 'output');
  const expected = Object.entries(record.weightGradients).map(([name, g]) => [`it/${name}`, g] as const);
  for (const [name, g] of [...record.inputGradients.map((g, i) => [`x${i}`, g] as const), ...expected])
    assertClose(results[`gradient of ${name}`]!, g, TOLERANCE, `gradient of ${name}`);
  for (const [name, value] of Object.entries(record.updates ?? {}))
    assertClose(results[`update of it/${name}`]!, value, TOLERANCE, `new ${name}`);
  assertClose(results.penalty!, { shape: [], data: [record.penalty] }, TOLERANCE, 'penalty');
}
