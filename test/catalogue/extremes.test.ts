import assert from 'node:assert/strict';
import { type Previewer, previewOf } from '../../nodes/shared/layer-preview';
import { layers, parseArguments } from '../../src/catalogue';
import type { LayerEntry } from '../../src/catalogue/entry';
import { Problem } from '../../src/errors';
import { inputName, limits, withSharing } from '../../src/graph';
import {
  type Arriving,
  appendLayer,
  buildForward,
  costOfCall,
  describeCall,
  describeNetwork,
  joinNetworks,
} from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { loadEngine } from '../engines';
import { inputOf } from '../network/sample';
import type { LayerCases } from './layer-test';
import { readJson } from './oracle';

/**
 * One number in a form must never block or end Node-RED. Every layer is tried with every number of its arguments at its
 * extremes: by the description that a deploy makes, and by the request of the form.
 */

const EXTREMES = [-1, 0, 1, 1e3, 5e3, 1e6, 2 ** 31 - 1, 2 ** 53];
/**
 * The limit of processor time for one request, as a multiple of describing a chain of 1,000 layers; it takes far less
 * than one.
 */
const MOST = 10;
let chain = Number.NaN;

before(() => {
  const start = process.cpuUsage();
  let network = inputOf('x', [8], 'x', 'float32');
  for (let i = 0; i < 1000; i++)
    network = appendLayer(network, { id: `dense${i}`, className: 'Dense', args: { units: 8 } });
  describeNetwork(network);
  chain = process.cpuUsage(start).user;
});

type Args = Readonly<Record<string, unknown>>;
interface Question {
  readonly args: Args;
  readonly shapes: readonly (readonly number[])[];
}

/**
 * The arguments with numbers in the form, each at each extreme: alone, in pairs and all together, and with the settings
 * that make it matter most.
 */
function questions(entry: LayerEntry, { cases, inputs }: LayerCases): Question[] {
  const numeric = Object.entries(entry.arguments).filter(([, { form }]) => ['number', 'shape'].includes(form.widget));
  const reaching: Args[] = [
    {},
    ...('padding' in entry.arguments ? [{ padding: 'same', strides: 1 }] : []),
    ...('interpolation' in entry.arguments ? [{ interpolation: 'bilinear' }] : []),
  ].filter(args => Object.keys(args).every(name => name in entry.arguments));
  const changes: Args[] = EXTREMES.flatMap(value => [
    ...numeric.map(([name]) => ({ [name]: value })),
    ...numeric.map(([name], i) => ({ [name]: value, [numeric[(i + 1) % numeric.length]![0]]: value })),
    Object.fromEntries(numeric.map(([name]) => [name, value])),
  ]);
  return inputs.flatMap(shapes =>
    changes.flatMap(change => reaching.map(more => ({ args: { ...cases[0], ...more, ...change }, shapes }))),
  );
}

/** The result of f, or the error that a user would see; it must not take longer than some thousand layers. */
function timed<T>(what: string, f: () => T): T | Problem {
  const start = process.cpuUsage();
  const answer = (() => {
    try {
      return f();
    } catch (error) {
      assert.ok(error instanceof Problem, `${what}: ${error instanceof Error ? error.stack : error}`);
      return error;
    }
  })();
  const times = process.cpuUsage(start).user / chain;
  assert.ok(times < MOST, `${what} took as long as ${Math.round(1000 * times)} layers`);
  return answer;
}

const arriving = (shapes: Question['shapes'], dtype: Arriving['dtype']): Arriving[] =>
  shapes.map(([, ...rest]) => ({ shape: ['N', ...rest], dtype }));

const sightsOf = (inputs: readonly Arriving[]): Parameters<Previewer['preview']>[1] =>
  ({ inputsOf: () => [inputs] }) as unknown as Parameters<Previewer['preview']>[1];

