/**
 * The delay of a 10 ms timer inside a real Node-RED: idle, and while the reference network is trained and evaluated.
 *   node --import tsx bench/event-loop.ts     (Node 22.9 or newer; build first)
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeRed, RELEASES, ROOT } from '../test/e2e/harness';
import type { Delays } from './results';

type FlowNode = Record<string, unknown> & { id: string; type: string; name?: string; z?: string };
const flow: FlowNode[] = JSON.parse(readFileSync(join(ROOT, 'examples/Reference network.json'), 'utf8'));
const tab = flow.find(node => node.type === 'tab')!.id;
const train = flow.find(node => node.type === 'nn-train')!;
const evaluate = flow.find(node => node.type === 'nn-evaluate')!;

/** A function node that records the delays of a 10 ms timer and reports their percentiles on request. */
const clock = {
  id: 'clock',
  type: 'function',
  z: tab,
  name: 'clock',
  outputs: 1,
  libs: [],
  initialize: `const delays = [];
context.set('delays', delays);
let last = Date.now();
context.set('timer', setInterval(() => { const now = Date.now(); delays.push(now - last - 10); last = now; }, 10));`,
  func: `const delays = context.get('delays').splice(0).sort((a, b) => a - b);
const at = q => delays[Math.min(delays.length - 1, Math.floor(q * delays.length))];
return { topic: msg.topic, payload: { timers: delays.length, p50: at(0.5), p99: at(0.99), max: at(1) } };`,
  finalize: `clearInterval(context.get('timer'));`,
  x: 0,
  y: 0,
  wires: [['clock says']],
};
const ask = (id: string) => ({
  id,
  type: 'inject',
  z: tab,
  name: id,
  props: [{ p: 'topic', v: id, vt: 'str' }],
  once: false,
  x: 0,
  y: 0,
  wires: [['clock']],
});
const says = {
  id: 'clock says',
  type: 'debug',
  z: tab,
  name: 'clock says',
  active: true,
  tosidebar: true,
  complete: 'payload',
  targetType: 'msg',
  x: 0,
  y: 0,
  wires: [],
};

/** Delays in milliseconds: idle, and during the training until the model has been evaluated and answers. */
export async function eventLoop(): Promise<{ idle: Delays; training: Delays }> {
  const red = await NodeRed.start(RELEASES[0]!);
  try {
    const quiet = flow.map(node => (node.type === 'inject' ? { ...node, once: false } : node));
    await red.deploy([...quiet, clock, ask('idle'), ask('training'), says]);
    const wait = (seconds: number) => new Promise(done => setTimeout(done, seconds * 1000));
    const measure = async (id: string) => {
      await red.inject(id);
      return (await red.said('clock says')).value as Delays;
    };
    await wait(1);
    await measure('idle');
    await wait(5);
    const idle = await measure('idle');
    await red.inject(quiet.find(node => node.name === 'train')!.id);
    await red.until(() => /epoch/.test(red.status.get(train.id)?.text ?? ''), 'the training');
    await measure('training'); // the delays before come from making the data in the function node
    await red.until(() => /guessing/.test(red.status.get(evaluate.id)?.text ?? ''), 'the report');
    await wait(1);
    return { idle, training: await measure('training') };
  } finally {
    await red.stop();
  }
}

if (require.main === module)
  eventLoop().then(
    delays => console.table(delays),
    error => {
      console.error(error);
      process.exitCode = 1;
    },
  );
