/**
 * Messages per second and median latency through nn-predict on a real Node-RED, beside a function node that only passes
 * the message on: the seed network (1000 → 128 → 10), called with arrays of 1000 numbers.
 *   node --import tsx bench/flow.ts [rounds]     (Node 22.9 or newer; build first)
 *
 * A function node sends messages through the node under test and back to itself, with `window` of them in flight: 1 is
 * a flow that waits for each answer, 64 one whose messages come faster than the answers. Its own work is part of both
 * figures. Each engine has a Node-RED of its own, as in real use. Rounds alternate; the best of each counts.
 */
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDataset, readTable } from '../src/data';
import { openStore } from '../src/store';
import type { Model } from '../src/values';
import { NodeRed, RELEASES, ROOT } from '../test/e2e/harness';
import { modelFor } from '../test/inference/models';
import type { Rate } from './results';

const ROUNDS = 20;
const MESSAGES = 3000;
const WINDOWS = [1, 64];
const ENGINES = ['onnx', 'wasm'];

const arrays = Array.from({ length: 100 }, (_, i) => Array.from({ length: 1000 }, (_, j) => Math.sin(i * j)));

/**
 * Sends the next message when one comes back, until all have; then reports the best block of 250. A block takes some 10
 * ms, so that on a busy machine some blocks are undisturbed.
 */
const pump = `
const now = () => perf.performance.now() * 1000;
const next = state => ({ payload: state.rows[state.sent++ % state.rows.length], state, at: now() });
if (msg.begin) {
  const { window, messages, name } = msg;
  const state = { window, messages, name, first: 0, rows: context.get('rows'), sent: 0, back: 0, since: now(), delays: [], best: { rate: 0 } };
  while (state.sent < window) node.send(next(state), false);
  return;
}
const time = now();
const { state } = msg;
state.first ||= time - msg.at;
state.delays.push(time - msg.at);
if (++state.back % 250 === 0) {
  const rate = 250 / (time - state.since) * 1e6;
  const delays = state.delays.sort((a, b) => a - b);
  if (rate > state.best.rate) state.best = { rate, median: delays[125], p99: delays[247] };
  state.delays = [];
  state.since = now();
}
if (state.sent < state.messages) return next(state);
if (state.back === state.messages) return [null, { topic: state.name, payload: { ...state.best, first: state.first } }];`;

type Nodes = Record<string, unknown>[];
/** A pump, the node under test between its output and its input, and an inject node for each window. */
function loop(name: string, node: Record<string, unknown>): Nodes {
  const place = { z: 'tab', x: 0, y: 0 };
  const begin = WINDOWS.map(window => ({
    ...place,
    id: `${name}-${window}`,
    type: 'inject',
    props: Object.entries({ begin: true, name: `${name}-${window}`, window, messages: MESSAGES }).map(([p, v]) => ({
      p,
      v: String(v),
      vt: typeof v === 'number' ? 'num' : typeof v === 'boolean' ? 'bool' : 'str',
    })),
    once: false,
    wires: [[`${name}-pump`]],
  }));
  const pumping = {
    ...place,
    id: `${name}-pump`,
    type: 'function',
    func: pump,
    initialize: `context.set('rows', ${JSON.stringify(arrays.slice(0, 10))})`,
    finalize: '',
    libs: [{ var: 'perf', module: 'perf_hooks' }],
    outputs: 2,
    wires: [[`${name}-test`], ['said']],
  };
  return [...begin, pumping, { ...place, ...node, id: `${name}-test`, wires: [[`${name}-pump`]] }];
}

interface Figures extends Rate {
  /** of the first message of this round, µs */
  readonly first: number;
}

const names = (engine: string): readonly string[] => ['function', engine];

/** A Node-RED with the native runtime and the model in its store. */
async function start(model: Model): Promise<NodeRed> {
  const red = await NodeRed.start(RELEASES[0]!, { functionExternalModules: true });
  const link = join(red.userDir, 'node_modules/onnxruntime-node');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules/onnxruntime-node'), link);
  await openStore(join(red.userDir, 'tensorwire/models')).save(model);
  return red;
}

const nodes = (engine: string): Nodes => [
  { id: 'tab', type: 'tab', label: 'bench' },
  ...loop('function', { type: 'function', func: 'return msg;', outputs: 1, libs: [] }),
  { id: 'engine', type: 'nn-engine', engine },
  ...loop(engine, { type: 'nn-predict', model: 'sample', engine: 'engine', output: 'label' }),
  {
    id: 'said',
    type: 'debug',
    z: 'tab',
    name: 'said',
    active: true,
    tosidebar: true,
    complete: 'payload',
    targetType: 'msg',
    x: 0,
    y: 0,
    wires: [],
  },
];

/** The best of the rounds, by messages in flight and node; and the time of the first message after a deploy, ms. */
export async function flow(rounds = ROUNDS): Promise<{
  messages: Record<string, Record<string, Rate>>;
  firstMessage: Record<string, number>;
}> {
  const table = await readTable({ features: arrays, targets: arrays.map((_, i) => `c${i % 10}`) });
  const model = modelFor({ dataset: await makeDataset(table, { targets: [], seed: 1 }), hidden: 128 });
  const reds: Record<string, NodeRed> = {};
  const measure = async (engine: string, id: string): Promise<Figures> => {
    await reds[engine]!.inject(id);
    return (await reds[engine]!.said('said')).value as Figures;
  };
  try {
    const firstMessage: Record<string, number> = {};
    for (const engine of ENGINES) {
      reds[engine] = await start(model);
      for (const name of names(engine)) {
        await reds[engine].deploy(nodes(engine));
        firstMessage[name] = (await measure(engine, `${name}-1`)).first / 1000;
      }
    }
    const messages: Record<string, Record<string, Rate>> = {};
    for (let round = 0; round < rounds; round++)
      for (const window of WINDOWS)
        for (const engine of ENGINES)
          for (const name of names(engine)) {
            const figures = await measure(engine, `${name}-${window}`);
            messages[window] ??= {};
            if (figures.rate > (messages[window][name]?.rate ?? 0)) messages[window][name] = figures;
          }
    return { messages, firstMessage };
  } finally {
    for (const red of Object.values(reds)) await red.stop();
  }
}

async function main(): Promise<void> {
  const { messages, firstMessage } = await flow(Number(process.argv[2] ?? ROUNDS));
  for (const [name, ms] of Object.entries(firstMessage))
    console.log(`the first message after a deploy, ${name}: ${ms.toFixed(1)} ms`);
  for (const [window, byNode] of Object.entries(messages))
    for (const [name, { rate, median, p99 }] of Object.entries(byNode)) {
      const share = `${Math.round((100 * rate) / byNode.function!.rate)} %`;
      console.log(
        `${window.padStart(3)} under way  ${name.padEnd(10)} ${Math.round(rate).toString().padStart(7)} messages/s ${share.padStart(6)}  median ${median.toFixed(0)} µs, p99 ${p99.toFixed(0)} µs`,
      );
    }
}

if (require.main === module)
  main().catch(error => {
    console.error(error);
    process.exitCode = 1;
  });