for (const entry of Object.values(layers).filter(layer => layer.inputs !== 'none'))
  describe(`${entry.className} with its numbers at their extremes`, () => {
    const blocks = [readJson<LayerCases | LayerCases[]>('catalogue', 'cases', `${entry.className}.json`)].flat();
    const asked = blocks.flatMap(block => questions(entry, block).map(question => ({ ...question, block })));

    it(`answers ${asked.length} questions, each in no time, and says the same in the form`, () => {
      for (const question of asked) {
        const inputs = arriving(question.shapes, question.block.integers ? 'int32' : 'float32');
        const found = timed(name(entry, question), () => {
          const args = parseArguments(entry.arguments, question.args);
          const layer = { id: 'it', className: entry.className, label: entry.className, args };
          const { shape, parameters } = describeCall(layer, inputs);
          return { shape, parameters, multiplyAdds: costOfCall(layer, inputs) };
        });
        const shown = timed(`the form of ${name(entry, question)}`, () =>
          previewOf(entry.family).preview(
            { id: 'it', layer: entry.className, from: [], values: question.args },
            sightsOf(inputs),
          ),
        );
        if (found instanceof Problem) {
          const problem = shown instanceof Problem ? shown.problem : 'problem' in shown && shown.problem;
          assert.equal(problem, found.problem);
        } else {
          assert.ok(!(shown instanceof Problem) && 'uses' in shown, name(entry, question));
          const [{ output, parameters, multiplyAdds }] = shown.uses as [(typeof shown.uses)[number]];
          assert.deepEqual({ shape: output, parameters, multiplyAdds }, found);
          for (const number of [parameters, multiplyAdds])
            assert.ok(Number.isSafeInteger(number), name(entry, question));
          assert.ok(parameters <= limits().parameters && multiplyAdds <= limits().multiplyAdds, name(entry, question));
        }
      }
    });

    it('gives what it said, where that is small', async () => {
      for (const question of asked)
        await holdsWhereSmall(entry, question, question.block.integers ? 'int32' : 'float32');
    }).timeout(600_000);
  });

/** Runs it on rows of zeros if that is cheap: the described shape must be the one that ONNX Runtime finds. */
async function holdsWhereSmall(entry: LayerEntry, question: Question, dtype: 'int32' | 'float32'): Promise<void> {
  const network = described(entry, question, dtype);
  if (!network) return;
  const { layers: found, parameters } = describeNetwork(network);
  const shape = found.it!.shape!.slice(1) as number[];
  const [spec] = network.layers.filter(({ id }) => id === 'it');
  const cost = costOfCall(spec!, arriving(question.shapes, dtype))!;
  if (Math.max(parameters!, product(shape), cost) > 20_000) return;
  const { inputs, weights, outputs } = buildForward(network, { training: false });
  const feeds = [...Object.values(inputs), ...weights.map(w => w.node)];
  const zeros = feeds.map(node => {
    const sizes = node.shape.map(d => (typeof d === 'number' ? d : 2));
    const data = node.dtype === 'int32' ? new Int32Array(product(sizes)) : new Float32Array(product(sizes));
    return [inputName(node), { shape: sizes, data, dtype: node.dtype }] as const;
  });
  const graph = withSharing(() => ({ inputs: feeds, outputs: { y: outputs[0]! } }));
  const program = await (await loadEngine('onnx')).compile(graph);
  const results = await program.run(Object.fromEntries(zeros));
  await program.dispose();
  assert.deepEqual([...results.y!.shape], [2, ...shape], name(entry, question));
}

/** The layer in a network, or null if it is rejected. */
function described(entry: LayerEntry, { args, shapes }: Question, dtype: 'int32' | 'float32'): NetworkSpec | null {
  const inputs = shapes.map(([, ...rest], i) => inputOf(`x${i}`, rest, `x${i}`, dtype));
  try {
    return appendLayer(joinNetworks(inputs), { id: 'it', className: entry.className, args });
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
const name = ({ className }: LayerEntry, { args, shapes }: Question): string =>
  `${className} ${JSON.stringify(args)} on ${JSON.stringify(shapes)}`;
